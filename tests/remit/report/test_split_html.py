"""The page of a proposed split, as a browser shows it."""

import json
import re
from pathlib import Path
from typing import cast

import pytest
from browser import assert_readable, opened
from hypothesis import given
from hypothesis import strategies as st
from pasts import past, touch

from remit.analysis.propose_split import SplitRequest, SplitResult
from remit.history.records import ChangeUnit
from remit.plan.history_model import GoalForecast
from remit.report.split_html import build_treemap, render
from remit.report.split_text import SplitReport
from remit.split.methods.tree import split as by_directory
from remit.split.proposal import SplitOptions, measure_evidence, propose_scopes
from remit.split.weights import Sharing

EVIL = "docs/<img src=x onerror=alert(1)>.md"


def _answer(scopes: int = 3, top: str = "") -> SplitReport:
    pairs = [(f"{d}/{n}.py", f"{d}/{n + 1}.py", "CHANGES") for d in "abc" for n in range(9)]
    touches = [touch(*(f"{top}{name}" for name in each)) for each in pairs]
    evil = [f"{top}{name}" for name in ("a/1.py", "b/1.py", EVIL)]
    touches += [touch(*evil, author="</script><b>ann") for _ in range(8)]
    known = past(*touches, more=(f"{top}src/deep/er/file.py",))
    wish = SplitOptions(scopes, sharing=Sharing(0.01))
    found = propose_scopes(known, wish, by_directory, known.files)
    methods = by_directory, by_directory
    found = found._replace(evidence=measure_evidence(known, touches, wish, methods, known.files))
    request = SplitRequest("HEAD", wish, methods, ChangeUnit.COMMIT)
    return SplitReport("tree", request, SplitResult(found, {}, None, ("cut off & <b>short</b>",)))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page in a file."""
    file = tmp_path_factory.mktemp("page") / "split.html"
    file.write_text(render(_answer(), "sh</title>op"), encoding="utf-8")
    return file


def test_the_map_has_every_top_entry_and_leads_into_directories_and_back(page: Path) -> None:
    with opened(page) as shown:
        tiles = shown.locator("#map .tile")
        names = {text.split("/")[0].split("\n")[0] for text in tiles.all_inner_texts() if text}
        assert {"a", "b", "c"} <= names
        shown.get_by_role("button", name="a: ").first.click()
        assert shown.locator("#way strong").inner_text() == "a"
        assert shown.locator("#map .tile").count() == 10
        shown.keyboard.press("Escape")
        assert shown.locator("#way strong").inner_text() == "all"


def test_tiles_fill_the_map_and_none_lies_on_another(page: Path) -> None:
    with opened(page) as shown:
        box = shown.locator("#map").bounding_box()
        boxes = [tile.bounding_box() for tile in shown.locator("#map .tile").all()]
        areas = sum(each["width"] * each["height"] for each in boxes if each)
        assert box is not None
        assert areas == pytest.approx(box["width"] * box["height"], rel=0.02)


def test_it_can_be_used_by_keyboard_alone(page: Path) -> None:
    with opened(page) as shown:
        shown.locator("#map .tile[data-open]").first.focus()
        shown.keyboard.press("Enter")
        assert shown.locator("#way button").count() == 1
        assert shown.evaluate("document.activeElement.className") == "tile"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_is_readable_and_says_the_answer_first(page: Path, width: int) -> None:
    with opened(page, width=width) as shown:
        assert_readable(shown, width)
        cards = shown.locator(".answers div").all_inner_texts()
    assert [card.splitlines()[0] for card in cards] == [
        "scopes",
        "stay inside one scope",
        "busiest scope",
        "shared files",
    ]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_map_begins_inside_a_directory_that_has_everything(tmp_path: Path, width: int) -> None:
    """The label of a directory of two scopes ends where the first one's colour does."""
    file = tmp_path / "deep.html"
    file.write_text(render(_answer(top="all/src/"), "shop"), encoding="utf-8")
    with opened(file, width=width) as shown:
        assert shown.locator("#way").inner_text().replace("\n", "") == "all/all/src"
        assert shown.locator("#map .tile").count() > 2
        assert_readable(shown, width)
        shown.locator("#way button").first.click()
        tile = shown.locator("#map .tile").first
        box, label = tile.bounding_box(), tile.locator(".label").first.bounding_box()
        background = tile.evaluate("e => e.style.background")
    assert box
    assert label
    first = float(re.findall(r" 0%.*?([0-9.]+)%", background)[0]) / 100
    assert label["x"] + label["width"] <= box["x"] + box["width"] * first


