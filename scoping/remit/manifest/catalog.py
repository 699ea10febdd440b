"""Everything that the base says, in one value: all scopes, the policy, and which branch is whose.

A hook asks for one scope among a thousand, so each is kept as marshalled bytes and decoded when it
is asked for. Getting the files from git, and keeping a frozen catalog, is the adapter's work.
"""

# See decision 0022.

import marshal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from remit.changes import GITLINK, SYMLINK, TREE
from remit.errors import CouldNotCheck, Fault, ManifestError, UsageError
from remit.manifest import policy, scope
from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from remit.manifest.policy import Policy
    from remit.manifest.scope import Scope
    from remit.patterns.matcher import OwnerIndex

_FORMAT = b"remit catalog 5\n"
_DAMAGE = (ValueError, TypeError, EOFError, MemoryError)  # what marshal and its readers say of it
_MARSHAL = 2  # of marshal's versions the last whose bytes depend on the value alone
# the kinds of plain values in that version: a size and so many bytes; the length of all others
_SIZED, _TUPLE = b"us", ord("(")
_SHORT = dict.fromkeys(b"NTF0{", 1) | {ord("i"): 5, ord("g"): 9}
_REGULAR = (0o100644, 0o100755)
_KINDS = {SYMLINK: "a symlink", GITLINK: "a submodule", TREE: "a folder"}
_POLICY, _TASKS = policy.PATH.encode(), scope.FOLDER.encode().rstrip(b"/")
_FOLDERS = (_TASKS, b".remit")
_PLACES = (_POLICY, *_FOLDERS)  # the inner ones first
_PLACEHOLDERS = (".gitkeep", ".gitignore")
_SPECIAL = "*?[{\\"


class BranchPattern(NamedTuple):
    """A pattern of branches, and the task that names them."""

    branch: str
    task: str


class FaultyTask(NamedTuple):
    """A task whose manifest has faults; `branch` is None where not even that could be read."""

    task: str
    faults: tuple[Fault, ...]
    branch: tuple[str, ...] | None


class CatalogContents(NamedTuple):
    """A catalog as nested tuples that marshal can write.

    `scopes` maps ids, sorted, to marshalled nested tuples. A branch has a third part, the text that
    each of its branches begins with. `policy` is None where the file is absent or has faults.
    """

    scopes: dict[str, bytes]
    branches: tuple[tuple[str, str, str], ...]
    faulty: tuple[tuple[Any, ...], ...]
    policy: tuple[Any, ...] | None
    policy_faults: tuple[tuple[Any, ...], ...]
    misplaced: tuple[tuple[Any, ...], ...]


class Catalog:
    """The scopes and the policy of one base; made by `read_catalog` or `deserialize_catalog`."""

    def __init__(self, contents: CatalogContents, sources: "Mapping[bytes, bytes]") -> None:
        self.contents = contents
        self.sources = sources
        """The text of each file by path; empty in a thawed catalog."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The tasks whose manifests have no fault, sorted."""
        return tuple(self.contents.scopes)

    @property
    def branch_patterns(self) -> tuple[BranchPattern, ...]:
        """Which branches are whose, by task; a faulty manifest's too, where they could be read."""
        return tuple(BranchPattern(pattern, task) for pattern, task, _ in self.contents.branches)

    @property
    def faulty(self) -> tuple[FaultyTask, ...]:
        """The tasks whose manifests have faults."""
        return tuple(
            FaultyTask(task, _faults(faults), branch)
            for task, faults, branch in self.contents.faulty
        )

    @property
    def policy(self) -> "Policy":
        """The policy; raises `ManifestError` if it has faults."""
        if self.contents.policy_faults:
            raise ManifestError(_faults(self.contents.policy_faults))
        if self.contents.policy is None:
            return policy.Policy()
        return policy.policy_from_plain(self.contents.policy)

    @property
    def misplaced(self) -> tuple[Fault, ...]:
        """Files below `.remit/` that look like something and mean nothing."""
        return _faults(self.contents.misplaced)

    def scope(self, task: str) -> "Scope":
        """The scope of one task.

        Raises `ManifestError` if its manifest has faults and `UsageError` if there is none.
        """
        frozen_scope = self.contents.scopes.get(task)
        if frozen_scope is not None:
            return _decoded(frozen_scope)
        for faulty in self.faulty:
            if faulty.task == task:
                raise ManifestError(faulty.faults)
        raise self._unknown(task)

    def _unknown(self, task: str) -> UsageError:
        from remit.text_safety import nearest_word, quote_text

        near = nearest_word(task, self.ids)
        hint = f"did you mean '{near}'?" if near else "`remit show` lists the tasks of the base"
        return UsageError(f"no task is called {quote_text(task)}.", hint)

    def scopes(self) -> "Iterator[Scope]":
        """All scopes without faults, sorted by id."""
        return map(self.scope, self.contents.scopes)

    def tasks_of_branch(self, branch: str) -> tuple[str, ...]:
        """The tasks, sorted, that name a branch; those with faulty manifests among them."""
        entries = [
            (pattern, task)
            for pattern, task, beginning in self.contents.branches
            if branch.startswith(beginning)
        ]
        if not entries:
            return ()
        from remit.patterns.matcher import OwnerIndex

        return OwnerIndex(entries).owners(branch.encode("utf-8", "surrogateescape"))

    def owners(self, path: bytes) -> tuple[str, ...]:
        """The tasks, sorted, whose scopes cover a path, by symbols too; `deny` is respected."""
        allowed, denied = self._indexes
        tasks = allowed.owners(path)
        if not tasks:
            return ()
        without = denied.owners(path)
        return tuple(task for task in tasks if task not in without)

    @cached_property
    def _indexes(self) -> "tuple[OwnerIndex, OwnerIndex]":
        from remit.patterns.matcher import OwnerIndex

        allowed: list[tuple[str, str]] = []
        denied: list[tuple[str, str]] = []
        for task_scope in self.scopes():
            allowed += [(pattern, task_scope.id) for pattern in _covering(task_scope)]
            denied += [(pattern, task_scope.id) for pattern in task_scope.files.deny]
        return OwnerIndex(allowed), OwnerIndex(denied)


