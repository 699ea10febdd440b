"""Which branch `remit install` records as the trusted base, and the record."""

import os
from shlex import quote
from typing import TYPE_CHECKING

from remit.git import trusted_base
from remit.install.file_transaction import content_of
from remit.install.git_config import settings
from remit.install.repository_paths import InstallError, Places, git
from remit.paths import shown

if TYPE_CHECKING:
    from remit.install.file_transaction import FileTransaction

KEY = "remit.base"


def stated(places: Places) -> str | None:
    """The base that the configuration already names; None where it names none."""
    found = settings(places.top, KEY)
    return found[-1].value if found else None


def recorded(places: Places) -> trusted_base.Installed | None:
    """The base that an installation recorded; None where there is none."""
    return trusted_base.installed(str(places.common_dir))


def record(places: Places, branch: str, work: "FileTransaction") -> None:
    """Record the base and what it follows, unless that is recorded already."""
    path, followed = places.common_dir / trusted_base.RECORD, upstream(places, branch)
    line = f"{branch} {followed if _exists(places, followed) else ''}".strip()
    content = os.fsencode(f"{line}\n")
    if content_of(path) != content:
        work.write(path, content, 0o600)


def forget(places: Places, work: "FileTransaction") -> None:
    """Take the record away, where there is one."""
    path = places.common_dir / trusted_base.RECORD
    if path.exists():
        work.remove(path)


def upstream(places: Places, branch: str) -> str:
    """The remote-tracking ref that a branch follows, by the rule that every check has."""

    def mapped(name: str) -> str:
        asked = ("for-each-ref", "--format=%(upstream)", "--count=1", f"refs/heads/{name}")
        return git(places.top, *asked).strip()

    known = trusted_base.parsed(os.fsencode(git(places.top, *trusted_base.SETTINGS, accept=(1,))))
    return trusted_base.upstream(branch, known, lambda ref: _exists(places, ref), mapped)


def determined(places: Places) -> str | None:
    """The branch that origin/HEAD names, else the only one of main and master; None if unclear."""
    head = git(
        places.top, "symbolic-ref", "--quiet", "refs/remotes/origin/HEAD", accept=(1,)
    ).strip()
    if head:
        return head.removeprefix("refs/remotes/origin/")
    if unborn := _unborn(places):
        return unborn
    present = [name for name in ("main", "master") if _exists(places, f"refs/heads/{name}")]
    return present[0] if len(present) == 1 else None


def checked(places: Places, branch: str) -> str:
    """The branch, if it is here, at origin, or about to have the first commit.

    Raises `InstallError` otherwise.
    """
    if branch == _unborn(places) or any(
        _exists(places, f"{root}/{branch}") for root in ("refs/heads", "refs/remotes/origin")
    ):
        return branch
    raise InstallError(
        f"there is no branch {shown(branch)} here or at origin.",
        "name the branch that tasks start from.",
    )


def require_in_force(places: Places, branch: str) -> None:
    """Raise `InstallError` where another file makes another branch the base all the same."""
    scope, origin, value = settings(places.top, KEY)[-1]
    if value != branch:
        raise InstallError(
            f"{KEY} is {shown(value)} ({scope}, {origin}), which wins over "
            f"{shown(branch)} in the repository's own configuration.",
            f"take it away: git config --file {quote(str(places.top / origin))} --unset-all {KEY}",
        )


def _unborn(places: Places) -> str:
    """The current branch of a repository that has no commit at all; empty in any other."""
    if git(places.top, "for-each-ref", "--count=1"):
        return ""
    head = git(places.top, "symbolic-ref", "--quiet", "--short", "HEAD", accept=(1,)).strip()
    return "" if not head or _exists(places, "HEAD") else head


def _exists(places: Places, ref: str) -> bool:
    return bool(
        git(places.top, "rev-parse", "--verify", "--quiet", "--end-of-options", ref, accept=(1,))
    )
