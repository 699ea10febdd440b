"""The warm Python of the tests is the interpreter that they run in, to whoever calls it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from repo import Repo
from warm_python import warm_tools

TELL = """\
import os, sys
print(sys.argv, os.getcwd(), os.environ["HERE"], oct(os.umask(0)), sys.stdin.read(), sys.flags)
print(sys.stdout.encoding, sys.stdout.errors, sys.stdout.line_buffering, file=sys.stderr)
sys.exit(7)
"""
TOOLS = (Path(sys.executable), warm_tools() / "python")


def answers(
    *words: str, folder: Path, feed: str = "said"
) -> "list[subprocess.CompletedProcess[bytes]]":
    """What both answer, with an umask, a variable and input of this call."""
    return [
        subprocess.run(
            [str(python), *words],
            cwd=folder,
            env={**os.environ, "HERE": "caf\udce9", "LC_ALL": "C.UTF-8"},
            input=feed.encode(),
            capture_output=True,
            check=False,
            umask=0o027,
        )
        for python in TOOLS
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("-I", "-c", TELL, "a b", "-I", "caf\udce9"),
        ("-I", "-c", "import os; os.abort()"),
        ("-I", "-c", "raise SystemExit"),
        ("-I", "-c", "raise SystemExit('a sentence')"),
        ("-I", "-m", "remit_hooks", "no-such-hook"),
        ("-E", "-P", "-m", "remit.cli", "check", "--format", "json"),
        ("-m", "remit_hooks", "pre-commit"),
        ("-mpre_commit", "--version"),
        ("-m", "no_such_module"),
        ("--version",),
    ],
)
def test_a_call_ends_as_it_does_in_a_new_interpreter(repo: Repo, words: tuple[str, ...]) -> None:
    real, warm = answers(*words, folder=repo.root)
    assert (warm.returncode, warm.stdout, warm.stderr) == (
        real.returncode,
        real.stdout,
        real.stderr,
    )


def test_what_a_program_raises_is_told_and_is_exit_code_1(tmp_path: Path) -> None:
    for done in answers("-I", "-c", "1 / 0", folder=tmp_path):
        assert done.returncode == 1
        assert b"ZeroDivisionError" in done.stderr


def test_output_goes_to_a_file_and_to_its_end(tmp_path: Path) -> None:
    for python in TOOLS:
        with (tmp_path / "said").open("wb") as file:
            file.write(b"before ")
            file.flush()
            words = [str(python), "-I", "-c", "import sys; print('out'); sys.stderr.write('err')"]
            subprocess.run(words, stdout=file, stderr=file, check=True)
        assert (tmp_path / "said").read_bytes() in {b"before errout\n", b"before out\nerr"}
