"""`remit install`: the git hooks of this repository."""

from typing import TYPE_CHECKING

from remit.cli.output import add_format, answer_done
from remit.cli.values import REVISION

if TYPE_CHECKING:
    import argparse

DESCRIPTION = (
    "Install the git hooks for this repository and all its worktrees, beside hooks that are there "
    "already, and write down the base. Nothing is overwritten; `remit uninstall` restores it."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """What kind of repository this is; base and interpreter, where the default is not meant."""
    parser.add_argument(
        "--base", metavar="BRANCH", type=REVISION, help="the branch that manifests are read from"
    )
    parser.add_argument(
        "--server", action="store_true", help="the hook of a bare repository that others push to"
    )
    parser.add_argument("--python", metavar="PATH", help="an interpreter that has remit")
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0 with a sentence for each thing done; everything is undone where something fails."""
    if arguments.server:
        from remit.install.server import install_server as install
    else:
        from remit.install.install import install

    return answer_done(install(".", arguments.base, arguments.python), arguments.format)
