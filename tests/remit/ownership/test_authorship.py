import math

import pytest
from past_touches import touch

from remit.history.records import Commit, Contributor, Touch
from remit.ownership.authorship import HALF_LIFE, Authorship, bus_factor

_DAYS = HALF_LIFE // 86400


def test_the_degree_is_that_of_the_papers_where_nothing_fades() -> None:
    found = Authorship(
        [touch("bo", 3, "f"), touch("al", 2, "f"), touch("al", 1, "f")], half_life=math.inf
    )
    degrees = found.degrees(b"f")
    assert degrees["al@example.com"] == pytest.approx(
        3.293 + 1.098 + 0.164 * 2 - 0.321 * math.log(2)
    )
    assert degrees["bo@example.com"] == pytest.approx(3.293 + 0.164 - 0.321 * math.log(3))


def test_what_is_a_half_life_old_counts_half() -> None:
    found = Authorship([touch("bo", _DAYS, "f"), touch("al", 0, "f")])
    assert found.degrees(b"f")["al@example.com"] == pytest.approx(
        3.293 + 1.098 / 2 + 0.164 / 2 - 0.321 * math.log(2)
    )


def test_an_author_is_near_the_highest_degree_and_not_crowded_out() -> None:
    touches = [touch(name, 10, "f") for name in ("bo", "cy", "di")] + [touch("al", 1, "f")]
    found = Authorship(touches)
    assert found.authors(b"f") == {"al@example.com"}
    assert found.main(b"f") == "al@example.com"


def test_bots_are_neither_authors_nor_others() -> None:
    robot = Commit("0" * 40, (), 5, Contributor("r", "renovate[bot]@x"), "bump", ())
    found = Authorship([Touch(robot, (b"f",)), touch("al", 0, "f")])
    assert set(found.degrees(b"f")) == {"al@example.com"}
    assert list(found.files) == [b"f"]


def test_nobody_is_known_of_a_file_that_nobody_touched() -> None:
    found = Authorship([])
    assert (found.authors(b"f"), found.main(b"f"), found.top([b"f"])) == (frozenset(), None, ())


def test_the_top_authors_come_with_their_share_and_last_change() -> None:
    touches = [touch("bo", 4, "g"), touch("al", 4, "f", "g"), touch("al", 4, "f")]
    first, second = Authorship(touches).top([b"f", b"g"])
    assert (first.email, first.name, first.last) == ("al@example.com", "Al", 4 * 86400)
    assert first.share == pytest.approx(0.75)
    assert second.share == pytest.approx(0.25)
    assert first.degree == pytest.approx(1)
    assert second.degree < 0.5


def test_a_person_without_an_address_goes_by_the_name() -> None:
    commit = Commit("0" * 40, (), 5, Contributor("Nobody", ""), "x", ())
    assert Authorship([Touch(commit, (b"f",))]).main(b"f") == "Nobody"


def test_a_clock_that_was_wrong_gives_no_weight_above_one() -> None:
    found = Authorship([touch("al", 0, "f"), touch("bo", 9999, "f")])
    assert found.top([b"f"])[0].email == "bo@example.com"


def test_the_bus_factor_is_how_many_must_leave_until_most_files_are_orphans() -> None:
    touches = [
        *(touch("al", 5, f"a{number}") for number in range(4)),
        *(touch("bo", 5, f"b{number}") for number in range(3)),
        touch("cy", 5, "c"),
    ]
    files = [
        f"{letter}{number}".encode()
        for letter, most in (("a", 4), ("b", 3))
        for number in range(most)
    ]
    found = bus_factor(Authorship(touches), [*files, b"c", b"unknown"])
    assert (found.factor, found.people) == (2, ("al@example.com", "bo@example.com"))
    assert (found.known, found.files) == (8, 9)


def test_a_scope_of_one_persons_files_has_the_factor_one() -> None:
    found = bus_factor(Authorship([touch("al", 5, "a", "b")]), [b"a", b"b"])
    assert found.factor == 1


def test_the_factor_of_files_that_nobody_knows_is_none() -> None:
    assert bus_factor(Authorship([]), [b"a"]).factor == 0
