"""Tasks that can run at the same time and can both change one path."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manifests import catalog, manifest, patterns

from remit.manifest.catalog import Catalog
from remit.manifest.lint import LintFinding, lint_catalog
from remit.manifest.lint_findings import MOST_PAIRS
from remit.manifest.lint_overlaps import find_shared_files
from remit.manifest.scope import FileRules, Scope
from remit.manifest.writer import render_manifest
from remit.patterns.matcher import PathIndex
from remit.patterns.overlap import ExamplePath


def overlaps(found: Catalog) -> list[LintFinding]:
    return [f for f in lint_catalog(found, []).findings if f.kind in {"overlap", "undecided"}]


def test_an_overlap_has_an_example_path_both_places_and_a_fix() -> None:
    (found,) = overlaps(catalog(a='write = ["docs",\n"src/*a.py"]', b='create = ["src/b*.py"]'))
    assert found == LintFinding(
        "overlap",
        ".remit/tasks/a.toml",
        7,
        "'a' and 'b' may both change src/ba.py at one time: 'src/*a.py' here, 'src/b*.py' in "
        ".remit/tasks/b.toml:6.",
        "narrow one of the two, deny the path in one, or order the tasks with `after`",
        ("a", "b"),
        b"src/ba.py",
        ".remit/tasks/b.toml:6",
    )
    assert found.level == "error"


def test_order_lifts_an_overlap_through_other_tasks_too() -> None:
    last = manifest("c", 'write = ["x"]', more='after = ["b"]\n')
    middle = manifest("b", more='after = ["a"]\n')
    assert overlaps(catalog(a='write = ["x"]', b=middle, c=last)) == []
    assert len(overlaps(catalog(a='write = ["x"]', c=last))) == 1


@pytest.mark.parametrize(
    ("left", "right", "meet"),
    [
        ('append = ["x"]', 'append = ["x"]', False),
        ('append = ["x"]', 'write = ["x"]', True),
        ('create = ["x"]', 'append = ["x"]', True),
        ('create = ["x"]', 'create = ["x"]', True),
        ('write = ["x"]\ndeny = ["x"]', 'write = ["x"]', False),
        ('append = ["x"]\nwrite = ["y"]', 'append = ["x"]\nwrite = ["y"]', True),
        ('write = ["src/"]\ndeny = ["src/a"]', 'write = ["src/a/**"]', False),
        ('write = ["src/**"]', '[[symbols]]\npath = "src/a"\nwrite = ["f"]', True),
        ('append = ["a"]', '[[symbols]]\npath = "a"\nwrite = ["f"]', True),
        (
            '[[symbols]]\npath = "a"\nwrite = ["f"]',
            '[[symbols]]\npath = "a"\nwrite = ["g"]\n[[symbols]]\npath="b"\nwrite=["f"]',
            False,
        ),
        (
            '[[symbols]]\npath = "a"\nwrite = ["f.*"]',
            '[[symbols]]\npath = "a"\nwrite = ["g", "*.x"]',
            True,
        ),
        (
            'deny = ["a"]\n[[symbols]]\npath = "a"\nwrite = ["f"]',
            '[[symbols]]\npath = "a"\nwrite = ["f"]',
            False,
        ),
    ],
)
def test_what_collides_with_what(left: str, right: str, *, meet: bool) -> None:
    assert len(overlaps(catalog(a=left, b=right))) == meet
    assert len(overlaps(catalog(a=right, b=left))) == meet


def test_shares_of_one_file_that_collide_name_the_symbol() -> None:
    share = '[[symbols]]\npath = "a.py"\nwrite = ["{}"]'
    (found,) = overlaps(catalog(a=share.format("S.get_*"), b=share.format("S.*_id")))
    assert "may both change the symbol S.get__id of a.py at one time" in found.what
    assert (found.line, found.example, found.other) == (7, b"a.py", ".remit/tasks/b.toml:7")


def test_ordered_shares_of_one_file_do_not_collide() -> None:
    share = '[[symbols]]\npath = "a.py"\nwrite = ["f"]'
    assert overlaps(catalog(a=share, b=manifest("b", share, more='after = ["a"]\n'))) == []


@pytest.mark.parametrize("folded", [False, True])
def test_a_file_that_two_tasks_may_append_to_is_shared_and_no_overlap(*, folded: bool) -> None:
    found = catalog(a='append = ["CHANGES.md"]', b='append = ["CHANGES.md"]', c='append = ["NEWS"]')
    ((role, met),) = find_shared_files(found.scope("a"), found.scope("b"), folded=folded)
    assert isinstance(met, ExamplePath)
    assert (role, met.path) == ("append", b"CHANGES.md")
    assert find_shared_files(found.scope("a"), found.scope("c"), folded=folded) == ()


def test_folding_case_makes_more_overlap() -> None:
    tasks = {"a": 'write = ["src/A*"]', "b": 'write = ["src/a*"]'}
    assert overlaps(catalog(**tasks)) == []
    assert len(overlaps(catalog('case = "fold"\n', **tasks))) == 1


def test_what_cannot_be_decided_counts_as_an_overlap_and_says_so() -> None:
    gaps = [f"{first}{'?' * n}{last}" for first in "ab" for last in "cd" for n in range(8)]
    denied = [f"s/*{gap}*" for gap in gaps] + ["s/*[!abcd]*"]
    (found,) = overlaps(catalog(a=f'write = ["s/*"]\ndeny = {denied}', b='write = ["s/*c*a*b*d*"]'))
    assert (found.kind, found.level, found.example) == ("undecided", "error", None)
    assert "may both change some path (undecided: more than" in found.what


def test_a_thousand_pairs_are_listed_and_more_are_said_to_exist() -> None:
    report = lint_catalog(catalog(**{f"t{n}": 'write = ["x"]' for n in range(50)}), [])
    assert sum(f.kind == "overlap" for f in report.findings) == MOST_PAIRS
    assert report.cut
    assert not lint_catalog(catalog(a='write = ["x"]', b='write = ["x"]'), []).cut


_some = st.lists(patterns, max_size=3, unique=True).map(tuple)


@given(st.lists(st.builds(FileRules, *[_some] * 5), min_size=2, max_size=3))
@settings(max_examples=50, deadline=None)
def test_an_example_path_is_covered_by_both_scopes(given_: list[FileRules]) -> None:
    by_id = {f"t{n}": Scope(f"t{n}", (f"t/{n}",), files=files) for n, files in enumerate(given_)}
    found = overlaps(
        catalog(**{task: render_manifest(scope).encode() for task, scope in by_id.items()})
    )
    for one in found:
        for task in one.tasks:
            assert one.example is None or covers(by_id[task], one.example)


def covers(scope: Scope, path: bytes) -> bool:
    files: FileRules = scope.files
    allow = [*files.stated, *(entry.path for entry in scope.symbols)]
    return PathIndex(allow).covers(path) and not PathIndex(files.deny).covers(path)
