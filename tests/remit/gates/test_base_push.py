"""A push to the base: the policy's say, and the work of tasks that it lands."""

import json
from pathlib import Path
from typing import cast

import pytest
from hooked import said
from pushing import bare, hook, linked
from repo import Repo

BOT = {"GIT_AUTHOR_NAME": "bot"}


@pytest.fixture
def base(repo: Repo, tmp_path: Path) -> Repo:
    """On `main`, with a remote that has it; `agent/login` is a branch of it."""
    linked(repo, bare(tmp_path / "server.git"))
    repo.switch("main")
    return repo


def policy(repo: Repo, text: str) -> None:
    repo.policy(text)
    repo.commit("the policy")
    repo.git("push", "-q", "origin", "main")


def named(repo: Repo, task: str, **variables: str) -> str:
    """Commit what is staged with a trailer that names a task."""
    message = f"work\n\nRemit-Task: {task}\n"
    repo.git("commit", "-q", "--no-verify", "-m", message, feed=None, **variables)
    return repo.oid("HEAD")


def landing(repo: Repo, layer: str = "server", **variables: str) -> dict[str, object]:
    """The verdict about pushing `main` as it is now."""
    old, new = repo.oid("origin/main"), repo.oid("main")
    if layer == "server":
        server = Repo(Path(repo.git("remote", "get-url", "origin")))
        repo.git("push", "-q", "origin", "main:refs/tags/elsewhere")
        feed = f"{old} {new} refs/heads/main\n"
        done = hook(server, "pre-receive", "--json", feed=feed, **variables)
        server.git("update-ref", "-d", "refs/tags/elsewhere")
    else:
        feed = f"refs/heads/main {new} refs/heads/main {old}\n"
        done = hook(repo, "pre-push", "--json", "origin", "url", feed=feed, **variables)
    (found,) = json.loads(done.stdout)["refs"]
    assert found["exit_code"] == done.returncode, said(done)
    return dict(found)


def broken(found: dict[str, object]) -> list[tuple[str, str | None]]:
    violations = cast("list[dict[str, str]]", found["violations"])
    return [(violation["rule"], violation["path"]) for violation in violations]


@pytest.mark.parametrize("layer", ["push", "server"])
def test_work_of_people_on_the_base_is_unassigned(base: Repo, layer: str) -> None:
    base.put("top", "by a person\n")
    found = landing(base, layer)
    assert (found["outcome"], found["notes"]) == (
        "unassigned",
        ["1 commit by no task: not checked"],
    )
    assert found["layer"] == layer


@pytest.mark.parametrize("layer", ["push", "server"])
def test_work_that_names_its_task_is_judged_by_its_scope(base: Repo, layer: str) -> None:
    base.stage("allowed/new")
    named(base, "login")
    found = landing(base, layer)
    assert (found["outcome"], found["checked"]) == ("clean", 1)
    assert found["notes"] == ["1 commit by login, judged by its scope"]
    base.stage("secret/new")
    commit = named(base, "login")
    found = landing(base, layer)
    assert broken(found) == [("R101", "secret/new")]
    assert f"(landing login, {commit[:12]})" in json.dumps(found)


def test_a_parent_that_git_does_not_know_lands_nothing(base: Repo) -> None:
    tip = base.oid("HEAD")
    base.put("secret/s", "slipped in\n")
    base.git("push", "-q", "origin", "HEAD:refs/tags/hidden")
    who = "A <a@example.com> 1767225600 +0000"
    heads = f"parent {tip}\nauthor {who}\ncommitter {who}\nparent {base.oid('HEAD')}\n"
    text = f"tree {base.oid('HEAD^{tree}')}\n{heads}\nodd\n\nRemit-Task: login\n"
    odd = base.git("hash-object", "-t", "commit", "-w", "--stdin", feed=text.encode())
    base.git("reset", "-q", "--hard", odd)
    assert broken(landing(base)) == [("R101", "secret/s")]


