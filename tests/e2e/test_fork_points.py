"""A commit from before the base moved on, judged by itself: by what the base allowed then and now.

A manifest of the past allows nothing alone. Today's has to allow the change as well: measured by
the fork point, or at the place to which the base has moved what was changed.
"""

import os
from typing import TYPE_CHECKING

import pytest
from histories import FILE, History, Made, carrying, histories
from hypothesis import HealthCheck, given, settings
from repo import Repo, rules

from remit.errors import CouldNotCheck
from remit.gates.range import judge_range

if TYPE_CHECKING:
    from remit.verdict import Verdict

TEXT = "".join(f"line {number}\n" for number in range(30))
EDITED = TEXT.replace("line 3\n", "line 3, edited\n")
MANIFEST = ".remit/tasks/login.toml"


def judged(repo: Repo, base: str = "main", head: str = "agent/login") -> "Verdict":
    with repo.inside() as repository:
        return judge_range(repository, base, head, branch="agent/login", every_commit=True)


@pytest.fixture
def base(empty: Repo) -> Repo:
    """On the task's branch, which begins with a file and a log in the task's directory `old`."""
    empty.task("login", write=["old/src/**"], create=["old/notes/*"], append=["old/log"])
    for path in ("old/src/a", "old/src/b", "old/notes/0", "other/a"):
        empty.stage(path, f"{path}\n{TEXT}")
    empty.stage("old/log", TEXT)
    empty.commit("the base")
    empty.branch("agent/login")
    return empty


def follow(base: Repo, files: "dict[str, list[str]] | None" = None) -> None:
    """The base moves the directory, and the manifest follows, or says what is in `files`."""
    base.switch("main")
    base.git("mv", "old", "new")
    moved = {"write": ["new/src/**"], "create": ["new/notes/*"], "append": ["new/log"]}
    base.task("login", "", **(files or moved))
    base.commit("the directory moves")


def test_work_goes_along_with_a_directory_that_the_manifest_followed(base: Repo) -> None:
    base.put("old/src/a", f"old/src/a\n{EDITED}")
    base.put("old/src/new")
    base.put("old/src/new", "edited\n")
    base.put("old/notes/1")
    base.put("old/log", f"{TEXT}one more\n")
    base.git("rm", "-q", "old/src/b")
    base.commit("a deletion")
    follow(base)
    assert judged(base).outcome == "clean"


def test_a_manifest_may_follow_later_and_the_directory_move_twice(base: Repo) -> None:
    base.put("old/src/new")
    base.switch("main")
    base.git("mv", "old", "between")
    base.commit("the directory moves")
    base.git("mv", "between", "new")
    base.commit("and again")
    base.task("login", write=["new/src/**"])
    base.commit("the manifest follows")
    assert judged(base).outcome == "clean"


@pytest.mark.parametrize(
    ("path", "content", "rule"),
    [
        ("other/a", EDITED, "R101"),  # never the task's
        ("old/notes/0", EDITED, "R101"),  # it stood there: nothing to create
        ("old/log", EDITED, "R101"),  # more than a gain of lines
    ],
)
def test_what_the_base_did_not_allow_then_stays_a_violation(
    base: Repo, path: str, content: str, rule: str
) -> None:
    base.put(path, content)
    base.git("revert", "--no-edit", "HEAD")
    follow(base)
    assert rules(judged(base)) == [(path.encode(), rule)]


@pytest.mark.parametrize(
    ("now", "rule"),
    [
        ({"write": ["new/notes/**"]}, "R101"),  # narrowed
        ({"write": ["new/**"], "deny": ["new/src/**"]}, "R101"),
        ({"append": ["new/src/a"]}, "R101"),  # it may only gain lines now
        ({"create": ["new/src/a"]}, "R101"),
        ({"write": ["new/src/**"], "deny": ["old/**"]}, "R103"),  # denied at its old place
    ],
)
def test_what_today_s_manifest_does_not_allow_stays_a_violation(
    base: Repo, now: dict[str, list[str]], rule: str
) -> None:
    base.put("old/src/a", f"old/src/a\n{EDITED}")
    base.git("revert", "--no-edit", "HEAD")
    follow(base, now)
    assert rules(judged(base)) == [(b"old/src/a", rule)]


