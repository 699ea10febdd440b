"""Finding the trusted commit: where manifests and policy are read from, and why there.

The order is fixed (an explicit word, `remit.base`, `origin/HEAD`, the only one of main and master),
and every way but the first ends in a branch, whose upstream and local tips may differ. Where
`remit install` has recorded which branch that is and what it follows, the configuration must agree.
"""

from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck
from remit.git.repository import read_line
from remit.namedtuples import NamedTuple
from remit.paths import quote_path
from remit.verdict import BackgroundNote, VerdictBase

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from remit.git.objects import ObjectReader
    from remit.git.repository import Repository
    from remit.git.revisions import RevisionResolver

_USUAL = ("main", "master")
_LOCAL, _REMOTE, _ORIGIN = "refs/heads/", "refs/remotes/", "refs/remotes/origin/"
_ANY = ("--count=1", "--format=%(refname)")
SETTINGS = ("config", "-z", "--get-regexp", r"^(remit\.base|branch\..*\.(remote|merge))$")
RECORD = "remit/base"
"""Where `remit install` records the base: one line in the common git directory, `BRANCH REF`."""


class TrustedBase(NamedTuple):
    """The base, the name of its branch (None for an explicit commit), and notes for the reader."""

    base: VerdictBase
    branch: str | None
    notes: tuple[str, ...] = ()


class BaseSearch:
    """A search for the base that was started; `trusted` waits for it."""

    def __init__(self, repository: "Repository", objects: "ObjectReader | None" = None) -> None:
        """Ask for the configuration; `objects` is a reader that exists already."""
        self._repository = repository
        self._objects = objects or repository.objects()
        self._asked = repository.start(*SETTINGS)

    def trusted(self) -> TrustedBase | None:
        """The base, or None in a repository without any commit.

        Raises `CouldNotCheck` where there is no base, or more than one may be meant.
        """
        try:
            return self._trusted()
        except CouldNotCheck:
            if (
                self._repository.refs("--count=1", "--format=%(refname)")
                or not self._repository.unborn
            ):
                raise
            return None

    def _trusted(self) -> TrustedBase:
        settings = parse_settings(self._asked.output(1))
        configured = settings.get("remit.base")
        branch = self._default() if configured is None else _checked(configured)
        name = find_upstream(branch, settings, lambda ref: self._tip(ref) is not None, self._mapped)
        _require_as_installed(self._repository, branch, name)
        local = f"{_LOCAL}{branch}"
        here, there = self._tip(local), self._tip(name)
        if here is not None and there is not None and here != there:
            return self._better(branch, here, name, there)
        tip = here or there
        if tip is None:
            self._refuse_remote(branch)
            raise CouldNotCheck(
                f"the base branch {quote_path(branch)} does not exist here.",
                f"fetch it: git fetch origin {branch}; to record another base branch, see: "
                "remit help install",
            )
        return TrustedBase(VerdictBase(local if here else name, tip), branch)

    def _refuse_remote(self, branch: str) -> None:
        """Raise `CouldNotCheck` where a remote's branch was configured as the base."""
        if self._tip(f"{_REMOTE}{branch}") is not None:
            plain = branch.partition("/")[2]
            raise CouldNotCheck(
                f"remit.base is {quote_path(branch)}, which is a remote's branch.",
                f"name it without the remote, which is asked anyway: git config remit.base {plain}",
            )

    def _default(self) -> str:
        places = (place for name in _USUAL for place in _both(name))
        form = "--format=%(refname) %(symref)"
        lines = self._repository.refs(form, f"{_ORIGIN}HEAD", *places)
        refs = {name: target for name, _, target in (line.partition(" ") for line in lines)}
        head = refs.get(f"{_ORIGIN}HEAD", "")
        if head.startswith(_ORIGIN):
            return head.removeprefix(_ORIGIN)
        present = [name for name in _USUAL if not refs.keys().isdisjoint(_both(name))]
        if len(present) == 1:
            return present[0]
        raise CouldNotCheck(
            "both main and master exist, so the base is ambiguous."
            if present
            else "there is no base: neither remit.base, nor origin/HEAD, nor main or master.",
            "record the branch that manifests are read from, for example: "
            f"remit install --base {(present or _USUAL)[0]}",
        )

    def _mapped(self, branch: str) -> str:
        return "".join(
            self._repository.refs("--format=%(upstream)", "--count=1", f"{_LOCAL}{branch}")
        )

    def _better(self, branch: str, here: str, name: str, there: str) -> TrustedBase:
        from remit.git import shallow

        met, brief = shallow.merge_bases(self._repository, here, there), name.removeprefix(_REMOTE)
        if there in met:
            note = f"the base is the local {branch}, which is ahead of {brief}"
            return TrustedBase(
                VerdictBase(f"{_LOCAL}{branch}", here), branch, (BackgroundNote(note),)
            )
        if here in met:
            note = BackgroundNote(f"the base is {brief}, ahead of the local {branch}")
        else:
            note = f"the base is {brief}, taken since it diverged from {branch}"
        return TrustedBase(VerdictBase(name, there), branch, (note,))

    def _tip(self, reference: str) -> str | None:
        return self._repository.tip(reference, self._objects)


