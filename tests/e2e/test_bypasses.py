"""Every way round, with real git, through every layer: each cell of the table in `hooks/README.md`.

A layer's word is one of three: `stopped` (refused, with the rule or the reason, and nothing came of
it), `reported` (it came about, and the layer said what it did not judge, or by which base it did),
`passes` (it said nothing; the letter leads to why that is harmless).
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from bypasses import LAYERS, POLICY, TASK, WAYS, Actor, Refused, Way, same_info
from hooked import hooked, said, skipped
from pushing import Done, bare, linked, push, refs, serve
from repo import Repo

from remit.install.doctor import diagnose_hooks

REMIT = Path(sys.executable).with_name("remit")
REFUSAL = re.compile(
    r"\bR\d{3}\b|^(?:remote: )?remit: (?:.*\n)+?(?:remote: )?\s*hint: ", re.MULTILINE
)
REPORT = re.compile(r"\bunassigned\b|\bno task for this branch\b|may not be what the remote has")
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


@pytest.mark.parametrize(
    "way", [pytest.param(way, id=way.name.replace("`", "")) for way in WAYS if way.doctor]
)
def test_the_doctor_names_what_a_clone_was_made_to_believe(actor: Actor, way: Way) -> None:
    hooked(actor.repo)
    _refusal(actor, way)
    found = [finding for finding in diagnose_hooks(actor.repo.root) if way.doctor in finding.what]
    assert found
    assert "ok" not in {finding.level for finding in found}
    assert all(finding.hint for finding in found)


def at_the_commit(actor: Actor, server: Repo, way: Way) -> str:
    """With the commit hooks of `remit install`: whether the work comes about, and what is said."""
    del server
    hooked(actor.repo)
    if refusal := _refusal(actor, way):
        assert REFUSAL.search(refusal), refusal
        assert "secret/new" not in _committed(actor.repo)
        return "stopped"
    assert bool(skipped(actor.repo)) == ("without the commit check" in actor.said)
    if skipped(actor.repo) or any(each in actor.said for each in ("the base is", "a local grant")):
        return "reported"
    assert "remit: " not in actor.said
    return "passes"


def at_the_push(actor: Actor, server: Repo, way: Way) -> str:
    """With nothing of `remit install` but its hook before the push."""
    hooked(actor.repo)
    for hook in actor.repo.root.glob(".git/hooks/*"):
        hook.unlink() if hook.name != "pre-push" else None
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
    push(actor.repo, "-q", "origin", *way.words)  # git itself may refuse some of it
    repo = Repo(ci) if ci.exists() else Repo.init(ci)
    head = f"refs/remotes/origin/{way.lands_as}"
    names = ("+refs/heads/*:refs/remotes/origin/*", "+refs/replace/*:refs/replace/*")
    repo.git("fetch", "-q", str(server.root), *names)
    same_info(actor, ci)
    repo.git("checkout", "-q", "--detach", head)
    call = (str(REMIT), "check", "--range", "origin/main...HEAD", "--branch", way.lands_as)
    environment = {**os.environ, **actor.checking}
    done = subprocess.run(
        call, cwd=ci, env=environment, capture_output=True, check=False, timeout=60
    )
    actor.said += said(done)
    return done


def _word(done: Done) -> str:
    if done.returncode:
        assert REFUSAL.search(said(done)), said(done)
        return "stopped"
    return "reported" if REPORT.search(said(done)) else "passes"


def _committed(repo: Repo) -> str:
    return repo.git("log", "--format=", "--name-only", f"main..{TASK}", "HEAD", "^main")
