from past_touches import touch

from remit.ownership.authorship import Authorship
from remit.ownership.codeowners import read_codeowners
from remit.ownership.resolution import OwnershipSources, PathOwnership, explain_ownership

_FILES = (b"api/a.py", b"api/b.py", b"docs/x.md", b"web/c.js")
_TASKS = {"login": b"api/", "store": b"api/a.py", "text": b"docs/"}
_OWNERS = {"login": "@web", "store": "", "text": "@docs"}


def _writers(path: bytes) -> list[str]:
    return [task for task, start in _TASKS.items() if path.startswith(start)]


def _always(_left: str, _right: str) -> bool:
    return True


def _never(_left: str, _right: str) -> bool:
    return False


def _explained(
    path: bytes,
    codeowners: str | None = "/api/ @api\n*.md @docs\n/web/\n",
    *,
    ordered: bool = False,
) -> PathOwnership:
    sources = OwnershipSources(
        _FILES,
        None if codeowners is None else read_codeowners(codeowners.encode()),
        Authorship([touch("bo", 2, "api/a.py"), touch("al", 1, "api/a.py", "api/b.py")]),
        _writers,
        _OWNERS,
        _always if ordered else _never,
    )
    return explain_ownership(path, sources)


def test_a_file_has_its_lines_its_authors_and_its_tasks() -> None:
    found = _explained(b"api/a.py")
    assert (found.kind, found.files, found.bus_factor) == ("file", 1, None)
    assert found.owned is not None
    assert [(each.owned.owners, each.owned.rules[0].line) for each in found.owned] == [
        (("@api",), 1)
    ]
    assert [author.name for author in found.authors] == ["Al", "Bo"]
    assert [writer.task for writer in found.writers] == ["login", "store"]


def test_a_directory_has_its_owners_by_number_of_files_and_a_bus_factor() -> None:
    found = _explained(b"")
    assert (found.kind, found.files) == ("directory", 4)
    assert found.owned is not None
    assert [(each.owned.owners, each.files) for each in found.owned] == [
        (("@api",), 2),
        ((), 1),
        (("@docs",), 1),
    ]
    assert found.bus_factor is not None
    assert (found.bus_factor.factor, found.bus_factor.known) == (1, 2)
    assert [(writer.task, writer.files) for writer in found.writers] == [
        ("login", 2),
        ("store", 1),
        ("text", 1),
    ]


def test_a_path_that_is_not_there_has_the_owners_it_would_have() -> None:
    found = _explained(b"docs/new.md")
    assert (found.kind, found.files, found.authors) == ("absent", 0, ())
    assert found.owned is not None
    assert found.owned[0].owned.owners == ("@docs",)


def test_a_directory_is_no_beginning_of_a_name() -> None:
    assert _explained(b"ap").kind == "absent"


def test_without_codeowners_nobody_is_said_to_own_anything() -> None:
    assert _explained(b"api/a.py", None).owned is None


def test_two_tasks_that_may_write_the_same_are_a_conflict_unless_one_waits() -> None:
    said = "the tasks login and store may both write it, and neither waits"
    assert said in _explained(b"api/a.py").conflicts
    assert said not in _explained(b"api/a.py", ordered=True).conflicts
    many = "the tasks login and store may both write 1 of these files, and neither waits"
    assert many in _explained(b"api").conflicts


def test_a_task_of_someone_whom_codeowners_does_not_name_is_a_conflict() -> None:
    said = "the task login of @web may write here, and CODEOWNERS does not name @web"
    assert said in _explained(b"api/b.py").conflicts
    assert not _explained(b"docs/x.md").conflicts
    assert said not in _explained(b"api/b.py", "/api/ @web\n").conflicts


def test_an_owner_who_never_changed_it_is_a_conflict_where_that_can_be_told() -> None:
    said = "nobody of zoe@example.com is known to have changed it"
    assert said in _explained(b"api/b.py", "* zoe@example.com\n").conflicts
    assert said not in _explained(b"api/b.py", "* zoe@example.com @team/x\n").conflicts
    assert said not in _explained(b"api/b.py", "* zoe@example.com al@example.com\n").conflicts
