"""Where each forge looks for a CODEOWNERS file, and which forge a file is meant for."""

import re
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Forge(StrEnum):
    """Whose rules hold."""

    GITHUB = "github"
    GITLAB = "gitlab"
    BITBUCKET = "bitbucket"
    GITEA = "gitea"
    """Forgejo too."""


_NAME = "CODEOWNERS"
PLACES = {
    Forge.GITHUB: (f".github/{_NAME}", _NAME, f"docs/{_NAME}"),
    Forge.GITLAB: (_NAME, f"docs/{_NAME}", f".gitlab/{_NAME}"),
    Forge.BITBUCKET: (f".bitbucket/{_NAME}", _NAME),
    Forge.GITEA: (_NAME, f"docs/{_NAME}", f".gitea/{_NAME}", f".forgejo/{_NAME}"),
}
"""The first place of a forge that has a file counts."""
EVERY = tuple(dict.fromkeys(place for places in PLACES.values() for place in places))
"""All places of all forges, GitHub's first."""

_OWN = {
    ".github": Forge.GITHUB,
    ".gitlab": Forge.GITLAB,
    ".bitbucket": Forge.BITBUCKET,
    ".gitea": Forge.GITEA,
    ".forgejo": Forge.GITEA,
}
_SIGNS = {
    ".gitlab-ci.yml": Forge.GITLAB,
    "bitbucket-pipelines.yml": Forge.BITBUCKET,
    ".gitea/workflows/": Forge.GITEA,
    ".forgejo/workflows/": Forge.GITEA,
}
_MARKS = (
    (re.compile(rb"^\s*(?:@@@\S|\w*Check\(|CODEOWNERS\.\w)", re.MULTILINE), Forge.BITBUCKET),
    (re.compile(rb"^\s*\^?\[[^\]\n]+\](?:\[\d+\])?(?:\s+@\S.*)?\s*$", re.MULTILINE), Forge.GITLAB),
    (re.compile(rb"^(?!\s*#)\S*(?:\.\*|\\\\\.|\(\S+\|)\S*\s+@", re.MULTILINE), Forge.GITEA),
)


def located(
    there: "Callable[[str], bool]", forge: Forge | None = None
) -> tuple[str, Forge | None] | None:
    """The file that counts, and the forge if it can be told without the text; None: no file.

    `there` says whether a file, or a directory by a path that ends with `/`, is there. Without
    `forge`, a forge's own directory speaks for it first, then its other files in the tree.
    """
    if forge is None:
        own = next((_OWN[name] for name in _OWN if there(f"{name}/{_NAME}")), None)
        forge = own or next((_SIGNS[sign] for sign in _SIGNS if there(sign)), None)
    places = PLACES[forge] if forge else EVERY
    place = next((place for place in places if there(place)), None)
    return (place, forge) if place else None


def forge_of(where: str, data: bytes) -> Forge:
    """The forge that a file is meant for, by its directory, else by its words, else GitHub."""
    own = _OWN.get(where.partition("/")[0])
    if own:
        return own
    return next((forge for mark, forge in _MARKS if mark.search(data)), Forge.GITHUB)
