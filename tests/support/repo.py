"""A real repository in a temporary directory, driven by git's own commands."""

import os
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from remit.gates.commit import judge_commit
from remit.git.repository import Repository
from remit.system.caller import AGENTS

if TYPE_CHECKING:
    from collections.abc import Generator

    from remit.verdict import Verdict

PINNED = {
    "GIT_ALLOW_PROTOCOL": "file",
    "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
    "GIT_AUTHOR_EMAIL": "author@example.com",
    "GIT_AUTHOR_NAME": "A Author",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
    "GIT_COMMITTER_EMAIL": "committer@example.com",
    "GIT_COMMITTER_NAME": "C Committer",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
    "TZ": "UTC",
}


class Repo:
    """A repository at `root`; paths are relative to it, and every method is one thing git does."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def init(cls, root: Path, *options: str) -> "Repo":
        """A new repository on the branch `main`."""
        root.mkdir(parents=True, exist_ok=True)
        repo = cls(root)
        repo.git("init", "-q", "-b", "main", *options)
        return repo

    def git(self, *arguments: str, feed: bytes | None = None, **variables: str) -> str:
        """The output of a git command that must succeed, without its last line break."""
        done = self.attempt(*arguments, feed=feed, **variables)
        assert done.returncode == 0, (arguments, done.stderr.decode("utf-8", "replace"))
        return os.fsdecode(done.stdout).removesuffix("\n")

    def attempt(
        self, *arguments: str, feed: bytes | None = None, **variables: str
    ) -> subprocess.CompletedProcess[bytes]:
        """A git command that may fail."""
        return subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env={**os.environ, **variables},
            input=feed,
            stdin=subprocess.DEVNULL if feed is None else None,
            capture_output=True,
            check=False,
            timeout=60,
        )

    def write(self, path: str, content: str | bytes = "text\n") -> Path:
        """A file in the working tree, with the directories above it."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def link(self, path: str, target: str) -> None:
        """A symlink in the working tree, replacing what is there."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        file.symlink_to(target)

    def stage(self, path: str, content: str | bytes = "text\n") -> None:
        """A file written and added to the index."""
        self.write(path, content)
        self.git("--literal-pathspecs", "add", "-f", "--", path)

    def commit(self, message: str = "a commit") -> str:
        """Commit what is staged, hooks aside; the new commit's id."""
        self.git("commit", "-q", "--no-verify", "--allow-empty", "-m", message)
        return self.oid("HEAD")

    def put(self, path: str, content: str | bytes = "text\n") -> str:
        """Stage and commit one file."""
        self.stage(path, content)
        return self.commit(f"put {path}")

    def branch(self, name: str, start: str = "HEAD") -> None:
        """Make a branch and switch to it."""
        self.git("switch", "-q", "-c", name, start)

    def switch(self, name: str) -> None:
        """Switch to a branch that is there."""
        self.git("switch", "-q", name)

    def oid(self, revision: str) -> str:
        """The object id that a revision names."""
        return self.git("rev-parse", "--verify", revision)

    def task(self, task: str, branch: str = "", **files: list[str]) -> None:
        """Stage the manifest of a task; its branch is `agent/<task>` unless another is given."""
        lines = [f'[task]\nid = "{task}"\nbranch = "{branch or f"agent/{task}"}"\n[files]']
        lines += [f"{kind} = {_toml(patterns)}" for kind, patterns in files.items()]
        self.stage(f".remit/tasks/{task}.toml", "\n".join([*lines, ""]))

    def policy(self, text: str) -> None:
        """Stage a policy."""
        self.stage(".remit/policy.toml", text)

    def clone(self, root: Path, *options: str) -> "Repo":
        """A clone of this repository, over the file protocol so that depth and filters count."""
        self.git("clone", "-q", *options, self.root.absolute().as_uri(), str(root))
        return Repo(root)

    @contextmanager
    def inside(self, folder: str = ".") -> "Generator[Repository]":
        """The adapter's view of this repository, from a folder of its working tree."""
        with Repository.at(str(self.root / folder)) as repository:
            yield repository

    def judge(self, task: str | None = None, *, merging: bool = False) -> "Verdict":
        """The verdict about what a commit made now would change."""
        with self.inside() as repository:
            return judge_commit(repository, task, merging=merging)

    def age(self) -> None:
        """Make every file look older than the index, so that git trusts what it has noted."""
        past = time.time() - 100
        for file in self.root.rglob("*"):
            if ".git" not in file.parts:
                os.utime(file, (past, past), follow_symlinks=False)
        self.git("update-index", "-q", "--refresh")


def isolated(home: Path) -> dict[str, str]:
    """The variables of a machine on which nobody has configured anything."""
    template = home / "template"
    template.mkdir(parents=True, exist_ok=True)
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") and name not in AGENTS
    }
    return {**kept, **PINNED, "HOME": str(home), "GIT_TEMPLATE_DIR": str(template)}


def rules(verdict: "Verdict") -> list[tuple[bytes, str]]:
    """The violations of a verdict as paths and rules; the path is empty for the whole."""
    return [
        (violation.change.path if violation.change else b"", violation.rule)
        for violation in verdict.violations
    ]


def _toml(patterns: list[str]) -> str:
    return "[" + ", ".join(f'"{pattern}"' for pattern in patterns) + "]"
