"""Beyond one call: lost updates, warnings, and worktrees that nobody has bound."""

import json
from pathlib import Path

import pytest
from agent_events import Caller
from repo import Repo
from tool_calls import answer

AGENT = "claude-code"


def call(caller: Caller, tool: str, path: str, *, after: bool = False) -> str | None:
    arguments = {"file_path": path, "old_string": "a", "new_string": "b"}
    said = answer(AGENT, caller.event(tool, arguments, after=after, call="1"))
    return said.report(AGENT) if after else said.denial(AGENT)


@pytest.fixture
def mine(repo: Repo) -> Caller:
    return Caller(AGENT, repo.root, "mine")


def test_an_edit_of_what_somebody_else_has_changed_is_refused_once(
    repo: Repo, mine: Caller
) -> None:
    assert call(mine, "Read", "allowed/a") is None
    repo.write("allowed/a", "allowed/a\nby somebody else\n")
    said = call(mine, "Edit", "allowed/a")
    assert said is not None
    assert "+by somebody else" in said
    assert call(mine, "Edit", "allowed/a") is None, "it has seen that now"


def test_another_agent_and_a_sub_agent_know_what_they_have_read_themselves(
    repo: Repo, mine: Caller
) -> None:
    for reader in (mine, mine._replace(sub_agent="sub")):
        call(reader, "Read", "allowed/a")
    repo.write("allowed/a", "allowed/a\nmore\n")
    call(mine, "Edit", "allowed/a")
    assert call(mine, "Edit", "allowed/a") is None
    assert call(mine._replace(sub_agent="sub"), "Edit", "allowed/a"), "it has not seen it"
    assert call(mine._replace(session="other"), "Edit", "allowed/a") is None, "it never read it"


def test_what_an_agent_has_written_itself_it_knows(repo: Repo, mine: Caller) -> None:
    call(mine, "Read", "allowed/a")
    assert call(mine, "Edit", "allowed/a") is None
    repo.write("allowed/a", "its own edit\n")
    call(mine, "Edit", "allowed/a", after=True)
    assert call(mine, "Edit", "allowed/a") is None
    repo.write("allowed/a", "somebody else's\n")
    call(mine, "Edit", "allowed/a", after=True)
    repo.write("allowed/a", "once more\n")
    assert call(mine, "Edit", "allowed/a")


def test_without_the_event_after_an_edit_nothing_is_refused(repo: Repo, mine: Caller) -> None:
    call(mine, "Read", "allowed/a")
    call(mine, "Edit", "allowed/a")
    repo.write("allowed/a", "its own edit\n")
    assert call(mine, "Edit", "allowed/a") is None


def test_what_its_own_shell_call_has_changed_it_knows(repo: Repo, mine: Caller) -> None:
    call(mine, "Read", "allowed/a")
    answer(AGENT, mine.shell("./format", call="2"))
    repo.write("allowed/a", "formatted\n")
    assert call(mine, "Edit", "allowed/a") is None, "the call may still run"
    call(mine, "Read", "allowed/a")
    repo.write("allowed/a", "formatted again\n")
    answer(AGENT, mine.shell("./format", after=True, call="2"))
    assert call(mine, "Edit", "allowed/a") is None


def test_a_file_that_was_deleted_is_no_file_to_write_over(repo: Repo, mine: Caller) -> None:
    call(mine, "Read", "allowed/a")
    (repo.root / "allowed/a").unlink()
    assert "deleted" in (call(mine, "Write", "allowed/a") or "")


def test_a_difference_is_short(repo: Repo, mine: Caller) -> None:
    call(mine, "Read", "allowed/a")
    repo.write("allowed/a", "".join(f"{n}\n" for n in range(5_000)))
    said = call(mine, "Edit", "allowed/a") or ""
    assert "more lines" in said
    assert len(said.splitlines()) < 80