def test_a_manifest_that_came_after_the_fork_point_gives_nothing(base: Repo) -> None:
    base.switch("main")
    base.git("rm", "-q", "-r", ".remit")
    base.commit("no manifests")
    base.git("switch", "-q", "-C", "agent/login", "main")
    base.put("old/src/a", f"old/src/a\n{EDITED}")
    base.git("revert", "--no-edit", "HEAD")
    follow(base)
    assert rules(judged(base)) == [(b"old/src/a", "R101")]


def test_a_new_file_goes_along_only_with_all_of_its_directory(base: Repo) -> None:
    base.put("old/src/new")
    base.git("revert", "--no-edit", "HEAD")
    base.switch("main")
    (base.root / "new/src").mkdir(parents=True)
    base.git("mv", "old/src/a", "new/src/a")
    base.task("login", write=["new/src/**"])
    base.commit("one file of the directory moves")
    assert rules(judged(base)) == [(b"old/src/new", "R101")]


def test_a_file_may_have_moved_by_itself(base: Repo) -> None:
    base.put("old/src/a", f"old/src/a\n{EDITED}")
    base.switch("main")
    base.git("mv", "old/src/a", "one")
    base.task("login", write=["one"])
    base.commit("one file moves, and the manifest follows")
    assert judged(base).outcome == "clean"


def test_a_file_that_the_base_deleted_was_the_tasks_if_its_directory_is(base: Repo) -> None:
    base.put("old/src/b", f"old/src/b\n{EDITED}")
    base.git("revert", "--no-edit", "HEAD")
    base.switch("main")
    base.git("rm", "-q", "old/src/b")
    follow(base)
    assert judged(base).outcome == "clean"


def test_a_commit_that_contains_no_state_of_the_base_has_no_fork_point(base: Repo) -> None:
    base.git("switch", "-q", "--orphan", "import")
    for path in ("old/src/a", "old/src/b", "old/notes/0"):
        base.stage(path, f"{path}\n{TEXT}")
    base.commit("an import")
    base.switch("main")
    base.git("merge", "-q", "--allow-unrelated-histories", "-m", "land", "import")
    base.git("switch", "-q", "-C", "agent/login", "import")
    base.put("old/src/a", f"old/src/a\n{EDITED}")
    base.git("revert", "--no-edit", "HEAD")
    follow(base)
    assert rules(judged(base)) == [(b"old/src/a", "R101")]


def test_a_link_is_judged_where_it_stands(base: Repo) -> None:
    base.link("old/src/link", "a")
    base.git("add", "-A")
    base.commit("a link")
    base.git("revert", "--no-edit", "HEAD")
    follow(base)
    assert rules(judged(base)) == [(b"old/src/link", "R101")]


def test_a_place_that_became_another_tasks_was_this_one_s(base: Repo) -> None:
    base.put("old/src/a", f"old/src/a\n{EDITED}")
    follow(base)
    base.task("token", write=["old/**"])
    base.commit("another task gets the old place")
    assert judged(base).outcome == "clean"


def test_a_note_that_was_new_when_it_was_made_is_no_violation_by_itself(base: Repo) -> None:
    base.put("old/notes/1", "mine\n")
    base.git("revert", "--no-edit", "HEAD")
    base.switch("main")
    base.put("old/notes/1", "theirs\n")
    assert judged(base).outcome == "clean"


def test_a_note_that_stands_on_the_base_is_one_in_the_effect(base: Repo) -> None:
    base.put("old/notes/1", "mine\n")
    base.switch("main")
    base.put("old/notes/1", "theirs\n")
    assert rules(judged(base)) == [(b"old/notes/1", "R104")]


def test_a_merge_does_not_go_back_behind_what_it_brings_in(base: Repo) -> None:
    """A branch of another that landed later is no fork point, but what it has counts."""
    base.git("switch", "-q", "-c", "other", "main")
    base.put("old/notes/1", "theirs\n")
    base.git("switch", "-q", "agent/login")
    base.git("merge", "-q", "--no-ff", "-m", "other's work", "other")
    base.put("old/notes/1", "overwritten\n")
    base.git("revert", "--no-edit", "HEAD")
    base.switch("main")
    base.git("merge", "-q", "--no-ff", "-m", "land", "other")
    assert rules(judged(base)) == [(b"old/notes/1", "R104")]


