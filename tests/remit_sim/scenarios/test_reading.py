"""A scenario is read whole or refused with every fault, and the table fits the values."""

from pathlib import Path

import pytest

from remit.errors import ManifestError, UsageError
from remit_sim.scenarios.fields import TABLES
from remit_sim.scenarios.reading import load_scenario, parse_scenario, shipped_scenarios
from remit_sim.strategies import STRATEGIES
from remit_sim.world.scenario import Scenario

MEANT = " (did you mean worktrees?)."
FIXED = " (did you mean fixed?)."
EMPTY = b'[scenario]\nname = "x"\n'


def faults(text: str) -> list[str]:
    with pytest.raises(ManifestError) as caught:
        parse_scenario(text.encode(), "s.toml")
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize("name", shipped_scenarios())
def test_what_ships_can_be_read_and_is_named_as_its_file(name: str) -> None:
    assert load_scenario(name).name == name
    assert len(load_scenario(name).about) < 100


def test_an_empty_scenario_has_every_default() -> None:
    assert parse_scenario(EMPTY, "s.toml") == Scenario("x")


def test_the_table_has_each_parameter_of_the_values_in_their_order() -> None:
    plain = Scenario("x")
    assert [*TABLES][1:] == [*plain._fields][2:-1]  # a workload never comes from a file
    for table in [*TABLES][1:]:
        assert [each.key for each in TABLES[table]] == list(getattr(plain, table)._fields)


def test_every_example_of_the_table_is_accepted() -> None:
    for table, parameters in TABLES.items():
        lines = [f"{each.key} = {each.example}" for each in parameters]
        head = "" if table == "scenario" else EMPTY.decode()
        parse_scenario(f"{head}[{table}]\n{chr(10).join(lines)}\n".encode(), "s.toml")


def test_numbers_keep_their_units_and_lists_become_tuples() -> None:
    text = EMPTY + b"[work]\ntask_minutes = 2.5\n[experiment]\nagents = [1, 2]\n"
    found = parse_scenario(text, "s.toml")
    assert (found.work.task_minutes, found.experiment.agents) == (2.5, (1, 2))


def test_every_fault_is_named_with_its_line_and_a_fix() -> None:
    found = faults(
        '[scenario]\nname = ""\n[work]\ntasks = 0\ntask_minutes = "5"\ndurations = "fxed"\n'
        "task = 3\nzipf_exponent = 1\n[leases]\nfencing = 1\n[nowhere]\n"
        "[experiment]\nagents = []\nstrategies = ['worktree']\nreplications = 2.5\n"
        "[edits]\ngap_share = 1.5\n"
    )
    assert [fault.splitlines()[0] for fault in found] == [
        "s.toml:2: `name` must be text that can be shown.",
        "s.toml:4: `tasks` must be from 1 to 100000, not 0.",
        "s.toml:5: `task_minutes` must be a number, not a string.",
        "s.toml:6: `durations` must be one of fixed, exponential, lognormal, not 'fxed'" + FIXED,
        "s.toml:7: unknown parameter `task` in [work].",
        "s.toml:8: unknown parameter `zipf_exponent` in [work].",
        "s.toml:10: `fencing` must be true or false, not an integer.",
        "s.toml:11: unknown table or key `nowhere`.",
        "s.toml:13: `agents` must be an array with something in it, not an array.",
        f"s.toml:14: `strategies` must be one of {', '.join(STRATEGIES)}, not 'worktree'" + MEANT,
        "s.toml:15: `replications` must be a whole number, not a float.",
        "s.toml:17: `gap_share` must be from 0 to 1, not 1.5.",
    ]
    assert all("\nhint: " in fault for fault in found)
    assert "belongs to [files]" in found[5]


def test_a_lease_must_outlive_its_heartbeat() -> None:
    (fault,) = faults(EMPTY.decode() + "[leases]\nttl_minutes = 2\nheartbeat_minutes = 2\n")
    assert fault.startswith("s.toml:5: `heartbeat_minutes` must be below")


def test_a_scenario_needs_its_name() -> None:
    assert "the scenario has no name" in faults("[work]\ntasks = 3\n")[0]
    assert "must be a table" in faults("scenario = 1\n")[0]


def test_numbers_that_are_none_are_refused() -> None:
    (fault,) = faults(EMPTY.decode() + "[work]\ntask_minutes = nan\n")
    assert "must be from 0.001" in fault


def test_what_is_no_toml_is_refused() -> None:
    assert faults("[scenario\n")


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(EMPTY)
    assert load_scenario(str(path)) == Scenario("x")


def test_a_file_that_is_not_there_is_a_sentence_with_a_fix(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load_scenario(str(tmp_path / "none.toml"))
    assert "No such file" in caught.value.sentence
    assert "ten-tasks" in caught.value.hint