@pytest.mark.parametrize("width", [320, 1400])
def test_the_page_is_as_wide_as_the_screen(page: Path, width: int) -> None:
    with opened(page, width=width) as shown:
        assert shown.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_of_a_goal_speaks_of_work_expected_and_names_the_likeliest(tmp_path: Path) -> None:
    aim = GoalForecast("rework a", {b"a/1.py": 0.7, b"b/1.py": 0.2}, (), 9, left_out=4)
    answer = _answer()
    answer = answer._replace(found=answer.found._replace(goal=aim))
    file = tmp_path / "goal.html"
    file.write_text(render(answer, "shop"), encoding="utf-8")
    with opened(file) as shown:
        text = shown.locator("body").inner_text()
    assert "Likeliest: a/1.py 70%, b/1.py 20%" in text
    assert "4 more, each with less chance, are in no scope" in text
    assert "work expected" in text


def test_the_colour_of_a_scope_stands_beside_its_name(tmp_path: Path) -> None:
    answer = _answer()
    found = answer.found.proposal
    wide = tuple(f"{'a-long-name/' * 4}{n}.py" for n in range(3))
    scopes = tuple(
        scope._replace(id=f"scope-{'x' * 12}-{n}", area=scope.area._replace(allow=wide, deny=wide))
        for n, scope in enumerate(found.scopes)
    )
    answer = answer._replace(found=answer.found._replace(proposal=found._replace(scopes=scopes)))
    file = tmp_path / "long.html"
    file.write_text(render(answer, "shop"), encoding="utf-8")
    with opened(file, width=700) as shown:
        heading = shown.locator("tbody th:has(.key)").first
        key = heading.locator(".key").bounding_box()
        lines = heading.evaluate(
            "e => { const r = document.createRange(); r.selectNodeContents(e);"
            " return [...r.getClientRects()].at(-1).top }"
        )
    assert key
    assert abs(key["y"] - lines) < key["height"]


def test_names_are_text_and_never_markup(page: Path) -> None:
    with opened(page) as shown:
        assert shown.locator("img, b").count() == 0
        assert shown.title() == "3 scopes for sh</title>op"
        assert "<b>short</b>" in shown.locator("body").inner_text()
        shown.get_by_role("button", name="docs: ").click()
        assert "<img src=x" in shown.locator("#map .tile").first.inner_text()


def test_it_says_what_the_scopes_are_what_they_share_and_what_would_have_crossed(
    page: Path,
) -> None:
    with opened(page) as shown:
        said = shown.locator("body").inner_text()
        for words in ("would have stayed", "append", "Coupling between scopes", "CHANGES", "a/"):
            assert words in said
        assert shown.locator("table").count() == 4


PATHS = st.lists(
    st.tuples(st.from_regex(rb"[ab](/[abc]){0,3}/f\d", fullmatch=True), st.integers(-1, 2)),
    min_size=1,
    max_size=30,
    unique_by=lambda each: each[0],
)


@given(PATHS, st.integers(1, 12))
def test_nothing_is_lost_where_light_nodes_are_merged(
    files: list[tuple[bytes, int]], most: int
) -> None:
    whole = build_treemap([(path, scope, 4) for path, scope in files], most)

    def leaves(node: dict[str, object]) -> list[dict[str, object]]:
        inner = cast("list[dict[str, object]]", node.get("k", []))
        return [leaf for each in inner for leaf in leaves(each)] or [node]

    parts = leaves(json.loads(json.dumps(whole)))
    assert sum(int(str(leaf["c"])) for leaf in parts) == len(files) == whole["c"]
