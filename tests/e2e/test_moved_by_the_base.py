"""Work on a file that the base moved out of the scope: whose it is depends on what was first.

It is the task's where the base gave the task that place, by its manifest, before it moved the file.
Otherwise an old fork would be a way to reach files that have long been somewhere else.
"""

from typing import TYPE_CHECKING

import pytest
from repo import Repo, rules

from remit.errors import CouldNotCheck
from remit.gates.range import judge_range

if TYPE_CHECKING:
    from remit.verdict import Verdict

OLD, NEW = "allowed/deploy", "ops/deploy"
TEXT = "".join(f"line {number}\n" for number in range(30))
VIOLATION = [(NEW.encode(), "R101")]


def judged(repo: Repo, *, every_commit: bool = False, folder: str = ".") -> "Verdict":
    with repo.inside(folder) as repository:
        return judge_range(
            repository, "main", "agent/login", branch="agent/login", every_commit=every_commit
        )


def move(repo: Repo, old: str = OLD, new: str = NEW) -> str:
    (repo.root / new).parent.mkdir(parents=True, exist_ok=True)
    repo.git("mv", old, new)
    return repo.commit(f"{old} goes to {new}")


def allow(repo: Repo, *patterns: str) -> str:
    repo.task("login", write=list(patterns or ("allowed/**",)))
    return repo.commit("a manifest")


def work(repo: Repo, fork: str, path: str = OLD) -> None:
    """The task's branch, with an edit of a file as it is at `fork`."""
    repo.git("switch", "-q", "-C", "agent/login", fork)
    before = (repo.root / path).read_text()
    repo.put(path, before.replace("line 3\n", "line 3, edited\n"))


@pytest.fixture
def base(empty: Repo) -> Repo:
    """On `main`, where the file has its old place, and there is no manifest yet: `ancient`."""
    empty.stage("top")
    empty.put(OLD, TEXT)
    empty.git("tag", "ancient")
    return empty


@pytest.mark.parametrize("every_commit", [False, True])
def test_what_was_moved_before_the_manifest_is_not_the_tasks(
    base: Repo, *, every_commit: bool
) -> None:
    move(base)
    allow(base)
    work(base, "ancient")
    for folder in (".", "allowed"):
        assert rules(judged(base, every_commit=every_commit, folder=folder)) == VIOLATION


def test_what_was_moved_by_the_commit_that_brought_the_manifest_is_not(base: Repo) -> None:
    base.task("login", write=["allowed/**"])
    move(base)
    work(base, "ancient")
    assert rules(judged(base)) == VIOLATION


def test_what_was_moved_since_the_manifest_is_wherever_the_branch_began(base: Repo) -> None:
    since = allow(base)
    move(base)
    for fork in ("ancient", since):
        work(base, fork)
        verdict = judged(base, every_commit=True, folder="allowed")
        assert verdict.outcome == "clean"
        assert any(f"judged as {OLD}" in note for note in verdict.notes)


def test_a_file_that_is_copied_first_and_deleted_later_is_moved(base: Repo) -> None:
    since = allow(base)
    base.put(NEW, TEXT)
    base.git("rm", "-q", OLD)
    base.commit("the old place goes")
    work(base, since)
    assert judged(base).outcome == "clean"


def test_a_move_counts_from_when_it_was_merged(base: Repo) -> None:
    base.branch("mover")
    move(base)
    base.switch("main")
    since = allow(base)
    base.git("merge", "-q", "--no-ff", "-m", "the move", "mover")
    for fork in ("ancient", since):
        work(base, fork)
        assert judged(base).outcome == "clean"


def test_the_merge_of_the_base_into_an_old_branch_gives_nothing(base: Repo) -> None:
    move(base)
    allow(base)
    work(base, "ancient")
    base.git("merge", "-q", "-m", "the base", "main")
    assert rules(judged(base)) == VIOLATION


def test_of_two_files_of_one_name_the_one_that_was_moved_counts(base: Repo) -> None:
    move(base)
    allow(base)
    second = "".join(f"line {number}, other\n" for number in range(3, 30))
    since = base.put(OLD, "line 3\n" + second)
    move(base, OLD, "ops/second")
    work(base, since)
    assert judged(base).outcome == "clean"
    work(base, "ancient")
    assert rules(judged(base)) == VIOLATION


def test_a_copy_that_the_task_lands_and_deletes_again_does_not_make_it_the_tasks(
    base: Repo,
) -> None:
    move(base)
    allow(base)
    base.put(OLD, TEXT)
    base.git("rm", "-q", OLD)
    base.commit("and gone")
    work(base, "ancient")
    assert rules(judged(base)) == VIOLATION


@pytest.mark.parametrize(("when", "outcome"), [(0, "clean"), (1, "violations"), (2, "violations")])
def test_a_file_that_was_moved_twice_was_the_tasks_before_the_first_time(
    base: Repo, when: int, outcome: str
) -> None:
    for step in range(3):
        if step == when:
            allow(base)
        if step == 0:
            move(base, OLD, "between/deploy")
        if step == 1:
            move(base, "between/deploy", NEW)
    work(base, "ancient")
    assert judged(base).outcome == ("clean" if when == 0 else "violations") == outcome


def test_a_new_file_goes_along_only_with_a_directory_that_was_the_tasks(base: Repo) -> None:
    move(base, "allowed", "ops")
    allow(base)
    base.git("switch", "-q", "-C", "agent/login", "ancient")
    base.put("allowed/new")
    assert rules(judged(base)) == [(b"ops/new", "R101")]


