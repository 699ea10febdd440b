import pytest
from pasts import past, touch

from remit.split.weights import (
    NOTHING,
    Sharing,
    find_hub_files,
    is_mechanical,
    past_churn,
    scale_weights,
)


def test_a_change_counts_half_after_a_year_and_a_file_that_nothing_touched_counts_one() -> None:
    known = past(touch("a"), touch("b", age=365), more=["c"])
    assert past_churn(known.files, known.touches) == [101, 51, 1]


def test_changes_of_a_single_file_are_churn_but_make_no_hub() -> None:
    known = past(touch("a"), touch("a"), touch("b", "c"), more=["d"])
    assert past_churn(known.files, known.touches)[0] == 201
    assert find_hub_files(known.files, known.touches, Sharing()) == {1, 2}


def test_the_shared_set_is_a_share_of_the_files_but_at_least_two_and_at_most_twenty() -> None:
    few = past(touch(*(f"f{number}" for number in range(10))))
    assert len(find_hub_files(few.files, few.touches, Sharing())) == 2
    assert len(find_hub_files(few.files, few.touches, Sharing(0.5))) == 5
    many = past(touch(*(f"f{number}" for number in range(40))))
    assert len(find_hub_files(many.files, many.touches, Sharing(1.0))) == 20


def test_nothing_is_shared_where_nothing_may_be() -> None:
    known = past(touch("a", "b"))
    assert find_hub_files(known.files, known.touches, NOTHING) == frozenset()


def test_the_busiest_hub_is_shared_first_and_fresh_changes_make_busier() -> None:
    old = [touch("a", "b", age=3000) for _ in range(5)]
    known = past(touch("x", "y"), touch("x", "z", age=10), *old)
    chosen = find_hub_files(known.files, known.touches, Sharing())
    assert [known.files[index] for index in sorted(chosen)] == [b"x", b"y"]


def test_a_mechanical_set_takes_only_files_whose_name_says_so() -> None:
    known = past(touch("src/app.py", "CHANGES.md", "go.sum", "src/log.py"))
    chosen = find_hub_files(known.files, known.touches, Sharing(mechanical=True))
    assert {known.files[index] for index in chosen} == {b"CHANGES.md", b"go.sum"}


def test_shared_files_weigh_nothing() -> None:
    assert scale_weights([10.0, 20.0, 30.0], frozenset({1}), 1)[1] == 0


@pytest.mark.parametrize("scopes", [2, 4, 8])
def test_no_file_weighs_more_than_nine_tenths_of_a_scope(scopes: int) -> None:
    clipped = scale_weights([10000.0, *([100.0] * 200)], frozenset(), scopes)
    assert max(clipped) <= 0.9 * sum(clipped) / scopes + 1


def test_clipping_ends_where_there_are_too_few_files_for_it() -> None:
    assert len(scale_weights([5.0, 5.0], frozenset(), 2)) == 2
    assert scale_weights([], frozenset(), 2) == ()


@pytest.mark.parametrize(
    "path",
    [
        *("CHANGES.rst", "docs/changelog.md", "History.md", "NEWS", "README", "release-notes.md"),
        *("Cargo.lock", "package-lock.json", "go.sum", "etcdctl/go.mod", "pyproject.toml"),
        *("src/app/_version.py", "requirements-dev.txt", "requirements/dev.txt"),
        ".github/workflows/ci.yml",
    ],
)
def test_a_name_may_say_that_a_file_is_kept_by_routine(path: str) -> None:
    assert is_mechanical(path.encode())


@pytest.mark.parametrize(
    "path",
    [
        *("src/history.py", "src/change_password.py", "newsletter.py", "src/release.go"),
        *("src/locks.py", "block.c", "lib/response.js", "docs/index.md", "src/versioning.py"),
    ],
)
def test_code_about_the_same_words_is_no_routine(path: str) -> None:
    assert not is_mechanical(path.encode())
