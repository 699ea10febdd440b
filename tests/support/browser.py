"""Pages in a real browser, the system's Chromium, without a network.

The browser is started for the first page of a module and serves all of them, each as a stranger; it
ends with the module, since as long as it is there asyncio belongs to it.
"""

import shutil
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def opened(file: "Path", *, width: int = 1200, height: int = 900) -> "Generator[Page]":
    """The page of a local file; what it complains of, or asks a network for, fails the test."""
    complaints: list[str] = []
    _, browser = _start_browser()
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        page.on(
            "request", lambda request: complaints.append(request.url) if _far(request.url) else None
        )
        page.goto(file.as_uri())
        yield page
    assert complaints == []


def end_browser() -> None:
    """End the browser, if one was started."""
    if _start_browser.cache_info().currsize:
        playwright, browser = _start_browser()
        browser.close()
        playwright.stop()
        _start_browser.cache_clear()


@cache
def _start_browser() -> "tuple[Playwright, Browser]":
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.skip("needs a browser: apt install chromium")
    from playwright.sync_api import sync_playwright

    playwright = sync_playwright().start()
    return playwright, playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])


def _far(url: str) -> bool:
    return not url.startswith(("file:", "data:"))


def assert_readable(page: "Page", width: int) -> None:
    """Fail unless the cards come first, nothing is wider than the screen, and text has room."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    first = page.locator("main > .answers, body > .answers").bounding_box()
    evidence = page.locator("h2, table, svg, .map, .chart").first.bounding_box()
    assert first
    assert evidence
    assert first["y"] < evidence["y"]
    assert page.evaluate(_TEXT_WITHOUT_ROOM) == []


_TEXT_WITHOUT_ROOM = """() => {
  const room = (element) => { // the box that text must stay in: what scrolls may be wider
    const box = element.closest("svg, .tile, .answers div, td, th, li, p, dd, h1, h2, h3");
    return (box || document.documentElement).getBoundingClientRect();
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const text = texts.currentNode.data.trim();
    if (!text || element.closest("script, style, noscript, title, .hidden, .skip")) continue;
    if (!element.checkVisibility({ checkVisibilityCSS: true, contentVisibilityAuto: true }))
      continue;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const cut = element.closest(".label")?.getBoundingClientRect(); // what is cut off is not drawn
    for (const line of range.getClientRects()) {
      const right = cut ? Math.min(line.right, cut.right) : line.right;
      const box = room(element);
      if (line.width && (line.left < box.left - 1 || right > box.right + 1))
        found.push(`${text}: ${line.left}-${right} in ${box.left}-${box.right}`);
    }
  }
  return found;
}"""
