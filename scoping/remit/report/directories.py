"""Many paths as a few directories with counts."""

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 12


def by_directory(paths: "Iterable[bytes]") -> list[tuple[bytes, int]]:
    """At most `MOST` directories (b"" is the root) that hold all `paths`, with counts, by name.

    The deepest level that stays within the bound; where even the top level is too wide, the rest
    of it is counted under b"...".
    """
    counts = Counter(path.rpartition(b"/")[0] for path in paths)
    depth = max((directory.count(b"/") + 1 for directory in counts), default=0)
    while len(counts) > MOST and depth > 1:
        depth -= 1
        shallower: Counter[bytes] = Counter()
        for directory, count in counts.items():
            shallower[b"/".join(directory.split(b"/")[:depth])] += count
        counts = shallower
    if len(counts) <= MOST:
        return sorted(counts.items())
    kept = counts.most_common(MOST - 1)
    return [*sorted(kept), (b"...", counts.total() - sum(count for _, count in kept))]
