"""What a file means on each forge; the examples' rules are those of the forges' own pages."""

import pytest

from remit.ownership.codeowners import (
    Codeowners,
    Forge,
    detect_forge,
    locate_codeowners,
    read_codeowners,
)


def _read(text: str, forge: Forge = Forge.GITHUB) -> Codeowners:
    return read_codeowners(text.encode("utf-8", "surrogateescape"), "CODEOWNERS", forge)


def _owners(text: str, path: str, forge: Forge = Forge.GITHUB) -> str:
    return " ".join(_read(text, forge).owned(path.encode()).owners)


def _faults(text: str, forge: Forge = Forge.GITHUB) -> list[int]:
    return [fault.line for fault in _read(text, forge).faults]


def test_the_last_match_wins_and_is_named_with_its_line() -> None:
    found = _read("# who\n*  @all\n\n/src/ @web @ops # both\n").owned(b"src/a/b.js")
    assert found.owners == ("@web", "@ops")
    assert [rule.line for rule in found.rules] == [4]


def test_an_entry_without_owners_takes_them_away() -> None:
    found = _read("/apps/ @octo\n/apps/github\n").owned(b"apps/github/x")
    assert found.owners == ()
    assert [rule.line for rule in found.rules] == [2]


def test_a_path_that_no_line_matches_has_no_deciding_line() -> None:
    assert _read("/apps/ @octo\n").owned(b"src/x").rules == ()


@pytest.mark.parametrize(
    "line", ["!x @a", "\\#x @a", "[ab] @a", "x a", "x @a/b/c", "***/x @a", "/ @a", "x @"]
)
def test_a_line_that_github_does_not_take_is_skipped_and_reported(line: str) -> None:
    text = f"* @all\n{line}\n*.md @docs\n"
    assert _faults(text) == [2]
    assert _owners(text, "x") == "@all"
    assert _owners(text, "a.md") == "@docs"


def test_owners_may_be_teams_and_addresses() -> None:
    assert _owners("* @a-b/c.d_e x+y@example.com\n", "f") == "@a-b/c.d_e x+y@example.com"


def test_a_space_is_escaped_and_lines_may_end_as_on_windows() -> None:
    assert _owners("\ufeffa\\ b @x\r\n*.c\t@y\r\n", "a b/c") == "@x"
    assert _owners("a\\ b @x\r\n*.c\t@y\r\n", "z.c") == "@y"


def test_names_are_bytes() -> None:
    assert _read("caf\udce9/ @x\n").owned(b"caf\xe9/y").owners == ("@x",)


def test_a_file_of_three_megabytes_counts_for_nothing() -> None:
    found = read_codeowners(b"* @a\n" + b"#" * (3 << 20), "CODEOWNERS", Forge.GITHUB)
    assert found.rules == ()
    assert found.faults[0].line == 0


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("* @a\n* @b\n", [1]),
        ("/src/x.py @a\n/src/ @b\n", [1]),
        ("/src/ @a\n/src/x.py @b\n", []),
        ("*.py @a\n* @b\n", [1]),
        ("/src @a\nsrc/ @b\n/src @c\n", [1]),
        ("/src/ @a\n/src/* @b\n", []),
        ("a.py @a\na.py @a\n", [1]),
    ],
)
def test_a_line_that_a_later_one_overrides_wholly_is_reported(text: str, lines: list[int]) -> None:
    assert _faults(text) == lines


def test_a_contradiction_names_both_lines_and_the_owners_that_win() -> None:
    fault = _read("/src/ @a\n/src/ @b\n").faults[0]
    assert str(fault).startswith("CODEOWNERS:1: '/src/' never decides: line 2 ('/src/')")
    assert "@b instead" in fault.what


_SECTIONS = """\
* @admin
[README Owners]
README.md @user1 @user2
internal/README.md @user4
[README other owners]
README.md @user3
^[Docs][2] @docs
docs/
docs/api/ @api
[docs]
"""


