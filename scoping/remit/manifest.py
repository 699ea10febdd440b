"""The manifest of one task as a value that cannot be wrong; reading one is `parse`."""

from typing import NamedTuple


class Files(NamedTuple):
    """Patterns of `[files]`, as written; `deny` wins over the other three."""

    write: tuple[str, ...] = ()
    create: tuple[str, ...] = ()
    append: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()


class Symbols(NamedTuple):
    """One `[[symbols]]` entry: a share of one file."""

    path: str
    write: tuple[str, ...]


class Apis(NamedTuple):
    """`[apis]`: at most one of the two lists is given."""

    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()


class Expect(NamedTuple):
    """`[expect]`: what the task must deliver; None means no limit."""

    files: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    max_changed_lines: int | None = None


class Resources(NamedTuple):
    """`[resources]`: a count of ports, and the names of applications and data sets."""

    ports: int = 0
    apps: tuple[str, ...] = ()
    data: tuple[str, ...] = ()


class Remit(NamedTuple):
    """The boundary of one task. `branch` holds patterns; `outside` is the manifest's `not`."""

    id: str
    branch: tuple[str, ...]
    title: str = ""
    goal: str = ""
    owner: str = ""
    after: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    files: Files = Files()
    symbols: tuple[Symbols, ...] = ()
    apis: Apis = Apis()
    expect: Expect = Expect()
    resources: Resources = Resources()
