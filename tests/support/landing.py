"""Histories whose changes collide in known ways: each is a line of commits on `main`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from repo import Repo

LINES = [f"line {number}\n" for number in range(20)]


def text(**edits: str) -> str:
    """Twenty lines, some of them edited: `text(l3="new")`."""
    lines = list(LINES)
    for place, words in edits.items():
        lines[int(place[1:])] = f"{words}\n"
    return "".join(lines)


def lands(repo: "Repo", files: "Mapping[str, str | None]", author: str = "Ann") -> str:
    """Commit these files, None for one that goes; the commit's id."""
    for path, content in files.items():
        if content is None:
            repo.git("rm", "-q", "-f", "--", path)
        else:
            repo.stage(path, content)
    who = f"{author} <{author.lower()}@example.com>"
    repo.git("commit", "-q", "--no-verify", "--allow-empty", "-m", "a change", f"--author={who}")
    return repo.oid("HEAD")


def busy(repo: "Repo", count: int) -> None:
    """A line in which every third change edits what the one before it wrote."""
    lands(repo, {f"src/{name}.txt": text() for name in range(6)})
    for number in range(count):
        place = number - 1 if number % 3 == 2 else number
        path, line = f"src/{place % 6}.txt", f"l{place % 5 * 4}"
        author = ("Ann", "Ben", "Cyd")[number % 2 + (number % 7 == 0)]
        lands(repo, {path: text(**{line: f"by {number}"})}, author)
