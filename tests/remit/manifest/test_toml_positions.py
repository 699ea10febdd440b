"""Where keys and items stand: a table of TOML's ways to write them, and a law over all files."""

import tomllib
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from remit.manifest.toml_positions import At, TomlPositions

CASES: list[tuple[str, At, int]] = [
    ("a = 1\nb = 2\n", ("b",), 2),
    ("# x = 1\n\n  b = 2 # b\n", ("b",), 3),
    ("[t]\na = 1\n[u]\na = 2\n", ("u", "a"), 4),
    ("[t]\n[u]\n", ("u",), 2),
    ("[ t . u ]\na = 1\n", ("t", "u", "a"), 2),
    ("[ t . u ]\na = 1\n", ("t",), 1),
    ("[t]\na.b = 1\na.c = 2\n", ("t", "a", "c"), 3),
    ("[t]\na . 'b' = 1\n", ("t", "a", "b"), 2),
    ('"a b" = 1\n"\\u0061" = 2\n', ("a",), 2),
    ("'a.b' = 1\n", ("a.b",), 1),
    ("[[s]]\np = 1\n[[s]]\np = 2\n", ("s", 1, "p"), 4),
    ("[[s]]\np = 1\n[[s]]\np = 2\n", ("s", 1), 3),
    ("[[s]]\n[s.t]\na = 1\n[[s]]\n[s.t]\na = 1\n", ("s", 1, "t", "a"), 6),
    ("[[s]]\n[[s.t]]\na = 1\n[[s.t]]\na = 1\n", ("s", 0, "t", 1, "a"), 5),
    ("x = {a = 1, b = {c = 2}}\n", ("x", "b", "c"), 1),
    ("x = {a = [1,\n2], b = [\n3]}\n", ("x", "b", 0), 3),
    ("x = {}\ny = []\nz = 1", ("z",), 3),
    ("x = [ # ]\n'a', # ',' \n\n'b']\n", ("x", 1), 4),
    ("x = ['a', 'b'\n,\n'c',\n]\n", ("x", 2), 3),
    ("x = [[1,\n2],\n[3]]\n", ("x", 1), 3),
    ("x = [{a = 1},\n{a = 2}]\n", ("x", 1, "a"), 2),
    ('x = """\na = 1\n""" # "\ny = 1\n', ("y",), 4),
    ('x = """a""""\ny = """"a"""\nz = 1\n', ("z",), 3),
    ('x = """\\""" = """\nz = 1\n', ("z",), 2),
    ("x = '''\na = 1\n'\n''''\ny = 1\n", ("y",), 5),
    ("x = ''''''\ny = \"\"\"\"\"\"\nz = 1\n", ("z",), 3),
    ('x = "\\\\"\ny = "\\""\nz = "#"\n', ("z",), 3),
    ("x = 'a\\'\ny = 1\n", ("y",), 2),
    ("x = 1979-05-27 07:32:00 # d\ny = -1_0\n", ("y",), 2),
    ("a = 1\r\n\r\nb = [\r\n1,\r\n2]\r\n", ("b", 1), 5),
]


@pytest.mark.parametrize(("text", "at", "line"), CASES)
def test_the_line_of_a_value_is_found(text: str, at: At, line: int) -> None:
    tomllib.loads(text)
    assert TomlPositions(text).line(at) == line


def test_what_is_not_written_has_the_line_of_the_table_around_it() -> None:
    positions = TomlPositions("\n[t]\na = 1\n")
    assert positions.line(("t", "missing", 3)) == 2
    assert positions.line(("u",)) == 0
    assert positions.line(()) == 0


def test_values_below_all_that_can_have_a_fault_are_passed_over() -> None:
    text = "a = [[[[1, '[', \"}\", # ]\n {b = ']'}\n]]]]\nc = 1\n"
    tomllib.loads(text)
    assert TomlPositions(text).line(("c",)) == 4


class Written(NamedTuple):
    """A TOML text under construction, and the lines of what it holds."""

    text: str
    lines: dict[At, int]

    @property
    def line(self) -> int:
        return self.text.count("\n") + 1

    def plus(self, text: str, at: At | None = None) -> "Written":
        lines = self.lines if at is None else {**self.lines, at: self.line}
        return Written(self.text + text, lines)


_GAPS = st.sampled_from(["", " ", "\n", " # 'x' = [\n", "\n\n\t"])
_STRINGS = st.sampled_from(
    ["'a'", '"b]"', "'#'", '"\\""', '"""\nx = 1\n"""', "'''\n]\n'''", '"""""x"""', "12", "true"]
)
_KEYS = st.sampled_from(["a", "b-c", "'d.e'", '"f"', '"\\u0067"'])


@st.composite
def documents(draw: st.DrawFn) -> Written:
    written = Written(draw(_GAPS), {})
    for number, array in enumerate(draw(st.lists(st.booleans(), max_size=4))):
        header = f"[[t{number}]]" if array else f"[t{number}]"
        for index in range(draw(st.integers(1, 3)) if array else 1):
            table: At = (f"t{number}", index) if array else (f"t{number}",)
            written = written.plus(header, table).plus("\n" + draw(_GAPS))
            for key in draw(st.lists(_KEYS, unique=True)):
                written = _pair(draw, written, table, key)
    return written


def _pair(draw: st.DrawFn, written: Written, table: At, key: str) -> Written:
    name = str(next(iter(tomllib.loads(f"{key} = 1"))))
    written = written.plus(f"{key} = ", (*table, name))
    if draw(st.booleans()):
        return written.plus(draw(_STRINGS) + "\n" + draw(_GAPS))
    written = written.plus("[" + draw(_GAPS))
    for index, item in enumerate(draw(st.lists(_STRINGS))):
        written = written.plus(item, (*table, name, index)).plus(draw(_GAPS) + "," + draw(_GAPS))
    return written.plus("]\n" + draw(_GAPS))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_every_key_and_item_of_any_document_has_its_line(written: Written) -> None:
    tomllib.loads(written.text)
    positions = TomlPositions(written.text)
    assert {at: positions.line(at) for at in written.lines} == written.lines
