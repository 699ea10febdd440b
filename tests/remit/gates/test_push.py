"""The pusher's side: every line that git gives to pre-push, judged against the remote's base."""

import json
import subprocess
from pathlib import Path

import pytest
from hooked import hooked, said
from pushing import ZERO, Done, bare, commands, hook, linked, push, refs
from repo import Repo
from violations import paste

from remit.errors import UsageError
from remit.gates.ref_updates import RefUpdate, parse_push_updates, parse_receive_updates


@pytest.fixture
def server(tmp_path: Path) -> Repo:
    return bare(tmp_path / "server.git")


@pytest.fixture
def pusher(repo: Repo, server: Repo) -> Repo:
    """The task's repository with remit's hooks, and a remote that takes everything."""
    return hooked(linked(repo, server))


def policy(repo: Repo, text: str) -> None:
    """A policy on the base, here and at the remote; the current branch starts from there again."""
    branch = repo.git("branch", "--show-current")
    repo.switch("main")
    repo.policy(text)
    repo.commit("the policy")
    repo.git("push", "-q", "--no-verify", "origin", "main")
    repo.switch(branch)
    repo.git("reset", "-q", "--hard", "main")


def judged(repo: Repo, *lines: str) -> tuple[Done, list[dict[str, object]]]:
    """What pre-push answers to these lines, as JSON."""
    done = hook(repo, "pre-push", "--json", "origin", "url", feed="".join(f"{x}\n" for x in lines))
    return done, json.loads(done.stdout)["refs"]


def test_work_inside_the_scope_is_pushed_in_silence(pusher: Repo, server: Repo) -> None:
    pusher.stage("allowed/new")
    pusher.git("commit", "-q", "-m", "judged at once")
    done = push(pusher, "-q", "origin", "agent/login")
    assert (done.returncode, said(done)) == (0, "")
    assert refs(server)["refs/heads/agent/login"] == pusher.oid("HEAD")


def test_a_violation_is_refused_with_its_fixes_and_nothing_is_sent(
    pusher: Repo, server: Repo
) -> None:
    pusher.put("secret/new")
    done = push(pusher, "origin", "agent/login")
    assert done.returncode == 1
    assert "R101 Outside the scope" in said(done)
    assert "by the manifests of origin/main" in said(done)
    met = "$(git merge-base refs/remotes/origin/main agent/login)"
    assert f'git diff-tree -r --binary "{met}" agent/login' in said(done)
    assert list(refs(server)) == ["refs/heads/main"]


def test_the_second_ref_of_a_push_is_judged_too(pusher: Repo, server: Repo) -> None:
    pusher.put("secret/new")
    pusher.git("branch", "-q", "a-free-one", "main")
    assert push(pusher, "origin", "a-free-one", "agent/login").returncode == 1
    assert list(refs(server)) == ["refs/heads/main"]


def test_an_up_to_date_push_and_one_of_nothing_are_clean(pusher: Repo) -> None:
    assert push(pusher, "-q", "origin", "main").returncode == 0
    assert said(hook(pusher, "pre-push", "origin", "url")) == ""


def test_a_branch_of_no_task_is_reported_as_unassigned(pusher: Repo) -> None:
    pusher.branch("feature", "main")
    pusher.put("top", "changed\n")
    done = push(pusher, "-q", "origin", "feature")
    assert done.returncode == 0
    assert said(done) == (
        "remit: feature: unassigned; no task covers the branch feature: nothing was checked\n"
    )


def test_a_branch_of_no_task_is_refused_where_the_policy_says_so(
    pusher: Repo, server: Repo
) -> None:
    policy(pusher, '[unassigned]\npush = "deny"\n')
    pusher.branch("feature", "main")
    pusher.put("top", "changed\n")
    done = push(pusher, "origin", "feature")
    assert done.returncode == 1
    assert "R606" in said(done)
    assert push(pusher, "origin", "feature:refs/tags/v1").returncode == 0
    assert list(refs(server)) == ["refs/heads/main", "refs/tags/v1"]


@pytest.mark.parametrize("target", ["refs/heads/feature", "refs/tags/v1", "refs/odd/one"])
def test_who_must_have_a_task_pushes_no_commit_without_one(pusher: Repo, target: str) -> None:
    policy(pusher, 'require_task = ["* <author@*>"]\n')
    pusher.git("push", "-q", "--no-verify", "origin", "main")
    pusher.branch("feature", "main")
    assert push(pusher, "origin", f"feature:{target}").returncode == 0
    pusher.git("push", "-q", "--no-verify", "origin", f":{target}")
    pusher.put("top", "changed\n")
    done = push(pusher, "origin", f"feature:{target}")
    assert done.returncode == 1
    assert "R605" in said(done)


