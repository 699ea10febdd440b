"""`remit uninstall`: hooks and configuration as they were before."""

from typing import TYPE_CHECKING

from remit.cli.output import answer
from remit.paths import readable

if TYPE_CHECKING:
    import argparse

DESCRIPTION = "Remove the git hooks and restore, byte for byte, what `remit install` found."


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """None."""
    del parser


def run(arguments: "argparse.Namespace") -> int:
    """0 with a sentence for each thing done."""
    from remit.install.install import uninstall

    del arguments
    return answer("".join(f"{readable(said)}\n" for said in uninstall(".")))
