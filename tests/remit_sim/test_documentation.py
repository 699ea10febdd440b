"""What `docs/simulator.md` shows is run."""

import re
import subprocess
import sys
from pathlib import Path

from remit_sim.outcome.tally import FIGURES
from remit_sim.scenarios.fields import TABLES
from remit_sim.scenarios.reading import parse
from remit_sim.strategies import STRATEGIES

TEXT = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text("utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_strategy_of_twenty_lines_runs_and_limits_the_agents() -> None:
    code = block("python")
    own = [line for line in code.partition("class")[2].partition("\n\n\n")[0].splitlines() if line]
    assert len(own) <= 20
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout
    (row,) = [line for line in done.splitlines() if line.startswith("  at-most-three  ")]
    assert float(row.split()[-4]) <= 3


def test_the_scenario_is_read_and_has_every_parameter() -> None:
    text = block("toml")
    assert parse(text.encode(), "doc").name == "our-week"
    for table, parameters in TABLES.items():
        assert f"[{table}]" in text
        assert all(re.search(rf"^{each.key} = ", text, re.MULTILINE) for each in parameters)


def test_every_figure_and_every_strategy_is_named() -> None:
    assert [name for name in (*FIGURES, *STRATEGIES) if f"`{name}`" not in TEXT] == []
