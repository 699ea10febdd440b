"""Every way round an earlier layer, with real git, through the push and the server.

The table in `hooks/README.md` says the same; a test holds the two together.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hooked import hooked, said
from pushing import Done, bare, linked, push, refs, serve
from repo import Repo

README = Path(__file__).parents[2] / "hooks/README.md"
PUSHER = "build-7"
POLICY = f'require_task = ["* <bot@example.com>", "{PUSHER}"]\n'
BOT = {"GIT_AUTHOR_EMAIL": "bot@example.com", "GIT_COMMITTER_EMAIL": "bot@example.com"}
ANN = {"GIT_AUTHOR_EMAIL": "ann@example.com", "GIT_COMMITTER_EMAIL": "ann@example.com"}


class Way(NamedTuple):
    """A way round: what is done before, the words of the push, and what each layer makes of it."""

    steps: Callable[[Repo], None]
    push: tuple[str, ...]
    at_push: str
    at_server: str


def no_verify(repo: Repo) -> None:
    repo.stage("secret/new")
    repo.git("commit", "-q", "--no-verify", "-m", "past the hook")


def no_hooks(repo: Repo) -> None:
    repo.stage("secret/new")
    repo.git("-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", "past the hook")


def plumbing(repo: Repo) -> None:
    repo.stage("secret/new")
    commit = repo.git("commit-tree", "-p", "HEAD", "-m", "x", repo.git("write-tree"))
    repo.git("update-ref", "refs/heads/agent/login", commit)


def renamed(repo: Repo) -> None:
    no_verify(repo)
    repo.git("branch", "-m", "harmless")


def detached(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach")
    no_verify(repo)


def amended(repo: Repo) -> None:
    repo.stage("allowed/new")
    repo.git("commit", "-q", "-m", "judged")
    repo.stage("secret/new")
    repo.git("commit", "-q", "--no-verify", "--amend", "--no-edit")


def rebased(repo: Repo) -> None:
    no_verify(repo)
    repo.git("commit", "-q", "--no-verify", "--allow-empty", "-m", "another")
    repo.git("rebase", "-q", "--force-rebase", "main")


def evil_merge(repo: Repo) -> None:
    repo.switch("main")
    repo.put("top", "by a person\n")
    repo.git("push", "-q", "--no-verify", "origin", "main")
    repo.switch("agent/login")
    repo.put("allowed/new")
    repo.git("merge", "-q", "--no-ff", "--no-verify", "--no-commit", "main")
    no_verify(repo)


def widened(repo: Repo) -> None:
    repo.task("login", write=["**"])
    no_verify(repo)


def forced(repo: Repo) -> None:
    no_verify(repo)
    repo.git("push", "-q", "--no-verify", "origin", "agent/login")
    repo.git("commit", "-q", "--no-verify", "--amend", "-m", "the same again")


def free_ref_first(repo: Repo) -> None:
    no_verify(repo)
    repo.git("push", "-q", "--no-verify", "origin", "agent/login:refs/heads/harmless")


def replaced(repo: Repo) -> None:
    no_verify(repo)
    repo.git("replace", "HEAD", "HEAD^")


def grafted(repo: Repo) -> None:
    no_verify(repo)
    (repo.root / ".git/info").mkdir(exist_ok=True)
    (repo.root / ".git/info/grafts").write_text(repo.oid("HEAD") + "\n")


def mail_map(repo: Repo) -> None:
    repo.branch("feature", "main")
    repo.stage(".mailmap", "Ann <ann@example.com> <bot@example.com>\n")
    repo.git("commit", "-q", "--no-verify", "-m", "x", feed=None, **BOT)


def other_author(repo: Repo) -> None:
    repo.branch("feature", "main")
    repo.stage("top", "by a bot\n")
    repo.git("commit", "-q", "--no-verify", "-m", "x", feed=None, **ANN)


def attributes(repo: Repo) -> None:
    (repo.root / ".git/info").mkdir(exist_ok=True)
    (repo.root / ".git/info/attributes").write_text("* -diff merge=ours export-ignore\n")
    no_verify(repo)


def attributes_in_the_tree(repo: Repo) -> None:
    repo.stage("allowed/.gitattributes", "* -diff export-ignore\n")
    repo.git("commit", "-q", "--no-verify", "-m", "x")


TASK = ("origin", "agent/login")
WAYS = {
    "`commit --no-verify`": Way(no_verify, TASK, "refused", "refused"),
    "`core.hooksPath` at the commit": Way(no_hooks, TASK, "refused", "refused"),
    "`commit-tree` and `update-ref`": Way(plumbing, TASK, "refused", "refused"),
    "`push --no-verify`": Way(no_verify, ("--no-verify", *TASK), "passed", "refused"),
    "a branch that is renamed": Way(renamed, ("origin", "harmless"), "unbound", "unbound"),
    "the work under a free name": Way(
        no_verify, ("origin", "agent/login:refs/heads/harmless"), "refused", "unbound"
    ),
    "a detached `HEAD`": Way(
        detached, ("origin", "HEAD:refs/heads/agent/login"), "refused", "refused"
    ),
    "an amend": Way(amended, TASK, "refused", "refused"),
    "a rebase": Way(rebased, TASK, "refused", "refused"),
    "an evil merge": Way(evil_merge, TASK, "refused", "refused"),
    "a manifest widened on the branch": Way(widened, TASK, "refused", "refused"),
    "a forced push over a state that got through": Way(
        forced, ("--force", *TASK), "refused", "refused"
    ),
    "a free ref first": Way(free_ref_first, TASK, "refused", "refused"),
    "replace refs": Way(
        replaced, ("origin", "refs/replace/*:refs/replace/*"), "refused", "refused"
    ),
    "grafts": Way(grafted, TASK, "refused", "refused"),
    "`.mailmap`": Way(mail_map, ("origin", "feature"), "refused", "refused"),
    "another author's name": Way(other_author, ("origin", "feature"), "unbound", "refused"),
    "attributes of the repository": Way(attributes, TASK, "refused", "refused"),
    "`.gitattributes`": Way(attributes_in_the_tree, TASK, "refused", "refused"),
}


@pytest.fixture
def server(tmp_path: Path) -> Repo:
    return bare(tmp_path / "server.git")


@pytest.fixture
def pusher(repo: Repo, server: Repo) -> Repo:
    """The task's branch from a base with a policy; the server takes everything so far."""
    linked(repo, server)
    repo.switch("main")
    repo.policy(POLICY)
    repo.commit("the policy")
    repo.git("push", "-q", "origin", "main")
    repo.git("switch", "-q", "-C", "agent/login")
    return repo


