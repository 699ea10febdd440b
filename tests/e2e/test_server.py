"""The server's hooks under real pushes, over a file path and over smart HTTP."""

import json
import re
import shlex
from base64 import b64encode
from collections.abc import Generator
from pathlib import Path

import pytest
from bombs import tree_bomb
from hooked import said, script
from pushing import ZERO, Done, bare, commands, contents, hook, linked, push, refs, serve
from repo import Repo
from smart_http import served

from remit.gates.ref_updates import REPLACED

UNSAFE = re.compile(r"[\0-\x08\x0b-\x1f\x7f]")


@pytest.fixture
def server(tmp_path: Path) -> Repo:
    """A bare repository that judges what it is sent."""
    return serve(bare(tmp_path / "served" / "server.git"))


@pytest.fixture(params=["file", "http"])
def pusher(
    request: pytest.FixtureRequest, repo: Repo, server: Repo, monkeypatch: pytest.MonkeyPatch
) -> Generator[Repo]:
    """The task's repository, without any hook of its own, and the server behind `origin`."""
    linked(repo, server)
    if request.param == "file":
        yield repo
        return
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "file:http")
    server.git("config", "http.receivepack", "true")
    with served(server.root.parent) as url:
        repo.git("remote", "set-url", "origin", f"{url}/server.git")
        yield repo


@pytest.fixture
def local(repo: Repo, server: Repo) -> Repo:
    """The same over a file path alone, for what no transport changes."""
    return linked(repo, server)


def policy(repo: Repo, server: Repo, text: str) -> None:
    """A policy on the server's base; the current branch starts from there again."""
    branch = repo.git("branch", "--show-current")
    repo.switch("main")
    repo.policy(text)
    repo.commit("the policy")
    past(repo, server, "main")
    repo.switch(branch)
    repo.git("reset", "-q", "--hard", "main")


def past(repo: Repo, server: Repo, *refspecs: str) -> None:
    """Push without the server's hooks, as an admin could."""
    hooks = server.root / "hooks"
    aside = hooks.rename(server.root / "hooks-aside")
    repo.git("push", "-q", "--force", str(server.root), *refspecs)
    aside.rename(hooks)


def refused(done: Done, *words: str) -> None:
    """The push was declined by the hook, with these words, in lines that a terminal can show."""
    text = said(done)
    assert done.returncode == 1, text
    assert "pre-receive hook declined" in text or "hook declined" in text, text
    assert [word for word in words if word not in text] == [], text
    lines = [line for line in text.splitlines() if line.startswith("remote: ")]
    assert lines
    assert max(len(line.rstrip()) for line in lines) <= 100, text
    assert not UNSAFE.search(text.replace("\x1b[K", "")), text


def test_work_inside_the_scope_is_taken_in_silence(pusher: Repo, server: Repo) -> None:
    pusher.put("allowed/new")
    done = push(pusher, "-q", "origin", "agent/login")
    assert (done.returncode, said(done)) == (0, "")
    assert refs(server)["refs/heads/agent/login"] == pusher.oid("HEAD")


def test_a_violation_is_refused_and_the_client_reads_why(pusher: Repo, server: Repo) -> None:
    before = dict(contents(server))
    pusher.put("secret/new")
    done = push(pusher, "origin", "agent/login")
    refused(done, "remote: remit: agent/login: refused (task login, by main", "A  secret/new")
    assert "remit check --range origin/main...agent/login" in said(done)
    after = dict(contents(server))
    assert after.pop("remit/log.jsonl"), "what `remit log` tells on the server"
    assert after == before


def test_one_violation_refuses_every_ref_of_a_push(pusher: Repo, server: Repo) -> None:
    pusher.put("secret/new")
    pusher.branch("feature", "main")
    pusher.put("top", "changed\n")
    refused(push(pusher, "origin", "feature", "agent/login"), "secret/new")
    assert list(refs(server)) == ["refs/heads/main"]
    done = push(pusher, "-q", "origin", "feature")
    assert done.returncode == 0
    assert "remit: feature: unassigned; no task covers the branch feature" in said(done)


