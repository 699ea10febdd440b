"""Manifests for tests: strategies for remits and policies, and catalogs from a few words."""

from hypothesis import strategies as st
from remit.catalog import Catalog, read
from remit.manifest import Apis, Expect, Files, Remit, Resources, Symbols

REGULAR = 0o100644

_SPECIAL = st.sampled_from(["#", "]", "[[:alpha:]]", r"\[", r"\\", "=", "'", '"', "é", " x", "{a,b}"])
_SEGMENTS = st.one_of(
    st.from_regex(r"[a-z][a-z0-9_]{0,8}(\.[a-z]{1,3})?", fullmatch=True),
    st.builds("{}{}{}".format, st.sampled_from("ab*?"), _SPECIAL, st.sampled_from("cd*")),
    st.just("**"),
)
patterns = st.lists(_SEGMENTS, min_size=1, max_size=4).map("/".join)
paths = st.lists(st.from_regex(r"[a-z]{1,5}(\.py)?", fullmatch=True), min_size=1).map("/".join)
ids = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}(\.[a-k0-9_-]{1,4})?", fullmatch=True)
names = st.from_regex(r"[A-Za-z_*][A-Za-z0-9_*]{0,5}(\.[a-z*]{1,4}){0,2}", fullmatch=True)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
filled = texts.filter(str.strip)
branches = st.one_of(
    ids.map("agent/{}/*".format), ids.map("task/{}".format), st.just("{fix,feat}/x-[0-9]*")
)


def _tuples(
    items: st.SearchStrategy[str], least: int = 0
) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(items, min_size=least, max_size=4, unique=True).map(tuple)


_apis = st.one_of(
    st.just(Apis()),
    _tuples(names, 1).map(lambda allowed: Apis(allow=allowed)),
    _tuples(names, 1).map(lambda denied: Apis(deny=denied)),
)


@st.composite
def remits(draw: st.DrawFn) -> Remit:
    """Any remit that a manifest can state."""
    task = draw(ids)
    return Remit(
        task,
        draw(_tuples(branches, 1)),
        draw(texts),
        draw(texts),
        draw(texts),
        draw(_tuples(ids.filter(lambda other: other != task))),
        draw(_tuples(filled)),
        draw(st.builds(Files, *[_tuples(patterns)] * 4)),
        draw(st.lists(st.builds(Symbols, paths, _tuples(names, 1)), max_size=3).map(tuple)),
        draw(_apis),
        draw(
            st.builds(
                Expect,
                _tuples(patterns),
                _tuples(filled),
                st.none() | st.integers(1, 10**9),
            )
        ),
        draw(st.builds(Resources, st.integers(0, 9), _tuples(filled), _tuples(filled))),
    )


def manifest(task: str, body: str = "", branch: str | None = None, more: str = "") -> bytes:
    """A manifest with the lines `body` below `[files]` and `more` below `[task]`."""
    head = f'[task]\nid = "{task}"\nbranch = "{branch or f"agent/{task}/*"}"\n'
    return f"{head}{more}\n[files]\n{body}\n".encode()


def catalog(policy: str = "", **tasks: str | bytes) -> Catalog:
    """A catalog of tasks: a string holds the lines below `[files]`, bytes the whole manifest."""
    files = {
        f".remit/tasks/{task}.toml".encode(): (
            REGULAR,
            text if isinstance(text, bytes) else manifest(task, text),
        )
        for task, text in tasks.items()
    }
    if policy:
        files[b".remit/policy.toml"] = (REGULAR, policy.encode())
    return read(files)