@pytest.mark.parametrize("name", WAYS)
def test_at_the_push(pusher: Repo, server: Repo, name: str) -> None:
    way = WAYS[name]
    hooked(pusher)
    way.steps(pusher)
    before = refs(server)
    done = push(pusher, *way.push)
    answered(done, way.at_push)
    assert (refs(server) != before) == (done.returncode == 0)


@pytest.mark.parametrize("name", WAYS)
def test_at_the_server(pusher: Repo, server: Repo, name: str) -> None:
    way = WAYS[name]
    way.steps(pusher)
    serve(server)
    before = refs(server)
    done = push(pusher, *way.push, REMOTE_USER=PUSHER if way.steps is other_author else "ann")
    answered(done, way.at_server)
    assert (refs(server) != before) == (done.returncode == 0)


def test_a_checkout_without_hooks_is_the_servers_to_judge(
    pusher: Repo, server: Repo, tmp_path: Path
) -> None:
    hooked(pusher)
    other = server.clone(tmp_path / "other")
    other.branch("agent/login", "origin/main")
    other.put("secret/new")
    serve(server)
    answered(push(other, *TASK), "refused")


def test_the_table_says_what_happens() -> None:
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", _section("## Ways round"), re.MULTILINE)
    said_so = {name: (at_push, at_server) for name, at_push, at_server in rows[1:]}
    wanted = {name: (way.at_push, way.at_server) for name, way in WAYS.items()}
    wanted["a checkout without hooks"] = ("passed", "refused")
    assert said_so == wanted


def answered(done: Done, outcome: str) -> None:
    """The push ended as the table says; what nobody judged passes without the word clean."""
    assert (done.returncode != 0) == (outcome == "refused"), said(done)
    if outcome == "refused":
        assert re.search(r"\bR\d{3}\b", said(done)), said(done)
    if outcome == "unbound":
        assert ": unbound; " in said(done)


def _section(heading: str) -> str:
    return README.read_text(encoding="utf-8").partition(heading)[2].partition("\n## ")[0]
