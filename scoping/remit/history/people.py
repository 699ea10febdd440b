"""Who people are by a mail map, as git reads it (gitmailmap(5)); where it is from is elsewhere."""

import re
from typing import TYPE_CHECKING, NamedTuple

from remit.history.records import Contributor

if TYPE_CHECKING:
    from remit.history.records import Commit

_WHO = re.compile(r"\s*([^<]*?)\s*<([^>]*)>")


class _Proper(NamedTuple):
    """What stands in the place of a name and an address; None keeps what was there."""

    name: str | None = None
    email: str | None = None


class Mailmap:
    """The people that a mail map knows, by the name and the address in their commits."""

    __slots__ = ("_by_both", "_by_email")

    def __init__(self, text: str = "") -> None:
        """Read a mail map; a line that means nothing is passed over, as git does."""
        self._by_email: dict[str, _Proper] = {}
        self._by_both: dict[tuple[str, str], _Proper] = {}
        for line in text.split("\n"):
            if not line.startswith("#"):
                self._add(line)

    def person(self, found: Contributor) -> Contributor:
        """Who wrote a commit that names `found`; names and addresses match in any case."""
        email = _folded(found.email)
        proper = self._by_both.get((email, _folded(found.name))) or self._by_email.get(email)
        if proper is None:
            return found
        return Contributor(proper.name or found.name, proper.email or found.email)

    def __bool__(self) -> bool:
        return bool(self._by_email or self._by_both)

    def _add(self, line: str) -> None:
        first = _WHO.match(line)
        if first is None or not first[2]:
            return
        second = _WHO.match(line, first.end())
        name, email = first[1] or None, first[2]
        if second is None:
            self._note(email, _Proper(name))
        elif second[1]:
            self._by_both[_folded(second[2]), _folded(second[1])] = _Proper(name, email)
        else:
            self._note(second[2], _Proper(name, email))

    def _note(self, email: str, proper: _Proper) -> None:
        """A later line adds to what an earlier one says of the same address, and wins."""
        before = self._by_email.get(_folded(email), _Proper())
        after = _Proper(proper.name or before.name, proper.email or before.email)
        self._by_email[_folded(email)] = after


def _folded(text: str) -> str:
    """`text` as git compares it: only ASCII letters lose their case."""
    return text.encode("utf-8", "surrogateescape").lower().decode("utf-8", "surrogateescape")


# Which commits nobody decided on: those of bots, and the routine of releases and version bumps.
#
# The lists are short on purpose and were set before anything was measured with them; a repository's
# own bot with a person's address is not found.


_ADDRESSES = ("[bot]", "bot@", "-bot", "renovate", "dependabot", "pre-commit-ci")
_SUBJECTS = (
    "bump",
    "build(deps",
    "chore(deps",
    "update pre-commit",
    "release",
    "prepare",
    "merge",
)


def is_bot(author: "Contributor") -> bool:
    """Whether the author's address is a program's."""
    address = author.email.lower()
    return any(part in address for part in _ADDRESSES)


def is_routine_subject(commit: "Commit") -> bool:
    """Whether the subject is that of a bump, a release or a merge."""
    return commit.subject.lower().startswith(_SUBJECTS)


def is_automated(commit: "Commit") -> bool:
    """Whether a bot made the commit, or its subject is routine."""
    return is_bot(commit.author) or is_routine_subject(commit)