def test_work_that_conflicts_goes_along_with_the_directory_too(base: Repo) -> None:
    """git asks whether a new file goes along; what was done by then is still the task's."""
    base.put("old/src/a", f"old/src/a\n{EDITED}")
    base.put("old/src/new")
    base.git("rm", "-q", "old/src/b")
    base.commit("a deletion")
    base.switch("main")
    base.put("old/src/a", f"old/src/a\n{TEXT}".replace("line 3\n", "line 3, by the base\n"))
    base.put("old/src/b", f"old/src/b\n{EDITED}")
    follow(base)
    verdict = judged(base)
    assert (verdict.outcome, rules(verdict)) == ("clean", [])
    assert any("conflicts" in note for note in verdict.notes)


def test_a_conflict_does_not_open_what_the_base_gave_away(base: Repo) -> None:
    base.put("old/src/a", f"old/src/a\n{EDITED}")
    base.put("old/src/new")
    follow(base, {"write": ["old/else/**"]})
    found = {path for path, _ in rules(judged(base))}
    assert {b"new/src/a", b"old/src/new"} <= found


def test_where_the_fork_point_cannot_be_read_the_violations_stand(base: Repo) -> None:
    base.put("old/src/a", f"old/src/a\n{EDITED}")
    fork = base.oid("main")
    follow(base)
    manifest = base.oid(f"{fork}:{MANIFEST}")
    (base.root / ".git/objects" / manifest[:2] / manifest[2:]).unlink()
    assert rules(judged(base)) == [(b"old/src/a", "R101")]


# --- the law --------------------------------------------------------------------------------------

EXAMPLES = int(os.environ.get("REMIT_FUZZ", "25"))
THEN, NOW = "allowed/", "moved/"


def _manifest(area: str) -> str:
    return f'[task]\nid = "login"\nbranch = "agent/login"\n[files]\nwrite = ["{area}**"]\n'


@settings(
    max_examples=max(10, EXAMPLES // 2),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(histories() | carrying())
def test_only_what_was_allowed_then_and_has_moved_to_the_scope_is_excused(
    empty: Repo, history: History
) -> None:
    """The manifest gives `allowed/` up to the start of `main`, and `moved/` from its tip on."""
    trunk = _first_parents(history, "main")
    tip = trunk[0]
    commits = [
        Made(
            made.parents,
            made.tree | {MANIFEST: (FILE, _manifest(NOW if number == tip else THEN))},
        )
        for number, made in enumerate(history.commits)
    ]
    history = History(commits, history.tips)
    oids = history.write(empty, {})
    own = history.before(history.tips["feature"]) - history.before(tip)
    try:
        verdict = judged(empty, oids[tip], oids[history.tips["feature"]])
    except CouldNotCheck:
        return
    found = {
        os.fsdecode(violation.change.path) for violation in verdict.violations if violation.change
    }
    for number in own:
        made = history.commits[number]
        if len(made.parents) != 1:
            continue
        before = history.commits[made.parents[0]].tree
        changed = {p for p in {*before, *made.tree} if before.get(p) != made.tree.get(p)}
        contained = history.before(number)
        point = next((each for each in trunk if each in contained), None)
        for path in changed - found - {MANIFEST}:
            if path.startswith(NOW) or _stands_there(history, number, path, tip):
                continue
            assert path.startswith(THEN), path
            assert point is not None
            assert _has_moved(empty, oids[point], oids[tip], path), path


def _first_parents(history: History, branch: str) -> list[int]:
    line = [history.tips[branch]]
    while history.commits[line[-1]].parents:
        line.append(history.commits[line[-1]].parents[0])
    return line


def _stands_there(history: History, number: int, path: str, tip: int) -> bool:
    """Whether a commit has at `path` what some commit of the base that it contains has."""
    known = (history.before(number) & history.before(tip)) | {tip}
    entry = history.commits[number].tree.get(path)
    return any(history.commits[one].tree.get(path) == entry for one in known)


def _has_moved(repo: Repo, old: str, new: str, path: str) -> bool:
    """Whether git takes the file, or one of its directory, for renamed to where the scope is."""
    options = ("-r", "-M", "-z", "--name-status", "--diff-filter=R", "--no-rename-empty")
    fields = repo.git("diff-tree", *options, old, new).split("\0")[:-1]
    pairs = zip(fields[1::3], fields[2::3], strict=True)
    directory = path.rpartition("/")[0].split("/")[0] + "/"
    return any(
        to.startswith(NOW) and (was == path or was.startswith(directory)) for was, to in pairs
    )
