"""Scopes for a repository that has none: one task for each group of owners, or for each directory.

And the same question answered without remit's matcher, so that verdicts can be compared.
"""

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from pathspec import GitIgnoreSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LARGEST = 0.25  # a directory with more of all files than that is a task per entry
ALLOWED_EVERYWHERE = "**"
_SPECIAL = re.compile(r"([\\*?\[\]{}])")
_PROTECTED = re.compile(
    r"(\.remit|\.github|\.gitlab|\.circleci|\.husky|\.githooks|\.claude|\.cursor)/"
    r"|(.*/)?(\.gitmodules|\.gitattributes|\.lfsconfig|(site|user)customize\.py|[^/]*\.pth)$"
    r"|((docs|\.github)/)?CODEOWNERS$"
    r"|(\.pre-commit-(config|hooks)\.yaml|prek\.toml|lefthook\.[^/]*|\.lefthook[^/]*"
    r"|\.gitlab-ci\.yml|azure-pipelines\.yml|Jenkinsfile|AGENTS\.md|CLAUDE\.md)$"
)


class Derived(NamedTuple):
    """Manifests by task, and which task a path belongs to (None: nobody's) by other means."""

    manifests: dict[str, str]
    area: "Callable[[str], str | None]"

    def home(self, paths: "Iterable[str]") -> str:
        """The task that most of the paths belong to; of several the first by name."""
        counts = Counter(area for path in paths if (area := self.area(path)))
        return min(counts or self.manifests, key=lambda task: (-counts[task], task))


def of_owners(text: str) -> Derived:
    """A task for each group of owners in a CODEOWNERS file; its last matching line owns a path.

    Patterns are those of the files that are studied: rooted paths without wildcards, and `*`.
    """
    lines = (line.partition("#")[0].split() for line in text.splitlines())
    rules = [(words[0], _named(words[1:])) for words in lines if len(words) > 1]
    specs = [(GitIgnoreSpec.from_lines([pattern]), task) for pattern, task in rules]
    manifests: dict[str, str] = {}
    for task in dict.fromkeys(task for _, task in rules):
        first = next(place for place, (_, owner) in enumerate(rules) if owner == task)
        own = [_rooted(pattern) for pattern, owner in rules if owner == task]
        others = [_rooted(pattern) for pattern, owner in rules[first:] if owner != task]
        manifests[task] = _manifest(task, own, others)

    def area(path: str) -> str | None:
        return next((task for spec, task in reversed(specs) if spec.match_file(path)), None)

    return Derived(manifests, area)


def of_directories(paths: "Iterable[str]") -> Derived:
    """A task for each directory of the root, and one for its files; a large one is split again."""
    every = list(paths)
    tops: dict[str, str] = {}  # a directory with its slash, or a parent's whose files alone it is

    def split(parent: str, below: list[str]) -> None:
        names = Counter(path[len(parent) :].partition("/")[0] for path in below)
        tops[parent] = "files"
        for name in names:
            folder = f"{parent}{name}/"
            inside = [path for path in below if path.startswith(folder)]
            if len(inside) > LARGEST * len(every):
                split(folder, inside)
            elif inside:
                tops[folder] = "tree"

    split("", every)
    manifests: dict[str, str] = {}
    for top, kind in tops.items():
        pattern = _escaped(top) + ("*" if kind == "files" else "")
        manifests[_slug(top) or "root"] = _manifest(_slug(top) or "root", [pattern], [])

    def area(path: str) -> str | None:
        folder = path.rpartition("/")[0] + "/" if "/" in path else ""
        if tops.get(folder) == "files":
            return _slug(folder) or "root"
        found = (top for top, kind in tops.items() if kind == "tree" and path.startswith(top))
        return next((_slug(top) for top in found), None)

    return Derived(manifests, area)


def protected(path: str) -> bool:
    """Whether the default policy protects the path, restated from the documentation."""
    return _PROTECTED.match(path) is not None


def _named(owners: list[str]) -> str:
    names = [owner.rpartition("/")[2].removeprefix("@") for owner in owners]
    return _slug("-".join(names))


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _rooted(pattern: str) -> str:
    return ALLOWED_EVERYWHERE if pattern == "*" else _escaped(pattern.removeprefix("/"))


def _escaped(path: str) -> str:
    return _SPECIAL.sub(r"\\\1", path)


def _manifest(task: str, write: list[str], deny: list[str]) -> str:
    lists = {"write": dict.fromkeys(write), "deny": dict.fromkeys(deny)}
    lines = [f"{name} = [{', '.join(map(_quoted, found))}]" for name, found in lists.items()]
    return "\n".join(
        ["[task]", f'id = "{task}"', f'branch = "agent/{task}"', "[files]", *lines, ""]
    )


def _quoted(text: str) -> str:
    return f"'{text}'"
