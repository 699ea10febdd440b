"""The keys of a manifest and of the policy: one table drives the parser and the JSON Schema.

`fields` is the vocabulary of the table, `task_table` and `policy_table` are the tables, `reading`
turns bytes into checked values by them, `checks` judges single strings, `syntax` words what is no
TOML at all, and `publishing` writes the JSON Schema. What a value *means* is not known here.
"""