def _covering(task_scope: "Scope") -> tuple[str, ...]:
    files = task_scope.files
    symbols = (entry.path for entry in task_scope.symbols)
    return (*files.stated, *symbols)


def read_catalog(files: "Mapping[bytes, tuple[int, bytes]]") -> Catalog:
    """The catalog of the files below `.remit/`: their paths from the root, modes and contents.

    What is called so in capitals is a fault where nothing has the very name: a system that ignores
    case shows it as that, and it must not count as none.
    """
    folder, suffix = scope.FOLDER.encode(), scope.SUFFIX.encode()
    names = {path.removeprefix(folder).removesuffix(suffix) for path in files}
    stems = frozenset(name.decode("utf-8", "replace") for name in names)
    standing = frozenset(p for p in _PLACES if any(_is_at(path, p) for path in files))
    reading = _Reading(stems, standing)
    for path, (mode, content) in sorted(files.items()):
        if path.startswith(folder):
            reading.task(path, mode, content)
        elif _is_at(path, _POLICY):
            reading.policy(mode if path == _POLICY else TREE, content)
        else:
            reading.other(path)
    return Catalog(reading.contents(), {path: content for path, (_, content) in files.items()})


class _Reading:
    """Sorts the files of one base into what they say."""

    def __init__(self, stems: frozenset[str], standing: frozenset[bytes]) -> None:
        self._stems, self._standing = stems, standing
        self._scopes: dict[str, bytes] = {}
        self._branches: list[tuple[str, str, str]] = []
        self._faulty: list[FaultyTask] = []
        self._policy: tuple[Any, ...] | None = None
        self._policy_faults: tuple[Fault, ...] = ()
        self._misplaced: list[Fault] = []

    def contents(self) -> CatalogContents:
        return CatalogContents(
            dict(sorted(self._scopes.items())),
            tuple(self._branches),
            tuple((task, _plain(faults), branch) for task, faults, branch in self._faulty),
            self._policy,
            _plain(self._policy_faults),
            _plain(tuple(self._misplaced)),
        )

    def task(self, path: bytes, mode: int, content: bytes) -> None:
        where = _shown(path)
        name = where.removeprefix(scope.FOLDER)
        if name in _PLACEHOLDERS:
            return
        top, below, _ = name.partition("/")
        if below and top.endswith(scope.SUFFIX):
            where, name, mode = f"{scope.FOLDER}{top}", top, TREE
        stem = name.removesuffix(scope.SUFFIX)
        fault = _place_fault(where, name, mode)
        if stem == name or mode not in _REGULAR:
            other = not name.lower().endswith(scope.SUFFIX)  # `.TOML` may be meant as a manifest
            self._refuse(stem, (fault,), () if other else None)
            return
        found = scope.examine_manifest(content, where, self._stems)
        if "/" in name:
            self._refuse(stem, (fault, *found.faults), found.branch)
        elif found.plain is None:
            self._refuse(stem, found.faults, found.branch)
        else:
            self._scopes[stem] = marshal.dumps(found.plain, _MARSHAL)
            self._name_branches(stem, found.branch)

    def _refuse(self, task: str, faults: tuple[Fault, ...], branch: tuple[str, ...] | None) -> None:
        self._faulty.append(FaultyTask(task, faults, branch))
        self._name_branches(task, branch)

    def _name_branches(self, task: str, branch: tuple[str, ...] | None) -> None:
        for pattern in branch or ():
            special = min((at for at in map(pattern.find, _SPECIAL) if at >= 0), default=None)
            self._branches.append((pattern, task, pattern[:special]))

    def policy(self, mode: int, content: bytes) -> None:
        if mode not in _REGULAR:
            self._policy_faults += (_place_fault(policy.PATH, "", mode),)
            return
        try:
            self._policy = policy.policy_to_plain(content, policy.PATH)
        except ManifestError as error:
            self._policy_faults += error.faults

    def other(self, path: bytes) -> None:
        where, lower = _shown(path), path.lower()
        counts = path == lower or not self._stands(lower)
        if counts and lower in _FOLDERS:
            fault = Fault(where, 0, f"{where} is not a folder.", "make it a folder with manifests")
            self._faulty.append(FaultyTask(where, (fault,), None))
        elif counts and lower == _POLICY:
            self._policy_faults += (_case_fault(where, policy.PATH),)
        elif counts and path != lower and _is_at(lower, _TASKS) and lower.endswith(b".toml"):
            fault = _case_fault(where, scope.FOLDER + where[len(scope.FOLDER) :])
            self._faulty.append(FaultyTask(where, (fault,), None))
        elif where.endswith(scope.SUFFIX):
            from remit.text_safety import nearest_word

            near = nearest_word(where, [policy.PATH, f"{scope.FOLDER}{where.rpartition('/')[2]}"])
            hint = f"did you mean {near}?"
            self._misplaced.append(Fault(where, 0, "a file of this name means nothing.", hint))

    def _stands(self, lower: bytes) -> bool:
        """Whether something has the very name of the place that `lower` is at."""
        place = next((each for each in _PLACES if _is_at(lower, each)), b"")
        return place in self._standing


