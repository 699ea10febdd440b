"""What a revision from outside means: one commit, and the branch it names, if it names one.

git lets a tag win over a branch of the same name, and a local branch over a remote's, with nothing
but a warning. Whoever can make a tag could so choose what a range is judged by: a name that means
two commits is no answer here.
"""

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from remit.errors import CouldNotCheck
from remit.paths import quote_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.git.objects import ObjectReader
    from remit.git.repository import Repository


_FULL, _HEADS, _REMOTES = "refs/", "refs/heads/", "refs/remotes/"
_PLACES = ("refs/{}", "refs/tags/{}", _HEADS + "{}", _REMOTES + "{}", _REMOTES + "{}/HEAD")
_FORM = "--format=%(objecttype) %(objectname) %(symref) %(refname)"
CURRENT = ("HEAD", "@")
_STEPS = ("~", "^", ":", "@{")  # where a name ends and git's way from there begins
_DIGITS = frozenset("0123456789abcdefABCDEF")
_SHORTEST = 4  # hexadecimal digits that git takes for an id
_WIDTHS = {"sha1": 40, "sha256": 64}


class RevisionResolver:
    """What some revisions mean, asked together; `objects` is a reader that exists already."""

    def __init__(
        self, repository: "Repository", *revisions: str, objects: "ObjectReader | None" = None
    ) -> None:
        self._repository, self._objects = repository, objects
        names = dict.fromkeys(map(strip_revision_steps, revisions))
        self._names = [name for name in names if _may_be_short(name) and not self._is_id(name)]

    def commit(self, revision: str) -> str:
        """The id of the commit; raises `CouldNotCheck` where there is none, or more are meant.

        The places are those of gitrevisions(7). A full id means that object, whatever refs are
        called like it, and so does a ref's full name.
        """
        if revision.startswith(":"):
            raise CouldNotCheck(
                f"{quote_path(revision)} means what git finds, and whoever commits can "
                "choose that.",
                "name the commit by a ref or by its id",
            )
        found = self._resolved(revision)
        if found is None:
            raise CouldNotCheck(
                f"{quote_path(revision)} names no commit in this repository.",
                "this clone is shallow: fetch it (git fetch --depth=1 REMOTE BRANCH; for an older "
                "commit, git fetch --deepen=50), or let the check do that: --deepen"
                if self._repository.shallow
                else "fetch it first, or check the spelling with `git rev-parse --verify`",
            )
        name = strip_revision_steps(revision)
        if name in self._names:
            self._require_one_meaning(name, found if name == revision else self._resolved(name))
        if name.startswith(_FULL) and not self._repository.has_ref(name):
            raise CouldNotCheck(
                f"there is no {quote_path(name)}, and another ref has that at the end of its name.",
                "fetch it first, or name the commit by its id",
            )
        return found

    def branch(self, revision: str) -> str | None:
        """The branch that `revision` names, here or on a remote; None for anything else."""
        if revision in CURRENT:
            return self._repository.branch
        if self._is_id(revision):  # git calls it the branch of that name, if there is one
            return None
        if revision in self._names:
            kind, _, target = self._listed.get(f"{_HEADS}{revision}", ("", "", ""))
            if kind == "commit" and not target:  # it wins, or git calls it ambiguous: see below
                return revision
        return self._branch(revision)

    def _branch(self, revision: str) -> str | None:
        name = self._repository.full_name(revision)
        if name == "HEAD":
            return self._repository.branch
        if name.startswith(_REMOTES):
            return _on_remote(self._repository, name.removeprefix(_REMOTES))
        if not name.startswith(_HEADS):  # git is silent about a branch called like a tag
            return revision if self._resolved(f"{_HEADS}{revision}") else None
        return name.removeprefix(_HEADS)

    def _require_one_meaning(self, name: str, meant: str | None) -> None:
        found = [(place, self._listed[place]) for place in _places(name) if place in self._listed]
        meanings = {meant}
        for reference, (kind, oid, _) in found:
            meanings.add(oid if kind == "commit" else self._resolved(reference))
        ids = self._abbreviated(name) if found or not _is_prefix(name, meant) else {}
        meanings.update(ids)
        if len(meanings) > 1:
            full = sorted((*(reference for reference, _ in found), *ids.values()))
            raise CouldNotCheck(
                f"{quote_path(name)} is ambiguous: other commits are named like that.",
                f"write the one you mean in full: {' or '.join(full)}",
            )

    def _abbreviated(self, name: str) -> dict[str, str]:
        """The commits whose id, or the id of a tag of them, `name` abbreviates; with that id.

        git takes a ref of that name instead, and says nothing. `DESCRIBED-gID` is an id, too.
        """
        _, _, digits = name.rpartition("-g")
        if len(digits) < _SHORTEST or not _DIGITS.issuperset(digits):
            return {}
        run = self._repository.run
        listed = run("rev-parse", f"--disambiguate={digits}").decode("ascii").split()
        feed = "".join(f"{oid}^{{commit}}\n" for oid in listed).encode("ascii")
        form = "--batch-check=%(objectname) %(objecttype)"
        lines = run("cat-file", form, feed=feed).decode("ascii").splitlines()
        pairs = zip(listed, map(str.split, lines), strict=True)
        return {words[0]: oid for oid, words in pairs if words[1] == "commit"}

    def _is_id(self, name: str) -> bool:
        """Whether `name` is the id of an object in full."""
        width = _WIDTHS.get(self._repository.object_format)
        return len(name) == width and _DIGITS.issuperset(name)

    def _resolved(self, revision: str) -> str | None:
        if self._objects is None or "\n" in revision or strip_revision_steps(revision) != revision:
            return self._repository.resolve(revision)  # some steps are the end of `cat-file`
        found = self._objects.find(f"{revision}^{{commit}}")
        return found.oid if found else None

    @cached_property
    def _listed(self) -> dict[str, tuple[str, str, str]]:
        """Kind, id and, of a symbolic one, the target of each reference that may be meant."""
        places = [place for name in self._names for place in _places(name)]
        lines = self._repository.refs(_FORM, *places)
        fields = (line.split(" ", 3) for line in lines)
        return {reference: (kind, oid, target) for kind, oid, target, reference in fields}