def test_the_hook_of_one_ref_takes_the_others(pusher: Repo, server: Repo) -> None:
    (server.root / "hooks/pre-receive").unlink()
    serve(server, "update")
    pusher.put("secret/new")
    pusher.git("branch", "feature", "main")
    done = push(pusher, "origin", "feature", "agent/login")
    refused(done, "A  secret/new")
    assert sorted(refs(server)) == ["refs/heads/feature", "refs/heads/main"]


def test_pushed_to_a_free_ref_first_it_is_a_violation_all_the_same(  # T59
    pusher: Repo, server: Repo
) -> None:
    pusher.put("secret/new")
    for free in ("refs/heads/harmless", "refs/tags/v1", "refs/odd/one"):
        assert push(pusher, "-q", "origin", f"agent/login:{free}").returncode == 0
    refused(push(pusher, "origin", "agent/login"), "secret/new")
    assert "refs/heads/agent/login" not in refs(server)


def test_a_replacement_is_refused_and_taking_one_away_is_not(  # T34
    pusher: Repo, server: Repo
) -> None:
    clean = pusher.oid("HEAD")
    violation = pusher.put("secret/new")
    pusher.git("replace", violation, clean)
    refused(push(pusher, "origin", "refs/replace/*:refs/replace/*"), "R608")
    past(pusher, server, "refs/replace/*:refs/replace/*")
    refused(push(pusher, "origin", f"{violation}:refs/heads/agent/login"), "secret/new")
    assert push(pusher, "-q", "origin", f":{REPLACED}{violation}").returncode == 0
    assert list(refs(server)) == ["refs/heads/main"]


def test_a_forced_push_over_a_state_that_was_taken_is_judged(pusher: Repo) -> None:
    pusher.put("allowed/new")
    assert push(pusher, "-q", "origin", "agent/login").returncode == 0
    pusher.git("reset", "-q", "--hard", "main")
    pusher.put("secret/new")
    refused(push(pusher, "--force", "origin", "agent/login"), "secret/new")


def test_a_mirror_is_judged_ref_by_ref(pusher: Repo, server: Repo) -> None:
    pusher.put("allowed/new")
    pusher.git("tag", "v1")
    assert push(pusher, "-q", "--mirror", "origin").returncode == 0
    assert "refs/heads/agent/login" in refs(server)
    pusher.put("secret/new")
    refused(push(pusher, "--mirror", "origin"), "secret/new")


def test_many_refs_are_answered_in_few_lines(pusher: Repo, server: Repo) -> None:
    for number in range(40):
        pusher.git("branch", f"free-{number}", "main")
    done = push(pusher, "-q", "origin", "refs/heads/free-*:refs/heads/free-*")
    assert done.returncode == 0
    assert len(said(done).splitlines()) < 40
    assert "and 30 more refs that pass like this" in said(done)
    assert len(refs(server)) == 41


@pytest.mark.parametrize("change", ["delete", "rewind"])
def test_the_base_is_neither_deleted_nor_rewound(pusher: Repo, server: Repo, change: str) -> None:
    server.git("config", "receive.denyDeleteCurrent", "ignore")
    pusher.switch("main")
    pusher.git("commit", "-q", "--amend", "--no-verify", "-m", "another beginning")
    refspec = ":main" if change == "delete" else "main"
    refused(push(pusher, "--force", "origin", refspec), "R607")
    policy_says = '[base_push]\nrewind = "allow"\n'
    pusher.git("reset", "-q", "--hard", "origin/main")
    policy(pusher, server, policy_says)
    pusher.git("commit", "-q", "--amend", "--no-verify", "-m", "another beginning")
    assert push(pusher, "--force", "origin", refspec).returncode == 0