def test_a_violation_that_a_merge_carried_to_where_the_base_moved_the_file_is_one(
    base: Repo,
) -> None:
    text = "".join(f"{number}\n" for number in range(20))
    base.put("secret/long", text)
    base.git("push", "-q", "origin", "main")
    base.git("switch", "-q", "-c", "work", "main")
    base.stage("secret/long", text + "violation\n")
    named(base, "login")
    base.switch("main")
    base.git("mv", "secret/long", "moved")
    base.commit("the base moves it")
    base.git("push", "-q", "origin", "main")
    base.git("merge", "-q", "-m", "land", "work")
    assert broken(landing(base)) == [("R101", "secret/long")]


def test_a_violation_that_was_taken_back_before_it_landed_is_none(base: Repo) -> None:
    base.stage("secret/new")
    named(base, "login")
    base.git("rm", "-q", "secret/new")
    named(base, "login")
    base.put("top", "by a person\n")
    assert landing(base)["outcome"] == "unassigned"


def test_a_task_that_is_merged_in_is_judged_and_what_people_did_beside_it_is_not(
    base: Repo,
) -> None:
    base.put("top", "by a person\n")
    base.switch("agent/login")
    base.stage("allowed/new")
    named(base, "login")
    base.switch("main")
    base.git("merge", "-q", "--no-ff", "--no-edit", "agent/login")
    found = landing(base)
    assert (found["outcome"], broken(found)) == ("unassigned", [])
    assert found["notes"] == [
        "1 commit by login, judged by its scope", "1 commit by no task: not checked"
    ]  # fmt: skip


@pytest.mark.parametrize("layer", ["push", "server"])
def test_a_tasks_branch_that_is_pushed_to_the_base_is_judged_as_a_whole(
    base: Repo, layer: str
) -> None:
    base.switch("agent/login")
    new = base.put("secret/new")
    old = base.oid("main")
    if layer == "server":
        server = Repo(Path(base.git("remote", "get-url", "origin")))
        base.git("push", "-q", "origin", "agent/login")
        done = hook(server, "pre-receive", "--json", feed=f"{old} {new} refs/heads/main\n")
    else:
        feed = f"refs/heads/agent/login {new} refs/heads/main {old}\n"
        done = hook(base, "pre-push", "--json", "origin", "url", feed=feed)
    (found,) = json.loads(done.stdout)["refs"]
    assert (found["task"], broken(found)) == ("login", [("R101", "secret/new")])


def test_a_task_that_the_base_does_not_have_judges_nothing(base: Repo) -> None:
    base.stage("secret/new")
    named(base, "nobody")
    assert landing(base)["notes"] == ["1 commit by no task: not checked"]


def test_who_must_have_a_task_lands_work_of_one_and_merges_of_it(base: Repo) -> None:
    policy(base, 'require_task = ["bot*"]\n')
    base.switch("agent/login")
    base.git("reset", "-q", "--hard", "main")
    base.stage("allowed/new")
    named(base, "login", **BOT)
    base.switch("main")
    base.git("merge", "-q", "--no-ff", "--no-edit", "agent/login", feed=None, **BOT)
    assert landing(base, REMOTE_USER="bot")["outcome"] == "clean"


def test_who_must_have_a_task_lands_nothing_else(base: Repo) -> None:
    policy(base, 'require_task = ["bot*"]\n')
    base.stage("top", "by a bot\n")
    base.git("commit", "-q", "--no-verify", "-m", "x", feed=None, **BOT)
    assert broken(landing(base)) == [("R605", None)]
    base.git("reset", "-q", "--hard", "origin/main")
    base.put("top", "by a person\n")
    assert broken(landing(base, REMOTE_USER="bot-7")) == [("R605", None)]
    assert broken(landing(base, REMOTE_USER="ann")) == []


