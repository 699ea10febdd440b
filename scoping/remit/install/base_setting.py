"""Which branch `remit install` records as the trusted base, and the record."""

import os
from shlex import quote
from typing import TYPE_CHECKING

from remit.git import trusted_base
from remit.install.file_transaction import read_through_links
from remit.install.git_config import read_config_values
from remit.install.repository_paths import InstallError, RepositoryPaths, run_git
from remit.paths import quote_path

if TYPE_CHECKING:
    from remit.install.file_transaction import FileTransaction

KEY = "remit.base"


def read_base_setting(places: RepositoryPaths) -> str | None:
    """The base that the configuration already names; None where it names none."""
    found = read_config_values(places.top, KEY)
    return found[-1].value if found else None


def read_recorded_base(places: RepositoryPaths) -> trusted_base.InstalledBase | None:
    """The base that an installation recorded; None where there is none."""
    return trusted_base.read_installed_base(str(places.common_dir))


def record_base(places: RepositoryPaths, branch: str, work: "FileTransaction") -> None:
    """Record the base and what it follows, unless that is recorded already."""
    path, followed = places.common_dir / trusted_base.RECORD, tracking_ref(places, branch)
    line = f"{branch} {followed if _exists(places, followed) else ''}".strip()
    content = os.fsencode(f"{line}\n")
    if read_through_links(path) != content:
        work.write(path, content, 0o600)


def forget_base(places: RepositoryPaths, work: "FileTransaction") -> None:
    """Take the record away, where there is one."""
    path = places.common_dir / trusted_base.RECORD
    if path.exists():
        work.remove(path)


def tracking_ref(places: RepositoryPaths, branch: str) -> str:
    """The remote-tracking ref that a branch follows, by the rule that every check has."""

    def mapped(name: str) -> str:
        asked = ("for-each-ref", "--format=%(upstream)", "--count=1", f"refs/heads/{name}")
        return run_git(places.top, *asked).strip()

    known = trusted_base.parse_settings(
        os.fsencode(run_git(places.top, *trusted_base.SETTINGS, accept=(1,)))
    )
    return trusted_base.find_upstream(branch, known, lambda ref: _exists(places, ref), mapped)


def guess_base_branch(places: RepositoryPaths) -> str | None:
    """The branch that origin/HEAD names, else the only one of main and master; None if unclear."""
    head = run_git(
        places.top, "symbolic-ref", "--quiet", "refs/remotes/origin/HEAD", accept=(1,)
    ).strip()
    if head:
        return head.removeprefix("refs/remotes/origin/")
    if unborn := _unborn(places):
        return unborn
    present = [name for name in ("main", "master") if _exists(places, f"refs/heads/{name}")]
    return present[0] if len(present) == 1 else None


def require_known_branch(places: RepositoryPaths, branch: str) -> str:
    """The branch, if it is here, at origin, or about to have the first commit.

    Raises `InstallError` otherwise.
    """
    if branch == _unborn(places) or any(
        _exists(places, f"{root}/{branch}") for root in ("refs/heads", "refs/remotes/origin")
    ):
        return branch
    raise InstallError(
        f"there is no branch {quote_path(branch)} here or at origin.",
        "name the branch that tasks start from.",
    )


def require_base_in_force(places: RepositoryPaths, branch: str) -> None:
    """Raise `InstallError` where another file makes another branch the base all the same."""
    scope, origin, value = read_config_values(places.top, KEY)[-1]
    if value != branch:
        raise InstallError(
            f"{KEY} is {quote_path(value)} ({scope}, {origin}), which wins over "
            f"{quote_path(branch)} in the repository's own configuration.",
            f"take it away: git config --file {quote(str(places.top / origin))} --unset-all {KEY}",
        )


def _unborn(places: RepositoryPaths) -> str:
    """The current branch of a repository that has no commit at all; empty in any other."""
    if run_git(places.top, "for-each-ref", "--count=1"):
        return ""
    head = run_git(places.top, "symbolic-ref", "--quiet", "--short", "HEAD", accept=(1,)).strip()
    return "" if not head or _exists(places, "HEAD") else head


def _exists(places: RepositoryPaths, ref: str) -> bool:
    return bool(
        run_git(
            places.top, "rev-parse", "--verify", "--quiet", "--end-of-options", ref, accept=(1,)
        )
    )
