"""What `docs/explanation/simulator.md` and `docs/explanation/simulator-world.md` show is run."""

import json
import re
from pathlib import Path

import pytest

from remit_sim.cli import main
from remit_sim.compiled.models import MODELS
from remit_sim.outcome.metrics import FIGURES
from remit_sim.scenarios.fields import TABLES
from remit_sim.scenarios.reading import parse_scenario
from remit_sim.strategies import STRATEGIES

DOCS = Path(__file__).parents[2] / "docs" / "explanation"
TEXT = "".join((DOCS / name).read_text("utf-8") for name in ("simulator.md", "simulator-world.md"))


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_strategy_of_twenty_lines_runs_and_limits_the_agents(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = block("python")
    assert len([line for line in code.partition("class")[2].splitlines() if line]) <= 20
    file = tmp_path / "three.py"
    file.write_text(code, "utf-8")
    words = ("run", "busy-repository", "--strategy", f"{file}:Three", "--format", "json")
    assert main((*words, "--replications", "3", "--agents", "8")) == 0
    figures = json.loads(capsys.readouterr().out)["figures"]
    assert 2 < figures["speed_up"]["mean"] <= 3
    trace = str(tmp_path / "run.jsonl")
    assert main((*words[:4], "--agents", "8", "--replications", "1", "--trace", trace)) == 0
    assert main(("check", trace)) == 0


def test_the_scenario_is_read_and_has_every_parameter() -> None:
    text = block("toml")
    assert parse_scenario(text.encode(), "doc").name == "our-week"
    for table, parameters in TABLES.items():
        assert f"[{table}]" in text
        assert all(re.search(rf"^{each.key} = ", text, re.MULTILINE) for each in parameters)


def test_every_figure_and_every_strategy_is_named() -> None:
    assert [name for name in (*FIGURES, *STRATEGIES) if f"`{name}`" not in TEXT] == []


def test_every_parameter_and_figure_of_a_formula_is_named() -> None:
    told = (DOCS / "simulator-sweeps.md").read_text("utf-8")
    names = {
        name
        for model in MODELS.values()
        for name in (
            *(each.key for each in model.parameters),
            *(each.name for each in model.figures(model.values)),
        )
    }
    assert [name for name in sorted(names) if f"`{name}`" not in told] == []
