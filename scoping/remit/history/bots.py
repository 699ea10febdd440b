"""Which commits nobody decided on: those of bots, and the routine of releases and version bumps.

The lists are short on purpose and were set before anything was measured with them; a repository's
own bot with a person's address is not found.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from remit.history.commit import Commit, Person

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


def bot(author: "Person") -> bool:
    """Whether the author's address is a program's."""
    address = author.email.lower()
    return any(part in address for part in _ADDRESSES)


def routine(commit: "Commit") -> bool:
    """Whether the subject is that of a bump, a release or a merge."""
    return commit.subject.lower().startswith(_SUBJECTS)


def automated(commit: "Commit") -> bool:
    """Whether a bot made the commit, or its subject is routine."""
    return bot(commit.author) or routine(commit)
