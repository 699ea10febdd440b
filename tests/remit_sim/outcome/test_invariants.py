"""The laws hold on every trace, and a trace that breaks one is told so."""

import pytest

from remit.errors import UsageError
from remit_sim.engine import TraceNote
from remit_sim.experiment.replications import trace_run
from remit_sim.outcome import find_broken_laws
from remit_sim.outcome.trace_file import TraceHeader, format_trace, parse_trace
from remit_sim.strategies import STRATEGIES
from remit_sim.world.scenario import FileSettings, MergeSettings, Scenario

HEAD = next(format_trace(TraceHeader("one", "worktrees", 2, 1, 0), ()))


def notes() -> list[TraceNote]:
    scenario = Scenario(
        "two", files=FileSettings(per_task=1, choice="same"), merge=MergeSettings(1)
    )
    return trace_run(scenario, STRATEGIES["worktrees"].make, 2, 1, 0)


def test_a_trace_survives_its_file_byte_for_byte() -> None:
    header = TraceHeader("two", "worktrees", 2, 1, 0)
    lines = list(format_trace(header, notes()))
    again = parse_trace(lines, "trace")
    assert again == (header, notes())
    assert list(format_trace(*again)) == lines


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["nonsense"],
        ["{}"],
        ['{"version": 1}'],
        ['{"version": 2, "seed": 1}'],
        [HEAD.replace("2,", '"2",')],
        [HEAD.replace("2,", "0,")],
        [HEAD.replace('"one"', "7")],
    ],
)
def test_what_is_no_trace_is_refused(lines: list[str]) -> None:
    with pytest.raises(UsageError):
        parse_trace(lines, "file")


def test_a_damaged_line_is_refused() -> None:
    lines = list(format_trace(TraceHeader("two", "worktrees", 2, 1, 0), notes()))
    with pytest.raises(UsageError, match="no trace"):
        parse_trace([*lines, "[1, 2]\n"], "file")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("spends", "gap or an overlap"),
        ("lands", "tasks began"),
        ("gets", "trunk"),
        ("ends", "ends once"),
    ],
)
def test_a_trace_that_lacks_a_note_breaks_a_law(what: str, said: str) -> None:
    whole = notes()
    place = next(place for place, note in enumerate(whole) if note.what == what)
    assert find_broken_laws(whole, 2) == ()
    assert said in " ".join(find_broken_laws(whole[:place] + whole[place + 1 :], 2))


DESK = [
    TraceNote(0, "", "opens", "desk", 1),
    TraceNote(0, "a", "asks", "desk"),
    TraceNote(0, "a", "gets", "desk"),
    TraceNote(1, "b", "asks", "desk"),
    TraceNote(4, "c", "asks", "desk"),
    TraceNote(6, "a", "gives", "desk"),
    TraceNote(6, "b", "gets", "desk"),
    TraceNote(9, "b", "gives", "desk"),
    TraceNote(9, "c", "gets", "desk"),
    TraceNote(9, "c", "gives", "desk"),
]


@pytest.mark.parametrize(
    ("queue", "area", "waits"),
    [
        pytest.param(DESK[:8], 10, 5, id="one waits for ever"),
        pytest.param([*DESK[:4], *DESK[5:]], 5, 5, id="one gets it who never asked"),
        pytest.param([*DESK[:6], DESK[6]._replace(who="d"), *DESK[7:]], 10, 5, id="for another"),
    ],
)
def test_waits_that_are_not_the_area_under_the_queue_break_littles_law(
    queue: list[TraceNote], area: int, waits: int
) -> None:
    law = "desk: the area under the queue is"
    assert not [said for said in find_broken_laws(DESK, 3) if said.startswith(law)]
    (said,) = [said for said in find_broken_laws(queue, 3) if said.startswith(law)]
    assert said == f"{law} {area}, the waits sum to {waits}"


def test_time_that_runs_backwards_or_on_something_unknown_is_told() -> None:
    whole = notes()
    assert "backwards" in " ".join(find_broken_laws([whole[-1], *whole], 2))
    odd = [note._replace(about="sleep") if note.what == "spends" else note for note in whole]
    assert "not known" in " ".join(find_broken_laws(odd, 2))
    assert "not accounted for" in " ".join(find_broken_laws(whole, 3))
