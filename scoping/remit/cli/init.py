"""`remit init`: a policy, a commented first manifest, and the hooks if they are wanted."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from remit.cli import codeowners
from remit.cli.answers import answer
from remit.cli.first import EXAMPLE, first_manifest, policy
from remit.cli.here import top
from remit.cli.landing import base_of, landing
from remit.cli.writing import write_new
from remit.errors import CouldNotJudge
from remit.git.repository import Repository
from remit.manifest.policy import PATH
from remit.manifest.scope import FOLDER, SUFFIX

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

DESCRIPTION = (
    "Write .remit/policy.toml and a commented first manifest. What exists is left as it is. Offers "
    "to install the git hooks, and asks only on a terminal."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The base, and whether to install the hooks."""
    parser.add_argument("--base", metavar="BRANCH", help="the branch that manifests are read from")
    hooks = parser.add_mutually_exclusive_group()
    hooks.add_argument("--install", action="store_true", help="install the git hooks")
    hooks.add_argument("--no-install", action="store_true", help="do not, and do not ask")


def run(arguments: "argparse.Namespace") -> int:
    """0, with a line for each file written or kept; 2 where the base is not clear."""
    repository = Repository.discover()
    root = top(repository)
    base = _named(arguments.base) if arguments.base else base_of(repository)
    if base is None:
        raise CouldNotJudge(
            "it is not clear which branch is the base.", "name it: remit init --base BRANCH"
        )
    written = [where for where, text in _wanted(root, base) if _write(root / where, text)]
    said = [f"wrote {where}\n" for where in written]
    said += [f"{PATH} exists and is left as it is\n"] if PATH not in written else []
    found = codeowners.found(root)
    if found and f"{FOLDER}{EXAMPLE}{SUFFIX}" in written:
        said.append(f"proposals from {found[0]} are comments in {FOLDER}{EXAMPLE}{SUFFIX}\n")
    said += _hooks(arguments, base)
    if written:
        said.append(landing(repository, base, written, "Give each task a remit"))
    return answer("".join(said))


def _named(branch: str) -> str:
    """The branch that was named, if there is one; before anything is written."""
    from remit.install.base_setting import checked
    from remit.install.repository_paths import discover

    return checked(discover(Path()), branch)


def _wanted(root: "Path", base: str) -> "list[tuple[str, str]]":
    """The files that init writes where they are missing, by path; no example beside real tasks."""
    files = [(PATH, policy(base))]
    if not any((root / FOLDER).glob(f"*{SUFFIX}")):
        found = codeowners.found(root)
        files.append((f"{FOLDER}{EXAMPLE}{SUFFIX}", first_manifest(found)))
    return files


def _write(path: "Path", text: str) -> bool:
    if path.exists() or path.is_symlink():
        return False
    write_new(path, text)
    return True


def _hooks(arguments: "argparse.Namespace", base: str) -> "Sequence[str]":
    if arguments.install or (not arguments.no_install and _agreed()):
        from remit.install.install import install

        return [f"{said}\n" for said in install(".", base)]
    return ["the git hooks are not installed: remit install\n"]


def _agreed() -> bool:
    """Whether a person at a terminal says yes."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    sys.stdout.write("Install the git hooks now? [Y/n] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in {"", "y", "yes"}
