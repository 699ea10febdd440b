"""A plan as a whole: what is certain is kept apart, what is likely is weighed; advice is given."""

from itertools import combinations
from random import Random

import planned
import pytest

from remit.manifest.scope import FileRules, ResourceNeeds, Scope
from remit.plan.advice import advise_on_plan, find_start_delays
from remit.plan.backtest import BacktestSetup, backtest_plans
from remit.plan.collisions import PairFeatures, TaskPairs, TaskTexts, collision_chance
from remit.plan.exclusions import find_exclusions
from remit.plan.history_model import Calibration, calibrate_history
from remit.plan.manifests import draft_manifests, set_after
from remit.plan.plan import Plan, PlanOptions, choose_schedule, find_schedules, make_plan
from remit.plan.reading.toml_list import from_scope
from remit.plan.schedule.problem import ScheduleProblem, concurrent_pairs, schedule_faults
from remit.plan.task import PlanTask

KNOWN = planned.knowledge()
TASKS = (
    PlanTask("match", "routing: match paths with 3 segments"),
    PlanTask("segments", "routing: match empty segments of paths"),
    PlanTask("cookies", "session: refuse cookies of 9 bytes"),
    PlanTask("escape", "templates: escape values in blocks"),
)


def _plan(*tasks: PlanTask, agents: int = 2, **wishes: float) -> Plan:
    return make_plan(KNOWN, tasks or TASKS, PlanOptions(agents, **wishes))  # type: ignore[arg-type]


def _pairs(found: Plan) -> set[frozenset[str]]:
    names = [task.id for task in found.tasks]
    pairs = concurrent_pairs(found.problem, found.schedule.starts)
    return {frozenset((names[one], names[two])) for one, two in pairs}


def test_likely_collisions_do_not_run_together() -> None:
    found = _plan()
    assert schedule_faults(found.problem, found.schedule.starts) == []
    assert frozenset(("match", "segments")) not in _pairs(found)
    assert found.chance(0, 1) > 0.5 > found.chance(0, 2)


def test_the_same_seed_gives_the_same_plan() -> None:
    assert _plan(seed=3) == _plan(seed=3)


def test_a_wished_speed_up_is_reached_if_it_can_be() -> None:
    assert _plan(speed_up=1.5).schedule.speed_up >= 1.5
    rushed = _plan(
        *(task._replace(after=() if not n else (TASKS[n - 1].id,)) for n, task in enumerate(TASKS)),
        speed_up=2.0,
    )
    assert not rushed.met


def test_collisions_may_be_forbidden() -> None:
    found = _plan(collisions=0.0)
    assert found.schedule.collisions == pytest.approx(min(each.collisions for each in found.points))


def _scope(
    name: str, *write: str, apps: tuple[str, ...] = (), after: tuple[str, ...] = ()
) -> PlanTask:
    files, resources = FileRules(write), ResourceNeeds(0, apps)
    return from_scope(
        Scope(name, (f"agent/{name}",), after=after, files=files, resources=resources)
    )


def test_overlapping_manifests_never_run_together() -> None:
    found = _plan(
        _scope("a", "src/web/**"), _scope("b", "src/**/session.py"), _scope("c", "docs/**")
    )
    assert frozenset(("a", "b")) not in _pairs(found)
    (each,) = found.contentions
    assert each.path == b"src/web/session.py"
    (wait,) = find_start_delays(found)
    assert (wait.why, wait.chance) == ("overlap", 1.0)


def test_manifests_apart_have_no_risk() -> None:
    found = _plan(_scope("a", "src/web/**"), _scope("c", "docs/**"))
    assert found.schedule.collisions == 0
    assert found.chance(0, 1) == 0


def test_two_holders_of_one_thing_never_run_together() -> None:
    found = _plan(_scope("a", "src/**", apps=("db",)), _scope("b", "docs/**", apps=("db",)))
    assert _pairs(found) == set()
    assert [wait.why for wait in find_start_delays(found)] == ["lease"]


def test_what_is_held_bounds_a_plan_though_some_holders_are_in_an_order() -> None:
    held = [
        PlanTask(name, "routing: match", minutes=30, holds=("chromium",), after=after)
        for name, after in (("a", ()), ("b", ("a",)), ("c", ()))
    ]
    found = _plan(*held, PlanTask("d", "session: refuse", minutes=20), agents=4)
    assert found.problem.alone == (frozenset({0, 1, 2}),)
    assert found.least == 90


def test_an_order_lifts_the_overlap() -> None:
    tasks = (_scope("a", "src/**"), _scope("b", "src/**", after=("a",)))
    assert find_exclusions(tasks) == ()
    assert [wait.why for wait in find_start_delays(_plan(*tasks))] == ["after"]


def test_many_overlaps_are_all_found() -> None:
    tasks = [_scope(f"t{number}", "src/**") for number in range(50)]
    assert len(find_exclusions(tasks)) == 50 * 49 // 2


def test_advice_names_what_a_person_could_do() -> None:
    twins = [
        PlanTask(f"t{n}", "routing: match paths with 3 segments in src/web/routing.py")
        for n in (1, 2)
    ]
    found = _plan(*twins, *TASKS[2:], PlanTask("odd", "zzqx wibble"))
    kinds = {each.kind for each in advise_on_plan(found)}
    assert {"name", "shared"} <= kinds
    assert kinds & {"merge", "owner"}


