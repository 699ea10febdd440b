from remit.split.globs.wildcards import choose_wildcards


def _names(*words: str, count: int = 12) -> list[bytes]:
    return [f"{word}{number}".encode() for word in words for number in range(count)]


def test_names_of_several_beginnings_are_several_wildcards_and_the_rest() -> None:
    found = choose_wildcards(
        {0: [*_names("a_", "b_", count=20), b"z"], 1: _names("c_", count=30)}, ()
    )
    assert [wildcard.text for wildcard in found[0].wild] == ["a_*", "b_*"]
    assert found[0].plain == (b"z",)
    assert [wildcard.text for wildcard in found[1].wild] == ["c_*"]


def test_a_wildcard_matches_no_name_of_another() -> None:
    found = choose_wildcards({0: _names("a_")}, [b"a_x"])
    assert found[0].wild == ()
    assert len(found[0].plain) == 12


def test_two_scopes_have_no_wildcards_that_meet() -> None:
    by_ending = [name + b".md" for name in _names("", count=30)]
    found = choose_wildcards({0: by_ending, 1: _names("a_")}, ())
    assert [wildcard.text for wildcard in found[0].wild] == ["*.md"]
    assert found[1].wild == ()


def test_a_few_names_are_listed_where_no_single_wildcard_says_them() -> None:
    assert choose_wildcards({0: [b"a", b"b", b"c"]}, [b"d"])[0].plain == (b"a", b"b", b"c")
    assert [one.text for one in choose_wildcards({0: [b"a", b"b", b"c"]}, ())[0].wild] == ["*"]
