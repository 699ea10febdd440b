"""Which label is in force in each folder, so that the patterns in write and deny lists are fewest.

In a manifest `deny` wins: where scope `t` has a folder inside that of scope `s`, it costs `t` an
entry in `write` and `s` one in `deny`, and `s` has nothing below. So a folder is given away only
where no file of `s` is in it; else what is not of `s` is listed inside. A folder may also be
nobody's, with all that is inside listed, which costs no denials. `best[d][s]`, the fewest entries
needed inside folder `d` where `s` is in force, follows from the folders inside (dynamic programming
over the tree, as Sankoff's for parsimony, with this language's costs).
"""

from typing import TYPE_CHECKING, NamedTuple

from remit.split.globs.wildcards import LabelPatterns, choose_wildcards, count_brace_patterns

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


# The live files as a tree of folders with labels; what is written about it is decided elsewhere.
#
# Sets of labels are integers: bit `n` is set if scope `n` has a file there.


SHARED = -1
"""The label of a file that no scope has."""


class LabelledFolder:
    """One directory; `path` ends with `/`, the root's is empty.

    `labels` are those of all files below, `shared` says whether a shared file is among these, and
    `bare` whether one that no scope may deny is: then no scope has the folder as a whole.
    """

    __slots__ = ("bare", "files", "folders", "labels", "path", "shared")

    def __init__(self, path: bytes) -> None:
        self.path = path
        self.files: list[tuple[bytes, int]] = []
        self.folders: list[LabelledFolder] = []
        self.labels = 0
        self.shared = False
        self.bare = False

    @property
    def name(self) -> bytes:
        """The last component of the path."""
        return self.path[:-1].rpartition(b"/")[2]

    @property
    def atom(self) -> int | None:
        """The only label of all files below, `SHARED` included; None where they differ."""
        if self.shared:
            return None if self.labels else SHARED
        return self.labels.bit_length() - 1 if self.labels.bit_count() == 1 else None

    def by_label(self) -> dict[int, list[bytes]]:
        """The names of the files right here, by label."""
        found: dict[int, list[bytes]] = {}
        for name, label in self.files:
            found.setdefault(label, []).append(name)
        return found


def build_folder_tree(
    files: "Sequence[bytes]", labels: "Sequence[int]", undenied: "Collection[int]" = ()
) -> list[LabelledFolder]:
    """All folders, each before those inside it; the first is the root.

    `undenied` are the numbers of shared files that no scope may deny.
    """
    found = [LabelledFolder(b"")]
    known = {b"": found[0]}
    for number, (path, label) in enumerate(zip(files, labels, strict=True)):
        cut = path.rfind(b"/") + 1
        folder = known.get(path[:cut]) or _made(path[:cut], known, found)
        folder.files.append((path[cut:], label))
        folder.bare |= number in undenied
    for folder in reversed(found):
        for _, label in folder.files:
            if label == SHARED:
                folder.shared = True
            else:
                folder.labels |= 1 << label
        for inner in folder.folders:
            folder.labels |= inner.labels
            folder.shared |= inner.shared
            folder.bare |= inner.bare
    return found


def label_bits(labels: int) -> list[int]:
    """The members of a set of labels, in order."""
    return [label for label in range(labels.bit_length()) if labels >> label & 1]


def _made(
    path: bytes, known: dict[bytes, LabelledFolder], found: list[LabelledFolder]
) -> LabelledFolder:
    """The folder of `path` with all folders above it."""
    missing: list[bytes] = []
    while path not in known:
        missing.append(path)
        path = path[: path.rfind(b"/", 0, len(path) - 1) + 1]
    folder = known[path]
    for deeper in reversed(missing):
        inner = LabelledFolder(deeper)
        folder.folders.append(inner)
        known[deeper] = inner
        found.append(inner)
        folder = inner
    return folder


NOBODY = -2
"""In force where no scope has the folder."""
UNCLAIMED = 1.1
"""Entries worth paying so that new files in a folder belong to someone: one, even in a tie."""
LISTED = 0.0
"""The same where only files that are there are asked for."""
_PACKED = 0.2  # what one more name costs where a pair of braces is open already


class FolderChoice(NamedTuple):
    """The cost inside a folder with a given label in force, and how it is reached.

    `given` are the folders inside that differ in kind, with the label in force in each.
    `loose` has every file right here but the listed ones, by a lone star (`NOBODY`: no such).
    """

    cost: float
    given: "tuple[tuple[LabelledFolder, int], ...]"
    loose: int


class LabelPlan(NamedTuple):
    """The choices for every mixed folder, and how the names of its files are said."""

    choices: "Mapping[bytes, Mapping[int, FolderChoice]]"
    files: "Mapping[bytes, Mapping[int, LabelPatterns]]"
    top: int
    """The label in force at the root."""


