"""Each message that `docs/troubleshooting.md` explains is one that remit can print."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/troubleshooting.md").read_text("utf-8")
EXPLAINED = [a or b for a, b in re.findall(r"^### (?:`` (.+) ``|`([^`]+)`)$", PAGE, re.MULTILINE)]


@cache
def messages() -> frozenset[str]:
    """Every text in the sources, with `…` for each value that is put into it."""
    return frozenset(texts())


def texts() -> Iterator[str]:
    for folder in ("scoping/remit", "hooks/remit_hooks"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_bytes())):
                if isinstance(node, ast.JoinedStr):
                    parts = (v.value if isinstance(v, ast.Constant) else "…" for v in node.values)
                    yield "".join(map(str, parts))
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def test_many_messages_are_explained() -> None:
    assert len(EXPLAINED) >= 25


@pytest.mark.parametrize("message", EXPLAINED)
def test_an_explained_message_is_in_the_sources(message: str) -> None:
    assert message in messages()
