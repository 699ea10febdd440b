"""Proposed splits as people and machines get them."""

import json

import pytest
from golden import matches
from pasts import past, touch

from remit.history.commit import Unit
from remit.report.colour import Paint
from remit.report.split.asked import Answer
from remit.report.split.json import render as as_json
from remit.report.split.text import render as as_text
from remit.split.methods.tree import split as tree
from remit.split.proposal import Wish, evidence, proposed
from remit.split.weights import NOTHING, Sharing


def _full() -> Answer:
    touches = [touch(f"{folder}/{n}.py", "CHANGES") for folder in ("src", "lib") for n in range(9)]
    touches += [touch("go.sum", f"src/{n}.py", "core.py", author="ann") for n in range(6)]
    known = past(*touches, more=("docs/\x1b[2Ja.md", "src/[id].py"))
    wish = Wish(2, sharing=Sharing(0.1))
    found = proposed(known, wish, tree, known.files)
    found = found._replace(evidence=evidence(known, touches, wish, (tree, tree), known.files))
    owners = {found.scopes[0].id: ("@web", "Ann\x07")}
    return Answer(wish, "tree", Unit.COMMIT, found, owners, ("history is cut off here",))


def _bare() -> Answer:
    known = past(touch("a"), touch("b"))
    wish = Wish(2, sharing=NOTHING)
    return Answer(wish, "tree", Unit.LANDED, proposed(known, wish, tree, known.files), {})


CASES = {"full": _full(), "bare": _bare()}


@pytest.mark.parametrize("name", CASES)
def test_the_whole_answer(name: str) -> None:
    matches(f"split/{name}.txt", as_text(CASES[name], Paint(colour=False)))
    found = json.loads(as_json(CASES[name]))
    matches(f"split/{name}.json", json.dumps(found, indent=1) + "\n")


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
