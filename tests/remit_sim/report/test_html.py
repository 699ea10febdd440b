"""The page of a study, as a browser shows it: drawn, offline, for everybody, obeying no name."""

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import studies
from browser import assert_readable, opened

from remit_sim.report.html import render, study_figures

if TYPE_CHECKING:
    from playwright.sync_api import Page

EVIL = "</script><img src=x onerror=alert(1)><!-- ${1} {{2}} & \"'"
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a study with every figure, in a file."""
    study = studies.small()
    file = tmp_path_factory.mktemp("page") / "report.html"
    file.write_text(render(study, study_figures(study)), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a scenario and of strategies with hostile names."""
    asked = studies.question()
    makers = {f"{EVIL} {name}": make for name, make in asked.makers.items()}
    asked = asked._replace(scenario=asked.scenario._replace(name=EVIL, about=EVIL), makers=makers)
    study = studies.small(asked)
    file = tmp_path_factory.mktemp("page") / "evil.html"
    file.write_text(render(study, study_figures(study)), encoding="utf-8")
    return file


def drawn(shown: "Page") -> "Page":
    shown.wait_for_selector("html[data-drawn]", timeout=30_000)
    return shown


def test_every_chart_is_drawn_with_marks(page: Path) -> None:
    with opened(page) as shown:
        charts = drawn(shown).locator("[data-chart]").all()
        assert len(charts) >= 12
        for chart in charts:
            assert chart.locator("svg").count() == 1
            assert chart.locator("svg .mark-symbol path, svg .mark-rect path").count() > 0


def test_the_map_has_a_cell_for_each_point_and_the_chart_a_line_for_each_strategy(
    page: Path,
) -> None:
    with opened(page) as shown:
        cells = drawn(shown).locator("[data-chart=regimes-1] g.mark-rect.role-mark path")
        assert cells.count() == 5 * 3
        lines = shown.locator("[data-chart=speed-up-1] g.mark-line.role-mark path")
        assert lines.count() == 4 + 1


def test_each_figure_has_a_conclusion_a_name_and_a_table(page: Path) -> None:
    with opened(page) as shown:
        for section in drawn(shown).locator("section:has(figure)").all():
            assert len(section.locator("figcaption").inner_text()) > 40
            for image in section.locator("[data-chart]").all():
                name = image.get_attribute("aria-label") or ""
                assert section.locator("figcaption").inner_text() in name
            section.locator("summary").click()
            assert section.locator("table tbody tr").count() > 0


def test_headings_landmarks_and_tables_are_what_a_screen_reader_needs(page: Path) -> None:
    with opened(page) as shown:
        drawn(shown)
        assert shown.locator("html").get_attribute("lang") == "en"
        assert shown.locator("h1").count() == shown.locator("main").count() == 1
        levels = [int(tag[1]) for tag in shown.evaluate(HEADINGS)]
        assert all(after - before <= 1 for before, after in pairwise(levels))
        ids = shown.evaluate("[...document.querySelectorAll('[id]')].map((each) => each.id)")
        assert len(ids) == len(set(ids))
        for table in shown.locator("table").all():
            assert table.locator("caption").count() == 1
            assert table.locator("thead th[scope=col]").count() >= 3
            rows = table.locator("tbody tr").count()
            assert table.locator("tbody th[scope=row]").count() == rows
        for link in shown.locator("a").all():
            target = link.get_attribute("href") or ""
            assert target[1:] in ids


HEADINGS = "[...document.querySelectorAll('h1, h2, h3')].map((each) => each.tagName)"


def test_it_can_be_read_by_keyboard_alone(page: Path) -> None:
    with opened(page) as shown:
        drawn(shown)
        shown.keyboard.press("Tab")
        assert shown.evaluate("document.activeElement.className") == "skip"
        box = shown.locator(".skip").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        wanted = shown.locator("a, summary").count()
        reached = 1
        while reached < wanted + 50 and shown.evaluate("document.activeElement !== document.body"):
            shown.keyboard.press("Tab")
            reached += 1
        assert reached > wanted
        shown.locator("summary").first.focus()
        shown.keyboard.press("Enter")
        shown.keyboard.press("Tab")
        assert shown.evaluate("document.activeElement.getAttribute('role')") == "region"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_is_readable_and_says_the_answer_first(page: Path, width: int) -> None:
    with opened(page, width=width) as shown:
        assert_readable(drawn(shown), width)


@pytest.mark.parametrize("width", [360, 1400])
def test_the_page_is_as_wide_as_the_screen(page: Path, width: int) -> None:
    with opened(page, width=width) as shown:
        drawn(shown)
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        inner = shown.locator("[data-chart] svg").evaluate_all(
            "(all) => all.map((each) => each.getBoundingClientRect().right)"
        )
        assert max(inner) <= width


def test_text_stands_out_from_what_is_behind_it_by_day_and_by_night(page: Path) -> None:
    with opened(page) as shown:
        drawn(shown)
        assert shown.evaluate(FAINTEST) >= 4.5
        shown.emulate_media(color_scheme="dark")
        assert shown.evaluate(FAINTEST) >= 4.5


FAINTEST = """() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [red, green, blue] = parts(colour).map((each) => each / 255)
      .map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (node) => {
    while (node) {
      const colour = getComputedStyle(node).backgroundColor;
      if (parts(colour).length === 3) return colour;
      node = node.parentElement;
    }
    return "rgb(255, 255, 255)";
  };
  const text = "h1, h2, h3, p, a, dt, dd, th, td, summary, figcaption";
  return Math.min(...[...document.querySelectorAll(text)]
    .map((node) => {
      const [one, two] = [light(getComputedStyle(node).color), light(behind(node))];
      return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    }));
}"""


def test_names_are_text_and_never_markup(evil: Path) -> None:
    with opened(evil) as shown:
        drawn(shown)
        assert shown.locator("img[src]").count() == 0
        assert shown.title().startswith(EVIL)
        assert EVIL in shown.locator("h1").inner_text()
        assert EVIL in shown.locator("figcaption").first.inner_text()
        assert "<img" in shown.locator("[data-chart=time-1] svg").inner_html().replace("&lt;", "<")
        shown.locator("[data-chart=time-1] g.mark-rect.role-mark path").first.hover(
            force=True, position={"x": 4, "y": 4}
        )
        shown.wait_for_selector("#vg-tooltip-element.visible")
        assert shown.locator("#vg-tooltip-element img").count() == 0


def test_what_is_inlined_can_end_no_script(evil: Path) -> None:
    text = evil.read_text("utf-8")
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL)
    assert len(scripts) == 3
    assert "onerror" not in re.sub(r"\\u003c.*?\\u003e", "", scripts[0])
    assert not re.search(r"<!--|<script", "".join(scripts), re.IGNORECASE)


def test_without_scripts_there_are_pictures(page: Path, tmp_path: Path) -> None:
    still = tmp_path / "still.html"
    text = re.sub(r"<script.*?</script>", "", page.read_text("utf-8"), flags=re.DOTALL)
    still.write_text(re.sub(r"</?noscript>", "", text), encoding="utf-8")
    with opened(still, width=360) as shown:
        assert shown.locator(".chart > svg").count() == shown.locator("figure").count()
        assert shown.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_same_study_gives_the_same_bytes(page: Path) -> None:
    study = studies.small()
    assert render(study, study_figures(study)) == page.read_text("utf-8")
