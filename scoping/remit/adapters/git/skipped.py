"""The log of commits that no commit hook judged, as the hooks that run after a commit wrote it."""

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from remit.adapters.git.repository import Repository


def logged(repository: "Repository") -> frozenset[str]:
    """The ids of the commits in the log; a line that cannot be read says nothing."""
    try:
        with open(f"{repository.common_dir}/remit/skipped", "rb") as log:  # noqa: PTH123 - as git says it
            lines = log.read().splitlines()
    except OSError:
        return frozenset()
    return frozenset(filter(None, map(_commit, lines)))


def among(repository: "Repository", base: str, head: str) -> tuple[str, ...]:
    """The commits of `base..head` that are in the log, oldest first."""
    known = logged(repository)
    if not known:
        return ()
    asked = ("rev-list", "--reverse", "--topo-order", head, f"^{base}")
    listed = repository.run(*asked).decode("ascii").splitlines()
    return tuple(commit for commit in listed if commit in known)


def _commit(line: bytes) -> str:
    import json

    try:
        fields: object = json.loads(line)
    except ValueError:
        return ""
    commit = cast("dict[str, object]", fields).get("commit") if isinstance(fields, dict) else None
    return commit if isinstance(commit, str) else ""
