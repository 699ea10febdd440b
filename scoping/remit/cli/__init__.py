"""The command `remit`: one file per verb; what a verb decides lives in the layers below."""
