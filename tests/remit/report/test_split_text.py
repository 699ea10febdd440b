"""Proposed splits as people and machines get them."""

import json

import pytest
from golden import matches
from pasts import past, touch

from remit.analysis.propose_split import SplitRequest, SplitResult
from remit.history.records import ChangeUnit, Touch
from remit.plan.history_model import GoalForecast
from remit.report.console import Paint
from remit.report.split_json import render as as_json
from remit.report.split_text import SplitReport
from remit.report.split_text import render as as_text
from remit.split.input import SplitHistory
from remit.split.methods.tree import split as tree
from remit.split.proposal import SplitOptions, measure_evidence, propose_scopes
from remit.split.weights import NOTHING, Sharing


def _asked(
    known: SplitHistory,
    wish: SplitOptions,
    unit: ChangeUnit,
    *touches: Touch,
    goal: GoalForecast | None = None,
) -> SplitReport:
    """The answer about a past, with `touches` as what came later."""
    methods = tree, tree
    found = propose_scopes(known, wish, tree, known.files)
    found = found._replace(evidence=measure_evidence(known, touches, wish, methods, known.files))
    owners = {found.scopes[0].id: ("@web", "Ann\x07")} if touches else {}
    remarks = ("history is cut off here",) if touches else ()
    request = SplitRequest("HEAD", wish, methods, unit)
    return SplitReport("tree", request, SplitResult(found, owners, goal, remarks))


def _full() -> SplitReport:
    touches = [touch(f"{folder}/{n}.py", "CHANGES") for folder in ("src", "lib") for n in range(9)]
    touches += [touch("go.sum", f"src/{n}.py", "core.py", author="ann") for n in range(6)]
    known = past(*touches, more=("docs/\x1b[2Ja.md", "src/[id].py"))
    return _asked(known, SplitOptions(2, sharing=Sharing(0.1)), ChangeUnit.COMMIT, *touches)


def _bare() -> SplitReport:
    return _asked(past(touch("a"), touch("b")), SplitOptions(2, sharing=NOTHING), ChangeUnit.LANDED)


def _aimed() -> SplitReport:
    aim = GoalForecast(
        "rework \x1b[2J the login form",
        {b"a": 0.7, b"b": 0.2, b"c\xff": 0.02},
        ("zyx", "\x1b[2J"),
        0,
        left_out=4,
    )
    known = past(touch("a"), touch("b"))
    return _asked(known, SplitOptions(2, sharing=NOTHING), ChangeUnit.COMMIT, goal=aim)


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
