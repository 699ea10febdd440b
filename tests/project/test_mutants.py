"""`make mutants`: each small change of the code is tried, and its table stays true."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from mutations import mutants
from repo import Repo

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "tests" / "support" / "mutants.py"

CHANGES: list[tuple[str, list[str]]] = [  # a source, and what its mutants have instead
    ("def f(a, b):\n    return a < b\n", ["return None", "a <= b"]),
    ("def f(a, b):\n    return a and not b\n", ["return None", "not b", "a", "b"]),
    ("def f(a):\n    if a:\n        g()\n", ["if not a:", "pass"]),
    ("def f(a):\n    a += 1\n", ["a += 2"]),
    ("def f(a, b):\n    a |= b\n", ["a &= b"]),
    ("def f(a):\n    for b in a:\n        continue\n", ["break"]),
    ("def f(a):\n    yield from (b for b in a if b)\n", ["pass", "for b in a if not b"]),
    ("def f(a):\n    raise KeyError(a)\n", ["pass"]),
    ("A = any(b'x' for _ in b'')\n", ["all", "b''", "b'?'"]),
    ("A: 'list[Literal[1]]' = True\n", ["False"]),
    ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    A = 1\n", []),
    ('def f(a):\n    """A text."""\n    print(f"{a + 1}")\n', ["pass"]),
    ("@cache\ndef f(a=1):\n    return\n", ["a=2"]),
]


@pytest.mark.parametrize(("source", "expected"), CHANGES)
def test_a_source_has_these_mutants(tmp_path: Path, source: str, expected: list[str]) -> None:
    file = tmp_path / "source.py"
    file.write_text(source)
    after = [one.name.rpartition(" -> ")[2] for one in mutants(file, "source.py")]
    assert len(after) == len(expected)
    assert all(text in found for text, found in zip(expected, after, strict=True))


def test_what_stands_twice_in_a_function_has_a_number(tmp_path: Path) -> None:
    file = tmp_path / "source.py"
    file.write_text("class A:\n    def f(self):\n        return 1 + 1\n")
    names = [one.name for one in mutants(file, "s.py")]
    assert names[1:] == ["s.py A.f: 1 + 1 -> 2 + 1", "s.py A.f: 1 + 1 -> 1 + 2"]


SOURCE = """\
LIMIT = 3


def within(number):
    return number < LIMIT


def positive(number):
    return number > 0
"""
TESTS = """\
def test_within():
    from remit.patterns.small import LIMIT, within
    assert within(2) and not within(3) and LIMIT == 3


def test_positive():
    from remit.patterns.small import positive
    assert positive(1)
"""


@pytest.fixture
def project(empty: Repo) -> Repo:
    """A project with one module of one package, of which a statement is changed."""
    empty.write("pyproject.toml", '[tool.pytest.ini_options]\npythonpath = ["scoping"]\n')
    for folder in ("remit", "remit/patterns"):
        empty.write(f"scoping/{folder}/__init__.py", "")
    empty.write("scoping/remit/patterns/small.py", SOURCE.replace("0", "-1"))
    empty.write("tests/remit/patterns/test_small.py", TESTS)
    empty.git("add", ".")
    empty.commit("the base")
    empty.branch("work")
    empty.write("scoping/remit/patterns/small.py", SOURCE)
    return empty


def run(project: Repo, *words: str) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, PROGRAM, *words, "patterns"],
        cwd=project.root,
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode != 2, done.stderr
    return done.returncode, done.stdout.splitlines()


def test_only_changed_statements_are_tried_and_a_survivor_is_named_with_its_place(
    project: Repo,
) -> None:
    code, lines = run(project)
    place = "scoping/remit/patterns/small.py:9"
    assert code == 1
    assert lines == [
        f"{place}: positive: number > 0 -> number >= 0: no test notices it",
        "3 mutants, 1 complaints",
    ]


def test_a_mutant_that_changes_nothing_is_excused_and_false_excuses_are_found(
    project: Repo,
) -> None:
    project.write(
        "tests/mutants.toml",
        """
[[equivalent]]
because = "numbers here are above 1"
mutants = [
  "patterns/small.py positive: number > 0 -> number >= 0",
  "patterns/small.py within: number < LIMIT -> number <= LIMIT",
  "patterns/small.py gone: 1 -> 2",
]
""",
    )
    code, lines = run(project, "--all")
    assert code == 1
    gone, noticed = (line.partition(": ")[2] for line in lines[:-1])
    assert (
        gone == "there is no mutant `patterns/small.py gone: 1 -> 2` any more: take the entry out"
    )
    assert noticed.startswith("within: number < LIMIT -> number <= LIMIT: tests/remit/patterns/")
    assert noticed.endswith("notices it, though tests/mutants.toml says that it changes nothing")
    assert lines[-1] == "6 mutants, 2 complaints"


def test_each_mutant_of_the_table_exists() -> None:
    table = tomllib.loads((ROOT / "tests" / "mutants.toml").read_text("utf-8"))
    named = [name for kind in table.values() for entry in kind for name in entry["mutants"]]
    files = {name.partition(" ")[0] for name in named}
    places = {file: ROOT / "scoping" / "remit" / file for file in files}
    existing = {one.name for file, path in places.items() for one in mutants(path, file)}
    assert [name for name in named if name not in existing] == []
    assert len(named) == len(set(named))
