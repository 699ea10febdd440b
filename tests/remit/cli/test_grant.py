"""Asking for more, granting and refusing: the whole way, and every way an agent might go alone."""

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from repo import Repo, rules

from remit.gates.range import judge_range
from remit.stores.sqlite import open_store, transaction
from remit.system import caller

if TYPE_CHECKING:
    from calling import RemitCall, Said

    from remit.verdict import Verdict


@pytest.fixture
def shop(empty: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A checkout of the base, which is the current directory; an agent has a worktree beside it."""
    empty.task("login", write=["src/login/**"], deny=["src/login/keys/**"])
    empty.task("token", write=["src/token/**"])
    for path in ("src/login/a", "src/token/b", "README"):
        empty.stage(path)
    empty.commit("the base")
    empty.git("worktree", "add", "-q", "-b", "agent/login", str(tmp_path / "agent"))
    monkeypatch.setattr(caller, "has_terminal", lambda: True)
    monkeypatch.setenv("PWD", str(empty.root))
    return empty


@pytest.fixture
def agent(shop: Repo, tmp_path: Path) -> Repo:
    """The worktree of the task `login`."""
    assert shop.root.exists()
    return Repo(tmp_path / "agent")


def asked(remit: "RemitCall", agent: Repo, *words: str) -> str:
    """The id of a request that the agent made."""
    said = remit("-C", str(agent.root), "request", *words, "--format", "json")
    os.chdir(agent.root.parent / "repo")
    request = said.within("request")
    assert request["state"] == "open"
    return str(request["id"])


def as_person(remit: "RemitCall", shop: Repo, *words: str) -> "Said":
    return remit("-C", str(shop.root), *words)


def test_a_grant_is_a_commit_on_the_base_and_the_next_commit_is_clean(
    remit: "RemitCall", shop: Repo, agent: Repo
) -> None:
    agent.stage("README", "changed\n")
    assert rules(agent.judge()) == [(b"README", "R101")]
    name = asked(remit, agent, "README", "--why", "it names\nthe form\n\nSigned-off-by: Bob <b@x>")
    assert remit("requests").out.startswith(f"{name}  open  login on agent/login, ")
    before = shop.oid("main")
    said = as_person(remit, shop, "grant", name)
    assert said.out.startswith(f"granted {name}: login may change README\nmain is now at ")
    assert shop.git("log", "-1", "--format=%P %cn", "main") == f"{before} C Committer"
    message = shop.git("log", "-1", "--format=%B", "main")
    assert message.startswith(
        f"Let login change README\n\nThe task asked for this in its request {name} "
    )
    assert "    it names the form Signed-off-by: Bob <b@x>" in message
    assert message.rstrip().endswith("Granted by C Committer <committer@example.com>.")
    assert shop.git("interpret-trailers", "--parse", feed=message.encode()) == ""
    assert shop.git("diff", "--name-only", f"{before}", "main") == ".remit/tasks/login.toml"
    assert shop.git("status", "--porcelain") == ""  # the checkout of the base followed
    assert agent.judge().outcome == "clean"
    waited = remit("requests", "--wait", name)
    assert waited.code == 0
    assert "granted by C Committer" in waited.out
    assert remit("requests").out == "no request waits for an answer\n"
    assert "may write all of it already" in as_person(remit, shop, "grant", name).out


def test_the_agent_learns_why_it_was_refused_and_can_ask_again(
    remit: "RemitCall", shop: Repo, agent: Repo
) -> None:
    name = asked(remit, agent, "README", "--why", "one")
    assert as_person(remit, shop, "refuse", name, "--why", "leave it to docs").code == 0
    waited = remit("requests", "--wait", name)
    assert waited.code == 1
    assert waited.out.endswith(": leave it to docs\n")
    again = remit("-C", str(agent.root), "request", "README", "--why", "one")
    assert (again.code, "refused by" in again.out) == (1, True)
    assert asked(remit, agent, "README", "--why", "another reason") == name


def test_nobody_answers_in_time(remit: "RemitCall", agent: Repo) -> None:
    name = asked(remit, agent, "README")
    assert remit("requests", "--wait", name, "--timeout", "0s").code == 2


def test_what_is_allowed_is_not_asked_for_and_what_none_can_grant_is_said(
    remit: "RemitCall", agent: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(agent.root)
    assert remit("request", "src/login/new").out == "src/login/new: login may write it already\n"
    for path, why in {
        "src/login/keys/k": "denied to login",
        ".remit/tasks/login.toml": "manifests and policy change on the base only",
        ".": "nobody is granted the whole repository",
        "src/.git/config": "which is git's own",
        "caf\udce9": "UTF-8",
        "../x": "not in this repository",
    }.items():
        said = remit("request", path)
        assert (said.code, why in said.err) == (2, True), said
    assert remit("requests", "--all").out == "no request waits for an answer\n"


def test_asking_twice_is_asking_once_and_too_much_is_refused(
    remit: "RemitCall", agent: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asked(remit, agent, "b", "a", "--why", "x")
    assert asked(remit, agent, "a", "b", "a") == first
    monkeypatch.chdir(agent.root)
    assert remit("request", *(f"f{number}" for number in range(101))).code == 2
    assert remit("request", "z", "--why", "y" * 1001).code == 2


# A person has to grant.


@pytest.mark.parametrize(
    ("variable", "says"),
    [("CLAUDECODE", "Claude Code runs"), ("GIT_INDEX_FILE", "git runs"), ("GIT_DIR", "git runs")],
)
@pytest.mark.parametrize("verb", ["grant", "refuse"])
def test_an_agent_or_a_hook_answers_nothing(  # noqa: PLR0913, PLR0917 - a table
    remit: "RemitCall", shop: Repo, agent: Repo, monkeypatch: pytest.MonkeyPatch, verb: str,
    variable: str, says: str,
) -> None:  # fmt: skip
    name = asked(remit, agent, "README")
    tip = shop.oid("main")
    monkeypatch.setenv(variable, str(shop.root / ".git") if variable == "GIT_DIR" else "1")
    said = as_person(remit, shop, verb, name)
    assert (said.code, says in said.err) == (2, True)
    assert shop.oid("main") == tip


def test_nobody_without_a_terminal_grants(
    remit: "RemitCall", shop: Repo, agent: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = asked(remit, agent, "README")
    monkeypatch.setattr(caller, "has_terminal", lambda: False)
    assert "standard input is no terminal" in as_person(remit, shop, "grant", name).err


@pytest.mark.parametrize("how", [[], ["--for", "2h"]])
def test_nobody_grants_from_the_workspace_of_a_task(
    remit: "RemitCall", shop: Repo, agent: Repo, how: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = asked(remit, agent, "README")
    said = remit("-C", str(agent.root), "grant", name, *how)
    assert "this is a workspace of login" in said.err
    monkeypatch.setenv("PWD", str(agent.root))  # a shell there that uses -C
    assert "this is a workspace of login" in as_person(remit, shop, "grant", name, *how).err


def test_the_policy_says_who_may_grant_and_that_it_is_signed(
    remit: "RemitCall", shop: Repo, agent: Repo, tmp_path: Path
) -> None:
    shop.policy('[grants]\nby = ["Ann <*>"]\n')
    shop.commit("who may")
    name = asked(remit, agent, "README")
    said = as_person(remit, shop, "grant", name, "--for", "1h")
    assert "the policy lets others grant" in said.err
    shop.policy("[grants]\nsigned = true\n")
    shop.commit("signed")
    assert "cannot be signed" in as_person(remit, shop, "grant", name, "--for", "1h").err
    tip = shop.oid("main")
    shop.git("config", "gpg.format", "ssh")
    shop.git("config", "user.signingKey", str(tmp_path / "missing"))
    assert "could not be signed" in as_person(remit, shop, "grant", name).err
    assert shop.oid("main") == tip
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    shop.git("config", "user.signingKey", f"{key}.pub")
    assert as_person(remit, shop, "grant", name).code == 0
    assert "gpgsig" in shop.git("cat-file", "commit", "main")


def test_a_request_that_was_rewritten_in_the_store_is_none(
    remit: "RemitCall", shop: Repo, agent: Repo
) -> None:
    name = asked(remit, agent, "README")
    store = open_store(str(shop.root / ".git"))
    with transaction(store):
        store.execute("UPDATE access_requests SET paths = ?", (b"src/token",))
    store.close()
    assert "there is no request" in as_person(remit, shop, "grant", name).err
    assert remit("requests", "--all").out == "no request waits for an answer\n"


def test_an_answer_that_an_agent_writes_widens_nothing(
    remit: "RemitCall", shop: Repo, agent: Repo
) -> None:
    asked(remit, agent, "README")
    store = open_store(str(shop.root / ".git"))
    with transaction(store):
        store.execute("UPDATE access_requests SET state = 'granted'")
    store.close()
    agent.stage("README", "changed\n")
    assert agent.judge().outcome == "violations"


# What a grant must not break.


def test_an_overlap_is_shown_and_granted_only_on_purpose(
    remit: "RemitCall", shop: Repo, agent: Repo
) -> None:
    name, tip = asked(remit, agent, "src/token/b"), shop.oid("main")
    for how in ([], ["--for", "1h"]):
        said = as_person(remit, shop, "grant", name, *how)
        assert (said.code, "may both change src/token/b at one time" in said.err) == (2, True)
    assert shop.oid("main") == tip
    said = as_person(remit, shop, "grant", name, "--allow-overlap")
    assert "overlap: 'login' and 'token' may both change src/token/b" in said.out


def test_edits_in_a_checkout_of_the_base_survive(
    remit: "RemitCall", shop: Repo, agent: Repo
) -> None:
    name = asked(remit, agent, "README")
    shop.write("src/login/a", "edited\n")
    shop.stage("src/token/b", "staged\n")
    assert as_person(remit, shop, "grant", name).code == 0
    assert shop.git("status", "--porcelain") == " M src/login/a\nM  src/token/b"


def test_a_manifest_that_is_edited_in_a_checkout_stops_the_grant(
    remit: "RemitCall", shop: Repo, agent: Repo
) -> None:
    name, tip = asked(remit, agent, "README"), shop.oid("main")
    path = shop.root / ".remit/tasks/login.toml"
    path.write_text(path.read_text() + "# mine\n")
    said = as_person(remit, shop, "grant", name)
    assert (said.code, "is edited" in said.err) == (2, True)
    assert shop.oid("main") == tip
    assert path.read_text().endswith("# mine\n")


@pytest.mark.parametrize("relation", ["behind", "diverged"])
def test_a_base_that_is_behind_its_upstream_is_brought_up_to_date_first(
    remit: "RemitCall", shop: Repo, agent: Repo, tmp_path: Path, relation: str
) -> None:
    name = asked(remit, agent, "README")
    there = shop.clone(tmp_path / "there")
    there.put("new")
    if relation == "diverged":
        shop.put("other")
    shop.git("remote", "add", "origin", str(there.root))
    shop.git("fetch", "-q", "origin")
    shop.git("branch", "-q", "--set-upstream-to", "origin/main", "main")
    said = as_person(remit, shop, "grant", name)
    assert (said.code, relation in said.err) == (2, True)
    command = said.err.partition(": git ")[2]
    subprocess.run(["sh", "-c", f"git {command}"], cwd=shop.root, check=True)
    said = as_person(remit, shop, "grant", name)
    assert said.out.endswith("for other clones: git push origin main\n")


# Local grants.


def range_verdict(agent: Repo) -> "Verdict":
    with agent.inside() as repository:
        return judge_range(repository, None, "HEAD", None)


def test_a_local_grant_lets_this_clone_commit_and_no_later_layer(
    remit: "RemitCall", shop: Repo, agent: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent.stage("README", "changed\n")
    name = asked(remit, agent, "README")
    said = as_person(remit, shop, "grant", name, "--for", "2h")
    assert "a pull request do not honour it" in said.out
    verdict = agent.judge()
    assert verdict.outcome == "clean"
    assert any(
        note.startswith(f"a local grant ({name}) allows README here") for note in verdict.notes
    )
    agent.commit("with the grant")
    assert rules(range_verdict(agent)) == [(b"README", "R101")]
    monkeypatch.setattr("remit.gates.local_grants.seconds_since_1970", lambda: 9_999_999_999)
    agent.stage("README", "again\n")
    assert agent.judge().outcome == "violations"  # it has ended


def test_a_local_grant_can_be_taken_back(remit: "RemitCall", shop: Repo, agent: Repo) -> None:
    agent.stage("README", "changed\n")
    name = asked(remit, agent, "README")
    assert as_person(remit, shop, "grant", name, "--for", "2h").code == 0
    assert as_person(remit, shop, "refuse", name).code == 0
    assert agent.judge().outcome == "violations"
    for time, why in (("8d", "7 days at most"), ("0s", "not 0"), ("2", "s, m, h or d")):
        said = as_person(remit, shop, "grant", name, "--for", time)
        assert (said.code, why in said.err) == (2, True)


def test_the_record_of_a_grant_on_the_base_stays_what_it_is(
    remit: "RemitCall", shop: Repo, agent: Repo
) -> None:
    name = asked(remit, agent, "README")
    assert as_person(remit, shop, "grant", name).code == 0
    granted = remit("requests", "--all").out
    shop.put("later")
    for how in ([], ["--for", "2h"]):
        said = as_person(remit, shop, "grant", name, *how)
        assert (said.code, "no manifest was changed" in said.out) == (0, True)
        assert remit("requests", "--all").out == granted
    assert "granted already" in as_person(remit, shop, "refuse", name).err


def test_a_grant_on_the_base_is_not_taken_back_by_a_refusal(
    remit: "RemitCall", shop: Repo, agent: Repo
) -> None:
    name = asked(remit, agent, "README")
    assert as_person(remit, shop, "grant", name).code == 0
    assert "was granted already" in as_person(remit, shop, "refuse", name).err


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"soon x README\n",
        b"9999999999 x \n",
        b"\xff\xfe\n",
        b"9999999999  README\n",
        b"1 x README\n",
    ],
)
def test_a_damaged_file_of_grants_grants_nothing(shop: Repo, agent: Repo, text: bytes) -> None:
    place = shop.root / ".git/remit/grants/login"
    place.parent.mkdir(parents=True)
    place.write_bytes(text)
    agent.stage("README", "changed\n")
    assert agent.judge().outcome == "violations"


def test_a_refusal_prints_a_request_that_can_be_pasted_and_then_its_answer(
    remit: "RemitCall", shop: Repo, agent: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = ["-x y.py", "a'b $HOME", "src/[z].py", "caf\u00e9/\u202eq"]
    for path in paths:
        agent.stage(path)
    monkeypatch.chdir(agent.root)
    said = remit("check").out
    (command,) = [line.strip() for line in said.splitlines() if "remit request " in line]
    words = subprocess.run(
        ["sh", "-c", command.replace("remit request", "printf '%s\\0'")],
        cwd=agent.root,
        check=True,
        capture_output=True,
    ).stdout.decode()
    assert remit("request", *words.split("\0")[:-1]).code == 0
    found = remit("requests", "--format", "json").each("requests")
    assert sorted(str(each["path"]) for each in found[0]["paths"]) == sorted(paths)  # type: ignore[attr-defined]
    name = str(found[0]["id"])
    assert f"remit requests --wait {name}" in remit("check").out
    assert as_person(remit, shop, "refuse", name, "--why", "no").code == 0
    monkeypatch.chdir(agent.root)
    said = remit("check").out
    assert "C Committer <committer@example.com> refused that before: no" in said
    assert "remit request " not in said


def test_a_range_lists_a_local_grant_that_it_does_not_honour(
    remit: "RemitCall", shop: Repo, agent: Repo
) -> None:
    agent.put("README", "changed\n")
    name = asked(remit, agent, "README")
    assert as_person(remit, shop, "grant", name, "--for", "2h").code == 0
    verdict = range_verdict(agent)
    assert rules(verdict) == [(b"README", "R101")]
    assert any(f"a local grant ({name}) allows README here until" in each for each in verdict.notes)
