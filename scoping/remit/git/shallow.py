"""How deep the history here goes: where two commits met, and whether a shallow clone hides that.

What a clone lacks is never fetched here, see `fetch`.
"""

from itertools import combinations
from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck, GitError
from remit.system import bounded_read

if TYPE_CHECKING:
    from remit.git.process import GitProcess
    from remit.git.repository import Repository

STEP = 50
_MOST = 1 << 26  # bytes, of the list where a shallow clone ends
BASES = ("merge-base", "--all")


class ShallowHistory(CouldNotCheck):
    """The history below `commits` is cut off where it matters."""

    def __init__(self, remote: str, *commits: str) -> None:
        super().__init__(
            "this clone is shallow: the history between the base and the change is cut off.",
            f"deepen it: git fetch --no-tags --deepen={STEP} {remote} {' '.join(commits)} (again, "
            "until it suffices); `remit check --range` does that by itself with --deepen",
        )
        self.commits = commits


def merge_bases(repository: "Repository", ours: str, *theirs: str) -> tuple[str, ...]:
    """Every merge base of `ours` and the merge of `theirs`; empty for unrelated histories.

    In a shallow clone these are only the ones that can be seen, see `require_history`.
    """
    return tuple(read_merge_base(repository.ask(*BASES, ours, *theirs))[1].decode("ascii").split())


def read_merge_base(asked: "GitProcess") -> tuple[int, bytes]:
    """The exit code, 0 or 1, and the output of a `git merge-base` that was started.

    Raises a `RemitError` where history is missing: git before 2.45 takes a commit that it cannot
    read for one without parents, and says so on standard error alone.
    """
    code, output, complaint = asked.finish()
    if code not in (0, 1) or b"error: Could not read " in complaint:
        from remit.git import errors

        raise errors.explain_git_failure("merge-base", complaint, code)
    return code, output


def require_history(repository: "Repository", left: str, right: str) -> None:
    """Raise `ShallowHistory` where a shallow clone hides where two commits met.

    git merges several merge bases with each other first, so the history between these counts too.
    """
    ends = shallow_boundary(repository)
    asked = {(left, right)} if ends else set[tuple[str, str]]()
    done: set[tuple[str, str]] = set()
    while asked:
        pair = asked.pop()
        done.add(pair)
        between = repository.run("rev-list", "...".join(pair)).decode("ascii").split()
        if not ends.isdisjoint(between):
            raise ShallowHistory(find_origin(repository) or "REMOTE", left, right)
        asked |= set(combinations(sorted(merge_bases(repository, *pair)), 2)) - done


def find_origin(repository: "Repository") -> str | None:
    """The remote that this clone came from: `origin`, or the only one there is."""
    names = repository.run("remote").decode("utf-8", "surrogateescape").splitlines()
    if "origin" in names:
        return "origin"
    return names[0] if len(names) == 1 else None


def shallow_boundary(repository: "Repository") -> set[str]:
    """The commits whose parents are not here."""
    if not repository.shallow:
        return set()
    path = repository.environment.get("GIT_SHALLOW_FILE") or f"{repository.common_dir}/shallow"
    try:
        return set(bounded_read.read_bounded(path, _MOST).decode("ascii").split())
    except FileNotFoundError:  # it was fetched meanwhile
        return set()
    except (OSError, UnicodeDecodeError) as error:
        raise GitError(f"where this clone is cut off cannot be read: {error}.") from None
