"""The base of the repository that a push goes to: as the pusher knows it, and on the server."""

from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck
from remit.git import merge
from remit.git.trusted_base import BaseSearch, TrustedBase
from remit.verdict import VerdictBase

if TYPE_CHECKING:
    from remit.git.objects import ObjectReader
    from remit.git.repository import Repository

TIMEOUT = 300
"""Seconds; a push of a million files takes a tenth of that."""
_HEADS, _REMOTES = "refs/heads/", "refs/remotes/"
_MOVERS = ("fetch", "pull", "clone", "remote", "update by push")
"""How git begins what it writes into the reflog of a remote-tracking ref."""


def find_remote_base(
    repository: "Repository", objects: "ObjectReader", remote: str, told: "dict[str, str | None]"
) -> TrustedBase | None:
    """The base as the remote has it, as far as that is known here; else the trusted base.

    `told` has the objects that the remote itself says its refs have (only those being pushed).
    Where the base follows another remote that is ahead of this one (a fork), that one counts: what
    the base already has is nobody's change. None in a repository without any commit.
    """
    found = _known_of(repository, objects, remote, told)
    if found is None or not found.base.ref.startswith(_REMOTES):
        return found
    note = note_unusual_move(
        found.base.ref, found.base.commit, read_last_reflog_move(repository, found.base.ref)
    )
    return found._replace(notes=(*found.notes, note)) if note else found


def _known_of(
    repository: "Repository", objects: "ObjectReader", remote: str, told: "dict[str, str | None]"
) -> TrustedBase | None:
    trusted = BaseSearch(repository, objects).trusted()
    if trusted is None or trusted.branch is None:
        return trusted
    base, tracking = f"{_HEADS}{trusted.branch}", f"{_REMOTES}{remote}/{trusted.branch}"
    there = told[base] if base in told else _tip(repository, objects, tracking)
    if there is None or not _here(objects, there):
        return trusted
    followed = _followed(repository, trusted.branch)
    newer = _tip(repository, objects, followed) if followed and followed != tracking else None
    if newer is not None and merge.is_ancestor(repository, there, newer):
        return TrustedBase(VerdictBase(followed, newer), trusted.branch)
    name = tracking if _tip(repository, objects, tracking) == there else there
    return TrustedBase(VerdictBase(name, there), trusted.branch)


LAST_MOVE = ("log", "--walk-reflogs", "-1", "--format=%H %gs", "--no-patch", "--no-show-signature")


def read_last_reflog_move(repository: "Repository", ref: str) -> str:
    """Where the last line of a ref's reflog took it, and why; empty where there is no such line."""
    code, output, _ = repository.ask(*LAST_MOVE, ref, "--").finish()
    return output.decode("utf-8", "surrogateescape").strip() if code == 0 else ""


def note_unusual_move(ref: str, tip: str, last: str) -> str | None:
    """A note where `last`, the last move of a remote-tracking ref, was none by fetch or push.

    A reflog is as easily written as the ref: this finds accidents, and whoever forgets it.
    """
    commit, _, reason = last.partition(" ")
    if not last or (commit == tip and reason.startswith(_MOVERS)):
        return None
    return (
        f"{ref.removeprefix(_REMOTES)} was last moved by neither fetch nor push here: it may not "
        "be what the remote has"
    )


def note_stale_push_base(
    repository: "Repository", objects: "ObjectReader", there: TrustedBase
) -> str | None:
    """A note where the base here is ahead of the one that a push was judged by, as in a fork.

    What that has already is somebody's landed work, but nothing here proves it: this clone alone
    may have moved its base on.
    """
    here = BaseSearch(repository, objects).trusted()
    if here is None or here.base.commit == there.base.commit:
        return None
    try:
        if not merge.is_ancestor(repository, there.base.commit, here.base.commit):
            return None
    except CouldNotCheck:  # a shallow clone
        return None
    return (
        f"the base here is ahead of {there.base.ref.removeprefix(_REMOTES)}: where a violation is "
        f"only what {here.branch} has since, do not take it back, but push {here.branch} there "
        "first"
    )


def find_server_base(
    repository: "Repository", objects: "ObjectReader", *, begins: bool = False
) -> TrustedBase | None:
    """The base of a repository that is pushed to; None where it has none yet.

    That is where nothing was pushed to it, or where the base `begins` with this push by the
    pusher's word, which alone makes no base disappear.

    Only its own branch counts, named by `remit.base` or else by `HEAD`: a pusher may write every
    other ref, `refs/remotes/` and tags included. Raises `CouldNotCheck` where the base is missing
    although there are branches.
    """
    if repository.environment.get("GIT_NAMESPACE"):  # the refs of several repositories are in one
        raise CouldNotCheck(
            "the server keeps this repository in a namespace of git, which remit does not read.",
            "ask its admin for a repository of its own",
        )
    branch = find_base_branch(repository)
    tip = _tip(repository, objects, f"{_HEADS}{branch}") if branch else None
    if branch and tip:
        return TrustedBase(VerdictBase(f"{_HEADS}{branch}", tip), branch)
    if not begins and has_branches(repository):
        raise CouldNotCheck(
            f"this repository has no branch {branch!r}, which is its base.",
            "push that branch alone, or ask an admin to set remit.base on the server",
        )
    return None


def find_base_branch(repository: "Repository") -> str | None:
    """The name of the branch that is or will be the base of a repository that is pushed to."""
    said = repository.run("config", "--get", "remit.base", accept=(1,))
    name = said.decode("utf-8", "surrogateescape").rstrip("\n").removeprefix(_HEADS)
    return name or repository.branch


def has_branches(repository: "Repository") -> bool:
    """Whether this repository has any branch."""
    return bool(repository.refs("--count=1", "--format=%(refname)", _HEADS))


def read_timeout(repository: "Repository") -> int:
    """The seconds in which a push has to be judged, from `remit.timeout`; 0 means no limit."""
    said = repository.run("config", "--type=int", "--get", "remit.timeout", accept=(1,))
    return max(0, int(said)) if said else TIMEOUT


def read_ref_aliases(repository: "Repository") -> dict[str, str]:
    """The refs of this repository that stand for another one: a push to one moves the other."""
    form = "--format=%(refname) %(symref)"
    listed = repository.run("for-each-ref", form).decode("utf-8", "surrogateescape")
    pairs = (line.partition(" ") for line in listed.split("\n"))
    return {name: target for name, _, target in pairs if target}


def list_branches_at(repository: "Repository", commit: str) -> tuple[str, ...]:
    """The branches of this repository whose tip is `commit`, by their short names."""
    listed = repository.run("for-each-ref", f"--points-at={commit}", "--format=%(refname)", _HEADS)
    names = listed.decode("utf-8", "surrogateescape").split("\n")  # a name may hold other breaks
    return tuple(name.removeprefix(_HEADS) for name in names if name)


def _followed(repository: "Repository", branch: str) -> str:
    """The ref of a remote that the local branch follows; empty where it follows none."""
    name = "".join(repository.refs("--format=%(upstream)", "--count=1", f"{_HEADS}{branch}"))
    return name if name.startswith(_REMOTES) else ""


def _tip(repository: "Repository", objects: "ObjectReader", reference: str) -> str | None:
    return None if _REVISION.intersection(reference) else repository.tip(reference, objects)


def _here(objects: "ObjectReader", commit: str) -> bool:
    found = objects.find(commit)
    return found is not None and found.kind == "commit"


_REVISION = frozenset(
    " ~^:?*[\\\n"
)  # no ref holds these, but the URL of a remote without a name may
