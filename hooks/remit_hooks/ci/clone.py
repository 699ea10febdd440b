"""A repository of our own with the two commits of a request in it, and nothing on disk to run.

It is bare and made without templates: no working tree, no attributes, no hooks. The token reaches
git in the environment, for this one server, and is written nowhere.
"""

from base64 import b64encode
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from remit.errors import CouldNotCheck, GitError
from remit.git import environment, errors
from remit.git.process import start_git
from remit.system.temporary import PrivateFolder, temporary_directory
from remit.text_safety import quote_text
from remit_hooks.ci.request import HEADS

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from remit_hooks.ci.request import CheckRequest, CiRemote

_SCHEMES = frozenset({"file", "git", "http", "https", "ssh"})
"""git knows helpers that run what an address says (`ext::`); none of these does."""
_MOST = 1000  # commits that are fetched at first; `--deepen` gets what is missing
_TRACKING = "refs/remotes/origin/"
_HEAD = "refs/remit/head"
_SHA256 = 64


class CiClone(NamedTuple):
    """The folder of the repository, how it calls the base, and the variables for git there."""

    folder: str
    base: str
    environment: "Mapping[str, str]"


@contextmanager
def clone_for_ci(request: "CheckRequest", parent: str | None = None) -> "Generator[CiClone]":
    """A context: the repository, below `parent`. Raises a `RemitError` without both commits."""
    _require_plain(request.remote.url)
    with PrivateFolder(temporary_directory(parent)) as folder:
        git = _Git(folder, _variables(request.remote))
        form = "sha256" if len(request.head) == _SHA256 else "sha1"
        git.run("init", "-q", "--bare", "--template=", f"--object-format={form}")
        base, wanted = _base(git, request)
        git.run("remote", "add", "origin", request.remote.url)
        _fetch(git, request, wanted)
        # named, since a machine may forbid to find a bare repository (safe.bareRepository)
        yield CiClone(folder, base, {**git.environment, "GIT_DIR": folder})


def _require_plain(url: str) -> None:
    if urlsplit(url).scheme not in _SCHEMES or "::" in url.partition("/")[0]:
        raise CouldNotCheck(
            f"{quote_text(url)} is no address that is fetched from.",
            f"give one that begins with {', '.join(sorted(_SCHEMES))} and ://",
        )


class _Git(NamedTuple):
    """git in one folder."""

    folder: str
    environment: "Mapping[str, str]"

    def attempt(self, *arguments: str) -> tuple[int, bytes]:
        """The exit code and the complaints of a command that may fail."""
        alone = ("-C", self.folder, f"--git-dir={self.folder}", "-c", "core.hooksPath=/dev/null")
        with start_git((*alone, *arguments), self.environment) as process:  # no limit holds a fetch
            _, complaint = process.communicate()
        return process.returncode, complaint

    def run(self, *arguments: str) -> None:
        """A command that must succeed."""
        code, complaint = self.attempt(*arguments)
        if code:
            raise errors.explain_git_failure(arguments[0], complaint, code)


def _base(git: _Git, request: "CheckRequest") -> tuple[str, str]:
    """What the base is called here, and the refspec that brings it."""
    if not request.base.startswith(HEADS):
        return request.base, request.base
    if git.attempt("check-ref-format", request.base)[0]:
        raise CouldNotCheck(f"{request.base!r} is no branch.", "see what the platform says")
    name = _TRACKING + request.base.removeprefix(HEADS)
    return name, f"+{request.base}:{name}"


def _fetch(git: _Git, request: "CheckRequest", base: str) -> None:
    """Get both ends by what the platform said; where a server gives no bare ids, by the ref."""
    depth = f"--depth={min(max(request.commits, 1) + 1, _MOST)}"
    quiet = ("fetch", "-q", "--no-tags", "--no-recurse-submodules", depth, "origin", base)
    code, complaint = git.attempt(*quiet, f"+{request.head}:{_HEAD}")
    if code == 0:
        return
    code, _ = git.attempt(*quiet, f"+{request.place}:{_HEAD}")
    if code:
        raise GitError(
            f"the commits cannot be fetched from {request.remote.url}: {_last(complaint)}",
            "look at the address, and whether the job's token may read the repository",
        )
    if git.attempt("cat-file", "-e", f"{request.head}^{{commit}}")[0]:
        raise CouldNotCheck(
            f"{request.head[:12]} is not to be had any more: {request.place} has moved on.",
            "the run for its newer commit says what is so",
        )


def _variables(remote: "CiRemote") -> dict[str, str]:
    """The environment for a repository of our own, for the scheme of this URL and no other."""
    parts = urlsplit(remote.url)
    own = environment.foreign_environment() | {"GIT_ALLOW_PROTOCOL": parts.scheme}
    kept = {name: value for name, value in own.items() if name != "REMIT_TOKEN"}
    if not (remote.token and parts.scheme in {"http", "https"}):
        return kept
    secret = b64encode(f"{remote.user}:{remote.token}".encode()).decode("ascii")
    return kept | {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{parts.scheme}://{parts.netloc}/.extraHeader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {secret}",
    }


def _last(complaint: bytes) -> str:
    lines = complaint.decode("utf-8", "replace").strip().splitlines() or ["git does not say why"]
    return "".join(letter if letter.isprintable() else "?" for letter in lines[-1])