def test_a_renamed_branch_is_unassigned_and_never_clean(pusher: Repo) -> None:
    pusher.put("secret/new")
    pusher.git("branch", "-m", "harmless")
    done = push(pusher, "-q", "origin", "harmless")
    assert done.returncode == 0
    assert said(done).startswith("remit: harmless: unassigned; no task covers the branch harmless")


@pytest.mark.parametrize("name", ["HEAD", "agent/login"])
def test_work_of_a_task_under_a_free_name_is_still_that_tasks(pusher: Repo, name: str) -> None:
    pusher.put("allowed/new")
    done = push(pusher, "-q", "origin", f"{name}:refs/heads/harmless")
    assert done.returncode == 0
    assert "remit: harmless: unassigned; " in said(done)
    pusher.put("secret/new")
    done = push(pusher, "-q", "origin", f"{name}:refs/heads/harmless")
    assert done.returncode == 1
    assert "R101" in said(done)


def test_work_of_one_task_under_the_name_of_another_could_not_be_checked(
    pusher: Repo, server: Repo
) -> None:
    pusher.switch("main")
    pusher.task("wide", write=["**"])
    pusher.commit()
    pusher.git("push", "-q", "--no-verify", "origin", "main")
    pusher.switch("agent/login")
    pusher.put("secret/new")
    done = push(pusher, "origin", "agent/login:agent/wide")
    assert done.returncode == 1
    assert "refs/heads/agent/login is the work of `login`" in said(done)
    assert list(refs(server)) == ["refs/heads/main"]


def test_the_name_at_the_remote_decides_for_a_commit_without_a_name(pusher: Repo) -> None:
    commit = pusher.put("secret/new")
    pusher.git("checkout", "-q", "--detach")
    done = push(pusher, "origin", f"{commit}:refs/heads/agent/login")
    assert done.returncode == 1
    assert "R101" in said(done)
    assert push(pusher, "origin", "HEAD:refs/heads/agent/login").returncode == 1


def test_the_binding_of_a_worktree_names_the_task_of_a_detached_head(pusher: Repo) -> None:
    pusher.put("secret/new")
    pusher.git("checkout", "-q", "--detach")
    (pusher.root / ".git/remit").mkdir(exist_ok=True)
    (pusher.root / ".git/remit/binding").write_text("login\n")
    done = push(pusher, "origin", "HEAD:refs/heads/harmless")
    assert done.returncode == 1
    assert "task login" in said(done)


def test_a_push_from_another_worktree_is_judged_by_its_names(
    pusher: Repo, server: Repo, tmp_path: Path
) -> None:
    pusher.put("secret/new")
    pusher.git("worktree", "add", "-q", str(tmp_path / "other"), "main")
    other = Repo(tmp_path / "other")
    assert push(other, "origin", "agent/login").returncode == 1
    assert list(refs(server)) == ["refs/heads/main"]


def test_a_forced_push_over_a_state_that_was_judged_is_judged_again(pusher: Repo) -> None:
    pusher.put("allowed/new")
    assert push(pusher, "origin", "agent/login").returncode == 0
    pusher.git("reset", "-q", "--hard", "main")
    pusher.put("secret/new")
    assert push(pusher, "--force", "origin", "agent/login").returncode == 1


def test_a_violation_that_is_at_the_remote_already_stays_a_violation(pusher: Repo) -> None:  # T59
    pusher.put("secret/new")
    assert push(pusher, "--no-verify", "origin", "agent/login").returncode == 0
    pusher.put("allowed/new")
    done = push(pusher, "origin", "agent/login")
    assert done.returncode == 1
    assert "secret/new" in said(done)


def test_deleting_a_branch_is_no_change_and_deleting_the_base_is_one(pusher: Repo) -> None:
    pusher.put("allowed/new")
    assert push(pusher, "origin", "agent/login").returncode == 0
    assert push(pusher, "origin", ":agent/login").returncode == 0
    done = push(pusher, "origin", ":main")
    assert done.returncode == 1
    assert "R607" in said(done)


def test_the_base_is_the_remotes_and_not_a_local_one_that_is_ahead(pusher: Repo) -> None:
    pusher.switch("main")
    pusher.task("login", write=["**"])
    pusher.commit("not pushed: a wider scope")
    pusher.switch("agent/login")
    pusher.put("secret/new")
    done = push(pusher, "origin", "agent/login")
    assert done.returncode == 1
    assert "R101" in said(done)


