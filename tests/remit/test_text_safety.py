"""Words for messages: what others wrote can do nothing to a terminal, and counts read well."""

import pytest

from remit.text_safety import count_noun, escape_unsafe, plural, quote_text


@pytest.mark.parametrize(("count", "said"), [(0, "0 files"), (1, "1 file"), (2, "2 files")])
def test_a_count_has_the_noun_that_belongs_to_it(count: int, said: str) -> None:
    assert count_noun(count, "file") == said
    assert plural(count, "file") == said[2:]


def test_what_is_quoted_is_visible_and_cut_where_it_is_too_long() -> None:
    assert escape_unsafe("a\x1b[2J\u202eb") == "a\\x1b[2J\\u202eb"
    assert quote_text("a\nb") == "'a\\nb'"
    assert quote_text("a" * 121) == f"'{'a' * 120}...'"
