"""What else lint says: faults, branches, patterns that do nothing, files nobody owns."""

import pytest
from hypothesis import given
from manifests import REGULAR, catalog, manifest, patterns

from remit.manifest.catalog import deserialize_catalog, read_catalog, serialize_catalog
from remit.manifest.lint import LintFinding, LintReport, UnownedFiles, lint_catalog
from remit.manifest.lint_coverage import sample_path
from remit.manifest.lint_findings import MOST_PAIRS, DirectoryCount
from remit.patterns.matcher import PathIndex


def of_kind(report: LintReport, kind: str) -> list[LintFinding]:
    return [found for found in report.findings if found.kind == kind]


def test_nothing_wrong_is_nothing_said() -> None:
    report = lint_catalog(catalog('base = "main"\n', a='write = ["src/**"]'), [b"src/a"])
    assert report == LintReport((), UnownedFiles(0, 1, ()), 1, cut=False)
    assert report.errors == ()


def test_faults_of_manifests_and_policy_are_listed_with_what_is_misplaced() -> None:
    files = {
        b".remit/policy.toml": (REGULAR, b"\nx = 1\n"),
        b".remit/polcy.toml": (REGULAR, b""),
        b".remit/tasks/a.toml": (REGULAR, manifest("a", 'write = ["/x"]')),
    }
    report = lint_catalog(read_catalog(files), [])
    assert [(f.kind, f.where, f.line, f.level) for f in report.findings] == [
        ("misplaced", ".remit/polcy.toml", 0, "warning"),
        ("fault", ".remit/policy.toml", 2, "error"),
        ("fault", ".remit/tasks/a.toml", 6, "error"),
    ]
    assert report.findings[2].tasks == ("a",)
    assert len(report.errors) == 2


def test_two_tasks_that_claim_one_branch_are_an_error_with_that_branch() -> None:
    found = of_kind(
        lint_catalog(
            catalog(a=manifest("a", branch="agent/*/x"), b=manifest("b", branch="agent/b/*")), []
        ),
        "shared-branch",
    )
    assert [(f.where, f.line, f.example, f.other) for f in found] == [
        (".remit/tasks/a.toml", 3, b"agent/b/x", ".remit/tasks/b.toml:3")
    ]
    assert "'a' and 'b' both name the branch agent/b/x:" in found[0].what


def test_order_does_not_excuse_a_shared_branch_nor_do_faults() -> None:
    tasks = {
        "a": manifest("a", 'write = ["/x"]', "team/x"),
        "b": manifest("b", branch="team/x", more='after = ["a"]\n'),
    }
    assert len(of_kind(lint_catalog(catalog(**tasks), []), "shared-branch")) == 1


def test_a_thousand_shared_branches_are_listed_and_more_are_said_to_exist() -> None:
    report = lint_catalog(
        catalog(**{f"t{n}": manifest(f"t{n}", branch="x") for n in range(50)}), []
    )
    assert len(of_kind(report, "shared-branch")) == MOST_PAIRS
    assert report.cut


def test_a_claim_on_the_base_is_an_error() -> None:
    tasks = {"a": manifest("a", branch="m*")}
    for report in (
        lint_catalog(catalog('base = "main"\n', **tasks), []),
        lint_catalog(catalog(**tasks), [], "main"),
    ):
        (found,) = of_kind(report, "base-branch")
        assert (found.line, found.example, found.level) == (3, b"main", "error")
    assert lint_catalog(catalog(**tasks), []).findings == ()


def test_a_pattern_that_matches_nothing_is_a_warning_but_under_create() -> None:
    body = """write = ["src/**",
 "scr/**"]
create = ["new/**"]
append = ["CHANGES"]
deny = ["keys/"]
[[symbols]]
path = "gone.py"
write = ["f"]"""
    report = lint_catalog(catalog(a=body), [b"src/x"])
    assert [(f.line, f.level) for f in of_kind(report, "idle-pattern")] == [
        (7, "warning"),
        (9, "warning"),
        (10, "warning"),
        (12, "warning"),
    ]
    assert "'scr/**' in `write` matches no tracked file." in report.findings[0].what
    assert "in `path`" in report.findings[3].what
    assert of_kind(lint_catalog(catalog(a=body), []), "idle-pattern") == []


def test_files_nobody_owns_are_counted_by_directory() -> None:
    tracked = [b"README", b"lib/b", b"lib/a", b"src/x", b"src/k", b".remit/policy.toml", b"s.py"]
    report = lint_catalog(
        catalog(
            a='write = ["src/"]\ndeny = ["src/k"]\n[[symbols]]\npath = "s.py"\nwrite = ["f"]',
            b='write = ["x"]\ndeny = ["src/x"]',
        ),
        tracked,
    )
    assert report.unowned == UnownedFiles(
        4,
        7,
        (
            DirectoryCount(b"lib", 2, b"lib/a"),
            DirectoryCount(b"", 1, b"README"),
            DirectoryCount(b"src", 1, b"src/k"),
        ),
    )


