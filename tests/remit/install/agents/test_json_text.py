import json
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.install.agents.json_text import (
    append_item,
    json_items,
    json_members,
    parse_json_text,
    remove_value,
    set_value,
)

KEYS = st.sampled_from(["a", "b", "hooks", 'with "quotes"', ""])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text('ab"\\/{}[],: é\n', max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=4,
)
OBJECTS = st.dictionaries(KEYS, VALUES, max_size=3)
FILLERS = st.sampled_from(["", " ", "\n", "\t", " // a comment, {[\n", "/* a, \n ] comment */"])


@st.composite
def spelled(draw: st.DrawFn, value: object) -> str:
    """The value as text, with any spaces, comments and trailing commas."""
    return spell(draw, value)


def spell(draw: st.DrawFn, value: object) -> str:
    def filled(text: str) -> str:
        return draw(FILLERS) + text + draw(FILLERS)

    if isinstance(value, dict):
        members = json_members(cast("object", value)).items()
        inner = [f"{filled(json.dumps(key))}:{filled(spell(draw, each))}" for key, each in members]
        return "{" + join(draw, inner) + "}"
    if isinstance(value, list):
        items = json_items(cast("object", value))
        return "[" + join(draw, [filled(spell(draw, each)) for each in items]) + "]"
    return json.dumps(value, ensure_ascii=draw(st.booleans()))


def join(draw: st.DrawFn, inner: list[str]) -> str:
    trailing = "," + draw(FILLERS) if bool(inner) and draw(st.booleans()) else ""
    return ",".join(inner) + trailing if inner else draw(FILLERS)


TEXTS = OBJECTS.flatmap(lambda value: st.tuples(st.just(value), spelled(value)))


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_a_text_with_comments_and_trailing_commas_has_its_value(case: tuple[object, str]) -> None:
    value, text = case
    assert parse_json_text(text) == value


@settings(max_examples=60, deadline=None)
@given(TEXTS, KEYS, VALUES)
def test_a_value_that_is_set_is_there_and_the_others_stay(
    case: tuple[dict[str, object], str], key: str, new: object
) -> None:
    value, text = case
    assert parse_json_text(set_value(text, (key,), new)) == value | {key: new}


@settings(max_examples=60, deadline=None)
@given(TEXTS, VALUES)
def test_what_was_appended_and_removed_leaves_the_value_and_every_comment(
    case: tuple[dict[str, object], str], item: object
) -> None:
    value, text = case
    there = "hooks" in value
    before = json_items(value.get("hooks"))
    if there and not isinstance(value["hooks"], list):
        with pytest.raises(ValueError, match="no array"):
            append_item(text, ("hooks",), item)
        return
    added = append_item(text, ("hooks",), item)
    assert parse_json_text(added) == value | {"hooks": [*before, item]}
    path = ("hooks", len(before)) if there else ("hooks",)
    removed = remove_value(added, path)
    assert parse_json_text(removed) == value
    assert removed.count("comment") == text.count("comment")


@settings(max_examples=60, deadline=None)
@given(TEXTS, KEYS)
def test_a_value_that_is_removed_is_gone_and_the_others_stay(
    case: tuple[dict[str, object], str], key: str
) -> None:
    value, text = case
    removed = remove_value(text, (key,))
    assert parse_json_text(removed) == {each: value[each] for each in value if each != key}


def test_the_indentation_and_the_line_ends_of_the_text_are_kept() -> None:
    text = '{\r\n    "theme": "dark" // mine\r\n}\r\n'
    added = append_item(text, ("hooks", "PreToolUse"), {"matcher": "*"})
    lines = (
        "{",
        '    "theme": "dark",',
        '    "hooks": {',
        '        "PreToolUse": [',
        "            {",
        '                "matcher": "*"',
        "            }",
        "        ]",
        "    } // mine",
        "}",
    )
    assert added == "".join(f"{line}\r\n" for line in lines)
    assert remove_value(added, ("hooks",)) == text


def test_of_a_name_that_is_there_twice_the_last_counts() -> None:
    text = '{"hooks": [1], "hooks": [2]}'
    assert parse_json_text(append_item(text, ("hooks",), 3)) == {"hooks": [2, 3]}


@pytest.mark.parametrize(
    "text", ["", "{", "[1 2]", '{"a" 1}', "{a: 1}", "{,}", '{"a": 1} x', '{"a": "\n"}']
)
def test_what_is_no_json_is_not_edited(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        set_value(text, ("a",), 1)


def test_a_way_through_a_value_that_is_no_object_is_refused() -> None:
    with pytest.raises(ValueError, match="hooks is no object"):
        set_value('{"hooks": []}', ("hooks", "PreToolUse"), 1)
