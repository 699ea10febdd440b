"""A file has all of a content or none of it; what fails on the way leaves nothing behind."""

import os
from pathlib import Path

import pytest

from remit.system.atomic_write import create_file, replace_file


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "home")


def test_a_file_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"mine")
    (tmp_path / "file").symlink_to(other)
    replace_file(str(tmp_path / "file"), b"new")
    assert not (tmp_path / "file").is_symlink()
    assert ((tmp_path / "file").read_bytes(), other.read_bytes()) == (b"new", b"mine")
    assert names(tmp_path) == ["file", "other"]


def test_a_file_has_the_mode_that_was_asked_for_or_that_of_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        replace_file(str(tmp_path / "asked"), b"", 0o664)
        replace_file(str(tmp_path / "new"), b"")
    finally:
        os.umask(before)
    modes = [(tmp_path / name).stat().st_mode & 0o777 for name in ("asked", "new")]
    assert modes == [0o664, 0o640]


def test_a_relative_name_is_one_in_the_current_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    replace_file("file", b"new")
    assert names(tmp_path) == ["file"]


def test_a_file_that_is_there_is_not_made_again(tmp_path: Path) -> None:
    create_file(str(tmp_path / "file"), b"first")
    with pytest.raises(FileExistsError):
        create_file(str(tmp_path / "file"), b"second")
    assert names(tmp_path) == ["file"]
    assert (tmp_path / "file").read_bytes() == b"first"


def test_what_cannot_take_its_place_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        replace_file(str(tmp_path / "folder"), b"new")
    assert names(tmp_path) == ["folder"]


def test_a_content_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fchmod", full)
    with pytest.raises(OSError, match="No space"):
        replace_file(str(tmp_path / "file"), b"new", 0o600)
    assert names(tmp_path) == []
