import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.manifest.nearest_task import NearestTask, find_nearest_task, suggest_branch

CLAIMS = (
    ("agent/login", "login", "agent/login"),
    ("agent/token-store/*", "token-store", "agent/token-store/"),
    ("agent/token-store-tests/**", "token-store-tests", "agent/token-store-tests/"),
    ("*/ui/[A-B]*", "ui", ""),
    ("*/Docs/*", "manual", ""),
)
LETTERS = st.text("abcd", max_size=12)


@pytest.mark.parametrize(
    ("branch", "task"),
    [
        ("Agent/Login", "login"),
        ("team/docs/x", "manual"),
        ("worktree-login", "login"),
        ("worktree-ui", "ui"),
        ("feature/token_store", "token-store"),
        ("token-store-tests-2", "token-store-tests"),
        ("agent/lgoin", "login"),
        ("agent/logn", "login"),
        ("agent/logins", "login"),
        ("agnet/lgoin", "login"),
        ("agent/token-stroe/fix", "token-store"),
        ("worktree-tokn-store", "token-store"),
        ("logon", "login"),
    ],
)
def test_a_near_miss_names_the_task(branch: str, task: str) -> None:
    near = find_nearest_task(branch, CLAIMS)
    assert near is not None
    assert near.task == task


@pytest.mark.parametrize(
    "branch",
    ["main", "people/ann", "quick-fix", "agent/other", "build-ui", "blogging", "agent/tok/x", ""],
)
def test_an_unrelated_name_is_near_to_no_task(branch: str) -> None:
    assert find_nearest_task(branch, CLAIMS) is None


def test_where_there_is_no_task_nothing_is_near() -> None:
    assert find_nearest_task("agent/login", ()) is None


def test_fewer_edits_are_nearer() -> None:
    claims = [(f"agent/{task}", task, f"agent/{task}") for task in ("aaaaabbb", "aaaaaccb")]
    assert find_nearest_task("agent/aaaaacb", claims) == NearestTask("aaaaaccb", "agent/aaaaaccb")


@given(left=LETTERS, right=LETTERS)
def test_two_names_are_near_exactly_where_two_edits_make_one_of_the_other(
    left: str, right: str
) -> None:
    pattern = f"zzzzzzzzz{left}"  # long enough for two edits, and no name of a task
    near = find_nearest_task(f"zzzzzzzzz{right}", [(pattern, "-", pattern)])
    assert (near is not None) == (_distance(left, right) <= 2)


def _distance(left: str, right: str) -> int:
    """The edit distance with swaps of neighbours, by the textbook's table."""
    rows: list[list[int]] = [[*range(len(right) + 1)]]
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(right, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and (a, left[i - 2]) == (right[j - 2], b):
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


@pytest.mark.parametrize(
    ("pattern", "branch", "name"),
    [
        ("agent/login", "worktree-login", "agent/login"),
        ("agent/login/*", "Agent/Login/fix", "agent/login/fix"),
        ("agent/login-*", "agent/logn-3", "agent/login-logn-3"),
        ("agent/login/**", "a/b", "agent/login/b"),
        ("agent/*/login", "agent/x/lgoin", None),
        ("agent/login/*", "agent/lgoin/$(x)", None),
        ("*", "a/-x", None),
        ("agent/{a,b}", "agent/c", None),
    ],
)
def test_a_name_is_proposed_where_the_pattern_is_simple(
    pattern: str, branch: str, name: str | None
) -> None:
    assert suggest_branch(pattern, branch) == name
