"""Random trees of files with a label each, and what a split's areas must hold for any of them."""

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from remit.patterns.matcher import PathIndex
from remit.patterns.overlap import find_overlapping_pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.patterns.overlap import PathArea

_WORDS = ("a", "b", "test", "x", "auth", "é")
_ODD = (
    b"[id]", b"a{b,c}", b"a,b", b"!x", b" a ", b"*", b"?", b"\\", b"caf\xe9", b"caf\xe8", b"\xff",
    b"a\nb", b"a\tb", b"x\x7f", b"-", b"...", b".a", b"#", b"a b", b"caf\xc3\xa9",
)  # fmt: skip


def _worded(draw: st.DrawFn) -> bytes:
    words = draw(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3))
    separator = draw(st.sampled_from("-_."))
    ending = draw(st.sampled_from(("", ".py", ".md", ".test.js")))
    return (separator.join(words) + ending).encode()


NAMES = st.composite(_worded)() | st.sampled_from(_ODD)


@st.composite
def labelled(
    draw: st.DrawFn, scopes: int = 4
) -> "tuple[tuple[bytes, ...], tuple[int, ...], frozenset[int]]":
    """Files in order, their labels, and the numbers of the shared ones."""
    names = st.lists(NAMES, min_size=1, max_size=4)
    paths = draw(st.sets(names.map(b"/".join), min_size=1, max_size=30))
    files = sorted(
        path for path in paths if not any(path + b"/" == other[: len(path) + 1] for other in paths)
    )
    labels = draw(st.lists(st.integers(0, scopes - 1), min_size=len(files), max_size=len(files)))
    shared = draw(st.frozensets(st.integers(0, len(files) - 1), max_size=4))
    return tuple(files), tuple(labels), shared


def check_areas(
    files: "Sequence[bytes]",
    labels: "Sequence[int]",
    scopes: "Sequence[PathArea]",
) -> None:
    """Each file is in the area of its label alone, one without in none; no two areas can meet."""
    allowed = [PathIndex(area.allow) for area in scopes]
    denied = [PathIndex(area.deny) for area in scopes]
    for path, label in zip(files, labels, strict=True):
        having = [
            scope
            for scope in range(len(scopes))
            if allowed[scope].covers(path) and not denied[scope].covers(path)
        ]
        assert having == ([label] if label >= 0 else []), path
    named = {str(number): area for number, area in enumerate(scopes)}
    assert not list(find_overlapping_pairs(named, lambda _left, _right: False))
