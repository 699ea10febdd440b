"""A write is found through whatever is put round it; what is not plain writes nothing."""

import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit_hooks.agent.shell_writes import ShellWrites

ROUNDS = (
    "{}",
    "true && {}",
    "false || {}; true",
    "( {} )",
    "{{ {}; }}",
    "if x; then {}; fi",
    "while x; do {}; done",
    "! {}",
    "echo $( {} )",
    "cat <( {} )",
    "ls | {}",
    "{} &",
    "# no\n{}",
    "cat <<E\ntext\nE\n{}",
    "x=1; {}",
)
WORDS = [
    "git", "sed", "perl", "cp", "mv", "tar", "dd", "env", "xargs", "-i", "-n", "-t", "--", "a", ">",
    "$x", "'b",
]  # fmt: skip
NAMES = st.text("abcXYZ019._- '\"$*é", min_size=1, max_size=8).filter(lambda n: n[0] not in "-~")


def found(command: str, folder: str = "/r") -> list[tuple[str, str]]:
    return [
        (write.effect, write.path) for write in ShellWrites(folder, "/home/me").read(command).writes
    ]


@given(st.sampled_from(ROUNDS), st.sampled_from(ROUNDS), NAMES)
def test_a_redirection_is_found_in_any_surroundings(outer: str, inner: str, name: str) -> None:
    plain = f"echo x > {shlex.quote(name)}"
    command = outer.format(inner.format(plain))
    if "<<E" in inner and outer not in {"{}", "# no\n{}", "x=1; {}"}:
        return  # a here-document begins a line
    assert ("truncate", f"/r/{name}") in found(command)


@given(NAMES, st.integers(1, 4))
def test_shells_in_shells_hide_nothing(name: str, depth: int) -> None:
    command = f"rm {shlex.quote(name)}"
    for _ in range(depth):
        command = f"bash -c {shlex.quote(command)}"
    assert found(command) == [("remove", f"/r/{name}")]


@given(st.text(max_size=60))
def test_no_text_makes_it_fail(command: str) -> None:
    found(command)


@given(st.lists(st.sampled_from(WORDS)))
def test_no_words_make_it_fail(words: list[str]) -> None:
    found(" ".join(words))


def test_a_directory_that_is_entered_counts_until_its_shell_ends() -> None:
    assert found("cd a; touch x; (cd ..; touch y); touch z") == [
        ("touch", "/r/a/x"), ("touch", "/r/a/../y"), ("touch", "/r/a/z"),
    ]  # fmt: skip


@pytest.mark.parametrize("command", ["cd $x; touch y", "popd; touch y", "cd -; touch y"])
def test_where_the_directory_is_unknown_only_absolute_paths_count(command: str) -> None:
    assert found(command) == []
    assert found(f"{command} /z") == [("touch", "/z")]


@pytest.mark.parametrize(
    "command",
    [
        "cat a b", "sed -n p a", "perl -e 1 a", "awk 1 a", "sort a", "curl x", "tar tf a",
        "cp a", "mv", "git status", "git log -- a", "xargs", "bash", "bash script.sh", "eval $x",
        "$x > $y", "python3 -c 'open(1)'", "env", "dd if=a", "gzip -k a", "rsync -n a b",
        "rsync a h:b",
        "unzip -l a -d b", "git apply --stat a", "patch --dry-run a", "chmod +x",
    ],
)  # fmt: skip
def test_what_is_not_plainly_a_write_is_none(command: str) -> None:
    assert found(command) == []


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("install -d a b", [("directory", "/r/a"), ("directory", "/r/b")]),
        ("ln -s a b", [("replace", "/r/b")]),
        ("ln -s ../a", [("replace", "/r/.")]),
        ("cp -l a b", [("write", "/r/a"), ("replace", "/r/b")]),
        ("mv -t d a", [("remove", "/r/a"), ("replace", "/r/d")]),
        ("gzip a", [("remove", "/r/a")]),
        ("tar czf a.tgz b", [("truncate", "/r/a.tgz")]),
        ("unzip a -d b", [("tree", "/r/b")]),
        ("rsync -a a/ b/", [("tree", "/r/b/")]),
        ("chmod -R a+x d", [("tree", "/r/d")]),
        ("chmod -x a", [("write", "/r/a")]),
        ("ruby -i.bak -pe 1 a", [("write", "/r/a")]),
        ("git restore -s main -S -W a", [("write", "/r/a")]),
        ("git restore -s main -S a", []),
        ("git checkout HEAD -- a", []),
        ("git apply -R x.patch", []),
    ],
)
def test_a_command_writes_what_it_is_given(command: str, expected: list[tuple[str, str]]) -> None:
    assert found(command) == expected


def test_a_reversed_patch_makes_what_it_would_remove(tmp_path: Path) -> None:
    (tmp_path / "x.patch").write_text("--- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n")
    assert found("git apply -R x.patch", str(tmp_path)) == [("write", f"{tmp_path}/gone")]
    assert found("git apply x.patch", str(tmp_path)) == [("remove", f"{tmp_path}/gone")]


def test_a_pattern_stands_for_the_files_that_are_there(tmp_path: Path) -> None:
    for name in ("a.py", "b.py", "c.txt"):
        (tmp_path / name).touch()
    removed = found("rm *.py", str(tmp_path))
    assert sorted(removed) == [("remove", f"{tmp_path}/a.py"), ("remove", f"{tmp_path}/b.py")]
    assert found("rm '*.py'", str(tmp_path)) == [("remove", f"{tmp_path}/*.py")]


@pytest.mark.parametrize(
    ("command", "off"),
    [
        ("git commit -n", True), ("git commit -m n", False), ("git commit -Fn", False),
        ("git commit -C n -a", False), ("git push -n", False), ("git merge --no-verify x", True),
        ("git commit --no-v", True), ("git commit --no-", False), ("git commit -- -n", False),
        ("git config remit.base x", True), ("git config remit.base", False),
        ("export GIT_CONFIG_KEY_0=core.hooksPath", True), ("remit agents uninstall codex", True),
        ("remit agents test codex", False), ("git --config-env=core.hooksPath=X commit", True),
        ("git commit --message --no-verify", False),
    ],
)  # fmt: skip
def test_what_switches_checks_off_is_told_from_what_does_not(command: str, *, off: bool) -> None:
    assert bool(ShellWrites("/r", "/h").read(command).switches) == off
