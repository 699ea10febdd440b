"""Hunks are read from headings alone, whatever the lines of files say."""

import pytest

from remit.history.hunks import Hunk, parse_hunks

OID, OTHER = "a" * 40, "b" * 40


def log(*lines: str) -> list[bytes]:
    return [f"{line}\n".encode() for line in lines]


def test_each_file_has_its_hunks_in_their_order() -> None:
    found = parse_hunks(
        log(
            f"\0{OID}",
            "",
            "diff --git a/one b/one",
            "index 0..1 100644",
            "@@ -3 +3,2 @@ def heading():",
            "-old",
            "+new",
            "+new",
            "@@ -9,2 +10,0 @@",
            "diff --git a/two b/two",
            "old mode 100644",
            "new mode 100755",
            f"\0{OTHER}",
        )
    )
    assert [*found] == [(OID, ((Hunk(3, 1, 3, 2), Hunk(9, 2, 10, 0)), ())), (OTHER, ())]


def test_lines_of_files_are_never_headings() -> None:
    inside = ("+diff --git a/x b/x", "-@@ -1 +1 @@", "+Binary files x", f"+\0{OTHER}")
    found = parse_hunks(log(f"\0{OID}", "diff --git a/one b/one", "@@ -1,2 +1,3 @@", *inside))
    assert [*found] == [(OID, ((Hunk(1, 2, 1, 3),),))]


def test_contents_without_lines_have_no_hunks() -> None:
    found = parse_hunks(log(f"\0{OID}", "diff --git a/p b/p", "Binary files a/p and b/p differ"))
    assert [*found] == [(OID, (None,))]


@pytest.mark.parametrize("line", ["@@ -1 +1 @@", "@@ -x +1 @@"])
def test_a_hunk_without_a_file_is_no_log(line: str) -> None:
    with pytest.raises(ValueError, match="a hunk without a file"):
        tuple(parse_hunks(log(f"\0{OID}", line)))
