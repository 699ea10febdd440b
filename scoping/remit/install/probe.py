"""Proving that git runs remit's commit hook in a worktree: a poison change has to be refused.

Everything happens in a scratch directory: an index, a working tree and a store of objects of their
own, so that neither the worktree nor the repository can tell afterwards.
"""

# See decision 0052.

import json
import os
import re
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from remit.errors import GitError
from remit.git.environment import LOCAL, quote_alternate
from remit.git.process import GitProcess, find_git
from remit.install.repository_paths import Checkout
from remit.system import bounded_read
from remit.system.processes import run
from remit.system.temporary import PrivateFolder

if TYPE_CHECKING:
    from collections.abc import Mapping


# What doctor and hook agree on: a path no task may write, and how a hook says it saw it.


MARKER = "REMIT_DOCTOR"
ANSWER = "remit-proof "


def probe_path(nonce: str) -> str:
    """The path of one proof's poison, below `.remit/`, where no scope may write by a pattern."""
    return f".remit/poison-{nonce}"


SECONDS = 300
_MOST = 1 << 20  # bytes, of the framework's configuration
CONFIGURATION = ".pre-commit-config.yaml"
SINCE_GIT_HOOK_RUN = (2, 36)


class ProbeAnswer(NamedTuple):
    """What the hook said about one proof; `said` is all that git and the hooks printed.

    `refused` means: remit's hook ran on the scratch index, saw the poison, and git was told no.
    `outcome` is the verdict as it would be without the proof; `tasks` counts the manifests on the
    base, -1 where there is no base; `cache_agrees` unless the cache of manifests has others;
    `only_warns` where the policy refuses no commit yet.
    """

    refused: bool
    said: str
    outcome: str = ""
    task: str = ""
    reason: str = ""
    hint: str = ""
    base: str = ""
    tasks: int = -1
    cache_agrees: bool = True
    only_warns: bool = False


def probe_hooks(
    worktree: Checkout, common_dir: Path, version: tuple[int, ...], hooks: str
) -> ProbeAnswer:
    """Run git's own hook machinery on a poison change; `hooks` is where git looks for hooks there.

    Raises `GitError` where not even a scratch index can be made.
    """
    nonce = secrets.token_hex(8)
    with PrivateFolder() as name:
        scratch = Path(name)
        environment = _environment(worktree, common_dir, scratch, nonce)
        _prepare(worktree, scratch, environment, nonce)
        _reachable(worktree, scratch / "tree", hooks)
        if version >= SINCE_GIT_HOOK_RUN:
            command = [find_git(), "hook", "run", "pre-commit"]
        else:
            command = [os.path.join(hooks, "pre-commit")]  # noqa: PTH118 - relative to the tree
        code, said = _run(command, scratch / "tree", environment)
    return _read(code, said, nonce)


def _environment(worktree: Checkout, common_dir: Path, scratch: Path, nonce: str) -> dict[str, str]:
    """What a commit from this shell would give its hook, injected configuration included."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in LOCAL or name.startswith("GIT_CONFIG")
    }
    return kept | {
        "GIT_DIR": str(worktree.git_dir),
        "GIT_WORK_TREE": str(scratch / "tree"),
        "GIT_INDEX_FILE": str(scratch / "index"),
        "GIT_OBJECT_DIRECTORY": str(scratch / "objects"),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": quote_alternate(str(common_dir / "objects")),
        "SKIP": ",".join(_other_hook_ids(worktree.top / CONFIGURATION)),
        MARKER: nonce,
    }


def _other_hook_ids(configuration: Path) -> list[str]:
    """The hooks of the framework's configuration that are not remit's; they are left out."""
    try:
        text = bounded_read.read_bounded(configuration, _MOST).decode("utf-8", "replace")
    except OSError:
        return []
    found = re.findall(r"^[ \t\-{]*id:[ \t]*[\"']?([\w.-]+)", text, re.MULTILINE)
    return [hook for hook in dict.fromkeys(found) if not hook.startswith("remit-")]


def _prepare(worktree: Checkout, scratch: Path, environment: dict[str, str], nonce: str) -> None:
    """An index like HEAD plus the poison, and a tree in which nothing looks changed or missing."""
    tree = scratch / "tree"
    poison = tree / probe_path(nonce)
    poison.parent.mkdir(parents=True)
    poison.write_text("a change that no task may make\n")
    (scratch / "objects").mkdir()
    if (worktree.top / CONFIGURATION).is_file():
        shutil.copyfile(worktree.top / CONFIGURATION, tree / CONFIGURATION)
    if _git(tree, environment, "rev-parse", "--verify", "--quiet", "HEAD", code=(0, 1)):
        _git(tree, environment, "read-tree", "HEAD")
        tracked = _git(tree, environment, "ls-files", "-z")
        _git(tree, environment, "update-index", "-z", "--skip-worktree", "--stdin", feed=tracked)
    oid = _git(tree, environment, "hash-object", "-w", str(poison)).decode().strip()
    entry = f"100644,{oid},{probe_path(nonce)}"
    _git(tree, environment, "update-index", "--add", "--cacheinfo", entry)


def _reachable(worktree: Checkout, tree: Path, hooks: str) -> None:
    """Let a relative `core.hooksPath` lead where it leads from the real working tree."""
    first = Path(hooks).parts[0]
    if first not in {"/", ".."} and not (tree / first).exists():
        (tree / first).symlink_to(worktree.top / first, target_is_directory=True)


def _run(command: list[str], tree: Path, environment: dict[str, str]) -> tuple[int, str]:
    try:
        ended = run(command, tree, environment, seconds=SECONDS, interleaved=True)
    except TimeoutError:
        return 0, f"the hook did not end within {SECONDS} seconds."
    except OSError as error:
        return 0, f"the hook could not be started: {error.strerror}."
    return ended.code, ended.output.decode("utf-8", "replace")


def _read(code: int, said: str, nonce: str) -> ProbeAnswer:
    for line in said.splitlines():
        if line.startswith(ANSWER):
            found = _parsed(line.removeprefix(ANSWER))
            if found.get("nonce") == nonce:
                saw = found.get("poison") is True
                return _told(ProbeAnswer(refused=bool(code) and saw, said=said), found)
    return ProbeAnswer(refused=False, said=said)


def _parsed(text: str) -> "dict[str, object]":
    try:
        match json.loads(text):
            case {"nonce": str()} as found:
                return {str(name): value for name, value in found.items()}
            case _:
                return {}
    except (ValueError, RecursionError):
        return {}


def _told(answer: ProbeAnswer, found: "Mapping[str, object]") -> ProbeAnswer:
    tasks = found.get("tasks")
    return answer._replace(
        outcome=_word(found, "outcome"),
        task=_word(found, "task"),
        reason=_word(found, "reason"),
        hint=_word(found, "hint"),
        base=_word(found, "base"),
        tasks=tasks if isinstance(tasks, int) else -1,
        cache_agrees=found.get("cache_agrees") is not False,
        only_warns=found.get("only_warns") is True,
    )


def _word(found: "Mapping[str, object]", name: str) -> str:
    return str(found.get(name) or "")


def _git(
    tree: Path,
    environment: dict[str, str],
    *arguments: str,
    feed: bytes | None = None,
    code: tuple[int, ...] = (0,),
) -> bytes:
    command = ("-C", str(tree), "-c", "core.hooksPath=/dev/null", *arguments)
    ended, output, complaint = GitProcess(command, environment, feed).finish()
    if ended not in code:
        said = os.fsdecode(complaint).strip()
        raise GitError(
            f"a scratch index could not be made: {said}", "see whether `git status` works."
        )
    return output