class InstalledBase(NamedTuple):
    """The base that `remit install` recorded: its branch, and the ref that this branch followed.

    `upstream` is empty where that ref was not here yet.
    """

    branch: str
    upstream: str


def find_base(repository: "Repository") -> TrustedBase | None:
    """The base; None where there is none yet, or where it cannot be told."""
    try:
        return BaseSearch(repository).trusted()
    except CouldNotCheck:
        return None


def read_installed_base(common_dir: str) -> InstalledBase | None:
    """What `remit install` recorded in this common git directory; None where it recorded no base.

    Whoever can write the git directory can write the record: it is as strong as a hook.
    """
    branch, _, ref = read_line(f"{common_dir}/{RECORD}").partition(" ")
    return InstalledBase(branch, ref) if branch else None


def find_upstream(
    branch: str,
    settings: "Mapping[str, str]",
    exists: "Callable[[str], bool]",
    mapped: "Callable[[str], str]",
) -> str:
    """The remote-tracking ref that `branch` follows; another branch of this repository is none.

    `exists` tells whether a ref is here, `mapped` asks git which ref a local branch follows.
    """
    remote, merge = (settings.get(f"branch.{branch}.{key}") for key in ("remote", "merge"))
    if remote is None or merge is None:
        return f"{_ORIGIN}{branch}"
    usual = f"{_REMOTE}{remote}/{merge.removeprefix(_LOCAL)}"
    if remote != "." and exists(usual):
        return usual
    name = mapped(branch)
    return name if name.startswith(_REMOTE) else f"{_ORIGIN}{branch}"


def resolve_explicit_base(meanings: "RevisionResolver", revision: str) -> TrustedBase:
    """The base that a trusted caller names; raises `CouldNotCheck` where it is not one commit."""
    return TrustedBase(VerdictBase(revision, meanings.commit(revision)), None)


def require_same_branch(trusted: TrustedBase, named: str | None) -> None:
    """Raise `CouldNotCheck` where the policy on the base says that another branch is the base."""
    if named is not None and trusted.branch is not None and named != trusted.branch:
        raise CouldNotCheck(
            f"the policy on {trusted.branch} says that the base is {named}.",
            f"if the policy is right, run: remit install --base {quote_path(named)}",
        )


def _require_as_installed(repository: "Repository", branch: str, followed: str) -> None:
    """Raise `CouldNotCheck` where the configuration names another base than `remit install` did."""
    known = read_installed_base(repository.common_dir)
    if known is None:
        return
    if branch != known.branch:
        raise CouldNotCheck(
            f"the configuration makes {quote_path(branch)} the base, but `remit install` recorded "
            f"{quote_path(known.branch)}.",
            f"to restore {quote_path(known.branch)}, run: remit install; "
            f"to use {quote_path(branch)}, run: remit install --base {quote_path(branch)}",
        )
    if known.upstream and followed != known.upstream:
        was, now = (quote_path(ref.removeprefix(_REMOTE)) for ref in (known.upstream, followed))
        raise CouldNotCheck(
            f"the base {quote_path(branch)} follows {now}, but {was} when `remit install` "
            "recorded it.",
            f"to restore that, run: git branch --set-upstream-to={was} {quote_path(branch)}; "
            f"to follow {now}, run: remit install --base {quote_path(branch)}",
        )


def parse_settings(output: bytes) -> dict[str, str]:
    """The settings in the output of `git config -z`; the last of several values counts."""
    records = output.decode("utf-8", "surrogateescape").split("\0")[:-1]
    return {name: value for name, _, value in (record.partition("\n") for record in records)}


def _both(branch: str) -> tuple[str, str]:
    return f"{_LOCAL}{branch}", f"{_ORIGIN}{branch}"


def _checked(branch: str) -> str:
    """`branch`, if it can be a branch name at all, without any of git's revision syntax."""
    name = branch.removeprefix(_LOCAL)
    bad = any(letter in " ~^:?*[\\\x7f" or letter < " " for letter in name)
    if bad or not name or name.startswith(("-", "/")) or ".." in name or "@{" in name:
        raise CouldNotCheck(
            f"remit.base is {quote_path(branch)}, which is no branch name.",
            "set it to the plain name of a branch: git config remit.base main",
        )
    return name
