"""The page of a plan, as a browser shows it: all tasks, no network, nothing of a text obeyed."""

from typing import TYPE_CHECKING

import planned
import pytest
from browser import assert_readable, opened

from remit.plan.plan import PlanOptions, make_plan
from remit.plan.task import PlanTask
from remit.report.plan_html import render

if TYPE_CHECKING:
    from pathlib import Path

EVIL = "<img src=x onerror=alert(1)> routing & <b>paths</b>"


@pytest.fixture
def page(tmp_path: "Path") -> "Path":
    """The page in a file."""
    tasks = (
        PlanTask("evil", EVIL),
        PlanTask("match", "routing: match paths with 3 segments"),
        PlanTask("cookies", "session: refuse cookies of 9 bytes"),
        PlanTask("odd", "zzqx wibble", after=("match",)),
    )
    file = tmp_path / "plan.html"
    file.write_text(render(make_plan(planned.knowledge(), tasks, PlanOptions(2))), encoding="utf-8")
    return file


def test_every_task_has_a_bar_and_a_row(page: "Path") -> None:
    with opened(page) as shown:
        assert shown.locator("#chart ~ .scroll rect").count() == 4
        assert shown.locator("#tasks ~ .scroll tbody tr").count() == 4
        assert "odd" in shown.locator("#waits ~ .scroll tbody").first.inner_text()


def test_a_text_is_shown_and_not_obeyed(page: "Path") -> None:
    with opened(page) as shown:
        assert shown.locator("img").count() == 0
        assert EVIL in shown.locator("main").inner_text()


def test_charts_have_names_and_tables_have_headings(page: "Path") -> None:
    with opened(page) as shown:
        assert shown.get_by_role("img").count() == 2
        for table in shown.locator("table").all():
            assert table.locator("caption").count() == 1
            assert table.locator("th[scope=col]").count() >= 3
        assert shown.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_is_readable_and_says_the_answer_first(page: "Path", width: int) -> None:
    with opened(page, width=width) as shown:
        assert_readable(shown, width)
        cards = shown.locator(".answers div").all_inner_texts()
    assert [card.splitlines()[0] for card in cards[:4]] == [
        "tasks",
        "makespan",
        "lower bound",
        "collisions",
    ]


def test_on_a_phone_the_chart_of_who_does_what_scrolls_by_itself(page: "Path") -> None:
    with opened(page, width=390) as shown:
        inner, outer = shown.locator(".gantt").evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert inner > outer


def test_the_axes_of_the_frontier_have_numbers(page: "Path") -> None:
    with opened(page) as shown:
        texts = shown.locator(".frontier text").all_text_contents()
    assert "0%" in texts
    assert {"0", "1"} <= set(texts)
    assert sum(text.endswith("%") for text in texts) >= 2


def test_long_names_of_who_waits_for_whom_do_not_run_over_either(tmp_path: "Path") -> None:
    long = "the-paths-of-routing-" + "x" * 60
    first = PlanTask(long, "routing: match paths", ("src/" + "y" * 90 + ".py",))
    second = PlanTask(f"{long}-2", "routing: match more", first.files, (long,))
    file = tmp_path / "plan.html"
    file.write_text(
        render(make_plan(planned.knowledge(), (first, second), PlanOptions(2))), encoding="utf-8"
    )
    with opened(file, width=390) as shown:
        assert shown.evaluate("document.documentElement.scrollWidth") <= 390


def test_no_label_of_the_chart_reaches_into_the_bars(tmp_path: "Path") -> None:
    task = PlanTask("dependency-bump-go-opentelemetry", "routing: match paths")
    file = tmp_path / "plan.html"
    file.write_text(
        render(make_plan(planned.knowledge(), (task,), PlanOptions(2))), encoding="utf-8"
    )
    with opened(file) as shown:
        label = shown.locator("#chart ~ .scroll g text").first.bounding_box()
        bar = shown.locator("#chart ~ .scroll g rect").first.bounding_box()
    assert label
    assert bar
    assert label["x"] + label["width"] <= bar["x"]
