"""Pages in a real browser, the system's Chromium, without a network."""

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from playwright.sync_api import Page

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def opened(file: "Path", *, width: int = 1200, height: int = 900) -> "Generator[Page]":
    """The page of a local file; what it complains of, or asks a network for, fails the test."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.skip("needs a browser: apt install chromium")
    from playwright.sync_api import sync_playwright

    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": height})
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        page.on(
            "request", lambda request: complaints.append(request.url) if _far(request.url) else None
        )
        page.goto(file.as_uri())
        yield page
        browser.close()
    assert complaints == []


def _far(url: str) -> bool:
    return not url.startswith(("file:", "data:"))