def test_notes_are_bounded(repo: Repo, mine: Caller) -> None:
    for number in range(40):
        call(mine._replace(session=f"session {number}"), "Read", "allowed/a")
    assert len(list((repo.root / ".git/remit/reads").iterdir())) == 32


def test_where_the_policy_only_warns_the_call_is_made_and_logged(repo: Repo) -> None:
    repo.switch("main")
    repo.policy('[enforce]\nagent = "warn"\n')
    repo.commit()
    repo.switch("agent/login")
    caller = Caller(AGENT, repo.root)
    said = answer(AGENT, caller.event("Write", {"file_path": "top", "content": ""}))
    assert said.denial(AGENT) is None
    assert "top (R101)" in json.loads(said.output)["systemMessage"]
    line = json.loads((repo.root / ".git/remit/log.jsonl").read_text())
    assert (line["layer"], line["enforced"]) == ("agent", False)
    assert line["items"] == [["R101", "top"]]
    for path in (".git/config", ".remit/policy.toml"):
        event = caller.event("Write", {"file_path": path, "content": ""})
        assert answer(AGENT, event).denial(AGENT), "what guards the checks is never waived"


def test_a_refused_call_is_logged(repo: Repo) -> None:
    call(Caller(AGENT, repo.root), "Write", "top")
    line = json.loads((repo.root / ".git/remit/log.jsonl").read_text())
    assert (line["layer"], line["enforced"], line["task"]) == ("agent", True, "login")


def test_a_bound_worktree_is_judged_whatever_its_branch_is(repo: Repo, tmp_path: Path) -> None:
    repo.git("worktree", "add", "-q", "--detach", "../app", "main")
    caller = Caller(AGENT, tmp_path / "app")
    assert call(caller, "Write", "top") is None
    binding = repo.root / ".git/worktrees/app/remit/binding"
    binding.parent.mkdir()
    binding.write_text("login\n")
    assert call(caller, "Write", "top")
    assert call(caller, "Write", "allowed/a") is None


def test_where_the_policy_denies_a_branch_of_no_task_nothing_is_written_there(repo: Repo) -> None:
    repo.switch("main")
    repo.policy('[unassigned]\ncommit = "deny"\n')
    repo.commit()
    repo.branch("free")
    said = call(Caller(AGENT, repo.root), "Write", "top")
    assert "R606" in (said or "")


def test_a_directory_of_no_repository_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    caller = Caller(AGENT, tmp_path / "plain")
    assert call(caller, "Write", "x") is None
    assert answer(AGENT, caller.shell("echo x > y; git commit -n")).denial(AGENT) is None


def test_a_repository_of_no_manifests_is_left_alone(empty: Repo) -> None:
    caller = Caller(AGENT, empty.root)
    assert call(caller, "Write", "x") is None, "before the first commit"
    empty.put("a")
    assert call(caller, "Write", "a") is None
    assert answer(AGENT, caller.shell("rm a")).denial(AGENT) is None


@pytest.fixture
def shared(empty: Repo, tmp_path: Path) -> tuple[Caller, Caller]:
    """Two tasks in two worktrees that may claim what is below `shared/`."""
    for task in ("one", "two"):
        empty.task(task, write=[f"{task}/**"], claim=["shared/**"])
    for path in ("shared/a", "shared/b"):
        empty.stage(path, f"{path}\n")
    empty.commit("the base")
    empty.branch("agent/one")
    empty.git("worktree", "add", "-q", "-b", "agent/two", "../two", "main")
    return Caller(AGENT, empty.root, "1"), Caller(AGENT, tmp_path / "two", "2")


def test_the_first_agent_that_writes_a_shared_file_holds_it(
    shared: tuple[Caller, Caller],
) -> None:
    one, two = shared
    assert call(one, "Edit", "shared/a") is None
    (one.folder / "shared/a").write_text("by one\n")
    said = call(two, "Edit", "shared/a") or ""
    assert "shared/a (R701)" in said
    assert "`one` holds it since" in said
    assert "remit claims" in said
    assert call(two, "Edit", "shared/b") is None
    assert call(one, "Edit", "shared/b"), "two holds it by now"


