"""The command `remit-sim`: one file per verb; what a verb answers is made in the rooms below."""

from remit_sim.cli.main import main

__all__ = ["main"]