def test_an_edit_by_hand_in_a_merge_is_work_of_its_own(base: Repo) -> None:
    policy(base, 'require_task = ["bot*"]\n')
    base.switch("agent/login")
    base.git("reset", "-q", "--hard", "main")
    base.stage("allowed/new")
    named(base, "login")
    base.switch("main")
    base.git("merge", "-q", "--no-ff", "--no-commit", "agent/login")
    base.stage("secret/new")
    base.git("commit", "-q", "--no-verify", "-m", "merged", feed=None, **BOT)
    assert broken(landing(base)) == [("R605", None)]


@pytest.mark.parametrize(("answer", "outcome"), [("deny", "violations"), ("warn", "unassigned")])
def test_the_policy_says_what_a_direct_change_gets(base: Repo, answer: str, outcome: str) -> None:
    policy(base, f'[base_push]\nchanges = "{answer}"\n')
    base.put("top", "by a person\n")
    found = landing(base)
    assert found["outcome"] == outcome
    assert broken(found) == ([("R609", None)] if answer == "deny" else [])
    assert "The push changes the base directly." in json.dumps(found)


@pytest.mark.parametrize(("answer", "outcome"), [("deny", "violations"), ("allow", "unassigned")])
def test_the_policy_says_what_a_change_of_manifests_gets(
    base: Repo, answer: str, outcome: str
) -> None:
    policy(base, f'[base_push]\nmanifests = "{answer}"\n')
    base.task("login", write=["**"])
    base.git("rm", "-q", "--cached", ".remit/policy.toml")
    base.commit()
    found = landing(base)
    assert found["outcome"] == outcome
    paths = [".remit/policy.toml", ".remit/tasks/login.toml"]
    assert broken(found) == ([("R502", path) for path in paths] if answer == "deny" else [])


def test_a_maintainer_is_known_by_the_name_that_the_server_has(base: Repo) -> None:
    policy(base, '[base_push]\nchanges = "deny"\nmaintainers = ["ann", "queue-*", "Ann <*>"]\n')
    base.put("top", "by a person\n")
    assert landing(base, REMOTE_USER="ann")["outcome"] == "unassigned"
    assert landing(base, GL_USERNAME="queue-1")["outcome"] == "unassigned"
    assert broken(landing(base, REMOTE_USER="bob")) == [("R609", None)]
    assert broken(landing(base)) == [("R609", None)]
    assert broken(landing(base, GL_USERNAME="bob", REMOTE_USER="ann")) == [("R609", None)]
    assert broken(landing(base, "push")) == [("R609", None)]
    assert landing(base, "push", GIT_COMMITTER_NAME="Ann")["outcome"] == "unassigned"


def test_a_denial_and_a_violation_of_a_task_are_both_said(base: Repo) -> None:
    policy(base, '[base_push]\nchanges = "deny"\n')
    base.stage("secret/new")
    named(base, "login")
    assert broken(landing(base)) == [("R609", None), ("R101", "secret/new")]


def test_a_symbols_file_of_a_landed_task_stays_undecided(base: Repo) -> None:
    text = '[task]\nid = "shared"\nbranch = "agent/shared"\n'
    base.stage(".remit/tasks/shared.toml", f'{text}[[symbols]]\npath = "top"\nwrite = ["f"]\n')
    base.commit()
    base.git("push", "-q", "origin", "main")
    base.stage("top", "changed\n")
    named(base, "shared")
    found = landing(base)
    assert (found["outcome"], broken(found)) == ("could_not_check", [])


TEXT = "".join(f"{number}\n" for number in range(20))


def moved(base: Repo, new: str, *, old: str = "allowed/long") -> None:
    """The base moves a file, and the remote has it."""
    (base.root / new).parent.mkdir(parents=True, exist_ok=True)
    base.git("mv", old, new)
    base.commit("the base moves it")
    base.git("push", "-q", "origin", "main")


def merged(base: Repo, fork: str, path: str = "allowed/long", content: str = TEXT) -> None:
    """A commit that names the task is made on `fork`, and merged into the base."""
    base.git("switch", "-q", "-c", "work", fork)
    base.stage(path, content + "edited\n")
    named(base, "login")
    base.switch("main")
    base.git("merge", "-q", "-m", "land", "work")


