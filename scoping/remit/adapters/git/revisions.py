"""What a revision from outside means: one commit, and the branch it names, if it names one.

git lets a tag win over a branch of the same name, and a local branch over a remote's, with nothing
but a warning. Whoever can make a tag could so choose what a range is judged by: a name that means
two commits is no answer here.
"""

from typing import TYPE_CHECKING

from remit.errors import CouldNotJudge
from remit.paths import shown

if TYPE_CHECKING:
    from remit.adapters.git.repository import Repository

_HEADS, _REMOTES = "refs/heads/", "refs/remotes/"
_PLACES = ("refs/{}", "refs/tags/{}", _HEADS + "{}", _REMOTES + "{}", _REMOTES + "{}/HEAD")
CURRENT = ("HEAD", "@")
_STEPS = ("~", "^", ":", "@{")  # where a name ends and git's way from there begins


def commit(repository: "Repository", revision: str) -> str:
    """The id of the commit; raises `CouldNotJudge` where there is none, or more than one is meant.

    The places are those of gitrevisions(7).
    """
    found = repository.resolve(revision)
    if found is None:
        raise CouldNotJudge(
            f"{_shown(revision)} names no commit in this repository.",
            "this clone is shallow: fetch it (git fetch --depth=1 REMOTE BRANCH; for an older "
            "commit, git fetch --deepen=50), or let the check do that: --deepen"
            if repository.shallow
            else "fetch it first, or check the spelling with `git rev-parse --verify`",
        )
    name = plain_name(revision)
    if name not in {"", found, *CURRENT} and not name.startswith("refs/"):
        meant = found if name == revision else repository.resolve(name)
        _require_one_meaning(repository, name, meant)
    return found


def branch(repository: "Repository", revision: str) -> str | None:
    """The branch that `revision` names, here or on a remote; None for anything else."""
    name = repository.full_name(revision)
    if name == "HEAD" or revision in CURRENT:
        return repository.branch
    if name.startswith(_REMOTES):
        return _on_remote(repository, name.removeprefix(_REMOTES))
    if not name.startswith(_HEADS):  # git is silent about a branch that shares its name with a tag
        name = f"{_HEADS}{revision}"
        return revision if repository.resolve(name) else None
    return name.removeprefix(_HEADS)


def plain_name(revision: str) -> str:
    """The name that `revision` begins with, without the steps from there."""
    ends = (revision.find(mark) for mark in _STEPS)
    return revision[: min((at for at in ends if at >= 0), default=None)]


def _require_one_meaning(repository: "Repository", name: str, meant: str | None) -> None:
    places = [place.format(name) for place in _PLACES]
    form = "--format=%(objecttype) %(objectname) %(refname)"
    listed = repository.run("for-each-ref", form, *places).decode("utf-8", "surrogateescape")
    lines = [line.split(" ", 2) for line in listed.splitlines()]
    found = {reference: (kind, oid) for kind, oid, reference in lines if reference in places}
    references, meanings = list(found), {meant}
    for reference, (kind, oid) in found.items():
        meanings.add(oid if kind == "commit" else repository.resolve(reference))
    if len(meanings) > 1:
        raise CouldNotJudge(
            f"{_shown(name)} is ambiguous: other commits are named like that.",
            f"write the one you mean in full: {' or '.join(references)}",
        )


def _on_remote(repository: "Repository", name: str) -> str:
    """The branch in `REMOTE/BRANCH`; the name of a remote may have slashes as well."""
    remotes = repository.run("remote").decode("utf-8", "surrogateescape").splitlines()
    known = [remote for remote in remotes if name.startswith(f"{remote}/")]
    remote = max(known, key=len, default=name.partition("/")[0])
    return name.removeprefix(f"{remote}/")


def _shown(name: str) -> str:
    return shown(name.encode("utf-8", "surrogateescape"))
