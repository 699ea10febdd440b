"""A repository that remit makes for itself and works in: worktrees, commits, merges, branches.

It belongs to nobody else: it reads no configuration of the machine or the user, runs no hook, and
nobody packs or cleans it in the background. Its branch `main` moves only from a commit that the
caller names (compare and swap).
"""

import fcntl
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from remit.git import errors
from remit.git.environment import SAFE
from remit.git.process import GitProcess

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

MAIN = "refs/heads/main"
_CONFLICT = 1
_CONFIG = """\
[gc]
	auto = 0
[maintenance]
	auto = false
[core]
	hooksPath = /dev/null
	fsync = none
[remit]
	base = main
"""


class WorktreeMerge(NamedTuple):
    """The tree of a merge, and the paths in it that hold markers of a conflict."""

    tree: str
    conflicted: tuple[str, ...]


def managed_environment(home: Path) -> dict[str, str]:
    """All that git and the programs of this repository are told: a path, a home, a name."""
    identity = {
        f"GIT_{role}_{field}": value
        for role in ("AUTHOR", "COMMITTER")
        for field, value in (("NAME", "agent"), ("EMAIL", "agent@localhost"))
    }
    machine = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "HOME": str(home)}
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return {**kept, **SAFE, **machine, **identity}


class ManagedRepository:
    """The repository at `root`; every method is one thing that git does there."""

    def __init__(self, root: Path, environment: "Mapping[str, str]") -> None:
        self.root = root
        self._environment = environment

    def begin(self, files: "Mapping[str, str]") -> str:
        """Make it, with these files on `main` and nothing checked out; the first commit."""
        self.root.mkdir(parents=True)
        self._git("init", "-q", "-b", "main", "--template=")
        with (self.root / ".git" / "config").open("a", encoding="utf-8") as config:
            config.write(_CONFIG)
        return self.publish("the base", files)

    def publish(self, message: str, files: "Mapping[str, str]") -> str:
        """A commit on `main` that adds or replaces these files; its id."""
        lines = [b"commit " + MAIN.encode(), b"committer agent <agent@localhost> now"]
        lines.append(_data(message))
        if self._known(MAIN):
            lines.append(b"from " + MAIN.encode() + b"^0")
        for path, content in files.items():
            lines += [b"M 100644 inline " + path.encode(), _data(content)]
        self._git("fast-import", "--quiet", "--date-format=now", feed=b"\n".join([*lines, b""]))
        return self.tip()

    def tip(self, branch: str = MAIN) -> str:
        """The newest commit of a branch."""
        return self._git("rev-parse", "--verify", "--end-of-options", branch)

    def check_out(self) -> None:
        """Write the files of `main` into the directory itself."""
        self._git("reset", "-q", "--hard", MAIN)

    def open(self, place: Path) -> None:
        """A worktree at `place` with the files of `main`, on no branch yet."""
        with self._alone():
            self._git("worktree", "add", "-q", "--no-checkout", "--detach", str(place), MAIN)
        self._git("-C", str(place), "reset", "-q", "--hard")  # others need not wait for the files

    def close(self, place: Path) -> None:
        """Take the worktree away; its branches stay."""
        with self._alone():
            self._git("worktree", "remove", "--force", str(place))

    def switch(self, place: Path, branch: str, start: str) -> None:
        """From now on the worktree is on that branch, with exactly the files of `start`.

        Another worktree may still stand on the branch, if nobody works there any more. That one
        then looks edited, since its branch has moved under it: so what stands in the worktree is
        dropped here, or a later commit would silently take back what others did.
        """
        how = ("--ignore-other-worktrees", "--discard-changes", "-C", branch, start)
        self._git("-C", str(place), "switch", "-q", *how)

    def stage(self, place: Path) -> None:
        """Put every change in the worktree into its index."""
        self._git("-C", str(place), "add", "-A")

    def commit(self, place: Path, message: str) -> str:
        """Commit every edit of known files in the worktree; an open merge ends by it."""
        self._git("-C", str(place), "commit", "-q", "-a", "--allow-empty", "-m", message)
        return self.head(place)

    def pull(self, place: Path, commit: str) -> tuple[str, ...]:
        """Merge a commit into the worktree without committing; the files that conflict.

        These then hold what `commit` has, to be edited again and staged.
        """
        try_it = ("merge", "-q", "--no-commit", "--no-ff", commit)
        code, _, complaint = self._run("-C", str(place), *try_it)
        if code > _CONFLICT:
            raise errors.explain_git_failure("merge", complaint, code)
        paths = self._unmerged(place)
        if paths:
            self._git("-C", str(place), "checkout", "-q", "--theirs", "--", *paths)
        return paths

    def rebase(self, place: Path, onto: str) -> tuple[str, ...]:
        """Put the worktree's branch on top of a commit; the files that conflict, if any do.

        These then hold what `onto` has, to be edited again; `go_on` ends the rebase.
        """
        code, _, complaint = self._run("-C", str(place), "rebase", "-q", onto)
        paths = self._unmerged(place) if code == _CONFLICT else ()
        if code and not paths:
            raise errors.explain_git_failure("rebase", complaint, code)
        if paths:
            self._git("-C", str(place), "checkout", "-q", "--ours", "--", *paths)
        return paths

    def go_on(self, place: Path) -> None:
        """Go on with a rebase, with the files as they are now; it must not stop again."""
        self.stage(place)
        self._git("-C", str(place), "-c", "core.editor=true", "rebase", "--continue")

    def head(self, place: Path) -> str:
        """The commit that the worktree stands on."""
        return self._git("-C", str(place), "rev-parse", "HEAD")

    def merge(self, ours: str, theirs: str) -> WorktreeMerge:
        """What git makes of two commits, without any worktree."""
        how = ("merge-tree", "--write-tree", "-z", "--name-only", "--no-messages")
        code, output, complaint = self._run(*how, ours, theirs)
        if code > _CONFLICT:
            raise errors.explain_git_failure("merge-tree", complaint, code)
        tree, *paths = _names(os.fsdecode(output))
        return WorktreeMerge(tree, tuple(paths))

    def record(self, tree: str, message: str, *parents: str) -> str:
        """A commit of that tree; its id."""
        heads = (word for parent in parents for word in ("-p", parent))
        return self._git("commit-tree", *heads, "-m", message, tree)

    def move(self, new: str, old: str) -> bool:
        """Move `main` from `old` to `new`; False, and nothing done, where it is not at `old`."""
        code, _, complaint = self._run("update-ref", MAIN, new, old)
        if code and self._known(MAIN) == old:
            raise errors.explain_git_failure("update-ref", complaint, code)
        return not code

    def worktrees(self) -> int:
        """How many worktrees there are besides the directory itself."""
        return self._git("worktree", "list", "--porcelain").count("worktree ") - 1

    @contextmanager
    def _alone(self) -> "Generator[None]":
        """Nobody else opens or closes a worktree meanwhile.

        git looks at all worktrees when it adds one, and fails where another process has just made
        the folder of one and not yet its files ("failed to read .../commondir"; git 2.39).
        """
        with (self.root / ".git" / "remit-worktrees.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _unmerged(self, place: Path) -> tuple[str, ...]:
        listed = ("diff", "--name-only", "-z", "--diff-filter=U")
        return _names(self._git("-C", str(place), *listed))

    def _known(self, reference: str) -> str:
        _, output, _ = self._run("rev-parse", "--verify", "--quiet", reference)
        return os.fsdecode(output).strip()

    def _git(self, *words: str, feed: bytes | None = None) -> str:
        output = GitProcess(("-C", str(self.root), *words), self._environment, feed).output()
        return os.fsdecode(output).removesuffix("\n")

    def _run(self, *words: str) -> tuple[int, bytes, bytes]:
        return GitProcess(("-C", str(self.root), *words), self._environment).finish()


def _data(text: str) -> bytes:
    content = text.encode()
    return b"data %d\n%b" % (len(content), content)


def _names(output: str) -> tuple[str, ...]:
    return tuple(filter(None, output.split("\0")))
