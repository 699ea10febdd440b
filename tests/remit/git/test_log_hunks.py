"""Hunks are those that git has, file by file, whatever paths are called and git is set to."""

from typing import TYPE_CHECKING

from landing import LINES, lands, text

from remit.git.log import CommitLog, read_edits
from remit.history.hunks import Hunk
from remit.history.records import ChangeUnit

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from repo import Repo

    from remit.git.log import EditedFile

ODD = 'an "odd"\nname'
SETTINGS = {
    "color.ui": "always",
    "core.quotePath": "false",
    "diff.algorithm": "minimal",
    "diff.context": "9",
    "diff.external": "touch executed;",
    "diff.interHunkContext": "30",
    "diff.noprefix": "true",
    "diff.renames": "false",
    "diff.submodule": "log",
    "i18n.logOutputEncoding": "UTF-16",
    "log.showSignature": "true",
}


def read(repo: "Repo") -> "list[tuple[EditedFile, ...]]":
    """The history, oldest change first."""
    with repo.inside() as repository:
        log = CommitLog(repository)
        commits = [*log.commits(repo.oid("HEAD"), ChangeUnit.COMMIT)]
        return [*read_edits(repository, commits[::-1])]


def told(change: "tuple[EditedFile, ...]") -> list[tuple[str, bytes, bytes, object]]:
    return [(entry.status, entry.old, entry.new, patch) for entry, patch in change]


def busy(repo: "Repo") -> None:
    lands(repo, {"one": text(), ODD: text(), "picture": "a\0b", "link": text()})
    lands(repo, {"one": text(l3="x", l7="y"), ODD: text(l0="x"), "picture": "b\0a"})
    repo.git("mv", "one", "two")
    lands(repo, {"two": text(l3="x", l7="z")})
    (repo.root / "link").unlink()
    (repo.root / "link").symlink_to("two")
    repo.git("add", "link")
    lands(repo, {})
    lands(repo, {})
    repo.git("update-index", "--chmod=+x", "two")
    lands(repo, {ODD: None})


def test_every_kind_of_change_has_the_hunks_that_git_has(empty: "Repo") -> None:
    busy(empty)
    odd = ODD.encode()
    first, *rest = map(told, read(empty))
    whole = (Hunk(0, 0, 1, len(LINES)),)
    assert first == [
        ("A", odd, odd, whole),
        ("A", b"link", b"link", whole),
        ("A", b"one", b"one", whole),
        ("A", b"picture", b"picture", None),
    ]
    assert rest == [
        [
            ("M", odd, odd, (Hunk(1, 1, 1, 1),)),
            ("M", b"one", b"one", (Hunk(4, 1, 4, 1), Hunk(8, 1, 8, 1))),
            ("M", b"picture", b"picture", None),
        ],
        [("R", b"one", b"two", (Hunk(8, 1, 8, 1),))],
        [("T", b"link", b"link", None)],
        [],
        [("D", odd, odd, (Hunk(1, len(LINES), 0, 0),)), ("M", b"two", b"two", ())],
    ]


def test_no_setting_changes_the_hunks_and_no_program_of_it_runs(empty: "Repo") -> None:
    busy(empty)
    before = read(empty)
    for name, value in SETTINGS.items():
        empty.git("config", name, value)
    assert read(empty) == before
    assert not (empty.root / "executed").exists()


def test_no_attribute_of_a_checkout_or_a_user_hides_a_hunk(
    empty: "Repo", tmp_path: "Path", monkeypatch: "pytest.MonkeyPatch"
) -> None:
    busy(empty)
    plain = read(empty)
    own = tmp_path / "git"
    own.mkdir()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for file in (empty.root / ".gitattributes", empty.root / ".git/info/attributes"):
        file.parent.mkdir(exist_ok=True)
        file.write_text("* -diff\n", "utf-8")
        assert read(empty) == plain
        file.unlink()
    (own / "attributes").write_text("* -diff\n", "utf-8")
    assert read(empty) == plain
