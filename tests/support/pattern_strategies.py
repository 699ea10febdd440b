"""Hypothesis strategies for patterns and paths that have something to do with each other."""

from itertools import groupby, product

from hypothesis import strategies as st

NAMES = (
    *("a", "b", "ab", "ba", "aab", "A", "foo", "bar", "foo.py", "bar.txt", ".hid", "a-b", "_", "1"),
    *("é", "日本", "a b", " x", "x\ty", "new\nline", "a*", "w[1]", "{a,b}", "a\\b", "!a", "]", "^"),
)
RAW_NAMES = (b"\xff", b"a\x80b", b"\xc3", *(name.encode() for name in NAMES))
CLASSES = (
    *("[ab]", "[!a]", "[^b]", "[a-f]", "[!a-c]", "[]a]", "[a-]", "[!]]", "[.-0]", "[\\]a]", "[*?]"),
    *(
        "[[:alpha:]]",
        "[![:digit:]]",
        "[[:punct:]_]",
        "[[:space:]]",
        "[a[:digit:]-]",
        "[{,}]",
        "[[]",
    ),
    *("[a\\-z]", "[--0]", "[[:upper:][:lower:]]", "[!\\!]", "[^^]", "[[:xdigit:]]"),
)


def literal(name: bytes) -> str:
    """A segment that means exactly `name`."""
    text = name.decode("utf-8", "surrogateescape")
    return "".join("\\" + one if one in "*?[]\\{},! " else one for one in text)


def path_sets() -> "st.SearchStrategy[list[bytes]]":
    """Paths that fit together into one tree: none lies below another."""
    names = st.sampled_from(RAW_NAMES)
    paths = st.lists(names, min_size=1, max_size=5).map(b"/".join)
    return st.lists(paths, min_size=1, max_size=30, unique=True).map(_without_conflicts)


def _without_conflicts(paths: list[bytes]) -> list[bytes]:
    kept: list[bytes] = []
    for path in paths:
        if not any(one.startswith(path + b"/") or path.startswith(one + b"/") for one in kept):
            kept.append(path)
    return kept


@st.composite
def segments(draw: st.DrawFn, name: bytes) -> str:
    """A segment that often matches `name`."""
    kind = draw(st.sampled_from(("literal", "star", "cut", "mixed", "free")))
    if kind == "literal":
        return literal(name)
    if kind == "star":
        return "*"
    if kind == "free":
        atoms = st.sampled_from(("*", "?", "a", "b", ".", *CLASSES))
        free = "".join(one for one, _ in groupby(draw(st.lists(atoms, min_size=1, max_size=4))))
        return "?" if free == "." else free
    start = draw(st.integers(0, len(name)))
    end = draw(st.integers(start, len(name)))
    middle = "*" if kind == "cut" else draw(st.sampled_from(("?" * (end - start), *CLASSES)))
    return (_part(name[:start]) + middle + _part(name[end:])) or "?"


def _part(name: bytes) -> str:
    return literal(name) if name.isascii() else "?" * len(name)


@st.composite
def patterns(draw: st.DrawFn, paths: list[bytes], most_stars: int = 2) -> str:
    """A pattern without braces or faults, often one that covers some of `paths`."""
    names = draw(st.sampled_from(paths)).split(b"/")
    if draw(st.booleans()):
        names = names[: draw(st.integers(1, len(names)))]
    parts = [draw(segments(name)) for name in names]
    if draw(st.integers(0, 2)) == 0:
        plain = [literal(name) for name in names]
        parts = parts if any("\\" in part for part in plain) else plain
    for _ in range(draw(st.integers(0, most_stars))):
        parts.insert(draw(st.integers(0, len(parts))), "**")
    end = "/" if parts[-1] != "**" and draw(st.integers(0, 3)) == 0 else ""
    return "/".join(parts) + end


def small_patterns() -> "st.SearchStrategy[str]":
    """Patterns over the names of `SMALL_PATHS`, so that these are all that can tell them apart."""
    parts = st.lists(st.sampled_from(SMALL_SEGMENTS), min_size=1, max_size=3)
    stars = st.one_of(st.none(), st.integers(0, 3))

    def joined(found: "tuple[list[str], int | None, bool]") -> str:
        names, place, tree = found
        if place is not None:
            names = [*names[:place], "**", *names[place:]]
        return "/".join(names) + "/" * tree

    return st.tuples(parts, stars, st.booleans()).map(joined)


SMALL_SEGMENTS = (
    *("a", "b", "ab", "*", "*", "a*", "*b", "*a*", "?", "??", "[ab]", "[!a]", "a?", "*.a"),
    *("b*a", ".*", "[!.]*", "?*", "*.*", "{a,b}", "{a,?b}", "[a-b]b", "?b*", ".?", "..a"),
)


def _small_names() -> list[str]:
    letters = "ab."
    names = ["".join(word) for size in (1, 2, 3) for word in product(letters, repeat=size)]
    return [name for name in names if name not in {".", ".."}]


def _small_paths() -> list[bytes]:
    names = _small_names()
    two = [f"{one}/{other}" for one in names for other in names if len(one + other) < 5]
    three = [f"{path}/{name}" for path in two for name in names if len(path + name) < 6]
    return [path.encode() for path in (*names, *two, *three)]


SMALL_PATHS = _small_paths()