@pytest.mark.parametrize("beside", ["allowed", "allowed/deep"])
def test_a_new_file_goes_along_with_a_directory_that_was_the_tasks(base: Repo, beside: str) -> None:
    allow(base)
    move(base, "allowed", "ops")
    base.git("switch", "-q", "-C", "agent/login", "ancient")
    base.put(f"{beside}/new")
    assert judged(base).outcome == "clean"


@pytest.mark.parametrize(("first", "outcome"), [("move", "violations"), ("widen", "clean")])
def test_a_manifest_that_was_widened_counts_from_then_on(
    base: Repo, first: str, outcome: str
) -> None:
    since = allow(base, "elsewhere/**")
    if first == "move":
        move(base)
    allow(base)
    if first == "widen":
        move(base)
    work(base, since)
    assert judged(base).outcome == outcome


def test_a_manifest_that_was_taken_away_meanwhile_is_another_tasks(base: Repo) -> None:
    since = allow(base)
    move(base)
    base.git("rm", "-q", ".remit/tasks/login.toml")
    base.commit("the task is done")
    allow(base)
    work(base, since)
    assert rules(judged(base)) == VIOLATION


def test_a_manifest_that_was_edited_meanwhile_is_the_same_tasks(base: Repo) -> None:
    since = allow(base)
    move(base)
    allow(base, "allowed/**", "more/**")
    allow(base, "allowed/**")
    work(base, since)
    assert judged(base).outcome == "clean"


def test_a_manifest_with_faults_gave_nothing(base: Repo) -> None:
    since = base.put(".remit/tasks/login.toml", "[task\n")
    move(base)
    allow(base)
    work(base, since)
    assert rules(judged(base)) == VIOLATION


def test_what_was_protected_when_it_was_moved_is_not_the_tasks(base: Repo) -> None:
    base.policy('protected = ["allowed/deploy"]\n')
    since = allow(base)
    move(base)
    base.git("rm", "-q", ".remit/policy.toml")
    base.commit("no policy")
    work(base, since)
    assert rules(judged(base)) == VIOLATION


def test_a_state_inside_a_landed_branch_is_no_state_of_the_base(base: Repo) -> None:
    move(base)
    allow(base)
    base.branch("agent/login")
    fork = move(base, NEW, OLD)
    move(base)  # in the end nothing has changed
    base.switch("main")
    base.git("merge", "-q", "--no-ff", "-m", "landed", "agent/login")
    work(base, fork)
    assert rules(judged(base)) == VIOLATION


@pytest.mark.parametrize("fork", ["ancient", "forged"])
def test_a_base_that_was_forwarded_to_a_merge_of_itself_gives_nothing(
    base: Repo, fork: str
) -> None:
    move(base)
    allow(base)
    base.git("switch", "-q", "-c", "forged", "ancient")
    allow(base)  # as if it had been there when the file was
    base.git("switch", "-q", "--detach")
    base.git("merge", "-q", "-m", "the base", "main")
    assert not base.git("diff", "main", "HEAD")
    base.git("branch", "-f", "main", "HEAD")
    work(base, fork)
    assert rules(judged(base)) == VIOLATION


def test_work_that_goes_on_after_a_part_of_it_has_landed_is_the_tasks(base: Repo) -> None:
    fork = allow(base)
    work(base, fork)
    base.switch("main")
    base.git("merge", "-q", "--no-ff", "-m", "landed", "agent/login")
    move(base)
    base.switch("agent/login")
    base.put(OLD, (base.root / OLD).read_text().replace("line 9\n", "line 9, edited\n"))
    assert judged(base).outcome == "clean"


def test_crossed_merges_do_not_hide_since_when_a_place_is_the_tasks(base: Repo) -> None:
    fork = allow(base)
    work(base, fork)
    base.switch("main")
    base.put("top", "by the base\n")
    ours, theirs = base.oid("agent/login"), base.oid("main")
    base.git("merge", "-q", "--no-ff", "-m", "one way", ours)
    move(base)
    base.switch("agent/login")
    base.git("merge", "-q", "-m", "the other way", theirs)
    base.put(OLD, (base.root / OLD).read_text().replace("line 9\n", "line 9, edited\n"))
    assert len(base.git("merge-base", "--all", "main", "HEAD").split()) == 2
    assert judged(base).outcome == "clean"


def test_where_the_commit_that_moved_it_is_cut_off_nothing_is_the_tasks(base: Repo) -> None:
    fork = allow(base)
    move(base)
    base.put("top", "newer\n")
    work(base, fork)
    shallow = base.clone(
        base.root.parent / "shallow", "--depth=2", "--no-single-branch", "--branch=agent/login"
    )
    shallow.git("branch", "-q", "main", "origin/main")
    with pytest.raises(CouldNotCheck, match="shallow"):
        judged(shallow)
    shallow.git("fetch", "-q", "--depth=3", "origin")
    assert judged(shallow).outcome == "clean"


def test_an_old_fork_that_conflicts_gives_nothing_either(base: Repo) -> None:
    move(base)
    base.put(NEW, TEXT.replace("line 3\n", "line 3, by the base\n"))
    allow(base)
    work(base, "ancient")
    verdict = judged(base)
    assert rules(verdict) == VIOLATION
    assert any("conflicts" in note for note in verdict.notes)


def test_work_on_a_moved_file_that_conflicts_is_the_tasks(base: Repo) -> None:
    fork = allow(base)
    move(base)
    base.put(NEW, TEXT.replace("line 3\n", "line 3, by the base\n"))
    work(base, fork)
    assert judged(base).outcome == "clean"