def test_a_shell_call_claims_what_it_plainly_writes_and_what_it_has_written(
    shared: tuple[Caller, Caller],
) -> None:
    one, two = shared
    assert answer(AGENT, one.shell("echo x > shared/a", call="1")).denial(AGENT) is None
    (one.folder / "shared/a").write_text("x\n")
    assert answer(AGENT, two.shell("echo x > shared/a", call="1")).denial(AGENT)
    answer(AGENT, two.shell("./script", call="2"))
    (two.folder / "shared/a").write_text("y\n")
    (two.folder / "shared/b").write_text("y\n")
    told = answer(AGENT, two.shell("./script", after=True, call="2")).report(AGENT) or ""
    assert "shared/a (R701)" in told


def test_what_is_refused_for_another_reason_claims_nothing(
    shared: tuple[Caller, Caller],
) -> None:
    one, two = shared
    assert answer(AGENT, one.shell("touch shared/new outside")).denial(AGENT)
    assert answer(AGENT, one.shell("touch shared/new; git commit -n")).denial(AGENT)
    assert call(two, "Write", "shared/new") is None


def test_without_claims_no_store_is_made(repo: Repo, mine: Caller) -> None:
    call(mine, "Write", "allowed/a")
    assert not (repo.root / ".git/remit/state.sqlite3").exists()


def test_the_command_that_asks_names_the_file_from_wherever_it_is_pasted(repo: Repo) -> None:
    below = Caller(AGENT, repo.root / "allowed")
    said = call(below, "Write", "../top") or ""
    assert f'remit request {repo.root}/top --why "REASON"' in said


def test_the_command_that_asks_names_the_worktree_where_the_agent_is_in_another_one(
    repo: Repo, tmp_path: Path
) -> None:
    repo.git("worktree", "add", "-q", "-b", "agent/nobody", "../app", "main")
    for folder in (tmp_path / "app", tmp_path):
        said = call(Caller(AGENT, folder), "Write", f"{repo.root}/top") or ""
        assert f'remit -C {repo.root} request top --why "REASON"' in said
    log = (repo.root / ".git/remit/log.jsonl").read_text()
    assert len(log.splitlines()) == 2, "from outside of the repository as well"


@pytest.mark.parametrize("tool", ["write_bash", "write_stdin"])
def test_what_is_typed_into_a_shell_is_judged_by_its_effect(repo: Repo, tool: str) -> None:
    caller = Caller(AGENT, repo.root)
    answer(AGENT, caller.event(tool, {"input": "x"}, call="1"))
    repo.write("secret/new")
    told = answer(AGENT, caller.event(tool, {"input": "x"}, after=True, call="1"))
    assert "secret/new (R101)" in (told.report(AGENT) or "")


@pytest.mark.parametrize("made", ["repository", "folder"])
def test_a_repository_made_inside_of_a_worktree_is_no_way_out_of_the_scope(
    repo: Repo, made: str
) -> None:
    caller = Caller(AGENT, repo.root / "secret")
    if made == "repository":
        repo.git("init", "-q", "secret")
    else:
        (repo.root / "secret/.git").mkdir()
    for path in ("s", "allowed/new"):
        assert f"secret/{path} (R101)" in (call(caller, "Write", path) or "")
        assert answer(AGENT, caller.shell(f"touch ./{path}2")).denial(AGENT)
    assert call(caller, "Write", "../allowed/new") is None
    assert answer(AGENT, caller.shell("./run", call="1")).denial(AGENT) is None
    repo.write("secret/s", "changed\n")
    told = answer(AGENT, caller.shell("./run", after=True, call="1"))
    assert "secret/s (R101)" in (told.report(AGENT) or "")
