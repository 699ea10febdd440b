"""A mail map means what it means to git."""

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.history.people import Mailmap
from remit.history.records import Contributor

if TYPE_CHECKING:
    from repo import Repo

JO, OLD = Contributor("jo", "jo@old"), "jo@old"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Jo Doe <jo@old>", Contributor("Jo Doe", OLD)),
        ("<jo@new> <JO@old>", Contributor("jo", "jo@new")),
        ("Jo Doe <jo@new> <jo@old>", Contributor("Jo Doe", "jo@new")),
        ("Jo Doe <jo@new> JO <jo@old>", Contributor("Jo Doe", "jo@new")),
        ("Jo Doe <jo@new> someone else <jo@old>", JO),
        ("# Jo Doe <jo@old>", JO),
        ("Jo Doe <jo@old", JO),
        ("Jo Doe <>", JO),
        ("Jo Doe <jo@old>\n<jo@new> <jo@old>", Contributor("Jo Doe", "jo@new")),
        ("One <jo@old>\nTwo <jo@old>", Contributor("Two", OLD)),
        ("", JO),
    ],
)
def test_a_person_is_who_the_map_says(text: str, found: Contributor) -> None:
    assert Mailmap(text).person(JO) == found


def test_a_map_without_a_line_is_false() -> None:
    assert not Mailmap("# nothing\n\n")
    assert Mailmap("<a@b> <c@d>")


names = st.sampled_from(["", "jo", "Jo", "é", "x y"])
emails = st.sampled_from(["jo@old", "JO@old", "a@b", "", "É@b"])
who = st.builds("{} <{}>".format, names, emails)
lines = st.one_of(who, st.builds("{} {}".format, who, who), st.sampled_from(["# x <a@b>", "", "<"]))


@settings(max_examples=25, deadline=None)
@given(st.lists(lines, max_size=5))
def test_it_agrees_with_git(git_mailmap: "Repo", text: list[str]) -> None:
    people = [
        Contributor(name, email) for name in ("jo", "é") for email in ("jo@old", "a@b", "é@b")
    ]
    git_mailmap.write(".mailmap", "\n".join(text))
    feed = "".join(f"{person.name} <{person.email}>\n" for person in people).encode()
    told = git_mailmap.git("check-mailmap", "--stdin", feed=feed).splitlines()
    found = [Mailmap("\n".join(text)).person(person) for person in people]
    assert told == [f"{person.name} <{person.email}>" for person in found]


@pytest.fixture(scope="module")
def git_mailmap(tmp_path_factory: pytest.TempPathFactory) -> "Repo":
    from repo import Repo

    return Repo.init(tmp_path_factory.mktemp("mailmap"))
