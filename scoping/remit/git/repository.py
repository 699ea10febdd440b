"""Where git is: a repository seen from a directory, its current branch, how to call git there.

git itself answers; no file of the git directory is read that git could keep elsewhere (a reftable
repository's `HEAD` file says `.invalid`).
"""

import os
import re
from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck, GitError
from remit.git import environment
from remit.git.objects import ObjectReader
from remit.git.process import GitProcess
from remit.system import bounded_read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Self

_LAYOUT = (
    "rev-parse",
    "--is-bare-repository",
    "--is-inside-work-tree",
    "--is-shallow-repository",
    "--absolute-git-dir",
    "--git-common-dir",
    "--show-object-format",
    "--show-cdup",
    "HEAD",
    "--symbolic-full-name",
    "HEAD",
)
_SYMBOLIC = ("symbolic-ref", "--quiet", "HEAD")
_BROKEN = "warning: ignoring broken ref "
_HEADS = "refs/heads/"
_MOST = 1 << 16  # bytes, of a file that holds a line or two
_ID = "[0-9a-f]{40}|[0-9a-f]{64}"
BINDING = "remit/binding"
"""The binding of a worktree: a file in its git directory that holds a task's id, as one line."""
_LONGEST_BINDING = 256  # bytes; an id has at most 100 letters
_PLAIN = re.compile("[!-~]+")  # whether the base has a task of that name is asked later