def test_each_section_of_gitlab_gives_owners_by_its_last_match() -> None:
    assert _owners(_SECTIONS, "README.md", Forge.GITLAB) == "@admin @user1 @user2 @user3"
    assert _owners(_SECTIONS, "internal/README.md", Forge.GITLAB) == "@admin @user4 @user3"


def test_a_heading_gives_owners_to_lines_without_any() -> None:
    assert _owners(_SECTIONS, "docs/x", Forge.GITLAB) == "@admin @docs"
    assert _owners(_SECTIONS, "docs/api/x", Forge.GITLAB) == "@admin @api"


def test_sections_of_one_name_are_one_and_required_if_one_is() -> None:
    rules = _read(_SECTIONS, Forge.GITLAB).owned(b"docs/x").rules
    assert [(rule.section, rule.optional, rule.approvals) for rule in rules] == [
        ("", False, 1),
        ("Docs", False, 2),
    ]
    alone = _read("^[Docs]\n* @x\n", Forge.GITLAB).owned(b"a").rules
    assert alone[0].optional


def test_what_a_section_excludes_comes_back_in_no_later_line_of_it() -> None:
    text = "* @all\n[Ruby]\n*.rb @ruby\n!/config/**/*.rb\n/config/routes.rb @ops\n"
    assert _owners(text, "config/routes.rb", Forge.GITLAB) == "@all"
    assert _owners(text, "a.rb", Forge.GITLAB) == "@all @ruby"
    assert _faults("!/a/ \n/a/b @x\n", Forge.GITLAB) == [2]


def test_gitlab_passes_over_words_that_are_no_owners_and_says_so() -> None:
    text = "/p/* @group no_at @user x@example.com @@developer @@guest\n"
    found = _read(text, Forge.GITLAB)
    assert found.owned(b"p/x").owners == ("@group", "@user", "x@example.com", "@@developer")
    assert [fault.what.split()[0] for fault in found.faults] == ["'@@guest'", "'no_at'"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("[Section name\n", [1, 1, 1, 1]),
        ("[A][0] @x\na\n", [1]),
        ("[A]\na\n", [2]),
        ("folder with space @x\n", [1, 1]),
        ("* @a\n[B]\n* @b\n", []),
        ("a//b @x\n", [1]),
    ],
)
def test_faults_of_gitlab_are_all_reported(text: str, lines: list[int]) -> None:
    assert _faults(text, Forge.GITLAB) == lines


def test_gitlab_escapes_a_hash_and_spaces() -> None:
    assert _owners("\\#x @a\npath\\ with\\ spaces/ @b\n", "#x", Forge.GITLAB) == "@a"
    assert _owners("path\\ with\\ spaces/ @b\n", "path with spaces/y", Forge.GITLAB) == "@b"


_BITBUCKET = """\
CODEOWNERS.toplevel.assignment_routing random 2
@@@Web @"Ada L" @ben
Check(@@Web >= 1)
* @cto
src/{main/**,test/**} @@Web
*.scala @space/group:random(2) one@example.com
!src/main/gen/
"""


def test_bitbucket_reads_groups_braces_and_checks() -> None:
    found = _read(_BITBUCKET, Forge.BITBUCKET)
    assert found.owned(b"src/test/a").owners == ("@@Web",)
    assert found.groups == {"@@Web": ("@Ada L", "@ben")}
    assert found.owned(b"a.scala").owners == ("@space/group:random(2)", "one@example.com")
    assert found.owned(b"src/main/gen/x").owners == ()
    assert found.faults == ()


def test_a_group_that_is_nowhere_defined_is_reported() -> None:
    assert _faults("* @@Ghosts\n", Forge.BITBUCKET) == [1]


@pytest.mark.parametrize("line", ["x who", "{a @b", "[x] @b"])
def test_a_line_that_bitbucket_does_not_take_is_reported(line: str) -> None:
    assert _faults(f"{line}\n", Forge.BITBUCKET) == [1]


