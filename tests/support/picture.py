"""The picture in the README: a commit that remit refuses, as a terminal shows it.

`docs/demo.sh` makes the repository and runs the commands; nothing here invents a line. Run by
`make picture`; `tests/project/test_readme.py` says whether the committed file is up to date.
"""

import os
import pty
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

DOCS = Path(__file__).parents[2] / "docs"
PICTURE = DOCS / "refused-commit.svg"
COLUMNS = 134
THEME = TerminalTheme(
    (22, 27, 34),
    (220, 226, 232),
    [
        *((72, 79, 88), (255, 123, 114), (86, 211, 100), (227, 179, 65)),
        *((121, 192, 255), (210, 168, 255), (86, 212, 221), (220, 226, 232)),
    ],
)
# The template of rich, less its web fonts: a picture loads nothing.
TEMPLATE = """\
<svg viewBox="0 0 {width} {height}" role="img" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font: {char_height}px/{line_height}px ui-monospace, Menlo, "DejaVu Sans Mono", monospace;
}}
.{unique_id}-title {{ font: bold 18px system-ui, sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def record_demo(scene: str) -> str:
    """What the demo prints on a terminal up to the end of `scene`, escape sequences included."""
    terminal, end = pty.openpty()
    variables = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    variables |= {"TERM": "xterm", "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    with subprocess.Popen(
        ["sh", DOCS / "demo.sh", scene], env=variables, stdin=end, stdout=end, stderr=end
    ) as demo:
        os.close(end)
        printed = bytearray()
        while part := _read(terminal):
            printed += part
    os.close(terminal)
    if demo.returncode:
        raise SystemExit(printed.decode("utf-8", "replace"))
    return printed.decode("utf-8").replace("\r\n", "\n")


def last_session(printed: str) -> str:
    """The last command of the demo with its answer, without the exit code that the demo adds."""
    commands = list(re.finditer(r"^(?:\x1b\[1m)?\$ ", printed, re.MULTILINE))
    session = printed[commands[-1].start() :]
    return session.partition("(exit code ")[0].rstrip("\n")


def draw_terminal(session: str, title: str) -> str:
    """The session as SVG. Lines are broken where a terminal of `COLUMNS` columns breaks them."""
    console = Console(
        file=StringIO(), record=True, width=COLUMNS, force_terminal=True, color_system="standard"
    )
    for line in session.split("\n"):
        text = Text.from_ansi(line)
        for row in text.divide(range(COLUMNS, len(text), COLUMNS)):
            console.print(row, no_wrap=True, overflow="ignore", crop=False)
    return console.export_svg(title=title, theme=THEME, code_format=TEMPLATE, unique_id="remit")


def draw_refused_commit() -> str:
    """The picture of the README."""
    return draw_terminal(last_session(record_demo("refusal")), "A commit that remit refuses")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so where everybody has closed the other end
        return b""


if __name__ == "__main__":
    PICTURE.write_text(draw_refused_commit(), encoding="utf-8")
