"""The summary of a history, whole, as people and programs get it."""

import json
import os
import re
from pathlib import Path

import pytest

from remit.history.records import ChangeUnit, Contributor
from remit.history.summary import CochangedPair, HistorySummary, LandingCounts, PathActivity
from remit.report.history import HistoryReport, render, render_json

GOLDEN = Path(__file__).parents[2] / "golden" / "history"
LONG = b"/".join([b"a-directory-with-a-long-name"] * 4)
DAY = 86400
FULL = HistorySummary(
    changes=12_345,
    first=1_300_000_000,
    last=1_700_000_000,
    authors=321,
    leading=(
        (Contributor("Ada\x1b[31m", "ada@example.com"), 6_000),
        (Contributor("", "b@example.com"), 45),
    ),
    bots=700,
    routine=1_300,
    landing=LandingCounts(600, 1_200, 200),
    files=987,
    touched=900,
    touching=11_000,
    several=5_000,
    bulk=45,
    busiest=(
        PathActivity(b"CHANGES.md", 3_000, 1_700_000_000),
        PathActivity(LONG + b"/\xff\n", 7, -DAY),
    ),
    directories=(PathActivity(b"", 4_000, 1_700_000_000), PathActivity(b"src", 3_999, 1 << 60)),
    pairs=(CochangedPair(b"src/a.py", LONG + b"/test_a.py", 50, 0.999),),
    hubs=(PathActivity(b"CHANGES.md", 2_500, 1_700_000_000),),
)
NONE = HistorySummary(0, 0, 0, 0, (), 0, 0, LandingCounts(0, 0, 0), 3, 0, 0, 0, 0, (), (), (), ())
REMARK = "this is a shallow clone: its history is cut off at 1234567890, and nobody can tell more."
CASES = {
    "full": HistoryReport("main", "4fa1c0de" * 5, ChangeUnit.COMMIT, FULL, (REMARK, "short.")),
    "none": HistoryReport("HEAD", "4fa1c0de" * 5, ChangeUnit.LANDED, NONE, (REMARK,)),
}


@pytest.mark.parametrize("name", CASES)
def test_the_whole_summary(name: str) -> None:
    _golden(f"{name}.txt", render(CASES[name]))
    found = json.loads(render_json(CASES[name]))
    _golden(f"{name}.json", json.dumps(found, indent=1) + "\n")


@pytest.mark.parametrize("name", CASES)
def test_no_line_is_wider_than_a_terminal_or_drives_it(name: str) -> None:
    text = render(CASES[name])
    assert max(map(len, text.splitlines())) <= 80
    assert text.replace("\n", "").isprintable()
    assert render_json(CASES[name]).isascii()


def test_colour_changes_nothing_but_the_escapes() -> None:
    painted = render(CASES["full"], colour=True)
    for escape in ("\x1b[1m", "\x1b[2m", "\x1b[0m"):
        painted = painted.replace(escape, "")
    assert painted == render(CASES["full"])


def test_every_key_of_the_answer_is_documented() -> None:
    text = (Path(__file__).parents[3] / "docs/reference/history.md").read_text(encoding="utf-8")
    keys = re.findall(r'"([a-z_]+)": ', render_json(CASES["full"]))
    assert not [key for key in keys if f"`{key}`" not in text and key != "path_base64"]


def _golden(name: str, found: str) -> None:
    place = GOLDEN / name
    if os.environ.get("REMIT_GOLDEN") == "write":
        place.parent.mkdir(exist_ok=True)
        place.write_text(found, encoding="utf-8")
    assert found == place.read_text(encoding="utf-8")
