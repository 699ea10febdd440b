"""Getting from the clone's own remote what a judgement lacks: history, an end of a range, objects.

Only where a caller asks for it: a check reads, and does not go to the network by itself. What is
asked for are commits and objects by id, so no branch here moves, but for a missing `REMOTE/BRANCH`
that the caller named. No hook runs, no submodule is followed, nobody is asked for a password.
"""

import os
import re
import shlex
from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck
from remit.git import environment, shallow
from remit.git.process import run_within
from remit.git.revisions import strip_revision_steps
from remit.paths import escape_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from remit.git.repository import Repository

_DEEPER = (shallow.STEP, 250, 1000, 4000)  # then all that there is
_SECONDS = 600  # for one fetch; whole histories of large projects take minutes
_QUIET = (
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "fetch.writeCommitGraph=false",
    "fetch",
    "--quiet",
    "--no-tags",
    "--no-recurse-submodules",
    "--no-auto-maintenance",
    "--no-write-fetch-head",
)
_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class FetchSession:
    """The fetches of one judgement; each kind is tried a bounded number of times."""

    def __init__(self, repository: "Repository") -> None:
        """Remember the repository; nothing is fetched yet."""
        self._repository = repository
        self._steps = iter(_DEEPER)
        self._filled: set[tuple[str, ...]] = set()

    def deepen(self, *commits: str) -> None:
        """Get more of the history of `commits`: each time several times as much, at last all.

        Raises `CouldNotCheck` where there is no more.
        """
        if not self._is_shallow():
            raise CouldNotCheck(
                "the history between the base and the change is cut off at the remote as well.",
                "let the check run where the whole history is",
            )
        step = next(self._steps, None)
        how = "--unshallow" if step is None else f"--deepen={step}"
        before = shallow.shallow_boundary(self._repository)
        self._fetch(how, *commits)
        if step is None and shallow.shallow_boundary(self._repository) == before:
            raise CouldNotCheck(
                "all of the history was fetched, and it is cut off all the same.",
                "let the check run in a clone of the repository that is no shallow clone itself",
            )

    def end(self, revision: str) -> None:
        """Get the commit that an end of a range names, if it is one that a remote may have.

        That is an id, a `REMOTE/BRANCH`, or an older commit of one that is here (`HEAD^1`).
        """
        if self._repository.resolve(revision) is not None:
            return
        name = strip_revision_steps(revision)
        known = self._repository.resolve(name) if name else None
        is_shallow = self._is_shallow()
        if known is not None and is_shallow:
            self._fetch(f"--deepen={shallow.STEP}", known)
        elif _ID.fullmatch(name):
            self._fetch(*(["--depth=1"] if is_shallow else []), name)
        else:
            self._branch(name, ["--depth=1"] if is_shallow else [])

    def fill(self, *commits: str) -> bool:
        """Get what a partial clone lacks of these commits' trees; false where nothing was to get.

        Also false where that very thing was fetched before, and did not help.
        """
        lacking = tuple(self._lacking(commits)) if self._is_partial() else ()
        new = bool(lacking) and lacking not in self._filled
        self._filled.add(lacking)
        if new:
            feed = "".join(f"{oid}\n" for oid in lacking)
            self._fetch("--no-filter", "--stdin", feed=feed, noop=True)
        return new

    def _branch(self, name: str, how: list[str]) -> None:
        short = name.removeprefix("refs/remotes/")
        remotes = self._repository.run("remote").decode("utf-8", "surrogateescape").splitlines()
        for remote in sorted(remotes, key=len, reverse=True):
            if short.startswith(f"{remote}/"):
                branch = short.removeprefix(f"{remote}/")
                self._fetch(*how, f"+refs/heads/{branch}:refs/remotes/{short}", remote=remote)
                return

    def _lacking(self, commits: "Iterable[str]") -> "Iterable[str]":
        asked = ("rev-list", "--no-walk", "--objects", "--no-object-names", "--missing=print")
        feed = "".join(f"{commit}\n" for commit in dict.fromkeys(commits)).encode("ascii")
        listed = self._repository.run(*asked, "--stdin", feed=feed).decode("ascii").splitlines()
        return (line[1:] for line in listed if line.startswith("?"))

    def _fetch(
        self, *words: str, remote: str | None = None, feed: str = "", noop: bool = False
    ) -> None:
        remote = remote or shallow.find_origin(self._repository)
        if remote is None:
            raise CouldNotCheck(
                "what is missing here cannot be fetched: no remote, or several and none is origin.",
                "fetch it first: git fetch --unshallow REMOTE",
            )
        negotiation = ("-c", "fetch.negotiationAlgorithm=noop") if noop else ()
        options = [each for each in words if each.startswith("--")]
        wanted = [each for each in words if not each.startswith("--")]
        command = (*negotiation, *_QUIET, *options, "--end-of-options", remote, *wanted)
        complaint = _ran(command, feed, self._repository.folder)
        if complaint is not None:
            again = ("git", "fetch", "--no-tags", *([] if feed else options), remote, *wanted)
            raise CouldNotCheck(
                f"fetching from {escape_text(remote)} failed: {complaint}",
                f"see why: {escape_text(shlex.join(again))}",
            )

    def _is_partial(self) -> bool:
        setting = ("config", "--get-regexp", r"^remote\..*\.(promisor|partialclonefilter)$")
        return bool(self._repository.run(*setting, accept=(1,)))

    def _is_shallow(self) -> bool:
        return self._repository.run("rev-parse", "--is-shallow-repository").strip() == b"true"


def _ran(command: tuple[str, ...], feed: str, folder: str) -> str | None:
    """Run git with the network; what it complained about last if it failed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_TRACE")}
    alone = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    given = {**kept, **environment.exec_path_settings(folder), **alone}
    try:
        code, _, complaint = run_within(_SECONDS, command, given, folder, feed.encode("ascii"))
    except TimeoutError:
        return f"it took longer than {_SECONDS // 60} minutes."
    if code == 0:
        return None
    lines = complaint.decode("utf-8", "replace").strip().splitlines()
    fatal = [line for line in lines if line.startswith(("fatal:", "error:"))]
    return escape_text((fatal or lines or ["git did not say why"])[0]) + "."
