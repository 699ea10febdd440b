"""Manifests for tests: strategies for scopes and policies, and catalogs from a few words."""

from hypothesis import strategies as st

from remit.manifest.catalog import Catalog, read_catalog
from remit.manifest.scope import (
    ApiRules,
    Expectations,
    FileRules,
    ResourceNeeds,
    Scope,
    SymbolRules,
)

REGULAR = 0o100644

_words = st.sampled_from(["a", "b", "src", "x.py", "login", "0"])
_special = st.sampled_from(
    ["#", "]", "[[:alpha:]]", r"\[", r"\\", "=", "'", '"', "é", " x", "{a,b}", "?"]
)
_segments = st.one_of(
    _words,
    st.builds("{}{}{}".format, st.sampled_from("ab*?"), _special, st.sampled_from("cd*")),
    st.just("**"),
)
patterns = st.lists(_segments, min_size=1, max_size=4).map("/".join)
paths = st.lists(_words, min_size=1, max_size=4).map("/".join)
ids = st.builds(
    "{}{}".format,
    st.sampled_from(["a", "b", "0", "login"]),
    st.sampled_from(["", "-2", ".x", "__"]),
)
names = st.lists(st.sampled_from(["A", "*", "get_*", "_x", "$1"]), min_size=1, max_size=3).map(
    ".".join
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
filled = texts.filter(str.strip)
branches = st.one_of(
    ids.map("agent/{}/*".format), ids.map("task/{}".format), st.just("{fix,feat}/x-[0-9]*")
)


def _tuples(items: st.SearchStrategy[str], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(items, min_size=least, max_size=4, unique=True).map(tuple)


_apis = st.one_of(
    st.just(ApiRules()),
    _tuples(names, 1).map(lambda allowed: ApiRules(allow=allowed)),
    _tuples(names, 1).map(lambda denied: ApiRules(deny=denied)),
)


@st.composite
def scopes(draw: st.DrawFn) -> Scope:
    """Any remit that a manifest can state."""
    task = draw(ids)
    return Scope(
        task,
        draw(_tuples(branches, 1)),
        draw(texts),
        draw(texts),
        draw(texts),
        draw(_tuples(ids.filter(lambda other: other != task))),
        draw(_tuples(filled)),
        draw(st.sampled_from(["ready", "draft"])),
        draw(st.builds(FileRules, *[_tuples(patterns)] * 5)),
        draw(st.lists(st.builds(SymbolRules, paths, _tuples(names, 1)), max_size=3).map(tuple)),
        draw(_apis),
        draw(
            st.builds(
                Expectations,
                _tuples(patterns),
                _tuples(filled),
                st.none() | st.integers(1, 10**9),
            )
        ),
        draw(st.builds(ResourceNeeds, st.integers(0, 9), _tuples(filled), _tuples(filled))),
    )


def manifest(task: str, body: str = "", branch: str | None = None, more: str = "") -> bytes:
    """A manifest with the lines `body` below `[files]` and `more` below `[task]`."""
    head = f'[task]\nid = "{task}"\nbranch = "{branch or f"agent/{task}/*"}"\n'
    return f"{head}{more}\n[files]\n{body}\n".encode()


def catalog(policy: str = "", /, **tasks: str | bytes) -> Catalog:
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
    return read_catalog(files)
