"""A scope as text. That it parses to the same scope is a law of `test_manifest`."""

from remit.manifest.scope import FileRules, Scope, parse_manifest
from remit.manifest.writer import render_manifest

NEW = """\
# The scope of one task: what it may change. It counts once it is on the base branch.
# remit's docs/reference/manifest.md explains every key; `remit lint` checks this file.

[task]
id = "login"
branch = "task/login/*"
# title = "Validate the login form"  # one line for people
# after = ["store"]  # tasks that must have landed before this one starts

[files]
write = ["src/**", 'app/\\[id].tsx']
# create = ["docs/login/*.md"]  # what may be added, and then edited
# append = ["CHANGELOG.md"]  # files that may only gain lines
# claim = ["src/shared/**"]  # what may be changed while no other task holds it
# deny = ["src/login/keys/**"]  # what may not be touched, whatever the other lists say
"""


def test_a_new_manifest_offers_what_is_likely_wanted_next() -> None:
    scope = Scope("login", ("task/login/*",), files=FileRules(("src/**", r"app/\[id].tsx")))
    assert render_manifest(scope) == NEW


def test_what_is_offered_is_right_when_its_comment_sign_is_removed() -> None:
    scope = Scope("login", ("task/login/*",))
    lines = render_manifest(scope).splitlines()
    offered = [line.removeprefix("# ") if " = " in line else line for line in lines]
    assert parse_manifest("\n".join(offered).encode(), "login.toml").files.append == (
        "CHANGELOG.md",
    )


def test_a_long_array_has_an_item_per_line() -> None:
    scope = Scope("a", ("a",), files=FileRules(tuple(f"some/long/path/{n}" for n in range(9))))
    assert '\nwrite = [\n  "some/long/path/0",\n' in render_manifest(scope)
    assert max(map(len, render_manifest(scope).splitlines())) <= 100


def test_a_table_that_is_not_used_is_left_out() -> None:
    assert "[apis]" not in render_manifest(Scope("a", ("a", "b")))
