"""`remit completion`: a script that completes verbs, options, choices and task ids in a shell."""

from pathlib import Path
from typing import TYPE_CHECKING

from remit.cli.output import print_answer

if TYPE_CHECKING:
    import argparse

SHELLS = ("bash", "zsh", "fish")
DESCRIPTION = (
    "Print a completion script for remit and remit-sim. For bash and zsh: "
    'eval "$(remit completion bash)"; for fish: remit completion fish | source'
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The shell."""
    parser.add_argument("shell", choices=SHELLS)


def run(arguments: "argparse.Namespace") -> int:
    """0."""
    script = Path(__file__).parent / "shells" / f"remit.{arguments.shell}"
    return print_answer(script.read_text(encoding="utf-8"))
