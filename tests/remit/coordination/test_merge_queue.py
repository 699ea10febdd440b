"""The merge queue by example; its laws are in `test_laws`."""

import pytest

from remit.coordination.merge_queue import (
    BatchMode,
    Dequeue,
    Enqueue,
    MergeQueueState,
    ReportBaseMove,
    ReportConflict,
    ReportFailure,
    ReportPass,
    Request,
    SpeculationRounds,
    SpeculationWindow,
    apply,
    decide,
)
from remit.coordination.merge_queue_state import (
    Bisected,
    BuildCancelled,
    BuildLanded,
    BuildStarted,
    Event,
    MergeQueueRefusal,
    MergeQueueRefused,
    Mode,
    TaskReturned,
)


class Told:
    """A queue, and what each request led to; bookkeeping events are left out."""

    def __init__(self, mode: Mode, *, lanes: int = 9) -> None:
        self.state = MergeQueueState("base", mode, lanes)

    def told(self, *requests: Request) -> list[str]:
        said: list[str] = []
        for request in requests:
            events = decide(self.state, request)
            for event in events:
                self.state = apply(self.state, event)
            said += filter(None, map(_worded, events))
        return said

    def queued(self, tasks: str) -> list[str]:
        return self.told(*(Enqueue(task, f"{task}1") for task in tasks))


def _worded(event: Event) -> str:  # noqa: PLR0911 - a table
    match event:
        case BuildStarted(build):
            return f"{build.number}: build {''.join(build.tasks)} on {build.base}"
        case BuildCancelled(number):
            return f"{number}: cancel"
        case BuildLanded(_, tasks, commit):
            return f"land {''.join(tasks)} as {commit}"
        case TaskReturned(task, reason):
            return f"send {task} back: {reason.name}"
        case Bisected(left, right):
            return f"halve {''.join(left)} {''.join(right)}"
        case MergeQueueRefused(reason):
            return f"refused: {reason.name}"
        case _:
            return ""


def test_a_serial_queue_builds_one_task_at_a_time_on_the_newest_base() -> None:
    queue = Told(BatchMode(1))
    assert queue.queued("ab") == ["1: build a on base"]
    assert queue.told(ReportPass(1, "A")) == ["land a as A", "2: build b on A"]
    assert queue.told(ReportFailure(2)) == ["send b back: FAILED"]
    assert queue.state == MergeQueueState("A", BatchMode(1), 9, next_number=3)


def test_a_batch_that_fails_is_halved_until_the_culprit_is_alone() -> None:
    queue = Told(BatchMode(4))
    queue.queued("x")
    queue.queued("abcd")
    assert queue.told(ReportPass(1, "X")) == ["land x as X", "2: build abcd on X"]
    assert queue.told(ReportFailure(2)) == ["halve ab cd", "3: build ab on X"]
    assert queue.told(ReportPass(3, "AB")) == ["land ab as AB", "4: build cd on AB"]
    assert queue.told(ReportFailure(4)) == ["halve c d", "5: build c on AB"]
    assert queue.told(ReportFailure(5)) == ["send c back: FAILED", "6: build d on AB"]
    assert queue.told(ReportPass(6, "D")) == ["land d as D"]


def test_speculation_builds_every_beginning_and_lands_up_to_the_first_failure() -> None:
    queue = Told(SpeculationWindow(3))
    assert queue.queued("abcd") == [
        "1: build a on base",
        "2: build ab on base",
        "3: build abc on base",
    ]
    assert queue.told(ReportFailure(2)) == []  # b may be innocent as long as a may fail
    assert queue.told(ReportPass(1, "A")) == [
        "land a as A",
        "3: cancel",
        "send b back: FAILED",
        "4: build c on A",
        "5: build cd on A",
    ]


def test_a_window_is_filled_again_by_every_landing_and_a_round_is_not() -> None:
    window, rounds = Told(SpeculationWindow(2)), Told(SpeculationRounds(2))
    assert window.queued("abc") == ["1: build a on base", "2: build ab on base"]
    assert window.told(ReportPass(1, "A")) == ["land a as A", "3: build bc on A"]
    assert rounds.queued("xabc")[:1] == ["1: build x on base"]
    assert rounds.told(ReportPass(1, "X")) == ["land x as X", "2: build a on X", "3: build ab on X"]
    assert rounds.told(ReportPass(2, "A")) == ["land a as A"]
    assert rounds.told(ReportPass(3, "AB")) == ["land b as AB", "4: build c on AB"]


def test_a_result_that_came_early_counts_when_its_turn_comes() -> None:
    queue = Told(SpeculationWindow(2))
    queue.queued("ab")
    assert queue.told(ReportPass(2, "AB")) == []
    assert queue.told(ReportPass(1, "A")) == ["land a as A", "land b as AB"]


def test_no_more_builds_run_at_once_than_there_are_lanes() -> None:
    queue = Told(SpeculationWindow(3), lanes=2)
    assert queue.queued("abc") == ["1: build a on base", "2: build ab on base"]
    assert queue.told(ReportPass(1, "A")) == ["land a as A", "3: build bc on A"]


def test_a_task_that_leaves_takes_every_build_that_holds_it_along() -> None:
    queue = Told(SpeculationWindow(3))
    queue.queued("abc")
    assert queue.told(Dequeue("b")) == ["2: cancel", "3: cancel", "4: build ac on base"]
    assert queue.told(Dequeue("b")) == ["refused: UNKNOWN"]
    assert queue.told(ReportPass(2, "AB")) == ["refused: UNKNOWN"]


def test_a_new_commit_of_a_queued_task_goes_to_the_end() -> None:
    queue = Told(BatchMode(1))
    queue.queued("ab")
    assert queue.told(Enqueue("a", "a1")) == ["refused: QUEUED"]
    assert queue.told(Enqueue("a", "a2")) == ["1: cancel", "2: build b on base"]
    assert [entry.head for entry in queue.state.entries.values()] == ["b1", "a2"]


def test_a_task_that_does_not_merge_is_sent_back_and_the_others_go_on() -> None:
    queue = Told(BatchMode(3))
    queue.queued("xabc")
    queue.told(ReportPass(1, "X"))
    assert queue.told(ReportConflict(2, "b")) == [
        "2: cancel",
        "send b back: CLASHED",
        "3: build ac on X",
    ]
    assert queue.told(ReportConflict(3, "b")) == ["refused: UNKNOWN"]


def test_what_was_built_on_another_base_is_built_again() -> None:
    queue = Told(SpeculationWindow(2))
    queue.queued("ab")
    assert queue.told(ReportBaseMove("other")) == [
        "1: cancel",
        "2: cancel",
        "3: build a on other",
        "4: build ab on other",
    ]
    assert queue.told(ReportBaseMove("other")) == []


def test_a_task_sent_back_may_try_the_same_commit_again() -> None:
    queue = Told(BatchMode(1))
    queue.queued("a")
    queue.told(ReportFailure(1))
    assert queue.queued("a") == ["2: build a on base"]


@pytest.mark.parametrize("request_", [ReportPass(7, "X"), ReportFailure(7), ReportConflict(7, "a")])
def test_news_of_a_build_that_does_not_run_change_nothing(request_: Request) -> None:
    queue = Told(BatchMode(1))
    queue.queued("a")
    before = queue.state
    assert queue.told(request_) == ["refused: UNKNOWN"]
    assert queue.state == before


def test_reasons_are_said_in_words() -> None:
    assert all(reason.value[0].islower() for reason in MergeQueueRefusal)