def test_a_file_that_one_task_denies_and_another_writes_is_owned() -> None:
    tasks = {"a": 'write = ["x"]', "b": 'write = ["x"]\ndeny = ["x"]'}
    assert lint_catalog(catalog(**tasks), [b"x"]).unowned.files == 0


def test_a_pattern_that_reaches_only_what_is_protected_is_noted() -> None:
    body = """write = [
"src/**",
"**/.gitattributes",
"src/[.]gitmodules",
".github/",
".husky",
".github/CODEOWNERS",
"**",
"a[b]",
"deep/**/.gitmodules"]"""
    tracked = [b".husky/pre-commit", b".github/CODEOWNERS", b"src/.gitattributes"]
    found = of_kind(lint_catalog(catalog(a=body), tracked), "protected")
    assert [f.line for f in found] == [8, 9, 10, 11, 15]
    assert {f.level for f in found} == {"note"}
    assert "'**/.gitattributes'" in found[0].what


@given(patterns)
def test_a_sample_of_a_pattern_without_classes_is_covered_by_it(pattern: str) -> None:
    assert "[" in pattern or PathIndex([pattern]).covers(sample_path(pattern))


@pytest.mark.parametrize(
    ("pattern", "sample"),
    [
        ("[ab]/", b"a/x"),
        ("x[!a]", b"xa"),
        ("[[:alpha:]]", b"[]"),
        (r"a\*[]b]?", b"a*]x"),
        ("**/{a,b}*", b"ax"),
        ("**", b"x"),
    ],
)
def test_samples(pattern: str, sample: bytes) -> None:
    assert sample_path(pattern) == sample


def test_a_file_that_is_expected_and_may_not_be_written_is_a_warning() -> None:
    body = 'write = ["src/"]\ndeny = ["src/k"]\n[expect]\nfiles = ["src/a",\n"docs/a", "src/k"]\n'
    found = of_kind(lint_catalog(catalog(a=body), []), "unreachable")
    assert [(f.line, f.level) for f in found] == [(10, "warning"), (10, "warning")]


def test_a_thawed_catalog_gives_the_same_report_without_lines() -> None:
    first = catalog(a='write = ["x"]', b='write = ["x"]')
    second = deserialize_catalog(serialize_catalog(first))
    assert second is not None
    (with_line,) = lint_catalog(first, []).findings
    (without,) = lint_catalog(second, []).findings
    assert (with_line.line, without.line) == (6, 0)
    assert with_line.example == without.example


def test_names_that_could_act_on_a_terminal_are_shown_safely() -> None:
    body = 'write = ["a\\u001b[2J"]'
    report = lint_catalog(catalog(a=body, b=body), [b"x"])
    assert all(found.what.isprintable() for found in report.findings)


TRACKED = [b"a/x", b"b/x", b"shared/x", b"shared/y"]


@pytest.mark.parametrize(
    ("mine", "others", "found"),
    [
        ('claim = ["shared/**"]', 'write = ["b/**"]', []),
        ('claim = ["shared/**"]', 'write = ["shared/x"]', []),
        ('claim = ["shared/**"]', 'claim = ["shared/**"]', []),
        ('claim = ["shared/**"]', 'write = ["shared/**"]', [(6, "warning")]),
        (
            'claim = ["b/*", "shared/*"]',
            'append = ["shared/x"]\ncreate = ["shared/y"]',
            [(6, "warning")],
        ),
        ('claim = ["shared/**"]\ndeny = ["shared/y"]', 'write = ["shared/x"]', [(6, "warning")]),
        ('claim = ["shared/**"]', 'write = ["**"]\ndeny = ["shared/y"]', []),
        ('write = ["shared/**"]\nclaim = ["shared/**"]', 'write = ["b/**"]', []),
    ],
)
def test_an_area_in_which_nothing_can_be_claimed_is_a_warning(
    mine: str, others: str, found: list[tuple[int, str]]
) -> None:
    report = lint_catalog(catalog(a=mine, b=others), TRACKED)
    assert [(f.line, f.level) for f in of_kind(report, "unclaimable")] == found
    assert of_kind(lint_catalog(catalog(a=mine, b=others), []), "unclaimable") == []


def test_what_may_be_claimed_is_in_somebodys_scope_and_overlaps_nothing() -> None:
    one = 'claim = ["**"]\nwrite = ["a/**"]'
    report = lint_catalog(catalog(a=one, b='claim = ["**"]\nwrite = ["b/**"]'), TRACKED)
    assert report.errors == ()
    assert report.unowned.files == 0


def test_an_area_without_files_and_one_that_is_protected_are_named() -> None:
    body = 'claim = ["nothing/**", ".github/**"]'
    report = lint_catalog(catalog(a=body), TRACKED)
    assert [f.line for f in of_kind(report, "idle-pattern")] == [6, 6]
    assert "in `claim` matches no tracked file" in of_kind(report, "idle-pattern")[0].what
    assert [f.line for f in of_kind(report, "protected")] == [6]


def test_what_may_be_claimed_can_be_expected() -> None:
    body = 'claim = ["shared/**"]\n[expect]\nfiles = ["shared/new"]'
    assert of_kind(lint_catalog(catalog(a=body), TRACKED), "unreachable") == []
