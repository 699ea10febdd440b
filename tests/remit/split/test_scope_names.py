from hypothesis import given
from hypothesis import strategies as st

from remit.manifest import scope as manifest
from remit.manifest.scope import Scope
from remit.manifest.writer import render_manifest
from remit.split.scope_names import scope_ids


def named(*files: tuple[str, int, int], scopes: int = 2) -> tuple[str, ...]:
    """The ids for files with their scope and weight."""
    paths, labels, weights = zip(*((f.encode(), s, w) for f, s, w in files), strict=True)
    return scope_ids(paths, labels, weights, scopes)


def test_a_scope_is_called_after_the_directory_that_is_most_its_own() -> None:
    assert named(("docs/a.md", 1, 9), ("src/x.py", 0, 9), ("src/y.py", 0, 9)) == ("src", "docs")


def test_weight_decides_and_not_the_number_of_files() -> None:
    files = [(f"docs/{number}.md", 0, 0) for number in range(5)]
    assert named(*files, ("src/x.py", 0, 99), ("lib/y.py", 1, 50)) == ("src", "lib")


def test_a_part_of_a_directory_is_called_after_its_heaviest_file() -> None:
    files = ("src/app.py", 0, 90), ("src/ctx.py", 1, 60), ("src/cli.py", 1, 40)
    assert named(*files) == ("app", "ctx")


def test_two_directories_of_one_name_are_told_apart_by_their_parents() -> None:
    files = ("web/api/a", 0, 5), ("web/b", 1, 9), ("db/api/a", 2, 5), ("db/b", 1, 9)
    assert named(*files, scopes=3) == ("web-api", "b", "api")


def test_a_scope_without_files_still_has_an_id() -> None:
    assert named(("a.py", 0, 1)) == ("a", "scope-2")


def test_files_of_no_scope_name_nothing() -> None:
    assert named(("CHANGES", -1, 99), ("a/x.py", 0, 1), ("b/x.py", 1, 1)) == ("a", "b")


@given(
    st.lists(
        st.tuples(st.binary(min_size=1, max_size=12), st.integers(0, 4), st.integers(0, 9)),
        min_size=1,
        max_size=12,
        unique_by=lambda each: each[0],
    )
)
def test_ids_differ_and_fit_a_manifest_whatever_the_names(
    files: list[tuple[bytes, int, int]],
) -> None:
    paths, labels, weights = zip(*sorted(files), strict=True)
    ids = scope_ids(paths, labels, weights, 5)
    assert len(set(ids)) == 5
    for name in ids:
        text = render_manifest(Scope(name, ("agent/x",)))
        assert manifest.parse_manifest(text.encode(), f".remit/tasks/{name}.toml").id == name


def test_a_topic_that_is_spread_over_directories_is_called_by_its_word() -> None:
    files = [
        (f"{folder}{topic}.py", scope, 5)
        for scope, topic in enumerate(("login", "tokens"))
        for folder in ("src/", "tests/test_")
    ]
    assert named(*files) == ("login", "tokens")
