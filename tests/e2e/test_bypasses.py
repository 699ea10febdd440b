"""Every way round, with real git, through every layer: each cell of the table in `hooks/README.md`.

A layer's word is one of three: `stopped` (refused, with the rule or the reason, and nothing came of
it), `reported` (it came about, and the layer said what it did not judge), `passes` (it said
nothing; the letter leads to why that is harmless).
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from bypasses import LAYERS, POLICY, TASK, WAYS, Actor, Refused, Way, same_info
from hooked import hooked, said, script, skipped
from pushing import Done, bare, linked, push, refs, serve
from repo import Repo

REMIT = Path(sys.executable).with_name("remit")
CELLS = [
    pytest.param(way, layer, id=f"{way.name}-{layer}".replace(" ", "-").replace("`", ""))
    for way in WAYS
    for layer in LAYERS
]


@pytest.fixture
def server(tmp_path: Path) -> Repo:
    return bare(tmp_path / "server.git")


@pytest.fixture
def actor(repo: Repo, server: Repo) -> Actor:
    """On the task's branch, from a base with a policy that the server has too; no hooks yet."""
    linked(repo, server)
    repo.switch("main")
    repo.policy(POLICY)
    repo.commit("the policy")
    repo.git("push", "-q", "origin", "main")
    repo.git("switch", "-q", "-C", TASK)
    return Actor(repo, "ann")


@pytest.mark.parametrize(("way", "layer"), CELLS)
def test_the_table_tells_the_truth(actor: Actor, server: Repo, way: Way, layer: str) -> None:
    word = {
        "commit": at_the_commit,
        "push": at_the_push,
        "server": at_the_server,
        "pull request": at_the_pull_request,
    }[layer](actor, server, way)
    assert word == way.at(layer).partition(" (")[0], actor.said


def at_the_commit(actor: Actor, server: Repo, way: Way) -> str:
    """With the commit hooks of `remit install`: whether the work comes about, and what is said."""
    del server
    hooked(actor.repo)
    if refusal := _refusal(actor, way):
        assert re.search(r"\bR\d{3}\b|^remit: .*\nhint: ", refusal), refusal
        assert "secret/new" not in _committed(actor.repo)
        return "stopped"
    if skipped(actor.repo):
        return "reported"
    assert "remit" not in actor.said
    return "passes"


def at_the_push(actor: Actor, server: Repo, way: Way) -> str:
    """With nothing but a hook before the push."""
    call = f'exec {sys.executable} -I -m remit_hooks pre-push "$@"'
    script(actor.repo.root / ".git/hooks/pre-push", call)
    way.steps(actor)
    return _pushed(actor, server, way)


def at_the_server(actor: Actor, server: Repo, way: Way) -> str:
    """With nothing but the server's own hook, which knows who pushes."""
    way.steps(actor)
    serve(server)
    return _pushed(actor, server, way)


def at_the_pull_request(actor: Actor, server: Repo, way: Way) -> str:
    """With nothing but the check, in a fresh clone whose `HEAD` is detached."""
    way.steps(actor)
    for again in filter(None, (way.again,)):
        assert _word(_checked(actor, server, way)) == "stopped"
        again(actor)
    return _word(_checked(actor, server, way))


def _refusal(actor: Actor, way: Way) -> str:
    try:
        way.steps(actor)
    except Refused as refusal:
        return str(refusal)
    return ""


def _pushed(actor: Actor, server: Repo, way: Way) -> str:
    before = refs(server)
    if way.again:
        assert _word(push(actor.repo, "origin", *way.words, REMOTE_USER=actor.pusher)) == "stopped"
        way.again(actor)
    done = push(actor.repo, "origin", *way.words, REMOTE_USER=actor.pusher)
    actor.said += said(done)
    word = _word(done)
    assert (refs(server) == before) == (word == "stopped")
    return word


def _checked(actor: Actor, server: Repo, way: Way) -> Done:
    ci = actor.repo.root.parent / "ci"
    actor.git("push", "-q", "origin", *way.words)
    repo = Repo(ci) if ci.exists() else Repo.init(ci)
    head = f"refs/remotes/origin/{way.lands_as}"
    names = ("+refs/heads/*:refs/remotes/origin/*", "+refs/replace/*:refs/replace/*")
    repo.git("fetch", "-q", str(server.root), *names)
    same_info(actor, ci)
    repo.git("checkout", "-q", "--detach", head)
    call = (str(REMIT), "check", "--range", "origin/main...HEAD", "--branch", way.lands_as)
    done = subprocess.run(call, cwd=ci, capture_output=True, check=False, timeout=60)
    actor.said += said(done)
    return done


def _word(done: Done) -> str:
    if done.returncode:
        assert re.search(r"\bR\d{3}\b", said(done)), said(done)
        return "stopped"
    return "reported" if "unbound" in said(done) else "passes"


def _committed(repo: Repo) -> str:
    return repo.git("log", "--format=", "--name-only", f"main..{TASK}", "HEAD", "^main")
