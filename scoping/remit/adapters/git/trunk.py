"""The first-parent line of a branch, and every merge that its history has, as ids alone."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.adapters.git.repository import Repository


class Step(NamedTuple):
    """One commit of the line: its id, the tree it holds, and its parents."""

    oid: str
    tree: str
    parents: tuple[str, ...]


def line(repository: "Repository", at: str, newest: int) -> tuple[Step, ...]:
    """The newest commits of the line that ends at `at`, oldest first."""
    form = ("--format=%H %T %P", "--encoding=UTF-8", "--no-show-signature", "--no-patch")
    span = ("--first-parent", f"--max-count={newest}", at, "--")
    output = repository.run("log", *form, *span).decode("ascii")
    found = (_step(text.split()) for text in output.splitlines() if text)
    return tuple(reversed([*found]))


def count(repository: "Repository", at: str) -> int:
    """How many commits the first-parent line that ends at `at` has, as far as it is here."""
    return int(repository.run("rev-list", "--first-parent", "--count", at, "--"))


def commits(repository: "Repository", at: str, *, every: bool) -> "Iterator[tuple[str, ...]]":
    """Each commit that `at` reaches, or any ref too, and its parents; parents come first."""
    span = (at, "--all") if every else (at,)
    output = repository.run("rev-list", "--parents", "--topo-order", "--reverse", *span, "--")
    for text in output.decode("ascii").splitlines():
        yield tuple(text.split())


def _step(words: list[str]) -> Step:
    return Step(words[0], words[1], tuple(words[2:]))
