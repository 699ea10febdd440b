"""What a range says of the commit hook: which commits were made past it, as far as that shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from repo import Repo

from remit import trailer
from remit.cli.main import main
from remit.gates import hook_traces
from remit.gates.range import judge_range
from remit.git import range_commits
from remit.verdict import HookTraces

FORGE = {"GIT_COMMITTER_NAME": "GitHub", "GIT_COMMITTER_EMAIL": "noreply@github.com"}


def _commit(repo: Repo, path: str, task: str = "", **variables: str) -> str:
    repo.stage(path)
    message = f"work\n\nRemit-Task: {task}\n" if task else "work\n"
    repo.git("commit", "-q", "--no-verify", "-m", message, feed=None, **variables)
    return repo.oid("HEAD")


def _seen(repo: Repo, base: str = "main", head: str = "HEAD") -> tuple[HookTraces, tuple[str, ...]]:
    with repo.inside() as repository:
        verdict = judge_range(repository, base, head, branch="agent/login")
    assert verdict.traces is not None
    return verdict.traces, verdict.notes


LINES = st.lists(
    st.sampled_from(
        [
            *("", " ", "A title", "# a comment", " continued", "\v"),
            *("Signed-off-by: A <a@example.com>", "Remit-Task: login", "remit-task:other"),
            "# ------------------------ >8 ------------------------",
        ]
    ),
    max_size=8,
)


@given(LINES)
def test_the_quick_way_to_a_commit_s_tasks_leads_where_the_plain_one_does(lines: list[str]) -> None:
    head = f"{'1' * 40}\ntree {'2' * 40}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\n"
    record = head.encode() + "".join(f"    {line}\n" for line in lines).encode()
    assert hook_traces.find_named_tasks(record) == trailer.parse_task_trailer(
        range_commits.parse_commit_record(record).message
    )


@pytest.mark.parametrize("message", ["title\n\nRemit-Task: login\n", "# a\n\nRemit-Task: a\n"])
def test_git_lists_a_message_line_by_line_each_indented(repo: Repo, message: str) -> None:
    tree = repo.git("rev-parse", "HEAD^{tree}")
    oid = repo.git("hash-object", "-w", "-t", "commit", "--stdin", feed=_raw(tree, message))
    with repo.inside() as repository:
        (record, _) = range_commits.read_commit_listing(repository, repo.oid("HEAD"), oid).split(
            b"\0"
        )
    expected = "".join(f"    {line}\n" for line in message.splitlines()).encode()
    assert record.partition(b"\n\n")[2] == expected
    assert hook_traces.find_named_tasks(record) == trailer.parse_task_trailer(message.encode())


def _raw(tree: str, message: str) -> bytes:
    return f"tree {tree}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\n{message}".encode()


def test_commits_that_name_their_task_are_nothing_to_speak_of(repo: Repo) -> None:
    _commit(repo, "allowed/b", "login")
    assert _seen(repo) == (HookTraces(1), ())


def test_a_commit_without_the_name_among_others_was_made_past_the_hook_or_elsewhere(
    repo: Repo,
) -> None:
    _commit(repo, "allowed/b", "login")
    past = _commit(repo, "allowed/c")
    found, notes = _seen(repo)
    assert found == HookTraces(2, unnamed=(past,))
    expected = "made past the commit hook, or where there is none"
    assert notes == (f"no task is named in {past[:12]}: {expected}",)


def test_where_no_commit_names_a_task_nothing_is_known(repo: Repo) -> None:
    past = _commit(repo, "allowed/b")
    found, (note,) = _seen(repo)
    assert found.unnamed == (past,)
    assert note.startswith(f"whether the commit hook judged {past[:12]} is unknown")


def test_what_this_clone_noted_is_said_as_a_fact(repo: Repo) -> None:
    past = _commit(repo, "allowed/b", "login")
    repo.write(".git/remit/skipped", f'{{"commit": "{past}"}}\n')
    found, notes = _seen(repo)
    assert found == HookTraces(1, skipped=(past,))
    assert notes == (f"the commit hook did not judge {past[:12]}",)


def test_another_tasks_name_is_said(repo: Repo) -> None:
    other = _commit(repo, "allowed/b", "token")
    found, notes = _seen(repo)
    assert found == HookTraces(1, others=(other,))
    assert notes == (f"another task is named in {other[:12]}",)


def test_what_a_forge_made_is_not_held_against_anybody(repo: Repo) -> None:
    made = _commit(repo, "allowed/b", **FORGE)
    found, notes = _seen(repo)
    assert found == HookTraces(1, forge=(made,))
    assert notes == (f"made at the forge, where no commit hook runs: {made[:12]}",)


def test_the_merge_that_a_forge_makes_for_the_check_is_nobodys_commit(repo: Repo) -> None:
    _commit(repo, "allowed/b", "login")
    repo.switch("main")
    base = repo.put("top", "newer\n")
    repo.git("merge", "-q", "--no-ff", "-m", "as a forge does", "agent/login")
    assert _seen(repo, base, "main") == (HookTraces(1), ())


def test_what_a_shallow_clone_hides_is_said(repo: Repo) -> None:
    _commit(repo, "allowed/b", "login")
    _commit(repo, "allowed/c", "login")
    repo.switch("main")
    repo.put("top", "newer\n")
    repo.git("merge", "-q", "--no-ff", "-m", "as a forge does", "agent/login")
    shallow = repo.clone(repo.root.parent / "shallow", "--depth=2")
    found, (note,) = _seen(shallow, "HEAD^1")
    assert found == HookTraces(1, whole=False)
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
