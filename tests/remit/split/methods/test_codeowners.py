import pytest
from pasts import grouped, material, touch

from remit.errors import CouldNotCheck
from remit.split.backtest.bounds import owners
from remit.split.methods import codeowners
from remit.split.metrics import balance_ratio
from remit.split.weights import NOTHING

OWNED = b"a/ @web\nb/ @ops\nc/ @web\n"


def test_files_of_the_same_owners_stay_together_wherever_they_lie() -> None:
    changes = (touch("a/x"), touch("c/x"), touch("b/x", "b/y"))
    known = material(*changes, sharing=NOTHING, codeowners=OWNED)
    labels = codeowners.split(known, 2, balance=1.2, seed=0)
    assert grouped(known.files, labels) == {("a/x", "c/x"), ("b/x", "b/y")}


def test_an_owner_of_too_much_is_cut_by_directory_unless_owners_are_to_stay_whole() -> None:
    changes = (touch(f"a/{folder}/{n}") for folder in "xy" for n in range(3))
    known = material(*changes, sharing=NOTHING, codeowners=OWNED)
    labels = codeowners.split(known, 2, balance=1.2, seed=0)
    assert balance_ratio(known.weights, labels, 2) == 1
    assert grouped(known.files, labels) == {
        tuple(f"a/{folder}/{n}" for n in range(3)) for folder in "xy"
    }
    assert len(set(owners(known, 2, balance=1.2, seed=0))) == 1


def test_files_that_nobody_owns_are_packed_by_directory() -> None:
    known = material(touch("p/x"), touch("q/x"), sharing=NOTHING, codeowners=OWNED)
    labels = codeowners.split(known, 2, balance=1.2, seed=0)
    assert grouped(known.files, labels) == {("p/x",), ("q/x",)}


def test_without_the_file_there_is_no_such_split() -> None:
    known = material(touch("a"), sharing=NOTHING)
    with pytest.raises(CouldNotCheck):
        codeowners.split(known, 2, balance=1.2, seed=0)