def test_faults_of_the_servers_own_policy_are_said_to_be_there(pusher: Repo, server: Repo) -> None:
    policy(pusher, server, 'base = "main"\nnonsense = 1\n')
    pusher.put("allowed/new")
    done = push(pusher, "origin", "agent/login")
    assert done.returncode == 1
    words = " ".join(said(done).replace("remote: ", "").split())
    assert "remit: could not check agent/login: the base on this server has" in words
    assert ".remit/policy.toml:2:" in words


def test_manifests_are_those_before_the_push(pusher: Repo, server: Repo) -> None:
    pusher.switch("main")
    pusher.task("login", write=["**"])
    pusher.commit("a wider scope")
    pusher.switch("agent/login")
    pusher.git("rebase", "-q", "main")
    pusher.put("secret/new")
    refused(push(pusher, "origin", "main", "agent/login"), "secret/new")
    done = push(pusher, "-q", "origin", "main")
    assert done.returncode == 0
    assert "The push changes a file below .remit/." in said(done)
    assert push(pusher, "-q", "origin", "agent/login").returncode == 0
    assert refs(server)["refs/heads/main"] == pusher.oid("main")


def test_a_manifest_that_is_widened_on_the_branch_widens_nothing(pusher: Repo) -> None:  # T69
    pusher.task("login", write=["**"])
    pusher.stage("secret/new")
    pusher.commit()
    refused(push(pusher, "origin", "agent/login"), "R501", "R101")


def test_refs_that_look_like_the_base_elsewhere_are_not_the_base(
    pusher: Repo, server: Repo
) -> None:
    pusher.switch("main")
    pusher.task("login", write=["**"])
    pusher.commit("a wider scope")
    for fake in ("refs/remotes/origin/main", "refs/remotes/origin/HEAD", "refs/tags/main"):
        assert push(pusher, "-q", "origin", f"main:{fake}").returncode == 0
    pusher.git("switch", "-q", "-C", "agent/login", "origin/main")
    pusher.put("secret/new")
    refused(push(pusher, "origin", "agent/login"), "secret/new")
    assert "refs/heads/agent/login" not in refs(server)


def test_a_ref_that_stands_for_the_base_is_the_base(pusher: Repo, server: Repo) -> None:
    server.git("symbolic-ref", "refs/heads/latest", "refs/heads/main")
    pusher.git("checkout", "-q", "--orphan", "other")
    pusher.commit("unrelated")
    refused(push(pusher, "--force", "origin", "other:latest"), "R607")


def test_the_work_of_a_rebase_after_no_verify_is_judged(pusher: Repo, server: Repo) -> None:
    pusher.put("secret/new")
    pusher.switch("main")
    pusher.put("top", "by a person\n")
    past(pusher, server, "main")
    pusher.switch("agent/login")
    pusher.git("rebase", "-q", "main")
    done = push(pusher, "origin", "agent/login")
    refused(done, "secret/new")
    assert "top" not in said(done)


def test_the_base_may_move_between_two_pushes(pusher: Repo, server: Repo) -> None:
    pusher.put("allowed/new")
    assert push(pusher, "-q", "origin", "agent/login").returncode == 0
    pusher.switch("main")
    pusher.put("top", "by a person\n")
    past(pusher, server, "main")
    pusher.switch("agent/login")
    pusher.put("allowed/more")
    assert push(pusher, "-q", "origin", "agent/login").returncode == 0
    pusher.git("merge", "-q", "--no-edit", "main")
    assert push(pusher, "-q", "origin", "agent/login").returncode == 0


def test_an_evil_merge_is_a_violation(pusher: Repo, server: Repo) -> None:
    pusher.put("allowed/new")
    pusher.switch("main")
    pusher.put("secret/s", "by a person\n")
    past(pusher, server, "main")
    pusher.switch("agent/login")
    pusher.git("merge", "-q", "-s", "ours", "--no-edit", "main")
    refused(push(pusher, "origin", "agent/login"), "secret/s")


