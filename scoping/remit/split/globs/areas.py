"""The areas of a split: for each scope the `write` and `deny` patterns of its manifest."""

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from remit.patterns.overlap import PathArea
from remit.split.globs.braces import (
    ambiguity_key,
    brace_names,
    directory_pattern_prefix,
    is_exact_name,
    merge_patterns,
)
from remit.split.globs.label_choice import (
    NOBODY,
    SHARED,
    UNCLAIMED,
    build_folder_tree,
    choose_labels,
)
from remit.split.globs.wildcards import LabelPatterns, choose_wildcards

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from remit.split.globs.label_choice import FolderChoice, LabelledFolder, LabelPlan


class ScopeGlobs(NamedTuple):
    """One area for each scope; the areas share no possible path.

    `labels` are those that the areas give the files, `SHARED` for a shared one: what was asked for,
    but for names that no manifest can tell apart, since they differ in bytes that are no text.
    """

    scopes: tuple[PathArea, ...]
    labels: tuple[int, ...]

    @property
    def globs(self) -> int:
        """How many patterns are written in all."""
        return sum(len(area.allow) + len(area.deny) for area in self.scopes)


def build_scope_globs(  # noqa: PLR0913 - the files in four respects
    files: "Sequence[bytes]",
    labels: "Sequence[int]",
    shared: "Collection[int]" = (),
    scopes: int = 0,
    undenied: "Collection[int]" = (),
    *,
    unclaimed: float = UNCLAIMED,
) -> ScopeGlobs:
    """The areas of scopes 0 up to `scopes` (at least as many as there are labels).

    `files` are sorted, `labels` are theirs, `shared` are the numbers of those that no scope has.
    A file of a scope is in its area and in no other, a shared one in none. Those of the shared that
    are `undenied` are in no `deny` either, for manifests that let every task append to them. How
    much it is worth that new files belong to someone is `unclaimed`, in patterns for each folder.

    >>> build_scope_globs((b"a.md", b"src/x.py", b"src/y/z.py"), (0, 1, 0)).scopes
    (PathArea(allow=('*', 'src/y/'), deny=()), PathArea(allow=('src/*',), deny=()))
    """
    told = _apart(files, labels, shared)
    tree = build_folder_tree(files, told, frozenset(undenied))
    writer = _Writer(max(scopes, max(told, default=-1) + 1))
    writer.write(tree, choose_labels(tree, unclaimed))
    return ScopeGlobs(writer.areas(), told)


class _Writer:
    """Turns choices into patterns, from the root down."""

    def __init__(self, scopes: int) -> None:
        self._allow: list[list[str]] = [[] for _ in range(scopes)]
        self._deny: list[list[str]] = [[] for _ in range(scopes)]

    def areas(self) -> tuple[PathArea, ...]:
        return tuple(
            PathArea(tuple(merge_patterns(allow)), tuple(merge_patterns(deny)))
            for allow, deny in zip(self._allow, self._deny, strict=True)
        )

    def write(self, tree: "Sequence[LabelledFolder]", plan: "LabelPlan") -> None:
        force = {tree[0].path: plan.top}
        if plan.top not in {NOBODY, SHARED}:
            self._allow[plan.top].append("**")
        for folder in tree:
            label = force.pop(folder.path, None)
            if label is not None and folder.atom is None:
                choice = plan.choices[folder.path][label]
                self._files(folder, label, choice.loose, plan.files[folder.path])
                self._folders(folder, label, choice)
                force.update((inner.path, given) for inner, given in choice.given)

    def _files(
        self,
        folder: "LabelledFolder",
        label: int,
        loose: int,
        spoken: "Mapping[int, LabelPatterns]",
    ) -> None:
        prefix = directory_pattern_prefix(folder.path)
        if loose != NOBODY:
            self._allow[loose].append(f"{prefix}*")
            label = loose
        others = {each: one for each, one in spoken.items() if each != label}
        self._list(prefix, others)
        if label != NOBODY:
            unsaid = [name for name, each in folder.files if each == SHARED]
            self._leave_out(prefix, label, others, unsaid)

    def _folders(self, folder: "LabelledFolder", label: int, choice: "FolderChoice") -> None:
        prefix = directory_pattern_prefix(folder.path)
        named: dict[int, list[bytes]] = {}
        others = [name for name, _ in folder.files]
        unsaid: list[bytes] = []
        mixed = {inner.path: given for inner, given in choice.given}
        for inner in folder.folders:
            atom = mixed.get(inner.path) if inner.atom is None else inner.atom
            if atom == label:
                others.append(inner.name)
            elif atom is None or atom in {SHARED, NOBODY}:
                unsaid.append(inner.name)
            else:
                named.setdefault(atom, []).append(inner.name)
        spoken = choose_wildcards(named, (*others, *unsaid))
        self._list(prefix, spoken, "/")
        if label != NOBODY:
            self._leave_out(prefix, label, spoken, unsaid, "/")

    def _list(self, prefix: str, spoken: "Mapping[int, LabelPatterns]", end: str = "") -> None:
        for label, one in spoken.items():
            self._allow[label] += [f"{prefix}{text}{end}" for text in _texts((one,), ())]

    def _leave_out(
        self,
        prefix: str,
        label: int,
        spoken: "Mapping[int, LabelPatterns]",
        unsaid: list[bytes],
        end: str = "",
    ) -> None:
        texts = _texts(tuple(spoken.values()), unsaid)
        self._deny[label] += [f"{prefix}{text}{end}" for text in texts]


def _texts(spoken: "Sequence[LabelPatterns]", more: "Sequence[bytes]") -> list[str]:
    wild = [wildcard.text for one in spoken for wildcard in one.wild]
    return wild + brace_names([*(name for one in spoken for name in one.plain), *more])


def _apart(
    files: "Sequence[bytes]", labels: "Sequence[int]", shared: "Collection[int]"
) -> tuple[int, ...]:
    """The labels, `SHARED` for the shared files, and equal where no pattern tells names apart.

    Among such names the first has its way, unless one is shared.
    """
    told = tuple(SHARED if number in shared else label for number, label in enumerate(labels))
    odd = {
        (folder, ambiguity_key(name))
        for path in files
        if not is_exact_name(path)
        for folder, name in _components(path)
        if not is_exact_name(name)
    }
    if not odd:
        return told
    keys = [_first(path, odd) for path in files]
    given: dict[tuple[bytes, bytes], int] = {}
    for key, label in zip(keys, told, strict=True):
        if key is not None and (key not in given or label == SHARED):
            given[key] = label
    return tuple(
        label if key is None else given[key] for key, label in zip(keys, told, strict=True)
    )


def _first(path: bytes, odd: set[tuple[bytes, bytes]]) -> tuple[bytes, bytes] | None:
    """The first place on the way to a file whose name is taken for another."""
    places = ((folder, ambiguity_key(name)) for folder, name in _components(path))
    return next((place for place in places if place in odd), None)


def _components(path: bytes) -> list[tuple[bytes, bytes]]:
    """Each component with the path of its folder."""
    cuts = [-1, *(at for at, byte in enumerate(path) if byte == ord("/")), len(path)]
    return [(path[: one + 1], path[one + 1 : two]) for one, two in pairwise(cuts)]
