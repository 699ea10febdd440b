"""What a range says of the commit hook: which commits were made past it, as far as that shows."""

import pytest
from repo import Repo

from remit.cli.main import main
from remit.gates.pull_request import judge_range
from remit.verdict import Traces

FORGE = {"GIT_COMMITTER_NAME": "GitHub", "GIT_COMMITTER_EMAIL": "noreply@github.com"}


def _commit(repo: Repo, path: str, task: str = "", **variables: str) -> str:
    repo.stage(path)
    message = f"work\n\nRemit-Task: {task}\n" if task else "work\n"
    repo.git("commit", "-q", "--no-verify", "-m", message, feed=None, **variables)
    return repo.oid("HEAD")


def _seen(repo: Repo, base: str = "main", head: str = "HEAD") -> tuple[Traces, tuple[str, ...]]:
    with repo.inside() as repository:
        verdict = judge_range(repository, base, head, branch="agent/login")
    assert verdict.traces is not None
    return verdict.traces, verdict.notes


def test_commits_that_name_their_task_are_nothing_to_speak_of(repo: Repo) -> None:
    _commit(repo, "allowed/b", "login")
    assert _seen(repo) == (Traces(1), ())


def test_a_commit_without_the_name_among_others_was_made_past_the_hook_or_elsewhere(
    repo: Repo,
) -> None:
    _commit(repo, "allowed/b", "login")
    past = _commit(repo, "allowed/c")
    traces, notes = _seen(repo)
    assert traces == Traces(2, unnamed=(past,))
    expected = "made past the commit hook, or where there is none"
    assert notes == (f"no task is named in {past[:12]}: {expected}",)


def test_where_no_commit_names_a_task_nothing_is_known(repo: Repo) -> None:
    past = _commit(repo, "allowed/b")
    traces, (note,) = _seen(repo)
    assert traces.unnamed == (past,)
    assert note.startswith(f"whether the commit hook judged {past[:12]} is unknown")


def test_what_this_clone_noted_is_said_as_a_fact(repo: Repo) -> None:
    past = _commit(repo, "allowed/b", "login")
    repo.write(".git/remit/skipped", f'{{"commit": "{past}"}}\n')
    traces, notes = _seen(repo)
    assert traces == Traces(1, skipped=(past,))
    assert notes == (f"the commit hook did not judge {past[:12]}",)


def test_another_tasks_name_is_said(repo: Repo) -> None:
    other = _commit(repo, "allowed/b", "token")
    traces, notes = _seen(repo)
    assert traces == Traces(1, others=(other,))
    assert notes == (f"another task is named in {other[:12]}",)


def test_what_a_forge_made_is_not_held_against_anybody(repo: Repo) -> None:
    made = _commit(repo, "allowed/b", **FORGE)
    traces, notes = _seen(repo)
    assert traces == Traces(1, forge=(made,))
    assert notes == (f"made at the forge, where no commit hook runs: {made[:12]}",)


def test_the_merge_that_a_forge_makes_for_the_check_is_nobodys_commit(repo: Repo) -> None:
    _commit(repo, "allowed/b", "login")
    repo.switch("main")
    base = repo.put("top", "newer\n")
    repo.git("merge", "-q", "--no-ff", "-m", "as a forge does", "agent/login")
    assert _seen(repo, base, "main") == (Traces(1), ())


def test_what_a_shallow_clone_hides_is_said(repo: Repo) -> None:
    _commit(repo, "allowed/b", "login")
    _commit(repo, "allowed/c", "login")
    repo.switch("main")
    repo.put("top", "newer\n")
    repo.git("merge", "-q", "--no-ff", "-m", "as a forge does", "agent/login")
    shallow = repo.clone(repo.root.parent / "shallow", "--depth=2")
    traces, (note,) = _seen(shallow, "HEAD^1")
    assert traces == Traces(1, whole=False)
    assert note.startswith("this clone is shallow")


@pytest.mark.parametrize("form", ["text", "markdown", "json", "sarif"])
def test_every_format_says_it(repo: Repo, capsys: pytest.CaptureFixture[str], form: str) -> None:
    _commit(repo, "allowed/b", "login")
    past = _commit(repo, "allowed/c")
    assert main(["check", "--range", "main...HEAD", "--format", form]) == 0
    said = capsys.readouterr().out
    assert past[:12] in said
    if form == "json":
        assert f'"commit_hook": {{"commits": 2, "skipped": [], "unnamed": ["{past}"]' in said
