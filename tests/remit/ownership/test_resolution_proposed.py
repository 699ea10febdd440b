from pasts import touch

from remit.ownership.authorship import Authorship
from remit.ownership.codeowners import read_codeowners
from remit.ownership.resolution import propose_owners

FILES = [b"web/a", b"web/b", b"db/c"]


def asked(text: str | None, *who: tuple[str, str]) -> tuple[str, ...]:
    """The owners proposed for all files, given CODEOWNERS and who changed what."""
    authorship = Authorship([touch(file, author=name) for name, file in who])
    found = None if text is None else read_codeowners(text.encode(), "CODEOWNERS")
    return propose_owners(FILES, found, authorship)


def test_whoever_codeowners_names_for_most_files_is_proposed() -> None:
    assert asked("* @all\n/db/ @db\n", ("ann", "web/a")) == ("@all",)


def test_where_no_owner_has_half_of_the_files_those_who_know_them_are_proposed() -> None:
    assert asked("/db/ @db\n", ("ann", "web/a"), ("ann", "web/b"), ("bob", "db/c")) == (
        *("ann", "bob"),
    )


def test_who_made_few_of_the_changes_is_not_proposed() -> None:
    many = [("ann", "web/a")] * 9
    assert asked(None, *many, ("bob", "web/a")) == ("ann",)


def test_nobody_is_proposed_where_nothing_is_known() -> None:
    assert asked(None) == ()
