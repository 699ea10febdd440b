"""The hypergraph of a repository: what should stay in one scope, and how much it counts.

Its vertices are the live files and, after them, the directories. A directory weighs nothing: it
ties files that lie together, and each tie that is cut is one more path rule in the answer.
"""

from collections import defaultdict
from typing import TYPE_CHECKING

from remit.split.weights import touch_weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from remit.history.records import Touch
    from remit.split.partition.problem import Net

FRESH = 100
"""The weight of a change made now, to which all others relate."""
HALF_LIFE = 3 * 365 * 86400
"""Seconds after which a change counts half."""
_GENERIC = frozenset(
    (
        *(b"__init__", b"base", b"changelog", b"common", b"config", b"conftest", b"constants"),
        *(b"core", b"doc", b"docs", b"helpers", b"index", b"lib", b"main", b"makefile", b"mod"),
        *(b"package", b"readme", b"setup", b"test", b"tests", b"types", b"util", b"utils"),
    )
)
_SPAN = 1000
_SHORTEST_STEM = 3
_MOST_NAMESAKES = 6


def nets_of_changes(
    files: "Sequence[bytes]", touches: "Sequence[Touch]", without: "frozenset[int]"
) -> list["Net"]:
    """The files of each past change in order, none where fewer than two; `without` are left out."""
    place = {path: index for index, path in enumerate(files) if index not in without}
    nets = (tuple(sorted(place[p] for p in t.files if p in place)) for t in touches)
    return [net if len(net) > 1 else () for net in nets]


def weigh_nets(nets: "Sequence[Net]", fresh: "Sequence[float]") -> dict["Net", float]:
    """The nets of changes, equal ones as one, each as heavy as these are fresh."""
    total: dict[Net, float] = defaultdict(float)
    for net, share in zip(nets, fresh, strict=True):
        if net:
            total[net] += FRESH * share
    return total


def keep_heaviest_nets(nets: "Mapping[Net, float]", pins: int) -> "Mapping[Net, float]":
    """The heaviest nets that have so many vertices in all: what a longer past adds is faint."""
    if sum(map(len, nets)) <= pins:
        return nets
    kept: dict[Net, float] = {}
    left = pins
    for net, weight in sorted(nets.items(), key=lambda item: (-item[1], item[0])):
        left -= len(net)
        if left < 0:
            break
        kept[net] = weight
    return kept


def weights_by_age(touches: "Sequence[Touch]") -> list[float]:
    """What each touch still counts: half every three years."""
    return touch_weights(touches, HALF_LIFE)


def weights_by_rank(touches: "Sequence[Touch]", spans: int) -> list[float]:
    """The same by the number of changes since: half after `spans` spans, of a fifth of all each.

    A quiet project forgets as slowly as it moves. A span is at most 1,000 changes.
    """
    half = spans * max(1, min(_SPAN, len(touches) // 5))
    return [2.0 ** (-rank / half) for rank in range(len(touches))]


def directory_nets(
    files: "Sequence[bytes]", weight: float = FRESH
) -> tuple[tuple[bytes, ...], dict["Net", float]]:
    """The directories as vertices, and the ties of files to them and of them to their parents."""
    vertices: dict[bytes, int] = {}
    nets: dict[Net, float] = {}

    def vertex(folder: bytes) -> int:
        if folder not in vertices:
            vertices[folder] = len(files) + len(vertices)
            if folder:
                nets[vertex(folder.rpartition(b"/")[0]), vertices[folder]] = weight
        return vertices[folder]

    for file, path in enumerate(files):
        nets[file, vertex(path.rpartition(b"/")[0])] = weight
    return tuple(vertices), nets


def namesake_nets(
    files: "Sequence[bytes]", without: "frozenset[int]", weight: float = FRESH
) -> dict["Net", float]:
    """A net for files of one name, such as `x.py` and `test_x.py`, where they are few."""
    named: dict[bytes, list[int]] = defaultdict(list)
    for file, path in enumerate(files):
        if file not in without:
            named[strip_name_stem(path)].append(file)
    return {
        tuple(same): weight
        for name, same in named.items()
        if len(name) >= _SHORTEST_STEM and name not in _GENERIC and 1 < len(same) <= _MOST_NAMESAKES
    }


def strip_name_stem(path: bytes) -> bytes:
    """The name of a file without its endings and without what marks a test.

    >>> (strip_name_stem(b"tests/test_login.py"), strip_name_stem(b"src/Login.spec.ts"),
    ...  strip_name_stem(b"net/http_test.go"))
    (b'login', b'login', b'http')
    """
    name = path.rpartition(b"/")[2].partition(b".")[0].lower()
    for mark in (b"test", b"tests", b"spec"):
        for edge in (b"_", b"-"):
            name = name.removeprefix(mark + edge).removesuffix(edge + mark)
    return name


def sum_nets(parts: "Iterable[Mapping[Net, float]]") -> dict["Net", int]:
    """All nets in order, equal ones as one, with whole weights of at least 1."""
    total: dict[Net, float] = defaultdict(float)
    for nets in parts:
        for net, weight in nets.items():
            total[net] += weight
    return {net: max(1, round(total[net])) for net in sorted(total)}
