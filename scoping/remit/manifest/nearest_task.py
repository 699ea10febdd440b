"""Which task a branch of no task was probably meant for, by its name.

Only a suggestion for a person: which task a branch belongs to is decided in `branch_binding`.
"""

# See decision 0256.

from typing import TYPE_CHECKING

from remit.namedtuples import NamedTuple
from remit.patterns.matcher import OwnerIndex, PathIndex

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORKTREE = "worktree-"  # Claude Code calls the branch of its worktree NAME `worktree-NAME`
_SEPARATORS = str.maketrans("-_.+", "////")
_PLAIN = "/._-+=@ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_SHORT = 3  # letters; a shorter id is part of many names by chance
_LEAST = {1: 5, 2: 9}  # how long a name has to be that may differ in so many letters


class NearestTask(NamedTuple):
    """A task, and the pattern of its branches that is the nearest to a given name."""

    task: str
    pattern: str


def find_nearest_task(
    branch: str, branches: "Iterable[tuple[str, str, str]]"
) -> NearestTask | None:
    """The task whose branches, or whose id, `branch` resembles the most; None if there is none.

    Each of `branches` is a pattern, its task, and the text that every matching name begins with.
    Looked for in this order: the same but for case; a task's id within the name; one or two
    letters that differ, are missing, are too many or have changed places.

    >>> branches = [("agent/login/*", "login", "agent/login/")]
    >>> find_nearest_task("Agent/login/fix", branches).task
    'login'
    >>> find_nearest_task("worktree-login", branches).pattern
    'agent/login/*'
    >>> find_nearest_task("agent/lgoin/fix", branches).task
    'login'
    >>> find_nearest_task("people/ann", branches)
    """
    known, name = sorted(branches), branch.lower()
    same = _but_for_case(name, known)
    if same is not None:
        return same
    within = [known_branch for known_branch in known if _is_within(known_branch[1].lower(), name)]
    if within:
        pattern, task, _ = max(within, key=lambda known_branch: len(known_branch[1]))
        return NearestTask(task, pattern)
    letters = frozenset(name)
    likely = [known_branch for known_branch in known if _most_letters_occur(known_branch, letters)]
    for edits in _LEAST:
        for pattern, task, beginning in likely:
            if _is_near(name, (pattern, task.lower(), beginning.lower()), edits):
                return NearestTask(task, pattern)
    return None


def suggest_branch(pattern: str, branch: str) -> str | None:
    """A name that `pattern` covers and that keeps the end of `branch`; None where it is not plain.

    It can be pasted into a shell as it is.

    >>> suggest_branch("agent/login/*", "worktree-login")
    'agent/login/worktree-login'
    """
    name = pattern.rstrip("*")
    if name != pattern:
        name += branch.rpartition("/")[2]
    plain = not (name.startswith("-") or name.strip(_PLAIN))
    return name if plain and PathIndex((pattern,)).covers(name.encode()) else None


def _but_for_case(name: str, branches: "list[tuple[str, str, str]]") -> NearestTask | None:
    folded = {  # a class is not folded: `[B-a]` would become a fault
        pattern.lower(): (task, pattern)
        for pattern, task, beginning in branches
        if name.startswith(beginning.lower()) and "[" not in pattern
    }
    raw = name.encode("utf-8", "surrogateescape")
    owners = OwnerIndex([(pattern, pattern) for pattern in folded]).owners(raw)
    return NearestTask(*folded[owners[0]]) if owners else None


def _is_within(task: str, name: str) -> bool:
    """Whether the words of the task's id occur in the name, one after the other."""
    words = f"/{task}/".translate(_SEPARATORS)
    return (len(task) >= _SHORT or name.removeprefix(_WORKTREE) == task) and words in (
        f"/{name}/".translate(_SEPARATORS)
    )


def _most_letters_occur(known_branch: tuple[str, str, str], letters: frozenset[str]) -> bool:
    """Whether so few edits may be enough; of a thousand tasks this leaves hardly any to compare."""
    _, task, beginning = known_branch
    return any(len({*text.lower()} - letters) <= max(_LEAST) for text in (task, beginning))


def _is_near(name: str, known_branch: tuple[str, str, str], edits: int) -> bool:
    pattern, task, beginning = known_branch
    rest = pattern[len(beginning) :]
    simple = len(beginning) >= _LEAST[edits] and not rest.strip("*")
    if simple and _differ(name, beginning, edits, rest):
        return True
    words = (word.removeprefix(_WORKTREE) for word in name.split("/"))
    return len(task) >= _LEAST[edits] and any(_differ(word, task, edits) for word in words)


def _differ(given: str, wanted: str, edits: int, rest: str = "") -> bool:
    """Whether at most so many edits make `wanted` of `given`, or of its beginning with a `rest`.

    An edit puts in, takes out or replaces a letter, or swaps two neighbours.
    """
    start = 0
    for left, right in zip(given, wanted, strict=False):
        if left != right:
            break
        start += 1
    given, wanted = given[start:], wanted[start:]
    if not given or not wanted:
        return len(wanted) + (0 if rest else len(given)) <= edits
    if not edits or (not rest and abs(len(given) - len(wanted)) > edits):
        return False
    swapped = given[1::-1] == wanted[:2]
    return (
        _differ(given[1:], wanted[1:], edits - 1, rest)
        or _differ(given[1:], wanted, edits - 1, rest)
        or _differ(given, wanted[1:], edits - 1, rest)
        or (swapped and _differ(given[2:], wanted[2:], edits - 1, rest))
    )