def resolve_commit(repository: "Repository", revision: str) -> str:
    """The id of the commit that one revision means; raises as `RevisionResolver` does."""
    return RevisionResolver(repository, revision).commit(revision)


def strip_revision_steps(revision: str) -> str:
    """The name that `revision` begins with, without the steps from there."""
    ends = (revision.find(mark) for mark in _STEPS)
    return revision[: min((at for at in ends if at >= 0), default=None)]


def _may_be_short(name: str) -> bool:
    return name not in {"", *CURRENT} and not name.startswith(_FULL)


def _is_prefix(name: str, commit: str | None) -> bool:
    return commit is not None and commit.startswith(name.lower())


def _places(name: str) -> list[str]:
    return [place.format(name) for place in _PLACES]


def _on_remote(repository: "Repository", name: str) -> str:
    """The branch in `REMOTE/BRANCH`; the name of a remote may have slashes as well."""
    remotes = repository.run("remote").decode("utf-8", "surrogateescape").splitlines()
    known = [remote for remote in remotes if name.startswith(f"{remote}/")]
    remote = max(known, key=len, default=name.partition("/")[0])
    return name.removeprefix(f"{remote}/")


# The first-parent line of a branch, and every merge that its history has, as ids alone.


class FirstParentStep(NamedTuple):
    """One commit of the line: its id, the tree it holds, and its parents."""

    oid: str
    tree: str
    parents: tuple[str, ...]


def first_parent_line(
    repository: "Repository", at: str, newest: int
) -> tuple[FirstParentStep, ...]:
    """The newest commits of the line that ends at `at`, oldest first."""
    form = ("--format=%H %T %P", "--encoding=UTF-8", "--no-show-signature", "--no-patch")
    span = ("--first-parent", f"--max-count={newest}", at, "--")
    output = repository.run("log", *form, *span).decode("ascii")
    found = (_step(text.split()) for text in output.splitlines() if text)
    return tuple(reversed([*found]))


def count_first_parents(repository: "Repository", at: str) -> int:
    """How many commits the first-parent line that ends at `at` has, as far as it is here."""
    return int(repository.run("rev-list", "--first-parent", "--count", at, "--"))


def iter_commit_parents(
    repository: "Repository", at: str, *, every: bool
) -> "Iterator[tuple[str, ...]]":
    """Each commit that `at` reaches, or any ref too, and its parents; parents come first."""
    span = (at, "--all") if every else (at,)
    output = repository.run("rev-list", "--parents", "--topo-order", "--reverse", *span, "--")
    for text in output.decode("ascii").splitlines():
        yield tuple(text.split())


def _step(words: list[str]) -> FirstParentStep:
    return FirstParentStep(words[0], words[1], tuple(words[2:]))
