"""Runs the commands that a page of the documentation shows, and compares what they print.

A page is one shell session: each fenced block `sh` is run, in the order of the page and in the same
shell, and a block `text` right after it is what it prints. A line `...` stands for lines that the
page leaves out. A block after the comment `<!-- not run: REASON -->` is not run.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
SKIPPED = re.compile(r"<!-- not run: [^>]+ -->\n+```.*?^```$", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"^```sh\n(.*?)^```\n(?:\n*^```text\n(.*?)^```$)?", re.DOTALL | re.MULTILINE)
END = "\x01"
NOTHING_TYPED = b"\x04" * 64  # each ends one read


def session(page: str) -> list[tuple[str, str | None]]:
    """Each block of commands of a page, with the output that the page shows, if any."""
    return [(found[1], found[2]) for found in BLOCK.finditer(SKIPPED.sub("", page))]


def run_shell(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A script run by `sh` in a folder, with this environment's commands first on PATH.

    It reads from a terminal, as a person's shell does, at which nobody types anything.
    """
    keyboard, terminal = os.openpty()
    try:
        os.write(keyboard, NOTHING_TYPED)
        return subprocess.run(
            ["sh", "-c", script],
            cwd=folder,
            env={**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", **variables},
            text=True,
            stdin=terminal,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    finally:
        os.close(terminal)
        os.close(keyboard)


def differences(page: str, folder: Path, before: str = "", **variables: str) -> list[str]:
    """The blocks of a page that do not do what it shows: commands, output and exit code.

    A block with output must print that; one without must succeed. The session begins in `folder`,
    after the script `before`.
    """
    blocks = session(page)
    pieces = [before, *(commands for commands, _ in blocks)]
    script = "".join(f"{piece}\nprintf '{END}%s{END}' $?\n" for piece in pieces)
    _, _, *answers = run_shell(script, folder, **variables).stdout.split(END)[:-1]
    return [
        f"$ {commands}{output}({code})"
        for (commands, shown), output, code in zip(blocks, answers[::2], answers[1::2], strict=True)
        if (code != "0" if shown is None else not _shows(shown, output))
    ]


def _shows(shown: str, output: str) -> bool:
    parts = re.split(r"^ *\.\.\.$", _timeless(shown).strip(), flags=re.MULTILINE)
    pattern = ".*?".join(re.escape(part) for part in parts)
    return re.fullmatch(pattern, _timeless(output).strip(), re.DOTALL) is not None


def _timeless(text: str) -> str:
    """The text without commit ids and days of this century, which differ from run to run."""
    return re.sub(r"\b20\d\d-\d\d-\d\d\b", "DAY", re.sub(r"\b[0-9a-f]{7,40}\b", "COMMIT", text))