class Repository:
    """A repository, seen from a directory; a context that ends what began inside it.

    `folder` is that directory, absolute, or empty for the one of this process. `git_dir` and
    `common_dir` are absolute; `up` leads from `folder` to the top of the working tree (empty at the
    top). `branch` is the short name of the branch that a commit made now
    would go to, also in the middle of a rebase, or None. `unborn` is true before the first commit
    of that branch.
    """

    __slots__ = (
        "_head",
        "_marks",
        "_running",
        "bare",
        "branch",
        "common_dir",
        "environment",
        "folder",
        "git_dir",
        "inside",
        "object_format",
        "shallow",
        "unborn",
        "up",
    )

    def __init__(
        self, environment: "Mapping[str, str]", layout: list[str], folder: str = ""
    ) -> None:
        """Take over what `git rev-parse` said; call `discover` or `at` instead."""
        self.environment, self.folder = environment, folder
        self._running: list[GitProcess | ObjectReader] = []
        self._marks: list[int] = []
        self.bare, self.inside, self.shallow = (word == "true" for word in layout[:3])
        common = os.path.join(folder, layout[4])  # noqa: PTH118 - H
        self.git_dir, self.common_dir = layout[3], os.path.abspath(common)  # noqa: PTH100 - H
        self.object_format, self.up, self._head = layout[5:8]
        self.unborn = not self._head
        self.branch = _short(layout[8]) or self._rebased()

    @classmethod
    def discover(cls) -> "Repository":
        """The repository that the environment and the current directory name; raises as `at`."""
        return cls.at("")

    @classmethod
    def at(cls, folder: str) -> "Repository":
        """The repository that the environment and a directory name; empty is the current one.

        Raises `GitError` with the fix where there is none, or git refuses it.
        """
        folder = folder and os.path.realpath(folder)
        own = environment.own_environment(folder)
        asked = GitProcess(_LAYOUT, own, folder=folder)
        code, output, complaint = asked.finish()
        layout = os.fsdecode(output).split("\n")
        if layout[1:2] == ["false"]:  # no way up: git is silent, or says where the tree is
            layout[6 : 6 + "".join(layout[6:7]).startswith("/")] = [""]
        if len(layout) < 8:  # noqa: PLR2004 - git refused before it came to HEAD
            from remit.git import errors

            raise errors.explain_git_failure("rev-parse", complaint, code)
        if not layout[5].startswith("sha"):  # one line each, else this is not the hash's place
            raise GitError("the path of this repository holds a line break.", "move it elsewhere")
        if code:  # before the first commit
            layout[7:] = ["", ""]
        if not layout[8]:  # also where some ref is called HEAD as well
            layout[8] = os.fsdecode(GitProcess(_SYMBOLIC, own, folder=folder).output(1)).strip()
        repository = cls(own, layout, folder)
        if repository.unborn:
            repository.has_ref(layout[8])  # git says the same of a branch that cannot be read
        return repository

    def require_index(self) -> None:
        """Raise `GitError` in a bare repository."""
        if self.bare:
            raise GitError(
                "this repository is bare: it has no index and no working tree to judge.",
                "judge a range of commits instead: remit check --range BASE...HEAD",
            )

    def start(self, *arguments: str) -> GitProcess:
        """A git command about this repository, started; it ends with this context at the latest.

        One that was started already, by whomever, is not started again.
        """
        begun = self._begun(arguments)
        if begun is None:
            begun = GitProcess(arguments, self.environment, folder=self.folder)
            self._running.append(begun)
        return begun

    def flow(self, *arguments: str) -> GitProcess:
        """A git command about this repository that will say much: see `GitProcess.portions`."""
        running = GitProcess(arguments, self.environment, folder=self.folder, flowing=True)
        self._running.append(running)
        return running

    def ask(self, *arguments: str, feed: bytes | None = None) -> GitProcess:
        """A git command about this repository whose answer is waited for at once.

        One that was started already is not started again.
        """
        begun = self._begun(arguments) if feed is None else None
        return begun or GitProcess(arguments, self.environment, feed, folder=self.folder)

    def run(
        self, *arguments: str, feed: bytes | None = None, accept: tuple[int, ...] = ()
    ) -> bytes:
        """The output of a git command about this repository; raises a `RemitError` if it fails."""
        return self.ask(*arguments, feed=feed).output(*accept)

    def objects(self) -> ObjectReader:
        """A reader of this repository's objects; it ends with this context."""
        objects = ObjectReader(self.environment, self.folder)
        self._running.append(objects)
        return objects

    def within(self, environment: "Mapping[str, str]") -> "Repository":
        """The same repository with other variables (a scratch store of objects)."""
        twin = object.__new__(Repository)
        for name in self.__slots__:
            setattr(twin, name, getattr(self, name))
        twin.environment = environment
        return twin

    def refs(self, *arguments: str) -> list[str]:
        """The lines of `git for-each-ref ARGUMENTS`; raises `GitError` for a ref that is damaged.

        git itself leaves such a ref out, with a warning.
        """
        running = self.ask("for-each-ref", *arguments)
        lines = running.output().decode("utf-8", "surrogateescape").split("\n")[:-1]
        for line in os.fsdecode(running.finish()[2]).splitlines():
            if line.startswith(_BROKEN):
                raise _broken(line.removeprefix(_BROKEN))
        return lines

    def has_ref(self, reference: str) -> bool:
        """Whether there is a ref of this full name; raises `GitError` where it is damaged.

        Where nothing is in any of the places of a ref, that takes no process.
        """
        folder = self.common_dir
        places = f"{folder}/{reference}", f"{folder}/packed-refs"
        in_files = os.path.isdir(f"{folder}/refs/heads")  # noqa: PTH112 - H; a reftable has a file there
        if in_files and not any(map(os.path.lexists, places)):
            return False
        return reference in self.refs("--format=%(refname)", reference)

    def tip(self, reference: str, objects: ObjectReader) -> str | None:
        """The commit that a ref, by its full name, is at; None where there is no such ref.

        Raises a `RemitError` where the ref is damaged, or its commit cannot be read.
        """
        found = objects.find(reference)
        if found is None and not self.has_ref(reference):
            return None
        known = found if found and found.kind == "commit" else objects.require(reference, "commit")
        return known.oid

    def resolve(self, revision: str, kind: str = "commit") -> str | None:
        """The id of the commit (or other object) that an untrusted `revision` names, or None.

        None does not prove absence: git says the same of an object that is missing or damaged.
        """
        asked = ("rev-parse", "--verify", "--quiet", "--end-of-options")
        code, output, _ = self.ask(*asked, f"{revision}^{{{kind}}}").finish()
        said = output.decode("ascii").strip()
        return said if code == 0 and said.isalnum() else None  # of `^main` git says `^ID`

    def full_name(self, revision: str) -> str:
        """The full name of the ref that `revision` names; empty where it names none."""
        arguments = ("rev-parse", "--symbolic-full-name", "--verify", "--quiet")
        code, output, _ = self.ask(*arguments, "--end-of-options", revision).finish()
        return os.fsdecode(output).strip() if code == 0 else ""

    def head(self) -> str | None:
        """The id of the commit `HEAD`, or None before the first commit."""
        return self._head or None

    def parents(self) -> tuple[str, ...]:
        """The commit that an ordinary commit made now would have as its parent, if there is one."""
        return (self._head,) if self._head else ()

    def empty_tree(self) -> str:
        """The id of the empty tree in this repository's hash."""
        return self.run("hash-object", "-t", "tree", "--stdin", feed=b"").decode("ascii").strip()

    def binding(self) -> str | None:
        """The task that `remit bind` bound this worktree to, or None; raises as `read_binding`."""
        return read_binding(self.git_dir)

    def merged_heads(self) -> tuple[str, ...]:
        """The commits that a merge in progress brings in; empty when none is.

        After a conflict git keeps them in `MERGE_HEAD`; while it runs the pre-merge-commit hook
        there is no such file yet, and only variables `GITHEAD_<id>` name them. Those of a merge in
        another repository, whose hook led here, do not count.
        """
        try:
            heads = (
                bounded_read.read_bounded(f"{self.git_dir}/MERGE_HEAD", _MOST)
                .decode("ascii")
                .split()
            )
        except FileNotFoundError:
            prefix = "GITHEAD_"
            named = sorted(n[len(prefix) :] for n in os.environ if n.startswith(prefix))
            return tuple(head for head in named if self.resolve(head) == head)
        except (OSError, UnicodeDecodeError) as error:
            raise GitError(f"MERGE_HEAD cannot be read: {error}.") from None
        if not all(re.fullmatch(_ID, head) for head in heads):
            raise GitError("MERGE_HEAD holds what is no commit.", "end or abort the merge")
        return tuple(heads)

    def whole(self) -> tuple[str, ...]:
        """The arguments that make `git ls-files` list from the top, wherever we are."""
        return ("--full-name", "--", self.up) if self.up else ("--full-name",)

    def _rebased(self) -> str | None:
        """The branch that a rebase in progress will move; git detaches HEAD meanwhile.

        Until then that branch stands where the rebase found it, by the rebase's own note: without
        that the name proves nothing.
        """
        for folder in ("rebase-merge", "rebase-apply"):
            reference = read_line(f"{self.git_dir}/{folder}/head-name")
            name = _short(reference)
            if name:
                asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", reference)
                _, output, _ = self.ask(*asked).finish()
                begun = read_line(f"{self.git_dir}/{folder}/orig-head")
                if output and output.decode().strip() == begun:
                    return name
        return None

    def _begun(self, arguments: tuple[str, ...]) -> GitProcess | None:
        for running in self._running:
            if isinstance(running, GitProcess) and running.answers(arguments, self.environment):
                return running
        return None

    def __enter__(self) -> "Self":
        self._marks.append(len(self._running))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: "TracebackType | None",
    ) -> None:
        mark = self._marks.pop()
        while len(self._running) > mark:
            self._running.pop().abandon()


