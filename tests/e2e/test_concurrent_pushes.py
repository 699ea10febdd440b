"""Two pushes at once: whatever git makes of them, the server only ever has what was judged.

Each round is forced to meet between the verdicts and the refs, see `push_rivals`. `REMIT_ROUNDS`
says how many rounds there are altogether; CI has 500.
"""

import json
import os
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

import pytest
from push_rivals import Arena, Moving
from pushing import ZERO, bare, hook
from repo import Repo

ROUNDS = int(os.environ.get("REMIT_ROUNDS", "30"))
ORDERS = {"first": ((0,), (1,)), "second": ((1,), (0,)), "together": ((0, 1),)}
MAIN, LOGIN = "main", "agent/login"


class Meeting(NamedTuple):
    """Two pushes, the exit codes of the hook, and what `main` and `agent/login` are afterwards.

    `first` and `second` are by which push git went on with first; together any of both may come
    about, and what is in `mixed`.
    """

    pushes: tuple[str, str]
    codes: tuple[int, int]
    first: tuple[str, str]
    second: tuple[str, str]
    mixed: tuple[tuple[str, str], ...] = ()


# top, other: a person's commits on the base; clean, clean2: a task's; violation: one outside its
# scope; after: clean, on top of the person's; named: the violation, with the trailer of the task
MEETINGS = {
    "a violation on both, and the base goes elsewhere": Meeting(
        (f"violation:{MAIN} violation:{LOGIN}", f"top:{MAIN}"), (2, 0), ("top", ""), ("top", "")
    ),
    "a base that is refused, and its branch taken": Meeting(
        (f"top:{MAIN} clean:{LOGIN}", f"other:{MAIN}"), (0, 0), ("top", "clean"), ("other", "clean")
    ),
    "a branch on top of the base of its push": Meeting(
        (f"top:{MAIN} after:{LOGIN}", f"other:{MAIN}"), (2, 0), ("other", ""), ("other", "")
    ),
    "a branch on top of the base of another push": Meeting(
        (f"after:{LOGIN}", f"top:{MAIN}"), (1, 0), ("top", ""), ("top", "")
    ),
    "a violation, and a base that has it": Meeting(
        (f"violation:{LOGIN}", f"violation:{MAIN}"), (1, 0), ("violation", ""), ("violation", "")
    ),
    "two moves of the base": Meeting(
        (f"top:{MAIN}", f"other:{MAIN}"), (0, 0), ("top", ""), ("other", "")
    ),
    "a move of the base that is judged, and one that is refused": Meeting(
        (f"top:{MAIN}", f"named:{MAIN}"), (0, 1), ("top", ""), ("top", "")
    ),
    "a branch, and a move of the base": Meeting(
        (f"clean:{LOGIN}", f"top:{MAIN}"), (0, 0), ("top", "clean"), ("top", "clean")
    ),
    "two pushes of one branch": Meeting(
        (f"clean:{LOGIN}", f"clean2:{LOGIN}"), (0, 0), ("base", "clean"), ("base", "clean2")
    ),
    "two pushes of base and branch": Meeting(
        (f"top:{MAIN} clean:{LOGIN}", f"other:{MAIN} clean2:{LOGIN}"),
        (0, 0),
        ("top", "clean"),
        ("other", "clean2"),
        (("top", "clean2"), ("other", "clean")),
    ),
}


@pytest.fixture
def arena(repo: Repo) -> Arena:
    """A server with the base of `repo`, and every commit of the meetings as a tag here."""
    place = repo.root.with_name("arena")
    place.mkdir()
    arena = Arena(repo, place)
    repo.git("tag", "base", "main")
    for name, start, path, trailer in (
        ("top", "base", "top", ""),
        ("other", "base", "other", ""),
        ("clean", "base", "allowed/new", ""),
        ("clean2", "base", "allowed/newer", ""),
        ("violation", "base", "secret/new", ""),
        ("after", "top", "allowed/new", ""),
        ("named", "base", "secret/new", "\n\nRemit-Task: login"),
    ):
        repo.git("checkout", "-q", "--detach", start)
        repo.stage(path, f"by {name}\n")
        repo.commit(f"{name}{trailer}")
        repo.git("tag", name)
    return arena


@pytest.mark.parametrize("name", MEETINGS)
def test_pushes_that_meet_leave_only_what_was_judged(repo: Repo, arena: Arena, name: str) -> None:
    meeting = MEETINGS[name]
    names = {repo.oid(tag): tag for tag in repo.git("tag").split()} | {"": ""}
    pushes = [
        [f"refs/tags/{old}:refs/heads/{new}" for old, new in (p.split(":") for p in push.split())]
        for push in meeting.pushes
    ]
    for order in islice(cycle(ORDERS), max(ROUNDS // len(MEETINGS), len(ORDERS))):
        codes, found, said = arena.meet(pushes, ORDERS[order])
        after = tuple(names[found.get(f"refs/heads/{ref}", "")] for ref in (MAIN, LOGIN))
        assert codes == meeting.codes, said
        allowed = {
            "first": {meeting.first},
            "second": {meeting.second},
            "together": {meeting.first, meeting.second, *meeting.mixed},
        }
        assert after in allowed[order], (order, said)
        assert found.keys() <= {f"refs/heads/{ref}" for ref in (MAIN, LOGIN)}


def verdict(server: Repo, old: str, new: str, ref: str, **variables: str) -> tuple[str, str]:
    """The outcome of a push of one ref, and the commit of the base that it was judged by."""
    done = hook(server, "pre-receive", "--json", feed=f"{old} {new} {ref}\n", **variables)
    (found,) = json.loads(done.stdout)["refs"]
    return found["outcome"], found["base"]["commit"] if found.get("base") else ""


@pytest.mark.parametrize("path", ["allowed/new", "secret/new"])
def test_a_base_that_moves_while_a_push_is_judged_is_seen_once(
    repo: Repo, tmp_path: Path, path: str
) -> None:
    before = repo.oid("main")
    work = repo.put(path)
    repo.switch("main")
    repo.task("login", write=["secret/**"])
    after = repo.commit("another scope")
    server = bare(tmp_path / "server.git")
    repo.git("push", "-q", str(server.root), "main", f"{work}:refs/tags/work")
    login = f"refs/heads/{LOGIN}"
    serial = set[tuple[str, str]]()
    for tip in (before, after):
        server.git("update-ref", "refs/heads/main", tip)
        serial.add(verdict(server, ZERO, work, login))
    assert len(serial) == 2
    met, number = set[tuple[str, str]](), 0
    for number in range(1, 100):
        server.git("update-ref", "refs/heads/main", before)
        moving = Moving(tmp_path / f"{number}", number, ("update-ref", "refs/heads/main", after))
        met.add(verdict(server, ZERO, work, login, PATH=moving.path))
        if not moving.has_moved:
            break
    assert number > 5
    assert met == serial
