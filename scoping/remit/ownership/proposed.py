"""Who should own a set of files: those whom CODEOWNERS names, else those who know them best."""

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.ownership.authorship import Authorship
    from remit.ownership.codeowners import Codeowners

_MOST = 2
_NAMED = 0.5  # of the files
_KNOWN = 0.2  # of the changes, fading with age


def owners(
    paths: "Sequence[bytes]", codeowners: "Codeowners | None", authorship: "Authorship"
) -> tuple[str, ...]:
    """Up to two owners for all of `paths`; empty where nobody stands out.

    Whoever CODEOWNERS names for half of the files comes first, handles as they are written there;
    without such a one, people who made a fifth of the recent changes, by name.
    """
    named: Counter[str] = Counter()
    if codeowners is not None:
        for path in paths:
            named.update(set(codeowners.owned(path).owners))
    often = [owner for owner, count in named.most_common() if count >= _NAMED * len(paths)]
    if often:
        return tuple(sorted(often, key=lambda owner: (-named[owner], owner))[:_MOST])
    known = [author.name for author in authorship.top(paths) if author.share >= _KNOWN]
    return tuple(dict.fromkeys(known))[:_MOST]