def test_of_many_tasks_about_the_same_only_a_few_are_to_be_cut() -> None:
    same = [PlanTask(f"t{n}", "routing: match paths in src/web/routing.py") for n in range(30)]
    found = [each for each in advise_on_plan(_plan(*same)) if each.kind == "cut"]
    assert len(found) == 10


def test_drafted_manifests_leave_no_overlap_between_tasks_at_one_time() -> None:
    found = _plan(*TASKS, PlanTask("again", "session: refuse cookies"), agents=5, speed_up=4.5)
    draft = draft_manifests(found)
    assert find_exclusions([from_scope(scope) for scope in draft.scopes]) == ()
    assert all(scope.files.write for scope in draft.scopes)


def test_another_after_changes_nothing_else() -> None:
    text = b'# mine\n[task]\nid = "b"  # me\nbranch = "b"\n\n[files]\nwrite = ["x"]\n'
    found = set_after(text, ".remit/tasks/b.toml", ("a",))
    assert found == text.replace(b'branch = "b"\n', b'branch = "b"\nafter = ["a"]\n')
    assert set_after(found, ".remit/tasks/b.toml", ("a", "c")) == found.replace(
        b'["a"]', b'["a", "c"]'
    )
    lines = text.replace(b"\n", b"\r\n")
    assert set_after(lines, ".remit/tasks/b.toml", ("a",)) == found.replace(b"\n", b"\r\n")


def test_the_more_two_tasks_share_the_likelier_they_collide() -> None:
    both = {b"a": 0.1, b"b": 0.1}
    others: list[dict[bytes, float]] = [{b"a": 0.9}, {b"c": 0.9}, {}]
    pairs = TaskPairs([both, both | {b"a": 0.9}, *others], [""] * 5, lambda _: 1.0)
    none, some, more = pairs.signs(2, 3), pairs.signs(0, 1), pairs.signs(1, 2)
    assert none == pairs.signs(2, 4) == PairFeatures(0.0, 0.0, 0.0)
    assert collision_chance(none) < collision_chance(some) < collision_chance(more)
    wordings = TaskTexts(["a b", "a b", "c", ""], lambda _: 1.0)
    assert wordings.likeness(0, 2) == wordings.likeness(2, 3) == 0


def test_two_vague_tasks_that_mean_the_same_files_are_likelier_to_collide_than_others() -> None:
    vague: dict[bytes, float] = {b"a": 0.05, b"b": 0.05}
    pairs = TaskPairs([vague, dict(vague), {b"a": 0.05, b"c": 0.9}], [""] * 3, lambda _: 1.0)
    alike, apart = pairs.signs(0, 1), pairs.signs(0, 2)
    assert alike.files == pytest.approx(1.0)
    assert collision_chance(alike) > collision_chance(apart._replace(joint=alike.joint))


def test_a_backtest_scores_what_came_after_the_cut() -> None:
    changes = planned.touches(120)
    past, later = planned.past(changes[60:]), tuple(reversed(changes[:60]))
    found = backtest_plans(
        past, later, calibrate_history(past, later[:30]), BacktestSetup(4, 20, 2.5)
    )
    assert found.batches == 3
    assert found.recall is not None
    assert found.recall.first_20 == 1.0
    assert found.auc == 1.0
    planning, truth = (
        next(each for each in found.outcomes if each.policy.startswith(name))
        for name in ("plan, lengths known", "true files")
    )
    assert (planning.collided, truth.collided) == (0.0, 0.0)
    assert planning.speed_up >= 2.5


def test_a_backtest_without_a_later_change_says_so() -> None:
    found = backtest_plans(planned.past(), (), Calibration(), BacktestSetup())
    assert (found.batches, found.recall, found.auc) == (0, None, None)


def test_tasks_that_hold_one_thing_are_not_said_to_meet_in_a_file() -> None:
    tasks = (
        PlanTask("a", "routing: match", files=("src/web/routing.py",), holds=("chromium",)),
        PlanTask("b", "session: refuse", files=("src/web/session.py",), holds=("chromium",)),
    )
    assert not [each for each in advise_on_plan(_plan(*tasks)) if each.kind in {"merge", "owner"}]


def test_one_task_after_the_other_is_always_a_choice_and_collides_with_nothing() -> None:
    found = _plan(collisions=0.0)
    assert found.met
    assert found.schedule.collisions == 0


@pytest.mark.parametrize("case", [0, 3, 7])
def test_more_agents_never_give_a_slower_plan(case: int) -> None:
    draw = Random(case)
    count = draw.randint(4, 5)
    risks = [[0.0] * count for _ in range(count)]
    for left, right in combinations(range(count), 2):
        risks[left][right] = risks[right][left] = draw.choice([0.0, 0.6 * draw.random()])
    none = tuple(frozenset[int]() for _ in risks)
    minutes = tuple(draw.choice([15, 30, 45, 60, 90]) for _ in risks)
    limit = draw.choice([0.05, 0.1, 0.2])
    spans: list[int] = []
    for agents in range(1, count + 2):
        wish = PlanOptions(agents, limit)
        given_problem = ScheduleProblem(minutes, tuple(map(tuple, risks)), none, none, agents)
        points, least = find_schedules(given_problem, wish)
        best = points[choose_schedule(points, wish)]
        assert schedule_faults(given_problem, best.starts) == []
        assert best.makespan >= least
        spans.append(best.makespan)
    assert spans == sorted(spans, reverse=True)
