"""Patterns are added to a manifest, and every byte that was there stays."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from manifests import patterns, scopes

from remit.errors import UsageError
from remit.manifest.array_edit import add_write_patterns
from remit.manifest.scope import Scope, parse_manifest
from remit.manifest.writer import render_manifest

WHERE = ".remit/tasks/a.toml"
HEAD = '[task]\nid = "a"\nbranch = "agent/a"\n'


def added(body: str, *new: str) -> str:
    return add_write_patterns((HEAD + body).encode(), WHERE, new).decode().removeprefix(HEAD)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50)
@given(scopes(), st.lists(patterns, min_size=1, max_size=3), st.sampled_from(["\n", "\r\n"]))
def test_the_manifest_says_what_it_said_and_the_patterns(
    scope: Scope, new: list[str], newline: str
) -> None:
    scope = scope._replace(id="a", after=tuple(each for each in scope.after if each != "a"))
    text = render_manifest(scope)
    text = text.replace("\n", newline)
    found = add_write_patterns(text.encode(), WHERE, new).decode()
    more = tuple(each for each in dict.fromkeys(new) if each not in scope.files.write)
    wanted = scope.files._replace(write=(*scope.files.write, *more))
    assert parse_manifest(found.encode(), WHERE).files == wanted
    rest = iter(found)
    assert all(char in rest for char in text)  # what was there, in its order


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('[files]\nwrite = ["x"] # why\n', '[files]\nwrite = ["x", "n"] # why\n'),
        ('[files]\nwrite = ["x",]\n', '[files]\nwrite = ["x", "n",]\n'),
        ("[files]\nwrite = [ ]\n", '[files]\nwrite = ["n" ]\n'),
        ('[files] # mine\ndeny = ["y"]\n', '[files] # mine\nwrite = ["n"]\ndeny = ["y"]\n'),
        ("[files]", '[files]\nwrite = ["n"]\n'),
        ("# the end", '# the end\n\n[files]\nwrite = ["n"]\n'),
        (
            '[files]\nwrite = [\n  "x",  # one\n  "y"  # two\n  # more\n]\n',
            '[files]\nwrite = [\n  "x",  # one\n  "y",  # two\n  "n",\n  # more\n]\n',
        ),
        (
            "[files]\nwrite = [\n\t'x',\n\t'y',\n]\n",
            "[files]\nwrite = [\n\t'x',\n\t'y',\n\t\"n\",\n]\n",
        ),
        (
            '[files]\nwrite = ["x"' + 99 * " " + "]\n",
            '[files]\nwrite = ["x", "n"' + 99 * " " + "]\n",
        ),
        (
            '[files]\nwrite = [\n  "x"  # one, two\n]\n',
            '[files]\nwrite = [\n  "x",  # one, two\n  "n",\n]\n',
        ),
        ('[files]\nwrite = [\n  "x",\n  "y"]\n', '[files]\nwrite = [\n  "x",\n  "y", "n"]\n'),
        (
            '[files]\nwrite = [\n  "x"\n  , # odd\n]\n',
            '[files]\nwrite = [\n  "x"\n  , # odd\n  "n",\n]\n',
        ),
    ],
)
def test_a_list_is_continued_as_it_is_laid_out(body: str, expected: str) -> None:
    assert added(body, "n") == expected


def test_what_is_there_already_is_not_added_again() -> None:
    body = '[files]\nwrite = ["x"]\n'
    assert added(body, "x") == body


@pytest.mark.parametrize("body", ["files.deny = []\n", '"files" = { deny = [] }\n'])
def test_a_text_that_cannot_be_changed_safely_is_left_alone(body: str) -> None:
    text = f'{body}task = {{ id = "a", branch = "agent/a" }}\n'
    with pytest.raises(UsageError, match="nothing was written") as refused:
        add_write_patterns(text.encode(), WHERE, ["it's"])
    assert refused.value.hint == 'add to `write` under [files] yourself: "it\'s"'
