"""Write `docs/benchmarks/simulator.md` and its figures, measured now.

`python tests/benchmarks/simulator.py docs/benchmarks [--repositories DIR] [--only NAME ...]`

Each section is a module of `tests/benchmarks/simulator` with `section() -> str`: Markdown that
begins with its `##` heading. A parameter `repositories` gets the folder of clones, `figures` the
folder for pictures. Without what it needs, a section keeps its old text and the date of that.
"""

import argparse
import inspect
import re
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from tables import machine

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = "simulator.md"
COMMAND = "python tests/benchmarks/simulator.py docs/benchmarks"
_FOLDER = Path(__file__).with_suffix("")
_SECTIONS = {
    "figures": "What a report shows",
    "published": "Against published results",
    "backtest": "Against histories that it has not seen",
    "replay": "How fast a replay is",
    "live": "Against live runs",
    "speed": "How fast it is",
}
_INTRODUCTION = """\
# What the simulator's results are worth

How to read its results: [the guide](../explanation/simulator.md); the page
that the figures are from: [reports](../explanation/simulator-report.md).
Every section says when and where it was measured, and is made
again by `{command}`; with `--repositories DIR` for those that need
clones of public repositories (`DIR/pallets+flask`, `DIR/tokio-rs+tokio`, ...), with `--only NAME`
for one alone. Seeds are fixed: counts and virtual minutes are the same
everywhere; speeds are this machine's.
"""


def page(parts: "Mapping[str, str]") -> str:
    """The whole page of sections by their names."""
    marked = (
        f"<!-- {name} -->\n{text.strip()}\n<!-- end of {name} -->\n" for name, text in parts.items()
    )
    return "\n".join((_INTRODUCTION.format(command=COMMAND), *marked))


def parts_of(text: str) -> dict[str, str]:
    """The sections of a page that was written before.

    >>> parts_of(page({"speed": "## Fast", "live": "## Live"}))
    {'speed': '## Fast', 'live': '## Live'}
    """
    found = re.findall(r"<!-- (\w+) -->\n(.*?)\n<!-- end of \1 -->", text, re.DOTALL)
    return {str(name): str(inside) for name, inside in found}


def measured(name: str, given: "Mapping[str, Path | None]") -> str | None:
    """A section as it is now; None, with the reason on standard error, where it cannot be had."""
    if not (_FOLDER / f"{name}.py").exists():
        return _without(name, "there is no such module")
    section = import_module(name).section
    wanted = {key: given[key] for key in inspect.signature(section).parameters}
    missing = [f"--{key} DIR" for key, value in wanted.items() if value is None]
    if missing:
        return _without(name, f"needs {', '.join(missing)}")
    try:
        text = str(section(**wanted))
    except Exception:  # noqa: BLE001 - one section that fails takes no other one with it
        return _without(name, traceback.format_exc())
    heading, _, rest = text.strip().partition("\n")
    return f"{heading}\n\n{machine(COMMAND)}\n{rest}"


def _without(name: str, why: str) -> None:
    print(f"simulator: {name} is not measured: {why}", file=sys.stderr)  # noqa: T201 - a program


def main() -> int:
    """0, or 1 where a section that was asked for could not be measured."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repositories", type=Path, metavar="DIR")
    parser.add_argument("--only", nargs="+", choices=_SECTIONS, default=list(_SECTIONS))
    asked = parser.parse_args()
    sys.path.insert(0, str(_FOLDER))
    file = asked.folder / PAGE
    figures = asked.folder / "simulator"
    figures.mkdir(parents=True, exist_ok=True)
    given = {"repositories": asked.repositories, "figures": figures}
    failed = False
    for name in asked.only:
        text = measured(name, given)
        failed |= text is None
        old = parts_of(file.read_text("utf-8")) if file.exists() else {}  # as it is now, not before
        new = old if text is None else {**old, name: text}
        file.write_text(page(_whole(new)), encoding="utf-8")
    return int(failed)


def _whole(parts: "Mapping[str, str]") -> dict[str, str]:
    return {
        name: parts.get(name, f"## {title}\n\nNot measured yet.")
        for name, title in _SECTIONS.items()
    }


if __name__ == "__main__":
    sys.exit(main())
