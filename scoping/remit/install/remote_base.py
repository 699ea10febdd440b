"""What the remote itself says about the base: asked by `remit doctor`, and by nothing else.

A remote-tracking ref is what this clone believes of the remote, and whoever can write the clone can
write that. Nothing that the repository configures is executed for the question (a transport, a
helper): git runs outside of it. Nobody is asked for a password.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from remit.git import environment, push_base
from remit.git.process import run_within
from remit.install.diagnostics import Diagnosis
from remit.install.repository_paths import RepositoryPaths, run_git
from remit.paths import escape_text
from remit.system.temporary import PrivateFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 10
_HEADS, _REMOTES = "refs/heads/", "refs/remotes/"
_TRANSPORTS = "file:git:http:https:ssh"  # `ext` runs a command


def diagnose_remote_base(
    places: RepositoryPaths, branch: str, tracking: str
) -> "Iterator[Diagnosis]":
    """Whether the ref by which this clone knows the remote's base is where the remote has it."""
    here, remote = _tip(places, tracking), _remote(places, tracking)
    if not remote:
        return
    short, fetch = tracking.removeprefix(_REMOTES), f"git fetch {remote}"
    if here:
        last = run_git(places.top, *push_base.LAST_MOVE, tracking, "--", accept=(128,)).strip()
        if note := push_base.note_unusual_move(tracking, here, last):
            hint = f"see `git reflog {short}`; this takes what the remote has: {fetch}"
            yield Diagnosis("warning", "", f"{note}.", hint)
    name = f"{_HEADS}{short.removeprefix(f'{remote}/')}"
    try:
        default, there = _asked(_address(places, remote), name)
    except OSError as error:
        what = f"{remote} could not be asked where its {branch} is: {escape_text(str(error))}"
        hint = f"until it can, {short} is only what this clone believes."
        yield Diagnosis("warning", "", what, hint)
        return
    if there:
        yield _compared(places, short, here, there, fetch)
    elif default:
        what = f"{remote} has no branch {branch}, which is the base here."
        hint = f"push it, or name the base that {remote} has: remit install --base BRANCH"
        yield Diagnosis("broken" if here else "warning", "", what, hint)
    if default not in {"", name}:
        what = f"the default branch of {remote} is {default.removeprefix(_HEADS)}, not {branch}."
        yield Diagnosis("ok", "", what, f"see whether {branch} is meant to be the base.")


def _compared(places: RepositoryPaths, short: str, here: str, there: str, fetch: str) -> Diagnosis:
    if here == there:
        return Diagnosis("ok", "", f"{short} is where the remote has it.")
    if not here or not _tip(places, f"{there}^{{commit}}"):
        what = f"{short} is not yet where the remote has it, which is {there[:12]}."
        return Diagnosis("ok", "", what, f"{fetch}, and run `remit doctor` again.")
    if _is_ancestor(places, here, there):
        return Diagnosis("ok", "", f"{short} is behind what the remote has.", fetch)
    what = f"{short} is {here[:12]} here, which the remote does not have: manifests are read from"
    return Diagnosis("broken", "", f"{what} what was not landed.", fetch)


def _asked(address: str, name: str) -> tuple[str, str]:
    """The remote's default branch, and the object at its ref `name`; empty where it has none.

    Raises `OSError` where there is no answer.
    """
    with PrivateFolder() as scratch:
        allowed = os.environ.get("GIT_ALLOW_PROTOCOL", _TRANSPORTS)
        above = str(Path(scratch).parent)
        alone = {"GIT_ALLOW_PROTOCOL": allowed, "GIT_CEILING_DIRECTORIES": above}
        command = ("-C", scratch, "ls-remote", "--symref", "--", address, "HEAD", name)
        given = {**environment.foreign_environment(), **alone}
        code, output, complaint = run_within(SECONDS, command, given)
    if code:
        lines = complaint.decode("utf-8", "replace").strip().splitlines()
        raise ConnectionError(f"{(lines or ['git did not say why'])[0]}.")
    rows = (line.partition("\t") for line in os.fsdecode(output).splitlines())
    told = [(what, ref) for what, _, ref in rows]
    heads = (what for what, ref in told if ref == "HEAD" and what.startswith("ref: "))
    tips = (what for what, ref in told if ref == name)
    return next(heads, "").removeprefix("ref: "), next(tips, "")


def _address(places: RepositoryPaths, remote: str) -> str:
    """Where the remote is, in full: a path may be relative to the working tree."""
    url = run_git(places.top, "remote", "get-url", "--", remote).removesuffix("\n")
    return url if ":" in url.partition("/")[0] else os.path.normpath(places.top / url)


def _remote(places: RepositoryPaths, tracking: str) -> str:
    """The remote whose branch a ref follows; its name may have slashes in it."""
    short = tracking.removeprefix(_REMOTES)
    known = run_git(places.top, "remote").splitlines()
    return max((name for name in known if short.startswith(f"{name}/")), key=len, default="")


def _tip(places: RepositoryPaths, name: str) -> str:
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", name)
    return run_git(places.top, *asked, accept=(1, 128)).strip()


def _is_ancestor(places: RepositoryPaths, older: str, newer: str) -> bool:
    return run_git(places.top, "merge-base", older, newer, accept=(1,)).strip() == older
