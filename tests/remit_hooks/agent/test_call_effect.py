"""What a shell call did, and how it is taken back without losing anything."""

import json
import os
import shutil
from pathlib import Path

import pytest
from agent_events import Caller
from repo import Repo
from tool_calls import answer

AGENT = "claude-code"


def after(repo: Repo, *options: str, call: str = "1", session: str = "s") -> str:
    caller = Caller(AGENT, repo.root, session)
    return answer(AGENT, caller.shell("./run", after=True, call=call), *options).report(AGENT) or ""


def before(repo: Repo, call: str = "1", session: str = "s") -> None:
    caller = Caller(AGENT, repo.root, session)
    assert answer(AGENT, caller.shell("./run", call=call)).denial(AGENT) is None


def rescued(repo: Repo) -> dict[str, Path]:
    (folder,) = (repo.root / ".git/remit/rescue").iterdir()
    files = (path for path in folder.rglob("*") if path.is_symlink() or path.is_file())
    return {str(path.relative_to(folder)): path for path in files}


def test_everything_is_taken_back_and_kept(repo: Repo) -> None:
    repo.switch("main")
    repo.stage("run.sh", "#!/bin/sh\n")
    repo.stage("old/gone", "gone\n")
    repo.commit()
    repo.switch("agent/login")
    repo.git("merge", "-q", "main")
    before(repo)
    repo.write("secret/s", "changed\n")
    repo.stage("secret/staged", "staged\n")
    repo.link("secret/link", "/etc/passwd")
    (repo.root / "run.sh").chmod(0o755)
    repo.git("rm", "-q", "old/gone")
    repo.write("secret/caf\u00e9 x", "odd\n")
    repo.write("allowed/new", "mine\n")
    said = after(repo, "--revert")
    assert "Taken back" in said
    assert repo.git("status", "--porcelain") == "?? allowed/new"
    kept = rescued(repo)
    assert kept["secret/s"].read_text() == "changed\n"
    assert kept["secret/staged"].read_text() == "staged\n"
    assert str(kept["secret/link"].readlink()) == "/etc/passwd"
    assert kept["secret/caf\u00e9 x"].read_text() == "odd\n"
    assert kept["run.sh"].stat().st_mode & 0o111
    assert (repo.root / "old/gone").read_text() == "gone\n"


@pytest.mark.parametrize("link", [True, False])
def test_what_has_taken_the_place_of_a_directory_is_taken_back(
    repo: Repo, tmp_path: Path, *, link: bool
) -> None:
    before(repo)
    shutil.rmtree(repo.root / "secret")
    if link:
        (repo.root / "secret").symlink_to(tmp_path)
        repo.git("add", "secret")
    else:
        (repo.root / "secret").write_text("changed\n")
    assert "Taken back: secret, secret/s." in after(repo, "--revert")
    assert repo.git("status", "--porcelain") == ""
    assert set(rescued(repo)) == {"secret"}


def test_the_same_call_again_keeps_what_the_first_one_left(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    def same_second(_: str) -> str:
        return "20260101-000000"

    monkeypatch.setattr("time.strftime", same_second)
    for text in ("first\n", "second\n"):
        before(repo)
        repo.write("secret/s", text)
        assert "Taken back" in after(repo, "--revert")
    kept = (repo.root / ".git/remit/rescue").rglob("s")
    assert sorted(path.read_text() for path in kept) == ["first\n", "second\n"]


def test_where_git_cannot_put_a_file_back_the_agent_is_told_where_its_own_is(repo: Repo) -> None:
    before(repo)
    repo.write("secret/s", "changed\n")
    (repo.root / ".git/index.lock").touch()
    said = after(repo, "--revert")
    (kept,) = (repo.root / ".git/remit/rescue").iterdir()
    assert f"is kept in {kept}" in said
    assert rescued(repo)["secret/s"].read_text() == "changed\n"


def test_without_the_option_nothing_is_touched(repo: Repo) -> None:
    before(repo)
    repo.write("secret/s", "changed\n")
    assert "Take these changes back" in after(repo)
    assert (repo.root / "secret/s").read_text() == "changed\n"


def test_what_was_changed_before_is_not_taken_back(repo: Repo) -> None:
    repo.write("secret/s", "by a person\n")
    before(repo)
    repo.write("secret/s", "by a person, and by the call\n")
    assert "it had been changed before this call" in after(repo, "--revert")
    assert (repo.root / "secret/s").read_text() == "by a person, and by the call\n"


def test_what_was_committed_is_only_reported(repo: Repo) -> None:
    before(repo)
    repo.put("secret/new")
    repo.write("secret/s", "changed\n")
    said = after(repo, "--revert")
    assert "secret/new (R101)" in said
    assert "moved HEAD" in said
    assert (repo.root / "secret/s").read_text() == "changed\n"


def test_while_another_call_runs_nothing_is_taken_back(repo: Repo) -> None:
    before(repo)
    before(repo, call="2", session="another")
    repo.write("secret/s", "by whom?\n")
    assert "Taken back" not in after(repo, "--revert")
    assert (repo.root / "secret/s").read_text() == "by whom?\n"


def test_a_file_that_changes_while_it_is_judged_is_left_alone(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    from remit.gates import effect_check

    judge = effect_check.judge_effect

    def slowly(*given: object) -> object:
        found = judge(*given)  # type: ignore[arg-type]
        repo.write("secret/s", "by a person, meanwhile\n")
        return found

    monkeypatch.setattr(effect_check, "judge_effect", slowly)
    before(repo)
    repo.write("secret/s", "by the call\n")
    assert "somebody has changed it since" in after(repo, "--revert")
    assert (repo.root / "secret/s").read_text() == "by a person, meanwhile\n"


def test_a_policy_that_only_warns_takes_nothing_back(repo: Repo) -> None:
    repo.switch("main")
    repo.policy('[enforce]\nagent = "warn"\n')
    repo.commit()
    repo.switch("agent/login")
    before(repo)
    repo.write("secret/s", "changed\n")
    assert "secret/s" in after(repo, "--revert")
    assert (repo.root / "secret/s").read_text() == "changed\n"
    line = json.loads((repo.root / ".git/remit/log.jsonl").read_text())
    assert (line["layer"], line["enforced"]) == ("agent", False)


def test_no_filter_runs_for_the_comparison(repo: Repo, tmp_path: Path) -> None:
    repo.switch("main")
    repo.stage(".gitattributes", "* filter=mark\n")
    repo.commit()
    repo.switch("agent/login")
    repo.git("merge", "-q", "main")
    for kind in ("clean", "process"):
        repo.git("config", f"filter.mark.{kind}", f"touch {tmp_path}/ran; cat")
    before(repo)
    repo.write("allowed/a", "changed\n")
    after(repo)
    assert not (tmp_path / "ran").exists()


def test_a_note_of_a_call_that_never_ended_is_forgotten(repo: Repo) -> None:
    before(repo)
    (note,) = (repo.root / ".git/remit/calls").iterdir()
    os.utime(note, (1, 1))
    before(repo, call="2")
    assert not note.exists()


def test_a_git_directory_that_cannot_be_written_stops_nobody(repo: Repo) -> None:
    (repo.root / ".git/remit").mkdir(exist_ok=True)
    (repo.root / ".git/remit/calls").write_text("in the way")
    before(repo)
    assert after(repo) == ""