def choose_labels(tree: "Sequence[LabelledFolder]", unclaimed: float = UNCLAIMED) -> LabelPlan:
    """The cheapest way to say the labels; `tree` has folders before those inside them.

    `unclaimed` is what it costs where new files in a folder would belong to nobody.
    """
    choices: dict[bytes, dict[int, FolderChoice]] = {}
    files: dict[bytes, Mapping[int, LabelPatterns]] = {}
    for folder in reversed(tree):
        if folder.atom is None:
            named = folder.by_label()
            unsaid = named.pop(SHARED, [])
            spoken = files[folder.path] = choose_wildcards(named, unsaid)
            options = (NOBODY,) if folder.bare else (NOBODY, *label_bits(folder.labels))
            choices[folder.path] = {
                label: _choice(folder, label, _Spoken(spoken, len(unsaid), unclaimed), choices)
                for label in options
            }
    root = tree[0]
    if root.atom is not None:
        return LabelPlan(choices, files, root.atom)
    at_root = choices[root.path]
    top = min(at_root, key=lambda label: (at_root[label].cost + (label != NOBODY), label))
    return LabelPlan(choices, files, top)


class _Spoken(NamedTuple):
    """How the names of a folder's files are said, how many more are shared, and see `plan`."""

    names: "Mapping[int, LabelPatterns]"
    shared: int
    unclaimed: float


def _choice(
    folder: "LabelledFolder",
    label: int,
    spoken: _Spoken,
    choices: "Mapping[bytes, Mapping[int, FolderChoice]]",
) -> FolderChoice:
    loose, by = _loose(label, spoken, starry=not folder.bare)
    given, inner = _given(folder, label, choices)
    unclaimed = spoken.unclaimed if label == by == NOBODY and folder.files else 0
    return FolderChoice(loose + inner + unclaimed, given, by)


def _loose(label: int, spoken: _Spoken, *, starry: bool) -> tuple[float, int]:
    """The entries for the files of a folder, and who has them by a lone star, if anybody may."""
    names = spoken.names
    listed = sum(one.size for each, one in names.items() if each != label)
    if label != NOBODY:
        return listed + _denied(label, names, spoken.shared), NOBODY
    starred = {
        each: 1 + listed - one.size + _denied(each, names, spoken.shared)
        for each, one in names.items()
    }
    best = min(starred, key=lambda each: (starred[each], each), default=NOBODY)
    if starry and best != NOBODY and starred[best] < listed + spoken.unclaimed:
        return starred[best], best
    return listed, NOBODY


def _denied(label: int, spoken: "Mapping[int, LabelPatterns]", shared: int) -> int:
    """The entries by which `label` leaves out all other files of a folder."""
    others = [one for each, one in spoken.items() if each != label]
    plain = sum(len(one.plain) for one in others) + shared
    return sum(len(one.wild) for one in others) + count_brace_patterns(plain)


def _given(
    folder: "LabelledFolder", label: int, choices: "Mapping[bytes, Mapping[int, FolderChoice]]"
) -> "tuple[tuple[tuple[LabelledFolder, int], ...], float]":
    """What is in force in each folder inside that is mixed, and the entries of all inside."""
    written: dict[int, int] = {}
    denied = 0
    mixed: list[LabelledFolder] = []
    for inner in folder.folders:
        atom = inner.atom
        if atom is None:
            mixed.append(inner)
        elif atom != label:
            denied += 1
            if atom != SHARED:
                written[atom] = written.get(atom, 0) + 1
    given: list[tuple[LabelledFolder, int]] = []
    below = 0.0
    for inner in mixed:
        options = choices[inner.path]
        if label != NOBODY and label in options:
            chosen = label
        else:
            chosen = _cheapest(options, written)
            if chosen != NOBODY:
                written[chosen] = written.get(chosen, 0) + 1
            denied += 1
        given.append((inner, chosen))
        below += options[chosen].cost
    here = sum(map(count_brace_patterns, written.values())) + (
        count_brace_patterns(denied) if label != NOBODY else 0
    )
    return tuple(given), below + here


def _cheapest(options: "Mapping[int, FolderChoice]", written: dict[int, int]) -> int:
    """The label to put in force in a folder that is given away."""
    costs = {label: one.cost + _opening(label, written) for label, one in options.items()}
    return min(costs, key=lambda label: (costs[label], -label))


def _opening(label: int, written: dict[int, int]) -> float:
    """What it costs to write one more folder of `label` here."""
    if label == NOBODY:
        return 0
    return _PACKED if label in written else 1
