"""`remit uninstall`: hooks and configuration as they were before."""

from typing import TYPE_CHECKING

from remit.cli.output import add_format, answer_done

if TYPE_CHECKING:
    import argparse

DESCRIPTION = "Remove the git hooks and restore, byte for byte, what `remit install` found."


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """How to answer."""
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0 with a sentence for each thing done."""
    from remit.install.install import uninstall

    return answer_done(uninstall("."), arguments.format)
