"""Files of others are read up to a bound, and only where they are files."""

import os
from pathlib import Path

import pytest

from remit.system import bounded_read


def test_a_file_is_read_whole_up_to_the_bound(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"abcdef")
    assert bounded_read.read_bounded(file, 6) == b"abcdef"
    with pytest.raises(OSError, match="more than 5 bytes"):
        bounded_read.read_bounded(file, 5)


def test_the_end_of_a_longer_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"abcdef")
    assert (bounded_read.read_tail(file, 2), bounded_read.read_tail(file, 9)) == (b"ef", b"abcdef")


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/zero")
    for name in ("pipe", "link"):
        with pytest.raises(OSError, match="no file"):
            bounded_read.read_bounded(tmp_path / name, 9)
    with pytest.raises(IsADirectoryError):
        bounded_read.read_bounded(tmp_path, 9)
    with pytest.raises(FileNotFoundError):
        bounded_read.read_tail(tmp_path / "missing", 9)