def moved_base(repo: Repo, branch: str = "agent/login") -> None:
    """A commit on `main` that the remote does not have, and a task's branch on top of it."""
    repo.switch("main")
    repo.put("top", "by a person\n")
    repo.branch(branch, "main") if branch != "agent/login" else repo.switch(branch)
    repo.git("reset", "-q", "--hard", "main")
    repo.put("allowed/new")


def test_what_is_clean_only_on_the_base_of_the_same_push_goes_after_it(
    pusher: Repo, server: Repo
) -> None:
    moved_base(pusher)
    assert push(pusher, "origin", "agent/login").returncode == 1
    done = push(pusher, "origin", "main", "agent/login")
    assert done.returncode == 1
    assert "it is clean only on main as this push would make it, and git may refuse" in said(done)
    assert list(refs(server)) == ["refs/heads/main"]
    main, rest = commands(done)
    paste(pusher.root, main)
    assert refs(server) == {"refs/heads/main": pusher.oid("main")}
    paste(pusher.root, rest)
    assert refs(server)["refs/heads/agent/login"] == pusher.oid("agent/login")


def test_the_rest_of_such_a_push_moves_only_what_it_would_have_moved(
    pusher: Repo, server: Repo
) -> None:
    pusher.put("allowed/old")
    pusher.git("tag", "v1")
    pusher.git("branch", "gone")
    assert push(pusher, "-q", "origin", "agent/login", "gone").returncode == 0
    moved_base(pusher)
    words = ("--force", "origin", "main", "agent/login", "v1", ":gone")
    main, rest = commands(push(pusher, *words))
    paste(pusher.root, main)
    paste(pusher.root, f"{rest} --dry-run")
    server.git("update-ref", "refs/heads/agent/login", pusher.oid("main"))
    done = subprocess.run(["sh", "-c", rest], cwd=pusher.root, capture_output=True, check=False)
    assert "stale info" in said(done)
    for name in ("agent/login", "gone"):
        server.git("update-ref", f"refs/heads/{name}", pusher.oid(name if name == "gone" else "v1"))
    server.git("update-ref", "-d", "refs/tags/v1")
    paste(pusher.root, rest)
    assert refs(server) == {
        "refs/heads/agent/login": pusher.oid("agent/login"),
        "refs/heads/main": pusher.oid("main"),
        "refs/tags/v1": pusher.oid("v1"),
    }


def test_a_name_for_the_shell_is_a_name_in_the_commands_too(pusher: Repo, server: Repo) -> None:
    pusher.switch("main")
    pusher.task("login", branch="agent/login/*", write=["allowed/**"])
    pusher.commit("another pattern")
    pusher.git("push", "-q", "--no-verify", "origin", "main")
    pusher.git("branch", "-q", "-D", "agent/login")
    odd = "agent/login/$(id>gone)'\"&"
    moved_base(pusher, odd)
    for command in commands(push(pusher, "origin", "main", odd)):
        paste(pusher.root, command)
    assert refs(server)[f"refs/heads/{odd}"] == pusher.oid("HEAD")
    assert not (pusher.root / "gone").exists()


def test_many_refs_beside_the_base_are_not_listed_again(pusher: Repo) -> None:
    moved_base(pusher)
    for number in range(11):
        pusher.git("branch", f"free-{number}", "main")
    done = push(pusher, "origin", "main", "agent/login", "refs/heads/free-*:refs/heads/free-*")
    assert commands(done) == [f"git push origin {pusher.oid('main')}:refs/heads/main"]
    assert "push main first, then the rest" in said(done)


def test_the_password_in_a_url_is_not_said_again(pusher: Repo) -> None:
    moved_base(pusher)
    old, new, head = (pusher.oid(name) for name in ("origin/main", "main", "HEAD"))
    feed = (
        f"refs/heads/main {new} refs/heads/main {old}\n"
        f"refs/heads/agent/login {head} refs/heads/agent/login {ZERO}\n"
    )
    url = "https://ann:p@ss@example.com/repo.git"
    done = hook(pusher, "pre-push", url, url, feed=feed)
    assert commands(done)[0].startswith("git push https://example.com/repo.git ")


def test_what_is_outside_on_either_base_is_a_violation(pusher: Repo) -> None:
    moved_base(pusher)
    pusher.put("secret/new")
    done = push(pusher, "origin", "main", "agent/login")
    assert "R101" in said(done)
    assert commands(done) == []


