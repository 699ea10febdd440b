"""Past changes made up for a test, newest first."""

from remit.history.records import Commit, Contributor, Touch

DAY = 86400


def touch(author: str, day: int, *files: str) -> Touch:
    """What `author` did to `files` on a day; larger days are newer."""
    person = Contributor(author.title(), f"{author}@example.com")
    commit = Commit(f"{day:040x}", (), day * DAY, person, "a change", ())
    return Touch(commit, tuple(sorted(file.encode() for file in files)))