def _is_at(path: bytes, place: bytes) -> bool:
    return path == place or path.startswith(place + b"/")


def _place_fault(where: str, name: str, mode: int) -> Fault:
    """What is wrong with the place or the kind of a file among the manifests."""
    if mode not in _REGULAR:
        kind = _KINDS.get(mode, f"of mode {mode:o}")
        return Fault(where, 0, f"{where} is {kind}.", "a manifest is a regular file")
    if "/" in name:
        return Fault(where, 0, "manifests do not nest.", f"move it to {scope.FOLDER}")
    return Fault(where, 0, "only manifests live here.", "name it <id>.toml, or move it elsewhere")


def _case_fault(where: str, meant: str) -> Fault:
    """What is wrong with a name that only a system that ignores case takes for another."""
    return Fault(where, 0, "it is not read, since its name has capitals.", f"rename it: {meant}")


def _shown(path: bytes) -> str:
    from remit.text_safety import escape_unsafe

    return escape_unsafe(path.decode("utf-8", "surrogateescape"))


def serialize_catalog(catalog: Catalog) -> bytes:
    """The catalog as bytes for `deserialize_catalog`; equal catalogs give equal bytes."""
    from zlib import crc32

    payload = marshal.dumps(tuple(catalog.contents), _MARSHAL)
    return _FORMAT + crc32(payload).to_bytes(4, "big") + payload


def _decoded(frozen_scope: bytes) -> "Scope":
    try:
        return scope.scope_from_plain(_unmarshal(frozen_scope))
    except _DAMAGE as error:
        raise CouldNotCheck(
            "the cache of manifests is damaged.",
            "remove the folder `remit/cache` of the git directory; it is made again",
        ) from error


def deserialize_catalog(data: bytes) -> Catalog | None:
    """The catalog that `serialize_catalog` wrote; None if these bytes are not ours, or damaged.

    Decodes no scope. Whoever can write these bytes can write a hook, so they are checked against
    accidents only.
    """
    from zlib import crc32

    start = len(_FORMAT) + 4
    payload = data[start:]
    if data[: len(_FORMAT)] != _FORMAT or data[len(_FORMAT) : start] != crc32(payload).to_bytes(
        4, "big"
    ):
        return None
    try:
        task_scopes, *rest = _unmarshal(payload)
        contents = CatalogContents(task_scopes, *rest)
    except _DAMAGE:
        return None
    return Catalog(contents, {}) if isinstance(task_scopes, dict) else None


def _unmarshal(data: bytes) -> Any:
    """What `marshal.dumps` wrote of plain values; raises `ValueError` for anything else.

    marshal allocates a tuple before it reads its elements: five bytes may ask for 16 GiB.
    """
    at, elements, end = 0, 0, len(data)
    while at < end:
        kind = data[at]
        if kind in _SIZED:
            size = int.from_bytes(data[at + 1 : at + 5], "little")
            at += 5 + size
        elif kind == _TUPLE:
            elements += int.from_bytes(data[at + 1 : at + 5], "little")
            at += 5
        else:
            at += _SHORT.get(kind, end + 1)  # of another kind
    if at != end or elements > end:
        raise ValueError("not what this module wrote")
    return marshal.loads(data)  # noqa: S302 - see `deserialize_catalog`


def _plain(faults: tuple[Fault, ...]) -> tuple[tuple[Any, ...], ...]:
    return tuple(map(tuple, faults))


def _faults(plain: tuple[tuple[Any, ...], ...]) -> tuple[Fault, ...]:
    return tuple(Fault(*fault) for fault in plain)
