"""The same question has the same answer, whoever runs it."""

import studies

from remit_sim.experiment.executors import SerialExecutor
from remit_sim.study.comparison_request import answer_request, answer_requests
from remit_sim.study.regimes import compute_regime_map
from remit_sim.study.sensitivity import measure_sensitivity


def test_an_executor_changes_no_answer() -> None:
    asked = studies.question()
    given = asked._replace(executor=SerialExecutor())
    assert answer_request(given, (1, 3)) == answer_request(asked, (1, 3))
    assert compute_regime_map(given, 2) == compute_regime_map(asked, 2)
    assert measure_sensitivity(given, 2) == measure_sensitivity(asked, 2)


def test_several_questions_are_answered_in_their_order_and_told_of() -> None:
    asked = studies.question(studies.KEEPING)
    others = [asked._replace(seed=seed, executor=SerialExecutor()) for seed in (1, 2, 3)]
    told = list[tuple[int, int]]()
    found = answer_requests(others, (2,), lambda done, total: told.append((done, total)))
    assert found == [answer_request(asked._replace(seed=seed), (2,)) for seed in (1, 2, 3)]
    assert told[-1][0] == told[-1][1] > 1
    assert answer_requests([], (2,)) == []