def read_line(path: str) -> str:
    """The first line of a small file of the git directory, stripped; empty where there is none."""
    try:
        line = bounded_read.read_bounded(path, _MOST).partition(b"\n")[0]
        return line.decode("utf-8", "surrogateescape").strip()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise GitError(f"{path} cannot be read: {error.strerror}.") from None


def read_binding(git_dir: str) -> str | None:
    """The task that the worktree with this git directory is bound to, or None.

    Raises `CouldNotCheck` where something is there that `remit bind` did not write.
    """
    try:
        path = f"{git_dir}/{BINDING}"
        content = bounded_read.read_bounded(path, _LONGEST_BINDING, os.O_NOFOLLOW)
        task, end, rest = content.decode("ascii").partition("\n")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        task = end = rest = ""
    if not end or rest or not _PLAIN.fullmatch(task):
        raise CouldNotCheck(
            f"the binding of this worktree cannot be read: {BINDING} in its git directory is not "
            "what `remit bind` writes.",
            "bind it again: remit bind TASK; or remove the binding: remit unbind",
        )
    return task


def _broken(reference: str) -> GitError:
    return GitError(
        f"the ref {reference} is damaged: it holds no object id.",
        f"remove the file that `git rev-parse --git-path {reference}` names, then fetch the ref "
        f"again, or set it: git update-ref {reference} COMMIT",
    )


def _short(reference: str) -> str | None:
    return reference[len(_HEADS) :] if reference.startswith(_HEADS) else None
