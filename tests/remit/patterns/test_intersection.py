from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from pattern_strategies import small_patterns

from remit.patterns import automata, intersection
from remit.patterns.automata import exact_alphabet
from remit.patterns.overlap import (
    AreaComparison,
    ExamplePath,
    ParsedArea,
    PathArea,
    UndecidedOverlap,
    find_overlap,
    find_overlap_folded,
    find_overlapping_pairs,
    find_overlapping_pairs_folded,
)
from remit.patterns.pair_filter import CandidatePairs
from remit.patterns.parser import parse_patterns

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

LETTERS = ("src", "lib", "a", "ab", "x.py", "ax.py", "y.py", "*", "*.py", "a*", "**", "{a,src}")


def never(_left: str, _right: str) -> bool:
    return False


def wide_patterns() -> "st.SearchStrategy[str]":
    """Patterns whose fixed beginnings and ends differ in many ways."""
    parts = st.lists(st.sampled_from(LETTERS), min_size=1, max_size=4).map("/".join)
    escaped = st.sampled_from(("src/\\*", "src/\\*/", "a\\*.py", "lib/[a]b", "?/x.py"))
    return st.one_of(parts, parts.map(lambda text: text + "/a/"), escaped)


def many_areas() -> "st.SearchStrategy[dict[str, PathArea]]":
    texts = st.lists(st.one_of(wide_patterns(), small_patterns()), max_size=4).map(tuple)
    denied = st.lists(wide_patterns(), max_size=1).map(tuple)
    return st.dictionaries(
        st.sampled_from("zyxwvu"), st.builds(PathArea, texts, denied), max_size=6
    )


def one_by_one(
    areas: dict[str, PathArea],
    decide: "Callable[[PathArea, PathArea], ExamplePath | UndecidedOverlap | None]",
) -> list[tuple[str, str]]:
    names = list(areas)
    return [
        (one, other)
        for number, one in enumerate(names)
        for other in names[number + 1 :]
        if decide(areas[one], areas[other]) is not None
    ]


@settings(deadline=None)
@given(many_areas())
def test_the_meetings_are_the_pairs_that_overlap_in_the_order_of_the_areas(
    areas: dict[str, PathArea],
) -> None:
    found = list(find_overlapping_pairs(areas, never))
    assert [(one, other) for one, other, _ in found] == one_by_one(areas, find_overlap)
    for one, other, answer in found:
        assert isinstance(answer, ExamplePath)
        assert answer.left in areas[one].allow
        assert answer.right in areas[other].allow


@settings(max_examples=50, deadline=None)
@given(many_areas())
def test_folded_meetings_are_the_pairs_that_overlap_folded(areas: dict[str, PathArea]) -> None:
    mixed = {
        name: PathArea(tuple(text.replace("src", "SRC") for text in area.allow), area.deny)
        if number % 2
        else area
        for number, (name, area) in enumerate(areas.items())
    }
    found = [(one, other) for one, other, _ in find_overlapping_pairs_folded(mixed, never)]
    assert found == one_by_one(mixed, find_overlap_folded)


def test_areas_in_other_letters_meet_only_where_case_is_folded() -> None:
    areas = {"a": PathArea(("SRC/\\*",)), "b": PathArea(("src/*",)), "c": PathArea(("src/\\*",))}
    assert [found[:2] for found in find_overlapping_pairs(areas, never)] == [("b", "c")]
    assert [found[:2] for found in find_overlapping_pairs_folded(areas, never)] == [
        ("a", "b"),
        ("a", "c"),
        ("b", "c"),
    ]


def test_ordered_pairs_are_left_out_and_asked_for_once() -> None:
    areas = {name: PathArea(("src/", "lib/")) for name in ("a", "b", "c")}
    asked: list[tuple[str, str]] = []

    def ordered(left: str, right: str) -> bool:
        asked.append((left, right))
        return "b" in {left, right}

    assert [found[:2] for found in find_overlapping_pairs(areas, ordered)] == [("a", "c")]
    assert asked == [("a", "b"), ("a", "c"), ("b", "c")]


def test_two_areas_meet_at_the_first_pair_of_patterns_that_do() -> None:
    areas = {"a": PathArea(("x", "y")), "b": PathArea(("z", "x", "y"))}
    assert list(find_overlapping_pairs(areas, never)) == [("a", "b", ExamplePath(b"x", "x", "x"))]


def test_a_pair_is_undecided_only_if_no_other_patterns_of_it_meet(
    monkeypatch: "pytest.MonkeyPatch",
) -> None:
    monkeypatch.setattr(automata, "MOST_STATES", 5)
    areas = {
        "left": PathArea(("*aaaa", "x"), ("?????*",)),
        "right": PathArea(("*a", "x")),
        "third": PathArea(("*a", "b*a")),
    }
    found = {(one, other): answer for one, other, answer in find_overlapping_pairs(areas, never)}
    assert found["left", "right"] == ExamplePath(b"x", "x", "x")
    assert isinstance(found["left", "third"], UndecidedOverlap)
    assert found["left", "third"].right == "*a"


def test_tasks_in_directories_of_their_own_are_no_candidates_at_all() -> None:
    areas = [
        [
            *parse_patterns(f"src/m{number}/"),
            *parse_patterns(f"src/m{number}x/**/*.py"),
            *parse_patterns(f"**/f{number}.c*"),
        ]
        for number in range(50)
    ]
    candidates = CandidatePairs(areas, folded=False)
    pairs = [pair for number in range(50) for pair in candidates.of(number, set())]
    assert all(place != 1 or other != 1 for place, _, other in pairs)
    assert len(pairs) < 50 * 50 * 9 / 4


def test_a_pair_is_settled_by_its_first_example() -> None:
    areas = {"a": PathArea(("**", "x", "y")), "b": PathArea(("x", "y")), "c": PathArea(("z", "y"))}
    candidates = CandidatePairs(
        [parse_patterns("{**,x}"), parse_patterns("{x,y}"), parse_patterns("{x,z}")], folded=False
    )
    settled = set[int]()
    pairs = candidates.of(0, settled)
    assert next(pairs) == (0, 1, 0)
    settled.add(1)
    assert list(pairs) == [(0, 2, 0), (0, 2, 1), (1, 2, 0)]
    assert len(list(find_overlapping_pairs(areas, never))) == 3


def test_forgetting_shared_names_changes_no_answer(monkeypatch: "pytest.MonkeyPatch") -> None:
    areas = {f"t{number}": PathArea((f"*{number}/x*", f"a{number}*/*y")) for number in range(12)}
    expected = list(find_overlapping_pairs(areas, never))
    monkeypatch.setattr(intersection, "REMEMBERED", 3)
    assert list(find_overlapping_pairs(areas, never)) == expected
    joints = intersection.PathIntersection(exact_alphabet())
    for area in areas.values():
        AreaComparison(joints).overlap(ParsedArea(area), ParsedArea(PathArea(("*x*/*",))))
        assert 0 < len(vars(joints)["_names"]) <= 3


def test_areas_without_patterns_meet_nobody() -> None:
    areas = {"a": PathArea(()), "b": PathArea(("**",)), "c": PathArea(()), "d": PathArea(("x",))}
    assert [found[:2] for found in find_overlapping_pairs(areas, never)] == [("b", "d")]
