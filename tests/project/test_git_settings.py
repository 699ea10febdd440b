"""The page about git's settings, what is pinned, and what the installed git knows."""

import subprocess

from git_settings import ROWS, is_settled

from remit.git.process import PINNED

QUIET = "advice."  # pinned for peace, not for a verdict


def test_the_page_says_what_is_pinned() -> None:
    said = {row.pinned for row in ROWS} - {None}
    assert said == {setting for setting in PINNED if not setting.startswith(QUIET)}


def test_no_row_is_there_twice() -> None:
    names = [row.name.lower() for row in ROWS]
    assert sorted(set(names)) == sorted(names)


def test_each_setting_that_git_knows_is_settled() -> None:
    listed = subprocess.run(
        ["git", "help", "--config"], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    names = [line for line in listed if "." in line and " " not in line]
    assert len(names) > 500
    assert [name for name in names if not is_settled(name)] == []