def test_a_base_that_is_refused_moves_nothing(pusher: Repo) -> None:
    policy(pusher, '[base_push]\nchanges = "deny"\n')
    moved_base(pusher)
    old, new, head = (pusher.oid(name) for name in ("origin/main", "main", "HEAD"))
    _, found = judged(
        pusher,
        f"refs/heads/agent/login {head} refs/heads/agent/login {ZERO}",
        f"refs/heads/main {new} refs/heads/main {old}",
    )
    assert [each["outcome"] for each in found] == ["violations", "violations"]


def test_json_names_the_ref_that_has_to_be_taken_first(pusher: Repo) -> None:
    moved_base(pusher)
    old, new, head = (pusher.oid(name) for name in ("origin/main", "main", "HEAD"))
    done, found = judged(
        pusher,
        f"refs/heads/agent/login {head} refs/heads/agent/login {ZERO}",
        f"refs/heads/main {new} refs/heads/main {old}",
    )
    assert done.returncode == 2
    assert [each.get("first") for each in found] == ["refs/heads/main", None]


@pytest.mark.parametrize("target", ["refs/heads/feature", "refs/tags/v1"])
def test_who_must_have_a_task_reaches_no_other_ref_through_the_base(
    pusher: Repo, server: Repo, target: str
) -> None:
    policy(pusher, 'require_task = ["bot*"]\n')
    pusher.switch("main")
    pusher.stage("allowed/new")
    message = "work\n\nRemit-Task: login\n"
    pusher.git("commit", "-q", "--no-verify", "-m", message, GIT_AUTHOR_NAME="bot")
    done = push(pusher, "origin", "main", f"main:{target}")
    assert done.returncode == 1
    assert list(refs(server)) == ["refs/heads/main"]
    for command in commands(done):
        paste(pusher.root, command)
    assert refs(server)[target] == pusher.oid("main")


def test_a_fork_that_is_behind_does_not_count_what_the_base_has_since(
    pusher: Repo, server: Repo, tmp_path: Path
) -> None:
    fork = bare(tmp_path / "fork.git")
    linked(pusher, fork, "fork")
    pusher.git("branch", "-q", "--set-upstream-to=origin/main", "main")
    pusher.switch("main")
    pusher.put("top", "by a person\n")
    assert push(pusher, "-q", "origin", "main").returncode == 0
    pusher.git("switch", "-q", "-C", "agent/login", "main")
    pusher.put("allowed/new")
    assert push(pusher, "fork", "agent/login").returncode == 0
    pusher.put("secret/new")
    assert push(pusher, "fork", "agent/login").returncode == 1
    assert refs(server)["refs/heads/main"] != refs(fork)["refs/heads/main"]


def test_a_refusal_says_that_the_base_here_is_ahead_of_the_remote(pusher: Repo) -> None:
    pusher.switch("main")
    pusher.put("top", "by a person, at another remote\n")
    pusher.git("switch", "-q", "-C", "agent/login", "main")
    pusher.put("allowed/new")
    done = push(pusher, "origin", "agent/login")
    assert done.returncode == 1
    note = "the base here is ahead of origin/main: where a violation is only what main has since"
    assert note in said(done)
    assert push(pusher, "-q", "origin", "main").returncode == 0
    assert push(pusher, "-q", "origin", "agent/login").returncode == 0


def test_a_remote_that_has_nothing_yet_is_judged_by_the_base_here(
    pusher: Repo, tmp_path: Path
) -> None:
    empty = bare(tmp_path / "empty.git")
    pusher.put("secret/new")
    assert push(pusher, str(empty.root), "agent/login").returncode == 1
    done = push(pusher, "-q", str(empty.root), "main")
    assert done.returncode == 0
    assert "main: unassigned; the remote has no base yet" in said(done)


def test_commits_that_passed_the_commit_hook_by_are_named(pusher: Repo) -> None:
    pusher.stage("allowed/new")
    pusher.git("commit", "-q", "--no-verify", "-m", "past the hook")
    done = push(pusher, "-q", "origin", "agent/login")
    assert done.returncode == 0
    short = pusher.oid("HEAD")[:12]
    assert said(done) == f"remit: agent/login: clean; the commit hook did not judge {short}\n"


def test_a_rebase_after_no_verify_hides_nothing(pusher: Repo) -> None:
    pusher.put("secret/new")
    pusher.put("allowed/new")
    pusher.switch("main")
    pusher.put("top", "by a person\n")
    pusher.git("push", "-q", "--no-verify", "origin", "main")
    pusher.switch("agent/login")
    pusher.git("rebase", "-q", "main")
    done = push(pusher, "origin", "agent/login")
    assert done.returncode == 1
    assert "secret/new" in said(done)
    assert "top" not in said(done)


