"""The repository that a verb is about, and bars for what takes long there."""

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from remit.errors import UsageError
from remit.git.repository import Repository
from remit.text_safety import quote_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Generator, Sequence

    from remit_sim.replay.replay import ReplayRequest

_MOST = 100_000
_WIDEST = 1024


def add_history(parser: "argparse.ArgumentParser", tasks: int) -> None:
    """Declare the repository, the revision, and how much of its history counts."""
    parser.add_argument("--repo", default=".", metavar="PATH", help="default: where you are")
    parser.add_argument("--at", default="HEAD", metavar="REV", help="default: HEAD")
    parser.add_argument(
        "--tasks", type=int, default=tasks, metavar="N", help=f"newest changes (default: {tasks})"
    )


def add_windows(parser: "argparse.ArgumentParser", wide: "Sequence[int]") -> None:
    """Declare how many changes begin on one base."""
    default = ",".join(map(str, wide))
    parser.add_argument(
        "--windows", default=default, metavar="W,...", help=f"changes at once (default: {default})"
    )


@contextlib.contextmanager
def open_repository(folder: str) -> "Generator[Repository]":
    """The repository at `folder`, as long as this lasts; raises `UsageError` for no directory."""
    if not os.path.isdir(folder):  # noqa: PTH112 - "" too
        raise UsageError(f"--repo {quote_text(folder)} is no directory.")
    with Repository.at(folder) as found:
        yield found


def repository_name(found: Repository) -> str:
    """What reports call a repository: its directory."""
    return Path(found.git_dir.removesuffix("/.git")).name.removesuffix(".git") or "repository"


def check_task_count(count: int) -> int:
    """A number of changes; raises `UsageError`."""
    if not 2 <= count <= _MOST:  # noqa: PLR2004 - one change meets nobody
        raise UsageError(f"--tasks must be from 2 to {_MOST}.")
    return count


def parse_widths(words: str, option: str = "--windows") -> tuple[int, ...]:
    """`2,4,8` as numbers, ascending; raises `UsageError`."""
    if not all(word.isdecimal() and 2 <= int(word) <= _WIDEST for word in words.split(",")):  # noqa: PLR2004 - as above
        raise UsageError(
            f"{option} needs numbers from 2 to {_WIDEST}.", f"for example: {option} 2,4,8,16,32"
        )
    return tuple(sorted(set(map(int, words.split(",")))))


def replay_from_options(arguments: "argparse.Namespace") -> "ReplayRequest":
    """What `replay` is asked."""
    from remit_sim.replay.replay import ReplayRequest

    return ReplayRequest(
        arguments.at, check_task_count(arguments.tasks), parse_widths(arguments.windows)
    )
