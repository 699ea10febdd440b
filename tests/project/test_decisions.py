"""The index of the decisions has each record, with the title and the status that it states."""

import re
from pathlib import Path

import pytest
from release import ROOT
from tracked import FILES

FOLDER = ROOT / "scoping" / "decisions"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
INDEX = (FOLDER / "README.md").read_text("utf-8").splitlines()


def row(record: Path) -> str:
    text = record.read_text("utf-8")
    title = re.match(r"# (\d{4}): (.+)\n", text)
    assert title is not None
    stated = re.search(r"^\*\*Status\.\*\* (.+)\.$", text, re.MULTILINE)
    status = stated[1][0].lower() + stated[1][1:] if stated else "accepted"
    return f"| [{title[1]}]({record.name}) | {title[2]} | {status} |"


def test_the_index_has_one_row_for_each_record_in_order() -> None:
    assert [line for line in INDEX if line.startswith("| [")] == [row(each) for each in RECORDS]


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem[:4])
def test_what_a_record_says_that_it_replaces_is_marked_there(record: Path) -> None:
    replaced = re.findall(r"[Rr]eplaces(?: what)? (\d{4})", record.read_text("utf-8"))
    for number in replaced:
        (old,) = FOLDER.glob(f"{number}-*.md")
        assert re.search(
            rf"^\*\*Status\.\*\* .*\({record.name}\)\.$", old.read_text(), re.MULTILINE
        )


def test_a_decision_that_the_code_names_is_there_and_still_holds() -> None:
    sources = [path for path in FILES if path.suffix == ".py"]
    named = {
        (str(path), number)
        for path in sources
        for number in re.findall(r"[Dd]ecision (\d{4})\b", (ROOT / path).read_text("utf-8"))
    }
    assert len(named) >= 20
    holding = {line[3:7] for line in INDEX if line.startswith("| [") and "| superseded" not in line}
    assert {each for each in named if each[1] not in holding} == set()
