"""The same question has the same answer, whoever runs it."""

import studies

from remit_sim.experiment.executors import Serial
from remit_sim.study.comparison_request import answer, answers
from remit_sim.study.regimes import regimes
from remit_sim.study.sensitivity import sensitivity


def test_an_executor_changes_no_answer() -> None:
    asked = studies.question()
    given = asked._replace(executor=Serial())
    assert answer(given, (1, 3)) == answer(asked, (1, 3))
    assert regimes(given, 2) == regimes(asked, 2)
    assert sensitivity(given, 2) == sensitivity(asked, 2)


def test_several_questions_are_answered_in_their_order_and_told_of() -> None:
    asked = studies.question(studies.KEEPING)
    others = [asked._replace(seed=seed, executor=Serial()) for seed in (1, 2, 3)]
    told = list[tuple[int, int]]()
    found = answers(others, (2,), lambda done, total: told.append((done, total)))
    assert found == [answer(asked._replace(seed=seed), (2,)) for seed in (1, 2, 3)]
    assert told[-1][0] == told[-1][1] > 1
    assert answers([], (2,)) == []
