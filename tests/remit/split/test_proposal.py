from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pasts import past, touch

from remit.errors import UsageError
from remit.patterns.matcher import PathIndex
from remit.patterns.overlap import PathArea, find_overlap
from remit.split.input import SplitHistory
from remit.split.methods.tree import split as tree
from remit.split.proposal import (
    FEW,
    SplitOptions,
    SplitProposal,
    measure_evidence,
    propose_scopes,
    scopes_as_tasks,
)
from remit.split.weights import NOTHING, Sharing

TWO = SplitOptions(2, sharing=NOTHING)


def covered(area: PathArea, path: bytes) -> bool:
    return PathIndex(area.allow).covers(path) and not PathIndex(area.deny).covers(path)


def split(known: SplitHistory, wish: SplitOptions = TWO, *, inside: str = "") -> SplitProposal:
    kept = [path for path in known.files if path.startswith(inside.encode())]
    return propose_scopes(known, wish, tree, kept)


def test_each_scope_has_a_name_its_files_its_patterns_and_its_share_of_the_churn() -> None:
    found = split(past(touch("a/x", "a/y"), touch("b/x", "b/y"), touch("a/x")))
    assert [(scope.id, scope.files) for scope in found.scopes] == [
        ("a", (b"a/x", b"a/y")),
        ("b", (b"b/x", b"b/y")),
    ]
    assert found.scopes[0].recent_edits == pytest.approx(0.6, abs=0.01)
    assert sum(scope.recent_edits for scope in found.scopes) == pytest.approx(1)


def test_shared_files_are_in_no_scope() -> None:
    touches = [touch(f"{folder}/{number}", "LOG") for folder in "ab" for number in range(9)]
    found = split(past(*touches), SplitOptions(2, sharing=Sharing(0.05, mechanical=False)))
    shared = {one.path for one in found.shared}
    assert b"LOG" in shared
    for path in shared:
        assert not any(covered(scope.area, path) for scope in found.scopes)


def test_what_is_not_asked_about_is_in_no_scope() -> None:
    found = split(past(touch("src/a/x", "src/b/x"), touch("docs/a", "LICENSE")), inside="src/")
    assert found.left_out == 2
    for path in (b"docs/a", b"LICENSE", b"docs/new"):
        assert not any(covered(scope.area, path) for scope in found.scopes), path


def test_fewer_files_than_scopes_are_refused_with_a_fix() -> None:
    with pytest.raises(UsageError, match="2 files cannot make 3 scopes") as raised:
        split(past(touch("a", "b")), SplitOptions(3, sharing=NOTHING))
    assert raised.value.hint == "--into 2"


PATHS = st.lists(
    st.tuples(st.sampled_from(["", "a/", "b/", "b/[a/", "b/*/", "b/a/a/"]), st.sampled_from("xy*{"))
    .map("".join)
    .map(str),
    min_size=4,
    max_size=14,
    unique=True,
)


@given(PATHS, st.integers(2, 4))
def test_scopes_cover_every_file_once_and_never_meet(paths: list[str], scopes: int) -> None:
    found = split(past(*(touch(path) for path in paths)), SplitOptions(scopes, sharing=NOTHING))
    for path in paths:
        assert sum(covered(scope.area, path.encode()) for scope in found.scopes) == 1
    for left, right in combinations(found.scopes, 2):
        assert find_overlap(left.area, right.area) is None


def test_evidence_scores_a_split_of_the_past_on_what_came_later() -> None:
    known = past(touch("a/x", "a/y"), touch("b/x", "b/y"))
    later = [touch("a/x", "a/y")] * FEW + [touch("a/x", "b/x")] * FEW
    found = measure_evidence(known, later, TWO, (tree, tree), known.files)
    assert found is not None
    assert (found.changes, found.figures.containment) == (2 * FEW, 0.5)
    assert found.figures == found.directories


def test_there_is_no_evidence_from_a_handful_of_changes() -> None:
    known = past(touch("a/x", "a/y"), touch("b/x", "b/y"))
    later = [touch("a/x", "a/y")] * (FEW - 1) + [touch("a/x")] * 99
    assert measure_evidence(known, later, TWO, (tree, tree), known.files) is None
    assert measure_evidence(known, later * 2, SplitOptions(9), (tree, tree), known.files) is None


def test_a_file_to_append_to_is_denied_to_nobody() -> None:
    touches = [touch(f"{folder}/{n}", "CHANGES") for folder in "ab" for n in range(9)]
    touches += [touch("c/d/NEWS", f"c/d/{n}") for n in range(9)]
    known = past(*touches, more=("README", "setup", "c/x", "c/d/e/y"))
    found = split(known, SplitOptions(3, sharing=Sharing(0.05)))
    assert {one.path for one in found.shared} == {b"CHANGES", b"c/d/NEWS"}
    for scope in scopes_as_tasks(found, {}):
        for path in (b"CHANGES", b"c/d/NEWS"):
            assert PathIndex(scope.files.append).covers(path)
            assert not PathIndex(scope.files.deny).covers(path)
            assert not PathIndex(scope.files.write).covers(path)
    for path in known.files:
        homes = [scope for scope in found.scopes if covered(scope.area, path)]
        assert len(homes) == (path not in {b"CHANGES", b"c/d/NEWS"})
