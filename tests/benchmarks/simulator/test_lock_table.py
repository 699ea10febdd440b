"""Locks: whoever holds one may, everybody is served, and a circle is found where there is one."""

from collections import deque

from hypothesis import given
from hypothesis import strategies as st
from literature.lock_table import LockTable

STEPS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 3), st.booleans(), st.booleans()), max_size=60
)


class Oracle:
    """The same by the plainest means: who holds what how, and who asked for what, in order."""

    def __init__(self) -> None:
        self.table = LockTable()
        self.held: dict[tuple[int, int], bool] = {}
        self.asked: dict[int, tuple[int, bool]] = {}

    def ask(self, who: int, what: int, *, exclusive: bool) -> None:
        if who in self.asked or (
            self.held.get((who, what), False) >= exclusive and (who, what) in self.held
        ):
            return
        self.asked[who] = (what, exclusive)
        if self.table.ask(who, what, exclusive=exclusive):
            self.granted(who)

    def granted(self, who: int) -> None:
        what, exclusive = self.asked.pop(who)
        self.held[who, what] = exclusive or self.held.get((who, what), False)

    def leave(self, who: int) -> None:
        self.asked.pop(who, None)
        self.held = {key: value for key, value in self.held.items() if key[0] != who}
        for other in self.table.leave(who):
            self.granted(other)

    def sound(self) -> bool:
        """No exclusive holder has another beside it."""
        return all(
            not exclusive or [key for key in self.held if key[1] == what] == [(who, what)]
            for (who, what), exclusive in self.held.items()
        )


@given(STEPS)
def test_nobody_is_beside_an_exclusive_holder(steps: list[tuple[int, int, bool, bool]]) -> None:
    oracle = Oracle()
    for who, what, exclusive, leaving in steps:
        if leaving:
            oracle.leave(who)
        else:
            oracle.ask(who, what, exclusive=exclusive)
        assert oracle.sound()


@given(STEPS)
def test_once_circles_are_broken_everybody_is_served(
    steps: list[tuple[int, int, bool, bool]],
) -> None:
    oracle = Oracle()
    for who, what, exclusive, _ in steps:
        oracle.ask(who, what, exclusive=exclusive)
        while circle := oracle.table.circle(who):
            assert who in circle
            assert set(circle) <= oracle.asked.keys()
            oracle.leave(max(circle))
    left = deque(range(6))
    while left:
        moving = [who for who in left if who not in oracle.asked]
        assert moving, "all that are left wait, and no circle was found"
        oracle.leave(moving[0])
        left.remove(moving[0])
    assert not oracle.asked


def test_two_who_upgrade_one_lock_wait_for_each_other() -> None:
    table = LockTable()
    assert table.ask(1, 7, exclusive=False)
    assert table.ask(2, 7, exclusive=False)
    assert not table.ask(1, 7, exclusive=True)
    assert table.circle(1) == []
    assert not table.ask(2, 7, exclusive=True)
    assert sorted(table.circle(2)) == [1, 2]
    assert table.leave(2) == [1]


def test_an_upgrade_goes_before_newcomers_and_nobody_else_overtakes() -> None:
    table = LockTable()
    table.ask(1, 7, exclusive=False)
    table.ask(2, 7, exclusive=False)
    assert not table.ask(3, 7, exclusive=True)
    assert not table.ask(4, 7, exclusive=False)
    assert not table.ask(1, 7, exclusive=True)
    assert table.leave(2) == [1]
    assert table.leave(1) == [3]
    assert table.leave(3) == [4]
