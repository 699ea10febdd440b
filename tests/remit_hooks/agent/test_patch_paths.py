"""The paths of a patch, whatever its lines look like."""

import subprocess
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from repo import Repo

from remit_hooks.agent.patch_paths import read_diff, read_patch

NAMES = st.text("abc/é ._-", min_size=1, max_size=10).map(str.strip).filter(bool)


@given(st.lists(st.tuples(st.sampled_from(["Add", "Update", "Delete"]), NAMES)))
def test_each_file_of_a_patch_is_named(files: list[tuple[str, str]]) -> None:
    body = "".join(f"*** {action} File: {name}\n@@\n-*** x\n+--- y\n" for action, name in files)
    expected = [("remove" if action == "Delete" else "write", name) for action, name in files]
    assert read_patch(f"*** Begin Patch\n{body}*** End Patch\n") == expected


@given(st.sampled_from(["", " ", "\t", "  "]), st.sampled_from(["Add", "Delete"]))
def test_blanks_before_a_file_hide_nothing_but_a_line_of_an_update_is_no_file(
    blanks: str, before: str
) -> None:
    body = f"*** {before} File: a\n{blanks}*** Update File: b\n@@\n *** Add File: c\n+*** d\n"
    assert [path for _, path in read_patch(f"*** Begin Patch\n{body}")] == ["a", "b"]


@given(st.text(max_size=80))
def test_no_text_makes_it_fail(text: str) -> None:
    read_patch(text)
    read_diff(text, 1)


def test_a_diff_of_git_names_what_it_changes(empty: Repo) -> None:
    empty.stage("same/old", "".join(f"line {n}\n" for n in range(20)))
    empty.stage("gone", "-- x\n++ y\n")
    empty.stage("edited", "--- a/not\n+++ b/this\n")
    empty.stage("bin", b"\0\1")
    empty.stage("empty one", "")
    empty.stage("mode", "")
    empty.commit()
    empty.git("mv", "same/old", "same/new")
    empty.git("rm", "-q", "gone")
    empty.stage("edited", "--- a/not\n+++ b/that\n")
    empty.stage('caf\u00e9 "x"', "new\n")
    empty.git("rm", "-q", "empty one")
    empty.git("update-index", "--chmod=+x", "mode")
    empty.stage("bin", b"\0\2")
    text = empty.git("diff", "--cached", "-M", "--binary")
    assert sorted(read_diff(text, 1)) == [
        ("remove", "empty one"),
        ("remove", "gone"),
        ("remove", "same/old"),
        ("write", "bin"),
        ("write", 'caf\u00e9 "x"'),
        ("write", "edited"),
        ("write", "mode"),
        ("write", "same/new"),
    ]


def test_a_plain_diff_has_times_behind_its_names(tmp_path: Path) -> None:
    for name, text in (("a", "1\n"), ("b", "2\n")):
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        ["diff", "-u", "a", "b"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert read_diff(done.stdout, 0) == [("remove", "a"), ("write", "b")]
