"""The agents' own sandboxes, set up from a scope: for what their shell calls start.

A sandbox knows files and folders, no patterns: where a scope is narrower than a folder, the folder
is opened, and that is said. The hook, the commit and the later layers judge exactly.
"""

# See decision 0305.

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from remit.install.agents.known_agents import ConfigValue
from remit.install.repository_paths import InstallError, discover_paths, run_git
from remit.patterns.parser import parse_patterns
from remit.patterns.segments import has_wildcard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.manifest.scope import FileRules
    from remit.patterns.parser import Pattern

SANDBOXED = ("claude-code", "codex")


class SandboxGrants(NamedTuple):
    """What a sandbox opens and closes for a scope, from the root of the tree; the root is `.`.

    `limits` says what it cannot express.
    """

    writable: tuple[str, ...]
    closed: tuple[str, ...]
    limits: tuple[str, ...]


def sandbox_grants(files: "FileRules") -> SandboxGrants:
    """The fewest files and folders that hold all that the scope may write.

    >>> from remit.manifest.scope import FileRules
    >>> files = FileRules(write=("src/**", "src/a.py", "t/test_*.py"), deny=("src/keys/",))
    >>> sandbox_grants(files)[:2]
    (('src', 't'), ('src/keys',))
    """
    opened, limits = set[str](), list[str]()
    for text in (*files.write, *files.create, *files.append, *files.claim):
        for pattern in parse_patterns(text):
            path, exact = _place_of(pattern)
            opened.add(path)
            if not exact:
                limits.append(f"{text} is opened as the folder {path}.")
    closed = set[str]()
    for text in files.deny:
        for pattern in parse_patterns(text):
            path, exact = _place_of(pattern)
            if exact:
                closed.add(path)
            else:
                limits.append(f"{text} is denied by the scope, and open here.")
    if files.create:
        limits.append("what may only be created may be changed here as well.")
    if files.append:
        limits.append("what may only be appended to may be changed here as well.")
    writable = tuple(sorted(path for path in opened if not _is_below(path, opened - {path})))
    return SandboxGrants(writable, tuple(sorted(closed)), tuple(dict.fromkeys(limits)))


def render_codex_profile(grants: SandboxGrants, top: Path) -> str:
    """A profile of permissions of Codex, as TOML."""
    inside = {".": "read"} | dict.fromkeys(_folders(grants, top), "write")
    inside |= dict.fromkeys(grants.closed, "read")
    everywhere = {":root": "read"} | dict.fromkeys(_git_paths(top)[0], "write")
    lines = (
        "# What this task may write, by `remit agents sandbox codex`.",
        'default_permissions = "remit"',
        "",
        "[permissions.remit.filesystem]",
        *_toml(everywhere),
        "",
        '[permissions.remit.filesystem.":workspace_roots"]',
        *_toml(inside),
    )
    return "\n".join((*lines, ""))


def claude_sandbox_values(grants: SandboxGrants, top: Path) -> tuple[ConfigValue, ...]:
    """The settings of Claude Code's sandbox; it opens the whole tree, so all else is closed."""
    closed = [str(top / path) for path in (*_others(top, grants.writable), *grants.closed)]
    values: dict[tuple[str, ...], object] = {
        ("sandbox", "enabled"): True,
        ("sandbox", "failIfUnavailable"): True,
        ("sandbox", "allowUnsandboxedCommands"): False,
        ("sandbox", "filesystem", "allowWrite"): list(_git_paths(top)[0]),
        ("sandbox", "filesystem", "denyWrite"): closed,
    }
    return tuple(ConfigValue(path, value, "guard") for path, value in values.items())


def sandbox_limits(agent: str, grants: SandboxGrants, top: Path) -> tuple[str, ...]:
    """What the sandbox of an agent does not do for this scope, in sentences."""
    if agent == "codex":
        missing = [path for path in grants.writable if path not in _folders(grants, top)]
        own = [f"{path} stays closed: Codex opens folders that are there." for path in missing]
        own.append("Codex reads the file only in a folder that it trusts.")
    else:
        own = [
            "only what shell calls start is confined: the file tools are the hook's business.",
            "a new file or folder beside the closed ones can be made at any level.",
        ]
    return (*grants.limits, *own, *_git_paths(top)[1])


def _folders(grants: SandboxGrants, top: Path) -> list[str]:
    """What is writable and a folder: Codex cannot open a single file."""
    return [path for path in grants.writable if (top / path).is_dir()]


def _place_of(pattern: "Pattern") -> tuple[str, bool]:
    """The file or folder that holds all that a pattern covers, and whether it is that exactly."""
    if pattern.literal is not None:
        return os.fsdecode(pattern.literal), True
    names: list[str] = []
    for segment in pattern.segments:
        if has_wildcard(segment):
            return "/".join(names) or ".", False
        names.append(os.fsdecode(segment))
    return "/".join(names) or ".", True


def _is_below(path: str, folders: set[str]) -> bool:
    return "." in folders or any(path.startswith(f"{folder}/") for folder in folders)


def _others(top: Path, writable: "Sequence[str]") -> "Iterator[str]":
    """What is in the tree and not writable, as few files and folders as can be."""
    if "." in writable:
        return
    for entry in sorted(top.iterdir()):
        if entry.name == ".git" or entry.name in writable:
            continue
        inside = [
            path.removeprefix(f"{entry.name}/")
            for path in writable
            if path.startswith(f"{entry.name}/")
        ]
        if inside and entry.is_dir() and not entry.is_symlink():
            yield from (f"{entry.name}/{each}" for each in _others(entry, inside))
        else:
            yield entry.name


def _git_paths(top: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What `git commit` writes in a linked worktree, and sentences where it cannot be opened."""
    paths = discover_paths(top)
    if paths.git_dir == paths.common_dir:
        what = "commits are made outside of the sandbox: this is no linked worktree, and its git "
        return (), (f"{what}directory has the hooks.",)
    reference = run_git(top, "symbolic-ref", "--quiet", "HEAD", accept=(1,)).strip()
    own = [paths.git_dir, paths.common_dir / "objects"]
    if not reference:
        return tuple(map(str, own)), ()
    folder = str(Path(reference).parent)
    own += [paths.common_dir / folder, paths.common_dir / "logs" / folder]
    wide = folder == "refs/heads"
    limits = ("all branches of this clone can be moved: this one has no folder.",) if wide else ()
    return tuple(map(str, own)), limits


def _toml(table: dict[str, str]) -> "Iterator[str]":
    for key, value in table.items():
        yield f"{json.dumps(key, ensure_ascii=False)} = {json.dumps(value)}"


def require_sandboxed(agent: str) -> None:
    """Raise `InstallError` for an agent whose sandbox remit cannot set up."""
    if agent not in SANDBOXED:
        raise InstallError(
            f"{agent} has no sandbox with settings for single folders.",
            f"those with one are {' and '.join(SANDBOXED)}",
        )
