"""Which branch `remit install` writes down as the trusted base."""

from remit.installation.configuration import settings
from remit.installation.places import InstallError, Places, git

KEY = "remit.base"


def stated(places: Places) -> str | None:
    """The base that the configuration already names; None where it names none."""
    found = settings(places.top, KEY)
    return found[-1].value if found else None


def determined(places: Places) -> str | None:
    """The branch that origin/HEAD names, else the only one of main and master; None if unclear."""
    head = git(
        places.top, "symbolic-ref", "--quiet", "refs/remotes/origin/HEAD", accept=(1,)
    ).strip()
    if head:
        return head.removeprefix("refs/remotes/origin/")
    present = [name for name in ("main", "master") if _exists(places, f"refs/heads/{name}")]
    return present[0] if len(present) == 1 else None


def checked(places: Places, branch: str) -> str:
    """The branch, if the repository or its origin has it; raises `InstallError` otherwise."""
    if any(_exists(places, f"{root}/{branch}") for root in ("refs/heads", "refs/remotes/origin")):
        return branch
    raise InstallError(
        f"there is no branch {branch!r} here or at origin.",
        "name the branch that tasks start from.",
    )


def _exists(places: Places, ref: str) -> bool:
    return bool(
        git(places.top, "rev-parse", "--verify", "--quiet", "--end-of-options", ref, accept=(1,))
    )
