"""Proposed splits as people and machines get them."""

import json

import pytest
from golden import matches
from pasts import past, touch

from remit.analysis.propose_split import Found, Request
from remit.history.records import Touch, Unit
from remit.plan.history_model import Goal
from remit.report.console import Paint
from remit.report.split_json import render as as_json
from remit.report.split_text import Answer
from remit.report.split_text import render as as_text
from remit.split.input import Past
from remit.split.methods.tree import split as tree
from remit.split.proposal import Wish, evidence, proposed
from remit.split.weights import NOTHING, Sharing


def _asked(
    known: Past, wish: Wish, unit: Unit, *touches: Touch, goal: Goal | None = None
) -> Answer:
    """The answer about a past, with `touches` as what came later."""
    methods = tree, tree
    found = proposed(known, wish, tree, known.files)
    found = found._replace(evidence=evidence(known, touches, wish, methods, known.files))
    owners = {found.scopes[0].id: ("@web", "Ann\x07")} if touches else {}
    remarks = ("history is cut off here",) if touches else ()
    request = Request("HEAD", wish, methods, unit)
    return Answer("tree", request, Found(found, owners, goal, remarks))


def _full() -> Answer:
    touches = [touch(f"{folder}/{n}.py", "CHANGES") for folder in ("src", "lib") for n in range(9)]
    touches += [touch("go.sum", f"src/{n}.py", "core.py", author="ann") for n in range(6)]
    known = past(*touches, more=("docs/\x1b[2Ja.md", "src/[id].py"))
    return _asked(known, Wish(2, sharing=Sharing(0.1)), Unit.COMMIT, *touches)


def _bare() -> Answer:
    return _asked(past(touch("a"), touch("b")), Wish(2, sharing=NOTHING), Unit.LANDED)


def _aimed() -> Answer:
    aim = Goal(
        "rework \x1b[2J the login form",
        {b"a": 0.7, b"b": 0.2, b"c\xff": 0.02},
        ("zyx", "\x1b[2J"),
        0,
        left_out=4,
    )
    known = past(touch("a"), touch("b"))
    return _asked(known, Wish(2, sharing=NOTHING), Unit.COMMIT, goal=aim)


CASES = {"full": _full(), "bare": _bare(), "aimed": _aimed()}


@pytest.mark.parametrize("name", CASES)
def test_the_whole_answer(name: str) -> None:
    matches(f"split/{name}.txt", as_text(CASES[name], Paint(colour=False)))
    found = json.loads(as_json(CASES[name]))
    matches(f"split/{name}.json", json.dumps(found, indent=1) + "\n")


def test_no_path_of_a_note_is_broken_at_a_hyphen() -> None:
    answer = _bare()
    remark = f"{'word ' * 12}.pre-commit-config.yaml"
    found = answer.found._replace(remarks=(remark,))
    assert ".pre-commit-config.yaml" in as_text(answer._replace(found=found), Paint(colour=False))


@pytest.mark.parametrize("name", CASES)
def test_no_line_is_wider_than_a_terminal_or_drives_it(name: str) -> None:
    text = as_text(CASES[name], Paint(colour=False))
    assert max(map(len, text.splitlines())) <= 80
    assert text.replace("\n", "").isprintable()
    assert as_json(CASES[name]).isascii()


def test_colour_changes_nothing_but_the_escapes() -> None:
    painted = as_text(CASES["full"], Paint(colour=True))
    for escape in ("\x1b[1m", "\x1b[32m", "\x1b[36m", "\x1b[0m"):
        painted = painted.replace(escape, "")
    assert painted == as_text(CASES["full"], Paint(colour=False))
