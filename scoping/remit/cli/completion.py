"""`remit completion`: a script that completes verbs and options in a shell."""

from typing import TYPE_CHECKING

from remit.cli.output import answer

if TYPE_CHECKING:
    import argparse

SHELLS = ("bash", "zsh", "tcsh")
DESCRIPTION = 'Print a completion script. For bash: eval "$(remit completion bash)"'


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The shell."""
    parser.add_argument("shell", choices=SHELLS)


def run(arguments: "argparse.Namespace") -> int:
    """0."""
    import shtab

    from remit.cli.dispatch import whole
    from remit.cli.main import VERBS

    script: str = shtab.complete(whole(VERBS), shell=arguments.shell)
    return answer(script if script.endswith("\n") else script + "\n")
