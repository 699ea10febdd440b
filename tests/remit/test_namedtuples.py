"""Our cheap named tuples behave as those of the standard library do."""

import copy
import pickle
import typing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit import namedtuples
from remit.changes import Change


def outcome(act: Any) -> object:
    """What `act` gives, or the kind of its failure."""
    try:
        return act()
    except (TypeError, ValueError, AttributeError) as error:
        return type(error)


class Plain(typing.NamedTuple):
    """The standard library's."""

    left: int
    right: "tuple[str, ...]" = ()


class Ours(namedtuples.NamedTuple):
    """Ours, of the same fields."""

    left: int
    right: "tuple[str, ...]" = ()

    @property
    def both(self) -> tuple[object, ...]:
        """Both of them."""
        return (self.left, self.right)


KINDS: list[Any] = [Ours, Plain]
VALUES = st.lists(st.one_of(st.integers(), st.text(max_size=3)), max_size=3)
NAMED = st.dictionaries(st.sampled_from(["left", "right", "other"]), st.integers(), max_size=3)


@given(VALUES, NAMED)
def test_a_value_is_made_and_refused_as_the_standard_one(
    places: list[object], named: dict[str, int]
) -> None:
    ours, plain = (outcome(lambda one=one: one(*places, **named)) for one in KINDS)
    assert ours == plain


@given(NAMED)
def test_a_value_is_replaced_and_refused_as_the_standard_one(named: dict[str, int]) -> None:
    ours, plain = (outcome(lambda one=one: one(1)._replace(**named)) for one in KINDS)
    assert ours == plain


def test_a_value_says_of_itself_what_the_standard_one_says() -> None:
    ours, plain = Ours(1, right=("a",)), Plain(1, right=("a",))
    assert repr(ours) == repr(plain).replace("Plain", "Ours")
    assert ours._asdict() == plain._asdict()
    assert (ours._fields, ours._field_defaults) == (plain._fields, plain._field_defaults)
    assert hash(ours) == hash(plain)
    assert ours.both == (1, ("a",))
    assert tuple(Ours._make(plain)) == tuple(plain)


def test_a_value_survives_being_copied_and_pickled() -> None:
    value = Change(b"p", 0, 0o100644, "0" * 40, "1" * 40)
    for twin in (copy.deepcopy(value), pickle.loads(pickle.dumps(value))):  # noqa: S301 - our own
        assert (type(twin), twin) == (Change, value)


def test_a_value_has_no_other_attributes_and_cannot_be_changed() -> None:
    value: Any = Ours(1)
    for name in ("left", "other"):
        with pytest.raises(AttributeError):
            setattr(value, name, 2)


def test_a_value_is_matched_by_place_and_by_name() -> None:
    match Ours(1, ("a",)):
        case Ours(1, right=(name,)):
            assert name == "a"
        case _:
            pytest.fail("the value was not matched")
