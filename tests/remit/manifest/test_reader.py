"""Files that are no TOML: one sentence with the line, and a hint for the classic mistakes."""

import pytest

from remit.errors import ManifestError
from remit.manifest.reader import read_values
from remit.manifest.tables import TASK_TABLES

CASES = [
    ("[files]\nwrite = src/**\n", 2, "no TOML: a value without quotes (column 9).", "quoted"),
    ("[files]\nwrite = [src/**]\n", 2, "a value without quotes", 'write = ["src/**"]'),
    ('[files]\nwrite = ["a",\n  b/*.py]\n', 3, "a value without quotes", "quoted"),
    ("src/** = 1\n", 1, "expected '='", "write key = value"),
    ("*.py\n", 1, "invalid statement", "quoted"),
    ('\nwrite = ["\\["]\n', 2, "a backslash in double quotes", r"'\[a]'"),
    ('title = "x\n', 1, "illegal character '\\n'", "line where they open"),
    ('title = "x', 1, "unterminated string", "close the quotes"),
    ("title = 'x", 1, "unterminated string", "close the quotes"),
    ('goal = """x\n\n\n', 1, "unterminated string", "close the quotes"),
    ('write = ["a"\nappend = ["b"]\n', 2, "unclosed array", "a comma between its items"),
    ("[files]\n[task]\n[files]\n", 3, "this table is given twice", "join"),
    ("a.b = 1\n[a]\n", 2, "this table is given twice", "join"),
    ("a = {b = 1}\n[a.c]\n", 2, "this table is given twice", "join"),
    ("[a]\nb = 1\n[c]\nb = 1\nb = 2\n", 5, "this key is given twice", "keep one"),
    ("a = 1\na = [\n2,\n]\n", 4, "this key is given twice", "keep one"),
    ("portable_names = True\n", 1, "invalid value", "lower case"),
    ("[task]\nid: x\n", 2, "a colon after a key", "equals sign"),
    ("[task]\nid\n", 2, "expected '=' after a key", "write key = value"),
    ("[task]\nid =\n", 2, "a key without a value", "write key = value"),
    ("<<<<<<< HEAD\n", 1, "a merge conflict", "resolve"),
    ("[task]\n=======\n", 2, "a merge conflict", "resolve"),
    ("title = \u201cx\u201d\n", 1, "curly quotes", "straight"),
    ('id = "a" "b"\n', 1, "expected newline or end of document", "one key = value"),
    ("[task\n", 1, "expected ']'", "toml.io"),
    ("a = 9" + "9" * 5000, 1, "a number with thousands of digits", ""),
    ('title = "\x00"\n', 1, "a NUL byte.", "plain text"),
    ("\na = 1\n\x00", 3, "a NUL byte.", "plain text"),
    ("\n\nx = '\x1b[2J'\n", 3, r"invalid character '\x1b'", ""),
]


@pytest.mark.parametrize(("text", "line", "what", "hint"), CASES)
def test_no_toml_is_one_fault_on_its_line(text: str, line: int, what: str, hint: str) -> None:
    with pytest.raises(ManifestError) as caught:
        read_values(text.encode(), "x.toml", TASK_TABLES)
    (fault,) = caught.value.faults
    assert (fault.where, fault.line) == ("x.toml", line)
    assert what in fault.what
    assert fault.what.endswith(".")
    assert hint in fault.hint


@pytest.mark.parametrize(
    ("data", "line", "what"),
    [
        (b"a = 1\nb = '\xe9'\n", 2, "byte 0xe9 is not UTF-8."),
        ("a = 1\n".encode("utf-16"), 1, "the file is UTF-16, not UTF-8."),
        (b"\xff\xfea", 1, "the file is UTF-16, not UTF-8."),
    ],
)
def test_what_is_not_utf8_is_one_fault_on_its_line(data: bytes, line: int, what: str) -> None:
    with pytest.raises(ManifestError) as caught:
        read_values(data, "x.toml", TASK_TABLES)
    (fault,) = caught.value.faults
    assert (fault.line, fault.what) == (line, what)
    assert "UTF-8" in fault.hint
