"""Finding the trusted commit: where manifests and policy are read from, and why there.

The order is fixed (an explicit word, `remit.base`, `origin/HEAD`, the only one of main and master),
and every way but the first ends in a branch, whose upstream and local tips may differ.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit.errors import CouldNotJudge
from remit.verdict import Base

if TYPE_CHECKING:
    from remit.adapters.git.repository import Repository

USUAL = ("main", "master")
_LOCAL, _REMOTE, _ORIGIN = "refs/heads/", "refs/remotes/", "refs/remotes/origin/"
_FORMAT = "--format=%(refname) %(objectname) %(symref) %(upstream)"


class Trusted(NamedTuple):
    """The base, the name of its branch (None for an explicit commit), and notes for the reader."""

    base: Base
    branch: str | None
    notes: tuple[str, ...] = ()


class _Ref(NamedTuple):
    oid: str
    target: str
    upstream: str


class Search:
    """A search for the base that was started; `trusted` waits for it."""

    def __init__(self, repository: "Repository") -> None:
        """Ask git for what is usually needed, all at once."""
        self._repository = repository
        self._configured = repository.start("config", "--get", "remit.base")
        self._refs = repository.start(
            "for-each-ref",
            _FORMAT,
            f"{_ORIGIN}HEAD",
            *(f"{place}{name}" for name in USUAL for place in (_LOCAL, _ORIGIN)),
        )

    def trusted(self) -> Trusted | None:
        """The base, or None in a repository without any commit.

        Raises `CouldNotJudge` where there is no base, or more than one may be meant.
        """
        try:
            return self._trusted()
        except CouldNotJudge:
            if self._repository.run("for-each-ref", "--count=1") or not self._repository.unborn:
                raise
            return None

    def _trusted(self) -> Trusted:
        refs = _parsed(self._refs.output())
        configured = self._configured.output(1).decode("utf-8", "surrogateescape").strip()
        branch = _checked(configured) if configured else self._default(refs)
        return self._tip(branch, refs)

    def _default(self, refs: dict[str, _Ref]) -> str:
        head = refs.get(f"{_ORIGIN}HEAD")
        if head is not None and head.target.startswith(_ORIGIN):
            return head.target[len(_ORIGIN) :]
        present = [
            name for name in USUAL if f"{_LOCAL}{name}" in refs or f"{_ORIGIN}{name}" in refs
        ]
        if len(present) == 1:
            return present[0]
        raise CouldNotJudge(
            "both main and master exist, so the base is ambiguous."
            if present
            else "there is no base: neither remit.base, nor origin/HEAD, nor main or master.",
            "name the branch that manifests are read from: git config remit.base BRANCH",
        )

    def _tip(self, branch: str, refs: dict[str, _Ref]) -> Trusted:
        if branch not in USUAL:
            refs = refs | self._look(f"{_LOCAL}{branch}", f"{_ORIGIN}{branch}")
        local, name = refs.get(f"{_LOCAL}{branch}"), f"{_ORIGIN}{branch}"
        if local is not None and local.upstream.startswith(_REMOTE):
            name = local.upstream
        if name not in refs and not name.startswith(_ORIGIN):
            refs = refs | self._look(name)
        remote = refs.get(name)
        if local is not None and remote is not None and local.oid != remote.oid:
            return self._better(branch, local, name, remote)
        only = remote or local
        if only is None:
            raise CouldNotJudge(
                f"the base branch {branch!r} does not exist here.",
                f"fetch it (git fetch origin {branch}), or name another: git config remit.base "
                "BRANCH",
            )
        return Trusted(Base(f"{_LOCAL}{branch}" if local else name, only.oid), branch)

    def _better(self, branch: str, local: _Ref, name: str, remote: _Ref) -> Trusted:
        meeting = self._repository.run("merge-base", local.oid, remote.oid, accept=(1,))
        common = meeting.decode("ascii").strip()
        if common == remote.oid:
            note = f"the base is the local {branch}, which is ahead of {_brief(name)}"
            return Trusted(Base(f"{_LOCAL}{branch}", local.oid), branch, (note,))
        how = "ahead of the local" if common == local.oid else "taken since it diverged from"
        note = f"the base is {_brief(name)}, {how} {branch}"
        return Trusted(Base(name, remote.oid), branch, (note,))

    def _look(self, *names: str) -> dict[str, _Ref]:
        return _parsed(self._repository.run("for-each-ref", _FORMAT, *names))


def explicit(repository: "Repository", revision: str) -> Trusted:
    """The base that a trusted caller names; raises `CouldNotJudge` where it is no commit here."""
    commit = repository.resolve(revision)
    if commit is None:
        raise CouldNotJudge(
            f"{revision!r} names no commit in this repository.",
            "in a shallow clone, deepen it: git fetch --deepen=50"
            if repository.shallow
            else "fetch it first, or check the spelling with `git rev-parse --verify`",
        )
    return Trusted(Base(revision, commit), None)


def require_same_branch(trusted: Trusted, named: str | None) -> None:
    """Raise `CouldNotJudge` where the policy on the base says that another branch is the base."""
    if named is not None and trusted.branch is not None and named != trusted.branch:
        raise CouldNotJudge(
            f"the policy on {trusted.branch} says that the base is {named}.",
            f"if the policy is right, run: git config remit.base {named}",
        )


def _parsed(output: bytes) -> dict[str, _Ref]:
    refs: dict[str, _Ref] = {}
    for line in output.decode("utf-8", "surrogateescape").splitlines():
        name, oid, target, upstream = line.split(" ")
        refs[name] = _Ref(oid, target, upstream)
    return refs


def _brief(reference: str) -> str:
    return reference.removeprefix(_REMOTE).removeprefix(_LOCAL)


def _checked(branch: str) -> str:
    """`branch`, if it can be a branch name at all, without any of git's revision syntax."""
    name = branch.removeprefix(_LOCAL)
    bad = any(letter in " ~^:?*[\\\x7f" or letter < " " for letter in name)
    if bad or name.startswith(("-", "/")) or ".." in name or "@{" in name:
        raise CouldNotJudge(
            f"remit.base is {branch!r}, which is no branch name.",
            "set it to the plain name of a branch: git config remit.base main",
        )
    return name