def test_a_push_that_takes_too_long_to_judge_is_refused_and_leaves_nothing(
    local: Repo, server: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.git("config", "remit.timeout", "1")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    bomb = tree_bomb(local, "allowed/bomb", 12, empty=True)
    done = push(local, "-q", "origin", f"{bomb}:refs/heads/agent/login")
    refused(done, "longer than 1 s", "remit.timeout")
    assert "refs/heads/agent/login" not in refs(server)
    assert list(scratch.iterdir()) == []


def test_a_time_that_is_no_number_is_a_sentence(local: Repo, server: Repo) -> None:
    server.git("config", "remit.timeout", "soon")
    local.put("allowed/new")
    refused(push(local, "-q", "origin", "agent/login"), "configuration cannot be read")
    server.git("config", "remit.timeout", "0")
    assert push(local, "-q", "origin", "agent/login").returncode == 0


def test_a_shallow_clone_pushes_like_any_other(pusher: Repo, server: Repo, tmp_path: Path) -> None:
    pusher.switch("main")
    pusher.put("top", "by a person\n")
    past(pusher, server, "main")
    url = pusher.git("remote", "get-url", "origin")
    source = Path(url).as_uri() if url.startswith("/") else url
    pusher.git("clone", "-q", "--depth=1", source, str(tmp_path / "shallow"))
    shallow = Repo(tmp_path / "shallow")
    shallow.branch("agent/login")
    shallow.put("allowed/new")
    assert push(shallow, "-q", "origin", "agent/login").returncode == 0
    shallow.put("secret/new")
    refused(push(shallow, "origin", "agent/login"), "secret/new")


def test_a_repository_of_the_other_hash_is_judged_alike(tmp_path: Path) -> None:
    repo = Repo.init(tmp_path / "sha256", "--object-format=sha256")
    repo.task("login", write=["allowed/**"])
    repo.stage("secret/s")
    repo.commit()
    server = serve(bare(tmp_path / "server.git", "--object-format=sha256"))
    linked(repo, server)
    repo.branch("agent/login")
    repo.put("allowed/new")
    assert push(repo, "-q", "origin", "agent/login").returncode == 0
    repo.put("secret/new")
    refused(push(repo, "origin", "agent/login"), "secret/new")
    assert push(repo, "-q", "origin", ":agent/login").returncode == 0


def test_the_first_push_makes_the_base_and_nothing_else_can(repo: Repo, tmp_path: Path) -> None:
    server = serve(bare(tmp_path / "server.git"))
    repo.git("remote", "add", "origin", str(server.root))
    repo.put("secret/new")
    done = push(repo, "-q", "origin", "agent/login")
    assert done.returncode == 0
    assert "there is no base yet" in said(done)
    repo.put("secret/newer")
    refused(push(repo, "origin", "agent/login"), "this repository has no branch 'main'")
    assert push(repo, "-q", "origin", "main").returncode == 0
    refused(push(repo, "origin", "agent/login"), "secret/new")


def test_nothing_is_taken_beside_the_first_base_where_branches_are_there_already(
    repo: Repo, tmp_path: Path
) -> None:
    server = serve(bare(tmp_path / "server.git"))
    repo.git("remote", "add", "origin", str(server.root))
    assert push(repo, "-q", "origin", "agent/login:other").returncode == 0
    repo.put("secret/new")
    done = push(repo, "origin", "main", "agent/login")
    refused(done, "this repository has no branch 'main' before this")
    assert list(refs(server)) == ["refs/heads/other"]
    main, rest = commands(done)
    assert repo.attempt(*shlex.split(main)[1:]).returncode == 0
    refused(repo.attempt(*shlex.split(rest)[1:]), "secret/new")


def test_an_empty_repository_takes_all_of_its_first_push(repo: Repo, tmp_path: Path) -> None:
    server = serve(bare(tmp_path / "server.git"))
    repo.put("secret/new")
    done = push(repo, "-q", str(server.root), "main", "agent/login")
    assert done.returncode == 0
    assert said(done).count("there is no base yet, so nothing was") == 2


def test_what_is_clean_only_on_the_base_of_the_same_push_goes_after_it(
    pusher: Repo, server: Repo
) -> None:
    pusher.put("allowed/old")
    assert push(pusher, "-q", "origin", "agent/login").returncode == 0
    pusher.switch("main")
    pusher.put("top", "by a person\n")
    pusher.switch("agent/login")
    pusher.git("rebase", "-q", "main")
    before = refs(server)
    done = push(pusher, "--force", "origin", "main", "agent/login")
    assert "it is clean only on main as this push would make it" in " ".join(
        said(done).replace("remote:", "").split()
    )
    assert refs(server) == before
    for command in commands(done):
        assert pusher.attempt(*shlex.split(command)[1:]).returncode == 0
    assert set(refs(server).values()) == {pusher.oid("main"), pusher.oid("agent/login")}


def test_work_that_is_merged_and_pushed_with_its_branch_is_taken(
    pusher: Repo, server: Repo
) -> None:
    pusher.put("allowed/new")
    pusher.switch("main")
    pusher.put("top", "by a person\n")
    pusher.git("merge", "-q", "--no-edit", "agent/login")
    assert push(pusher, "-q", "origin", "main", "agent/login").returncode == 0
    assert refs(server)["refs/heads/main"] == pusher.oid("main")


def test_the_hook_works_where_git_would_forbid_it_to_write(
    local: Repo, server: Repo
) -> None:  # T61
    seen = server.root / "seen"
    call = (server.root / "hooks/pre-receive").read_text().splitlines()[-1]
    script(
        server.root / "hooks/pre-receive",
        f'echo "$GIT_QUARANTINE_PATH" >{seen}\n'
        f'find "$GIT_QUARANTINE_PATH" -type f | sort >{seen}.before\n'
        f"{call.removeprefix('exec ')}\ncode=$?\n"
        f'find "$GIT_QUARANTINE_PATH" -type f | sort >{seen}.after\nexit $code',
    )
    local.switch("main")
    local.put("top", "by a person\n")
    past(local, server, "main")
    local.switch("agent/login")
    local.put("allowed/new")  # so that the effect needs a merge
    assert push(local, "-q", "origin", "agent/login").returncode == 0
    assert "incoming" in seen.read_text()
    before, after = (Path(f"{seen}.{when}").read_text() for when in ("before", "after"))
    assert before == after != ""


def test_who_the_server_has_authenticated_must_have_a_task(
    repo: Repo, server: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked(repo, server)
    policy(repo, server, 'require_task = ["build-*"]\n')
    server.git("config", "http.receivepack", "true")
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "file:http")
    repo.branch("feature", "main")
    repo.put("top", "by somebody\n")
    with served(server.root.parent) as url:
        for name, code in (("ann", 0), ("build-7", 1)):
            login = b64encode(f"{name}:x".encode()).decode()
            header = f"http.extraHeader=Authorization: Basic {login}"
            there = f"{url}/server.git"
            done = repo.attempt("-c", header, "push", there, "feature", f"feature:x-{name}")
            assert done.returncode == code, said(done)
    assert "R605" in said(done)
    assert "build-7 must work" in said(done)


@pytest.mark.parametrize(
    "name", ["REMIT_PUSHER", "GITEA_PUSHER_NAME", "GL_USERNAME", "GL_USER", "REMOTE_USER"]
)
def test_the_names_of_pushers_that_servers_give(local: Repo, server: Repo, name: str) -> None:
    policy(local, server, 'require_task = ["build-*"]\n')
    local.branch("feature", "main")
    local.put("top", "by somebody\n")
    refused(push(local, "origin", "feature", **{name: "build-7"}), "R605", "build-7 must work")
    assert push(local, "-q", "origin", "feature", **{name: "ann"}).returncode == 0


def test_author_and_committer_count_whatever_a_mail_map_says(local: Repo, server: Repo) -> None:
    policy(local, server, 'require_task = ["*<bot@*>"]\n')
    local.branch("feature", "main")
    local.stage(".mailmap", "Ann <ann@example.org> <bot@example.org>\n")
    local.stage("top", "changed\n")
    local.git("-c", "log.mailmap=true", "commit", "-q", "-m", "x", GIT_AUTHOR_EMAIL="bot@x.org")
    refused(push(local, "origin", "feature"), "R605")


def test_a_name_with_control_characters_does_nothing_to_a_terminal(
    local: Repo, server: Repo
) -> None:
    policy(local, server, 'require_task = ["*bot*"]\n[unassigned]\nserver = "deny"\n')
    odd = "feature-\u202ereversed"
    local.branch(odd, "main")
    local.write("secret/\x1b[2J\nremote: ok")
    local.git("add", "-A")
    local.git("commit", "-q", "-m", "x", GIT_AUTHOR_NAME="bot\x1b[2J\x07")
    done = push(local, "origin", odd)
    hint = [line for line in said(done).splitlines() if line.startswith("remote:")]
    assert done.returncode == 1
    assert "R605" in said(done)
    assert not [line for line in hint if UNSAFE.search(line) or "\u202e" in line]


def test_the_verdicts_are_json_on_demand(local: Repo, server: Repo) -> None:
    head = local.put("secret/new")
    past(local, server, "agent/login:refs/heads/elsewhere")
    line = f"{ZERO} {head} refs/heads/agent/login\n"
    done = hook(server, "pre-receive", "--json", feed=line)
    found = json.loads(done.stdout)
    assert (done.returncode, found["exit_code"]) == (1, 1)
    (ref,) = found["refs"]
    assert (ref["layer"], ref["task"], ref["violations"][0]["path"]) == (
        "server",
        "login",
        "secret/new",
    )
    one = hook(server, "update", "--json", "refs/heads/agent/login", ZERO, head)
    assert json.loads(one.stdout) == found


@pytest.mark.parametrize("words", [(), ("refs/heads/x",), ("a", "b", "c", "d")])
def test_update_takes_three_words(local: Repo, words: tuple[str, ...]) -> None:
    done = hook(local, "update", *words)
    assert done.returncode == 2
    assert "REF OLD NEW" in said(done)


def test_a_broken_policy_can_be_repaired_by_a_push_to_the_base(local: Repo, server: Repo) -> None:
    policy(local, server, "unassigned = 1\n")
    local.put("allowed/new")
    refused(push(local, "origin", "agent/login"), "unassigned")
    local.switch("main")
    local.policy("")
    local.commit("repaired")
    assert push(local, "-q", "origin", "main").returncode == 0
    local.switch("agent/login")
    local.git("rebase", "-q", "main")
    assert push(local, "-q", "origin", "agent/login").returncode == 0


def test_a_namespace_of_git_could_not_be_checked(local: Repo) -> None:
    local.put("allowed/new")
    done = push(local, "origin", "agent/login", GIT_NAMESPACE="team")
    refused(done, "namespace of git")


def test_grafts_attributes_and_configuration_of_the_tree_change_nothing(
    local: Repo, server: Repo
) -> None:
    violation = local.put("secret/new")
    (server.root / "info").mkdir(exist_ok=True)
    (server.root / "info/grafts").write_text(f"{violation}\n")
    local.stage("allowed/.gitattributes", "* -diff merge=ours export-ignore\n")
    local.commit()
    done = push(local, "origin", "agent/login")
    refused(done, "secret/new", "allowed/.gitattributes", "R602")