def test_bringing_the_base_in_makes_no_violation_and_an_evil_merge_does(pusher: Repo) -> None:
    pusher.put("allowed/new")
    pusher.switch("main")
    pusher.put("secret/s", "by a person\n")
    pusher.git("push", "-q", "--no-verify", "origin", "main")
    pusher.switch("agent/login")
    pusher.git("merge", "-q", "--no-edit", "main")
    assert push(pusher, "origin", "agent/login").returncode == 0
    pusher.stage("top", "by hand, in a merge\n")
    pusher.git("commit", "-q", "--no-verify", "--amend", "--no-edit")
    done = push(pusher, "--force", "origin", "agent/login")
    assert done.returncode == 1
    assert "top" in said(done)


def test_a_clone_that_is_too_shallow_says_how_to_deepen_it(
    pusher: Repo, server: Repo, tmp_path: Path
) -> None:
    pusher.put("allowed/new")
    assert push(pusher, "-q", "origin", "agent/login").returncode == 0
    for number in range(3):
        pusher.git("commit", "-q", "--no-verify", "--allow-empty", "-m", f"{number}")
    pusher.switch("main")
    pusher.put("top", "by a person\n")
    pusher.git("push", "-q", "--no-verify", "origin", "main", "agent/login")
    shallow = hooked(server.clone(tmp_path / "shallow", "--depth=2", "--no-single-branch"))
    shallow.switch("agent/login")
    shallow.put("allowed/more")
    done = push(shallow, "origin", "agent/login")
    assert done.returncode == 1
    assert "git fetch --no-tags --deepen=50" in said(done)
    shallow.git("fetch", "-q", "--unshallow")
    assert push(shallow, "origin", "agent/login").returncode == 0


def test_every_ref_is_answered_in_json(pusher: Repo) -> None:
    head = pusher.put("secret/new")
    lines = (
        f"refs/heads/agent/login {head} refs/heads/agent/login {ZERO}",
        f"HEAD@{{1 day ago}} {head} refs/heads/free {ZERO}",
        f"(delete) {ZERO} refs/heads/agent/login {head}",
        f"refs/tags/v1 {head} refs/tags/v1 {ZERO}",
        f"refs/replace/{head} {head} refs/replace/{head} {ZERO}",
    )
    done, found = judged(pusher, *lines)
    assert done.returncode == 1
    outcomes = [(each["ref"], each["outcome"], each["task"]) for each in found]
    assert outcomes == [
        ("refs/heads/agent/login", "violations", "login"),
        ("refs/heads/free", "unassigned", None),
        ("refs/heads/agent/login", "clean", "login"),
        ("refs/tags/v1", "unassigned", None),
        (f"refs/replace/{head}", "violations", None),
    ]
    assert {each["layer"] for each in found} == {"push"}


def test_one_ref_that_cannot_be_checked_hides_no_violation_of_another(pusher: Repo) -> None:
    head = pusher.put("secret/new")
    missing = "1" * 40
    done, found = judged(
        pusher,
        f"refs/heads/x {missing} refs/heads/agent/login/x {ZERO}",
        f"refs/heads/agent/login {head} refs/heads/agent/login {ZERO}",
    )
    assert [each["outcome"] for each in found] == ["could_not_check", "violations"]
    assert done.returncode == 1


def test_lines_are_read_as_git_writes_them() -> None:
    assert parse_push_updates("a b 11 refs/heads/x 00\n") == (
        RefUpdate("refs/heads/x", None, "11", "a b"),
    )
    assert parse_push_updates("(delete) 00 refs/tags/x 11\n") == (
        RefUpdate("refs/tags/x", "11", None, "(delete)"),
    )
    assert parse_receive_updates("00 11 refs/heads/x\n") == (RefUpdate("refs/heads/x", None, "11"),)
    assert parse_push_updates("") == parse_receive_updates("\n") == ()


@pytest.mark.parametrize("line", ["x", "a b c"])
def test_a_line_that_git_never_writes_is_refused(line: str) -> None:
    with pytest.raises(UsageError, match="no line that git gives"):
        parse_push_updates(line)


def test_a_base_that_cannot_be_told_is_json_as_well(pusher: Repo) -> None:
    pusher.git("config", "remit.base", "nowhere")
    line = f"refs/heads/agent/login {pusher.oid('HEAD')} refs/heads/agent/login {'0' * 40}\n"
    done = hook(pusher, "pre-push", "--json", "origin", "url", feed=line)
    assert done.returncode == 2
    assert "nowhere" in json.loads(done.stdout)["error"]["sentence"]
