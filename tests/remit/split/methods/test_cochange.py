"""Files that changed together share a scope; `auto` takes directories where those were better."""

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pasts import DAY, grouped, material, touch

from remit.split import hypergraph
from remit.split.globs.areas import build_scope_globs
from remit.split.imports.sources import is_parser_installed
from remit.split.methods import auto, cochange, directory_partition, tree
from remit.split.partition import kahypar
from remit.split.path_rules import count_fewest_rules
from remit.split.weights import NOTHING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.history.records import Touch
    from remit.split.input import SplitInput, SplitMethod

METHODS = [cochange.split, directory_partition.split, auto.split]
AREAS = [
    *(touch("src/a.py", "docs/a.md", age=age) for age in range(20)),
    *(touch("src/b.py", "docs/b.md", age=age) for age in range(20)),
]
DIRECTORIES = [
    *(touch("src/a.py", "src/b.py", age=age) for age in range(20)),
    *(touch("docs/a.md", "docs/b.md", age=age) for age in range(20)),
]


@pytest.fixture(params=["with the extra", "without it"])
def extra(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to cut a graph."""
    if request.param == "without it":
        monkeypatch.setattr(kahypar, "is_installed", lambda: False)
    elif not kahypar.is_installed():
        pytest.skip("Mt-KaHyPar is absent: pip install -e '.[split]'")


@pytest.mark.usefixtures("extra")
def test_what_changed_together_stays_together_across_directories() -> None:
    known = material(*AREAS, sharing=NOTHING)
    labels = cochange.split(known, 2, balance=1.2, seed=0)
    assert grouped(known.files, labels) == {("docs/a.md", "src/a.py"), ("docs/b.md", "src/b.py")}


@pytest.mark.usefixtures("extra")
def test_directories_alone_know_nothing_of_changes() -> None:
    known = material(*AREAS, sharing=NOTHING)
    labels = directory_partition.split(known, 2, balance=1.2, seed=0)
    assert grouped(known.files, labels) == {("docs/a.md", "docs/b.md"), ("src/a.py", "src/b.py")}


def test_pull_requests_tie_what_no_single_commit_does() -> None:
    alone = [touch(name, age=9) for name in ("src/a.py", "src/b.py", "docs/a.md", "docs/b.md")]
    known = material(*alone, sharing=NOTHING)._replace(also=tuple(AREAS))
    labels = cochange.split(known, 2, balance=1.2, seed=0)
    assert grouped(known.files, labels) == {("docs/a.md", "src/a.py"), ("docs/b.md", "src/b.py")}


def test_directories_that_lead_again_and_again_are_taken() -> None:
    """Long ago by subject, since then by directory, but seldom: the past still outweighs."""
    part = [*DIRECTORIES[10:20], *DIRECTORIES[30:], *(touch("src/a.py") for _ in range(20))]
    known = material(*part * 3, *_long_ago(AREAS * 2), sharing=NOTHING)
    assert auto.choose_method(known, 2, balance=1.2, seed=0) is directory_partition.split


def test_directories_that_lead_on_the_newest_part_alone_are_not_taken() -> None:
    """A fifth of all changes is by directory, as none was before."""
    known = material(*DIRECTORIES, *_long_ago(AREAS * 4), sharing=NOTHING)
    assert auto.choose_method(known, 2, balance=1.2, seed=0) is cochange.split


def _long_ago(touches: "Sequence[Touch]") -> "list[Touch]":
    return [
        each._replace(commit=each.commit._replace(time=each.commit.time - 90 * DAY))
        for each in touches
    ]


def test_where_little_is_known_changes_decide() -> None:
    known = material(*DIRECTORIES, sharing=NOTHING)
    assert auto.choose_method(known, 2, balance=1.2, seed=0) is cochange.split


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", [0, 3])
def test_the_same_seed_gives_the_same_scopes(method: "SplitMethod", seed: int) -> None:
    known = material(*AREAS, *DIRECTORIES, sharing=NOTHING, scopes=3)
    first = method(known, 3, balance=1.2, seed=seed)
    assert first == method(known, 3, balance=1.2, seed=seed)


@pytest.mark.skipif(
    not is_parser_installed(), reason="ast-grep is absent: pip install -e '.[split]'"
)
def test_where_history_says_little_imports_tie_files() -> None:
    """Four files of one directory that never changed together."""
    uses = {b"able.py": b"import quick", b"main.py": b"import zero"}
    known = material(
        *(touch(name) for name in ("able.py", "main.py", "quick.py", "zero.py")), sharing=NOTHING
    )

    def content(path: bytes) -> bytes:
        return uses.get(path, b"")

    labels = cochange.split(known._replace(contents=content), 2, balance=1.2, seed=0)
    assert grouped(known.files, labels) == {("able.py", "quick.py"), ("main.py", "zero.py")}


def _mirrored(count: int) -> "list[Touch]":
    """Each file of a flat directory changes with its own one of another: sources and tests."""
    return [touch(f"src/{n}.py", f"tests/{n}_test.py", age=5 * n) for n in range(count)] * 3


@pytest.mark.usefixtures("extra")
@pytest.mark.parametrize(
    ("touches", "scopes"),
    [
        pytest.param(
            [touch(f"a/{n}.x", f"b/{n + 5}.y", age=900) for n in range(60)],
            2,
            id="each file of one directory once changed with its own one of the other",
        ),
        pytest.param(_mirrored(40), 3, id="two flat directories into three scopes"),
        pytest.param(_mirrored(40), 5, id="two flat directories into five scopes"),
    ],
)
def test_a_split_takes_at_most_ten_rules_a_scope(touches: "list[Touch]", scopes: int) -> None:
    known = material(*touches, scopes=scopes, sharing=NOTHING)
    labels = cochange.split(known, scopes, balance=1.2, seed=0)
    assert _excess(known, labels, scopes) == 0


_FOLDERS = st.sampled_from(["", "a/", "a/b/", "c/", "c/d/e/"])
_CHANGES = st.lists(st.lists(st.integers(0, 59), min_size=1, max_size=4), min_size=1, max_size=60)


@settings(max_examples=40, deadline=None)
@given(
    folders=st.lists(_FOLDERS, min_size=60, max_size=60), changes=_CHANGES, scopes=st.integers(2, 6)
)
def test_without_the_extra_no_split_takes_more_than_whole_directories_or_the_limit(
    folders: list[str], changes: list[list[int]], scopes: int
) -> None:
    names = [f"{folder}{number}" for number, folder in enumerate(folders)]
    touches = [touch(*{names[file] for file in change}) for change in changes]
    known = material(*touches, scopes=scopes, more=names, sharing=NOTHING)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kahypar, "is_installed", lambda: False)
        labels = cochange.split(known, scopes, balance=1.2, seed=0)
    plain = tree.split(known, scopes, balance=1.2, seed=0)
    assert _excess(known, labels, scopes) <= _excess(known, plain, scopes)


def _excess(known: "SplitInput", labels: "Sequence[int]", scopes: int) -> int:
    """Rules above ten a scope, and patterns above sixteen in the longest manifest."""
    rules = count_fewest_rules(known.files, labels, scopes)
    written = build_scope_globs(known.files, labels, (), scopes).scopes
    longest = max(len(area.allow) + len(area.deny) for area in written)
    return max(0, rules - 10 * scopes) + max(0, longest - 16)


def test_a_long_past_counts_by_its_heaviest_changes() -> None:
    nets = {(0, 1): 3.0, (1, 2, 3): 2.0, (0, 3): 1.0}
    assert hypergraph.keep_heaviest_nets(nets, 5) == {(0, 1): 3.0, (1, 2, 3): 2.0}
    assert hypergraph.keep_heaviest_nets(nets, 7) == nets


def test_directories_that_lead_by_a_few_changes_are_not_taken() -> None:
    """Of the newest forty changes 22 are by directory and 18 by subject, as all were before."""
    old = [each._replace(commit=each.commit._replace(time=1)) for each in AREAS * 4]
    mixed = [*DIRECTORIES[:11], *AREAS[:9], *DIRECTORIES[20:31], *AREAS[20:29]]
    known = material(*mixed, *old, sharing=NOTHING)
    assert auto.choose_method(known, 2, balance=1.2, seed=0) is cochange.split
