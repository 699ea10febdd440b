"""Every relative link of the repository's pages leads to a file, and every anchor to a heading."""

import html
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from release import ROOT
from tracked import MARKDOWN

GFM: Any = import_module("cmarkgfm")  # has no types
RAW_HTML = import_module("cmarkgfm.cmark").Options.CMARK_OPT_UNSAFE
LINK = re.compile(r'<(?:a|img)\b[^>]*?\b(?:href|src)="([^"]*)"')
HEADING = re.compile(r"<h[1-6]>(.*?)</h[1-6]>", re.DOTALL)


@cache
def rendered(page: Path) -> str:
    """The page as GitHub's own parser makes it, raw HTML included."""
    text = (ROOT / page).read_text("utf-8")
    return str(GFM.github_flavored_markdown_to_html(text, RAW_HTML))


@cache
def anchors(page: Path) -> frozenset[str]:
    """The anchors that GitHub gives to the headings: lower case, without punctuation, numbered."""
    names: list[str] = []
    for heading in HEADING.findall(rendered(page)):
        text = html.unescape(re.sub(r"<[^>]+>", "", heading)).strip().lower()
        name = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
        names.append(f"{name}-{names.count(name)}" if name in names else name)
    return frozenset(names)


def broken(page: Path) -> list[str]:
    """The relative links of `page` that lead nowhere."""
    found: list[str] = []
    for link in map(html.unescape, LINK.findall(rendered(page))):
        if re.match(r"[a-z][a-z+.-]*:", link):
            continue
        path, _, anchor = map(unquote, link.partition("#"))
        target = (ROOT / page.parent / path).resolve() if path else ROOT / page
        known = target.suffix == ".md" and target.is_file()
        if not target.exists() or (anchor and known and anchor not in anchors(target)):
            found.append(link)
    return found


@pytest.mark.parametrize("page", MARKDOWN, ids=str)
def test_links_and_anchors_of_a_page_lead_somewhere(page: Path) -> None:
    assert broken(page) == []


def test_a_link_or_an_anchor_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A `b`, and C\n# Twice\n# Twice\n[](#a-b-and-c) [](page.md#twice-1) `[](none.md)`\n"
        "[](none.md) [](#no) ![](no.png) <a href='https://example.com/x'></a> [](page.md#Twice)\n",
        "utf-8",
    )
    assert broken(page) == ["none.md", "#no", "no.png", "page.md#Twice"]