def test_work_that_a_merge_carried_to_where_the_base_moved_the_file_is_the_tasks(
    base: Repo,
) -> None:
    base.put("allowed/long", TEXT)
    fork = base.oid("main")
    moved(base, "ops/long")
    merged(base, fork)
    found = landing(base)
    assert (found["outcome"], broken(found), found["checked"]) == ("clean", [], 1)


def followed(base: Repo, new: str) -> str:
    """The base moves a file, and the manifest follows; the commit before."""
    fork = base.put("allowed/long", TEXT)
    base.task("login", write=[new])
    moved(base, new)
    return fork


def test_work_from_before_the_manifest_followed_a_move_lands(base: Repo) -> None:
    merged(base, followed(base, "ops/long"))
    found = landing(base)
    assert (found["outcome"], broken(found), found["checked"]) == ("clean", [], 1)


def test_what_a_merge_leaves_at_the_old_place_is_judged_there(base: Repo) -> None:
    merged(base, followed(base, "ops/long"))
    base.stage("allowed/long", TEXT + "edited\n")
    base.git("commit", "-q", "--amend", "--no-edit")
    assert broken(landing(base)) == [("R101", "allowed/long")]


@pytest.mark.parametrize("new", ["ops/long", "allowed/keys/long", ".github/long"])
def test_an_old_fork_lands_nothing_where_a_file_was_before_the_task(base: Repo, new: str) -> None:
    base.git("rm", "-q", "-r", ".remit")
    base.put("allowed/long", TEXT)
    fork = base.oid("main")
    moved(base, new)
    base.task("login", write=["allowed/**"], deny=["allowed/keys/**"])
    base.commit("a manifest")
    base.git("push", "-q", "origin", "main")
    merged(base, fork)
    found = landing(base)
    rule = {"ops/long": "R101", "allowed/keys/long": "R103", ".github/long": "R601"}[new]
    assert broken(found) == [(rule, new)]
    assert "(landing login)" in json.dumps(found)


def test_what_another_did_beside_carried_work_is_not_the_tasks(base: Repo) -> None:
    base.git("rm", "-q", "-r", ".remit")
    base.put("allowed/long", TEXT)
    fork = base.put("allowed/other", TEXT.replace("\n", " other\n"))
    moved(base, "ops/other", old="allowed/other")
    base.task("login", write=["allowed/**"])
    base.commit("a manifest")
    base.git("push", "-q", "origin", "main")
    base.git("switch", "-q", "-c", "person", fork)
    base.put("allowed/other", TEXT.replace("\n", " other\n") + "by a person\n")
    base.switch("main")
    base.git("merge", "-q", "-m", "land", "person")
    merged(base, fork)
    assert broken(landing(base)) == []


@pytest.mark.parametrize("layer", ["push", "server"])
def test_a_violating_branch_is_not_taken_beside_a_push_of_the_base_to_the_same_commit(
    base: Repo, layer: str
) -> None:
    old, none = base.oid("main"), "0" * 40
    base.git("switch", "-q", "-c", "work", "main")
    new = base.put("secret/new")
    targets = {"refs/heads/main": old, "refs/heads/agent/login": none}
    if layer == "server":
        server = Repo(Path(base.git("remote", "get-url", "origin")))
        base.git("push", "-q", "origin", "work:refs/tags/elsewhere")
        feed = "".join(f"{before} {new} {ref}\n" for ref, before in targets.items())
        done = hook(server, "pre-receive", "--json", feed=feed)
    else:
        lines = (f"refs/heads/work {new} {ref} {before}\n" for ref, before in targets.items())
        done = hook(base, "pre-push", "--json", "origin", "url", feed="".join(lines))
    of_base, of_branch = json.loads(done.stdout)["refs"]
    assert (of_base["outcome"], of_branch["exit_code"], done.returncode) == ("unassigned", 2, 2)