_GITEA = r"""
.*\\.go @user1 @user2 # This is a comment
docs/(aws|google)/[^/]*\\.(md|txt) user8 @org1/team4
!frontend/src/.* @org1/team3
path\ with\ space @spaced
dir/with\#hashtag @hashed
"""


def test_gitea_gathers_the_owners_of_every_line_that_matches() -> None:
    assert _owners(_GITEA, "frontend/src/a.go", Forge.GITEA) == "@user1 @user2"
    assert _owners(_GITEA, "docs/aws/x.md", Forge.GITEA) == "@user8 @org1/team4 @org1/team3"
    assert _owners(_GITEA, "path with space", Forge.GITEA) == "@org1/team3 @spaced"
    assert _owners(_GITEA, "dir/with#hashtag", Forge.GITEA) == "@org1/team3 @hashed"


def test_a_line_of_gitea_that_says_nothing_is_no_fault() -> None:
    assert _faults("\\\n", Forge.GITEA) == []


@pytest.mark.parametrize("line", ["a", "( @x", "a @b/c/d", "(?=a) @x"])
def test_a_line_that_gitea_does_not_take_is_reported(line: str) -> None:
    assert _faults(f"{line}\n", Forge.GITEA) == [1]


@pytest.mark.parametrize(
    ("tree", "place", "forge"),
    [
        ({"CODEOWNERS", ".github/CODEOWNERS"}, ".github/CODEOWNERS", Forge.GITHUB),
        ({"CODEOWNERS", ".gitlab-ci.yml"}, "CODEOWNERS", Forge.GITLAB),
        ({"docs/CODEOWNERS", ".gitlab/CODEOWNERS"}, "docs/CODEOWNERS", Forge.GITLAB),
        ({"docs/CODEOWNERS"}, "docs/CODEOWNERS", None),
        ({".forgejo/CODEOWNERS"}, ".forgejo/CODEOWNERS", Forge.GITEA),
        ({".bitbucket/CODEOWNERS"}, ".bitbucket/CODEOWNERS", Forge.BITBUCKET),
    ],
)
def test_the_file_is_where_its_forge_looks(tree: set[str], place: str, forge: Forge | None) -> None:
    assert locate_codeowners(tree.__contains__) == (place, forge)


def test_a_given_forge_looks_in_its_own_places_only() -> None:
    assert locate_codeowners({".gitlab/CODEOWNERS"}.__contains__, Forge.GITHUB) is None
    assert locate_codeowners({"CODEOWNERS"}.__contains__, Forge.GITEA) == (
        "CODEOWNERS",
        Forge.GITEA,
    )
    assert locate_codeowners(set[str]().__contains__) is None


@pytest.mark.parametrize(
    ("where", "text", "forge"),
    [
        (".gitlab/CODEOWNERS", "* @a", Forge.GITLAB),
        ("CODEOWNERS", "* @a", Forge.GITHUB),
        ("CODEOWNERS", "[Docs][2] @a\n* @a", Forge.GITLAB),
        ("CODEOWNERS", "^[Docs]\n* @a", Forge.GITLAB),
        ("CODEOWNERS", "@@@Web @x\n* @@Web", Forge.BITBUCKET),
        ("docs/CODEOWNERS", ".*\\\\.go @a", Forge.GITEA),
    ],
)
def test_the_forge_is_told_from_the_folder_or_the_words(
    where: str, text: str, forge: Forge
) -> None:
    assert detect_forge(where, text.encode()) is forge


def test_many_answers_are_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("remit.ownership.codeowners._REMEMBERED", 1)
    found = _read("*.a @a\n*.b @b\n")
    assert [found.owned(path).owners for path in (b"x.a", b"x.b", b"x.a")] == [
        ("@a",),
        ("@b",),
        ("@a",),
    ]
