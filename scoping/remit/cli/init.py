"""`remit init`: a policy, a commented first manifest, and the hooks if they are wanted."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from remit.cli.context import worktree_root
from remit.cli.output import add_format, print_answer
from remit.cli.values import REVISION
from remit.cli.write_manifests import (
    describe_landing,
    find_base_name,
    landing_commands,
    write_all,
    write_new,
)
from remit.errors import CouldNotCheck, UsageError
from remit.gates.coding_agents import AGENTS, OWN_PATTERN, task_branches
from remit.git.repository import Repository
from remit.manifest.checks import TASK_PLACE
from remit.manifest.policy import PATH, Policy, parse_policy
from remit.manifest.scope import FOLDER, SUFFIX, Scope
from remit.manifest.writer import render_manifest
from remit.patterns.parser import PatternError, parse_patterns
from remit.report.manifest_patch import toml_string
from remit.report.verdict_json import dump_versioned
from remit.text_safety import nearest_word, quote_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence


# A CODEOWNERS file as patterns by owner: a proposal for scopes, not a translation.
#
# In CODEOWNERS the last match wins; here every pattern counts. Syntax: GitHub's "About code owners"
# (patterns as in `.gitignore`, without `!`, `[ ]` and `\#`); GitLab's section headers are left out.


PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")  # the first one found counts
_LARGEST = 3 << 20  # GitHub reads no larger one
_WORDS = re.compile(r"(?:\\.|[^\s\\])+")


def find_codeowners(root: "Path") -> tuple[str, str] | None:
    """The place and the text of the file, or None; raises `CouldNotCheck` for one to repair."""
    for place in PLACES:
        path = root / place
        try:
            if path.is_file() and path.stat().st_size < _LARGEST:
                return place, path.read_text(encoding="utf-8", errors="replace")
        except OSError as error:  # the next place is not the one that counts
            raise CouldNotCheck(
                f"{place} cannot be read: {error.strerror}.", "repair its owner or mode"
            ) from None
    return None


def patterns_by_owner(text: str) -> dict[str, tuple[str, ...]]:
    r"""The patterns of each first-named owner, in remit's language.

    >>> patterns_by_owner("* @all\n/src/ @web @ops\n*.md @docs # prose\napps @web\n")
    {'@all': ('**',), '@web': ('src/', '**/apps'), '@docs': ('**/*.md',)}
    """
    owners: dict[str, list[str]] = {}
    for pattern, owner in _entries(text):
        owners.setdefault(owner, []).append(pattern)
    return {owner: tuple(dict.fromkeys(patterns)) for owner, patterns in owners.items()}


def _entries(text: str) -> "Iterator[tuple[str, str]]":
    for line in text.splitlines():
        words = _WORDS.findall(line.partition("#")[0])
        if len(words) > 1 and not line.startswith(("[", "^[")):
            pattern = _rooted(words[0].replace("\\ ", " "))
            try:
                parse_patterns(pattern)
            except PatternError:
                continue
            yield pattern, words[1]


def _rooted(pattern: str) -> str:
    """A pattern without a slash inside matches at any depth; with one, from the root."""
    if pattern in {"*", "**", "/", "/**"}:
        return "**"
    if "/" in pattern.rstrip("/"):
        return pattern.removeprefix("/")
    return f"**/{pattern}"


# The text of the files that `remit init` writes, from the templates beside this module.


EXAMPLE = "example"
_MOST_OWNERS = 20
_MOST_PATTERNS = 10


def render_policy(base: str, task_branches: "Sequence[str]" = ()) -> str:
    """A policy that states the base, with the other keys as comments.

    And the branches of new tasks, where some are given.
    """
    return _filled(
        "policy",
        base=base,
        unassigned=Policy().unassigned._asdict(),
        task_branches=_toml_array(task_branches) if task_branches else "",
    )


def render_first_manifest(
    codeowners: tuple[str, str] | None, task_branches: "Sequence[str]" = (OWN_PATTERN,)
) -> str:
    """A manifest of a task that may write nothing yet, with what to add as comments.

    `codeowners` is the place of that file and its text; its owners become proposals.
    """
    branches = tuple(pattern.replace(TASK_PLACE, EXAMPLE) for pattern in task_branches)
    example = Scope(EXAMPLE, branches, title="Copy this file for your first task, or rename it")
    text = render_manifest(example)
    return f"{text}\n{_proposals(*codeowners)}" if codeowners else text


def _proposals(place: str, text: str) -> str:
    return _filled(
        "owners",
        place=place,
        owners=list(patterns_by_owner(text).items()),
        most_owners=_MOST_OWNERS,
        most_patterns=_MOST_PATTERNS,
    )


def add_task_branches(text: str, patterns: "Sequence[str]") -> str:
    """The text of a policy whose `task_branches` has these patterns too.

    Raises `ManifestError` for a policy with faults and `UsageError` where it has to be edited by
    hand.
    """
    before = parse_policy(text.encode(), PATH)
    given = before.task_branches if _KEY.search(text) else ()
    wanted = tuple(dict.fromkeys((*given, *patterns)))
    if wanted == before.task_branches:
        return text
    line = f"task_branches = {_toml_array(wanted)}"
    changed = _KEY.sub(lambda _: line, text) if given else _with_key(text, line)
    if before._replace(task_branches=wanted) != parse_policy(changed.encode(), PATH):
        raise UsageError(f"{PATH} has to be edited by hand.", f"write there: {line}")
    return changed


def _with_key(text: str, line: str) -> str:
    """The text with a key before its first table."""
    table = re.search(r"(?m)^[ \t]*\[", text)
    at = table.start() if table else len(text)
    return f"{text[:at]}{line}\n{text[at:]}"


def _toml_array(items: "Sequence[str]") -> str:
    return f"[{', '.join(map(toml_string, items))}]"


def _filled(name: str, **values: object) -> str:
    templates = Environment(  # noqa: S701 - the output is TOML, and every value goes through `toml`
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    templates.filters["toml"] = toml_string
    return templates.get_template(f"{name}.toml.j2").render(values)


_KEY = re.compile(r"(?m)^task_branches[ \t]*=.*$")
_DETACHED = {"codex"}  # its app makes worktrees without a branch

DESCRIPTION = (
    "Write .remit/policy.toml and a commented first manifest. What exists is left as it is. Offers "
    "to install the git hooks, and asks only on a terminal."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The base, and whether to install the hooks."""
    parser.add_argument(
        "--base", metavar="BRANCH", type=REVISION, help="the branch that manifests are read from"
    )
    parser.add_argument(
        "--agents",
        metavar="NAME,...",
        type=_agents,
        default=(),
        help=f"name branches as these agents do: {', '.join(AGENTS)}",
    )
    hooks = parser.add_mutually_exclusive_group()
    hooks.add_argument("--install", action="store_true", help="install the git hooks")
    hooks.add_argument("--no-install", action="store_true", help="do not, and do not ask")
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0, with a line for each file written or kept; 2 where the base is not clear."""
    repository = Repository.discover()
    root = worktree_root(repository)
    base = _named(arguments.base) if arguments.base else find_base_name(repository)
    if base is None:
        raise CouldNotCheck(
            "it is not clear which branch is the base.", "name it: remit init --base BRANCH"
        )
    branches = task_branches(arguments.agents) if arguments.agents else ()
    wanted = _wanted(root, base, branches)
    written = [where for where, text in wanted if _write(root / where, text)]
    said = [f"wrote {where}" for where in written]
    if PATH not in written:
        changed = _extend_policy(root, branches)
        written += [PATH] if changed else []
        how = "its task_branches are extended" if changed else "is left as it is"
        said.append(f"{PATH} exists and {how}")
    found = find_codeowners(root)
    if found and f"{FOLDER}{EXAMPLE}{SUFFIX}" in written:
        said.append(f"proposals from {found[0]} are comments in {FOLDER}{EXAMPLE}{SUFFIX}")
    if not _DETACHED.isdisjoint(arguments.agents):
        said.append("the Codex app detaches HEAD in its worktrees: call `remit bind TASK` there")
    said += _hooks(arguments, base)
    title = "Give each task a scope"
    if arguments.format == "json":
        commands = landing_commands(repository, base, written, title) if written else []
        fields = {"exit_code": 0, "written": written, "done": said, "commands": commands}
        return print_answer(dump_versioned(fields))
    text = "".join(f"{line}\n" for line in said)
    return print_answer(
        text + (describe_landing(repository, base, written, title) if written else "")
    )


def _named(branch: str) -> str:
    """The branch that was named, if there is one; before anything is written."""
    from remit.install.base_setting import require_known_branch
    from remit.install.repository_paths import discover_paths

    return require_known_branch(discover_paths(Path()), branch)


def _agents(text: str) -> tuple[str, ...]:
    """The agents that an option names."""
    names = tuple(dict.fromkeys(filter(None, (name.strip() for name in text.split(",")))))
    for name in names:
        if name not in AGENTS:
            near = nearest_word(name, AGENTS)
            raise UsageError(
                f"init: no agent is called {quote_text(name)}.",
                f"did you mean {near}?" if near else f"the agents are {', '.join(AGENTS)}",
            )
    return names


def _wanted(root: "Path", base: str, branches: "Sequence[str]") -> "list[tuple[str, str]]":
    """The files that init writes where they are missing, by path; no example beside real tasks."""
    files = [(PATH, render_policy(base, branches))]
    if not any((root / FOLDER).glob(f"*{SUFFIX}")):
        manifest = render_first_manifest(find_codeowners(root), branches or (OWN_PATTERN,))
        files.append((f"{FOLDER}{EXAMPLE}{SUFFIX}", manifest))
    return files


def _extend_policy(root: "Path", branches: "Sequence[str]") -> bool:
    """Add branches of new tasks to the policy that is there; whether that changed it."""
    if not branches:
        return False
    path = root / PATH
    try:
        before = path.read_bytes()
    except FileNotFoundError:
        raise CouldNotCheck(f"{PATH} is a link that leads nowhere.", f"rm {PATH}") from None
    after = add_task_branches(before.decode("utf-8", "surrogateescape"), branches)
    changed = after.encode("utf-8", "surrogateescape")
    if changed != before:
        write_all(root, {PATH: (before, changed)})
    return changed != before


def _write(path: "Path", text: str) -> bool:
    if path.exists() or path.is_symlink():
        return False
    write_new(path, text)
    return True


def _hooks(arguments: "argparse.Namespace", base: str) -> "Sequence[str]":
    asks = not arguments.no_install and arguments.format == "text"
    if arguments.install or (asks and _agreed()):
        from remit.install.install import install

        return install(".", base)
    return ["the git hooks are not installed: remit install"]


def _agreed() -> bool:
    """Whether a person at a terminal says yes."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    sys.stdout.write("Install the git hooks now? [Y/n] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in {"", "y", "yes"}
