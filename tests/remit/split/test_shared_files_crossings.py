from pasts import touch

from remit.split.shared_files import count_crossings

HOMES = {b"a/x": "a", b"a/y": "a", b"b/x": "b", b"c/x": "c"}


def test_a_change_crosses_where_its_files_have_several_homes() -> None:
    across, within = touch("a/x", "b/x"), touch("a/x", "a/y")
    found = count_crossings(HOMES, (across, within, touch("a/x")))
    assert [each.scopes for each in found.changes] == [("a", "b")]
    assert found.changes[0].commit == across.commit
    assert found.inside == 1


def test_files_without_a_home_make_nothing_cross() -> None:
    found = count_crossings(HOMES, (touch("a/x", "LOG"),))
    assert (found.changes, found.inside) == ((), 1)


def test_every_two_scopes_of_a_change_are_coupled_the_most_coupled_first() -> None:
    found = count_crossings(HOMES, (touch("a/x", "b/x", "c/x"), touch("c/x", "a/y")))
    assert found.pairs == ((("a", "c"), 2), (("a", "b"), 1), (("b", "c"), 1))
