"""What comes before what."""

from hypothesis import given
from hypothesis import strategies as st
from manifests import REGULAR, catalog, manifest

from remit.manifest.catalog import read_catalog
from remit.manifest.lint import lint_catalog
from remit.manifest.task_order import TaskOrder

_TASKS = "abcdef"
graphs = st.dictionaries(
    st.sampled_from(_TASKS), st.lists(st.sampled_from(_TASKS + "z"), unique=True), max_size=6
)


def reached(graph: dict[str, list[str]], start: str) -> set[str]:
    found: set[str] = set()
    queue = [start]
    while queue:
        for name in graph[queue.pop()]:
            if name in graph and name not in found:
                found.add(name)
                queue.append(name)
    return found


@given(graphs)
def test_two_tasks_are_ordered_if_one_leads_to_the_other(graph: dict[str, list[str]]) -> None:
    order = TaskOrder(graph)
    for left in graph:
        for right in graph:
            if left != right:
                linked = right in reached(graph, left) or left in reached(graph, right)
                assert order.ordered(left, right) == linked


@given(graphs)
def test_a_knot_is_a_set_of_tasks_that_all_lead_to_each_other(graph: dict[str, list[str]]) -> None:
    order = TaskOrder(graph)
    assert sorted(task for knot in order.knots for task in knot) == sorted(graph)
    for knot in order.knots:
        for task in knot:
            assert set(knot) - {task} == {
                other
                for other in graph
                if other != task and other in reached(graph, task) and task in reached(graph, other)
            }


def test_a_chain_of_thousands_is_no_reason_to_fail() -> None:
    order = TaskOrder({str(n): [str(n + 1)] for n in range(5000)})
    assert order.ordered("0", "4999")


def _chain(**after: str) -> list[tuple[str, int, str, str]]:
    files = {
        f".remit/tasks/{task}.toml".encode(): (
            REGULAR,
            manifest(task, more=f"after = [{names}]\n"),
        )
        for task, names in after.items()
    }
    report = lint_catalog(read_catalog(files), [])
    return [(found.where, found.line, found.what, found.hint) for found in report.findings]


def test_a_cycle_is_written_out_once_and_as_short_as_it_is() -> None:
    found = _chain(a='"d",\n "b"', b='"c"', c='"a"', d='"x", "b"', x='"d"')
    assert found == [
        (
            ".remit/tasks/a.toml",
            5,
            "tasks wait for each other: a -> b -> c -> a.",
            "remove one `after` on the way",
        )
    ]


def test_two_tasks_that_wait_for_each_other_are_a_cycle() -> None:
    assert [what for _, _, what, _ in _chain(a='"b"', b='"a"', c='"a"')] == [
        "tasks wait for each other: a -> b -> a."
    ]


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    (one, two) = _chain(login='"stroe",\n"zzz"', store="")
    assert one[:2] == (".remit/tasks/login.toml", 4)
    assert one[2] == "`after` names 'stroe', which is no task."
    assert one[3] == "did you mean 'store'? if that task has landed, remove the name"
    assert two[1] == 5
    assert two[3].startswith("if that")


def test_a_task_with_faults_is_known() -> None:
    kinds = [
        found.kind
        for found in lint_catalog(
            catalog(a=manifest("a", more='after=["b"]\n'), b=b"["), []
        ).findings
    ]
    assert kinds == ["fault"]


def test_a_manifest_with_other_faults_says_at_once_whom_it_waits_for_in_vain() -> None:
    more = 'titel = "x"\nafter = [\n  "b", 3,\n  "b",\n  "stroe",\n]\n'
    report = lint_catalog(
        catalog(a=manifest("a", more=more), b=manifest("b", more='after = ["a"]')), []
    )
    assert [(found.line, found.kind) for found in report.findings if found.tasks == ("a",)] == [
        (4, "fault"),
        (6, "fault"),
        (7, "fault"),
        (8, "unknown-after"),
    ]
    (cycle,) = [found for found in report.findings if found.kind == "cycle"]
    assert (cycle.line, cycle.what) == (6, "tasks wait for each other: a -> b -> a.")


def test_a_cycle_is_shown_where_its_name_stands_even_after_an_unknown_one() -> None:
    found = _chain(a='"nobody",\n"b"', b='"a"')
    assert [line for _, line, what, _ in found if what.startswith("tasks wait")] == [5]


def test_what_is_no_list_in_after_is_one_fault() -> None:
    report = lint_catalog(catalog(a=manifest("a", more='after = "b"'), b=b'task = "x"'), [])
    assert {found.kind for found in report.findings} == {"fault"}
