"""The manifest of one task as a value that cannot be wrong; reading one is `parse`.

The keys and what each may hold are in `tables`; what must fit *between* keys is checked here. What
must fit between files is for `lint`.
"""

from typing import TYPE_CHECKING, Literal

from remit.errors import Fault, ManifestError
from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.manifest.fault_messages import ValueProblem
    from remit.manifest.tables import Plain

FOLDER = ".remit/tasks/"
SUFFIX = ".toml"


class FileRules(NamedTuple):
    """Patterns of `[files]`, as written; `deny` wins over all others."""

    write: tuple[str, ...] = ()
    create: tuple[str, ...] = ()
    append: tuple[str, ...] = ()
    claim: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()

    @property
    def stated(self) -> tuple[str, ...]:
        """What no other task may claim: the files that this one names for itself, or shares."""
        return (*self.write, *self.create, *self.append)

    @property
    def allowing(self) -> tuple[str, ...]:
        """All that lets the task change something."""
        return (*self.stated, *self.claim)


class SymbolRules(NamedTuple):
    """One `[[symbols]]` entry: a share of one file."""

    path: str
    write: tuple[str, ...]


class ApiRules(NamedTuple):
    """`[apis]`: at most one of the two lists is given."""

    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()


class Expectations(NamedTuple):
    """`[expect]`: what the task must deliver; None means no limit."""

    files: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    max_changed_lines: int | None = None


class ResourceNeeds(NamedTuple):
    """`[resources]`: a count of ports, and the names of applications and data sets."""

    ports: int = 0
    apps: tuple[str, ...] = ()
    data: tuple[str, ...] = ()


class Scope(NamedTuple):
    """The boundary of one task. `branch` holds patterns; `outside` is the manifest's `not`."""

    id: str
    branch: tuple[str, ...]
    title: str = ""
    goal: str = ""
    owner: str = ""
    after: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    status: Literal["draft", "ready"] = "ready"
    files: FileRules = FileRules()
    symbols: tuple[SymbolRules, ...] = ()
    apis: ApiRules = ApiRules()
    expect: Expectations = Expectations()
    resources: ResourceNeeds = ResourceNeeds()


class ManifestExamination(NamedTuple):
    """What could be learnt from one file: the scope where it has no faults.

    `plain` is the scope as nested tuples (None where there are faults), `branch` the branches that
    it claims (None where these could not be read), `id` the id that it states, if that is one.
    """

    plain: "Plain | None"
    faults: tuple[Fault, ...]
    branch: tuple[str, ...] | None
    id: str


def parse_manifest(data: bytes, where: str) -> Scope:
    """The scope in a manifest; raises `ManifestError` with every fault.

    `where` is the file's path (`.remit/tasks/ID.toml`), whose stem must be the id.
    """
    found = examine_manifest(data, where)
    if found.plain is None:
        raise ManifestError(found.faults)
    return scope_from_plain(found.plain)


def examine_manifest(
    data: bytes, where: str, stems: frozenset[str] = frozenset()
) -> ManifestExamination:
    """The scope in a manifest as nested tuples, or its faults and what could still be read.

    `stems` are the names of all manifests, so that two with one id are called that.
    """
    from remit.manifest.reader import read_values
    from remit.manifest.tables import TASK_TABLES

    try:
        reading = read_values(data, where, TASK_TABLES)
    except ManifestError as error:
        return ManifestExamination(None, error.faults, None, "")
    plain = reading.values
    task_id, branch, *_ = plain[0]
    faults = reading.faults(tuple(_between_keys(plain, where, stems)))
    known = bool(branch) and not reading.wrong("task", "branch")
    return ManifestExamination(
        None if faults else plain, faults, branch if known else None, task_id
    )


def _between_keys(plain: "Plain", where: str, stems: frozenset[str]) -> "Iterator[ValueProblem]":
    """What is wrong although each value is right by itself."""
    task_id, after = plain[0][0], plain[0][5]
    stem = where.rpartition("/")[2].removesuffix(SUFFIX)
    if task_id and task_id != stem:
        from remit.manifest.fault_messages import id_mismatch_problem

        yield id_mismatch_problem(task_id, stem, taken=task_id in stems)
    if task_id in after:
        from remit.manifest.fault_messages import self_dependency_problem

        yield self_dependency_problem(after.index(task_id))


def scope_from_plain(plain: "Plain") -> Scope:
    """The scope of nested tuples in the order of the keys' table."""
    (task_id, branch, title, goal, owner, after, outside, status), files, symbols, *rest = plain
    apis, expect, resources = rest
    return Scope(
        task_id,
        branch,
        title,
        goal,
        owner,
        after,
        outside,
        status,
        files=FileRules(*files),
        symbols=tuple(SymbolRules(*entry) for entry in symbols),
        apis=ApiRules(*apis),
        expect=Expectations(*expect),
        resources=ResourceNeeds(*resources),
    )
