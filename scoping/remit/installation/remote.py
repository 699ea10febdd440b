"""What the remote itself says about the base: asked by `remit doctor`, and by nothing else.

A remote-tracking ref is what this clone believes of the remote, and whoever can write the clone can
write that. Nothing that the repository configures is executed for the question (a transport, a
helper): git runs outside of it. Nobody is asked for a password.
"""

import os
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from remit.adapters.git import destination, environment
from remit.adapters.git.process import GIT
from remit.installation.places import Places, git
from remit.installation.symptoms import Finding
from remit.paths import readable

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 10
_HEADS, _REMOTES = "refs/heads/", "refs/remotes/"
_TRANSPORTS = "file:git:http:https:ssh"  # `ext` runs a command


def of_tracking(places: Places, branch: str, tracking: str) -> "Iterator[Finding]":
    """Whether the ref by which this clone knows the remote's base is where the remote has it."""
    here = _tip(places, tracking)
    remote = _remote(places, tracking)
    if not here or not remote:
        return
    short = tracking.removeprefix(_REMOTES)
    last = git(places.top, *destination.LAST_MOVE, tracking, "--", accept=(128,)).strip()
    if note := destination.moved_otherwise(tracking, here, last):
        hint = f"see `git reflog {short}`; this takes what the remote has: git fetch {remote}"
        yield Finding("warning", "", f"{note}.", hint)
    name = f"{_HEADS}{tracking.removeprefix(f'{_REMOTES}{remote}/')}"
    try:
        there = _asked(_address(places, remote), name)
    except OSError as error:
        what = f"{remote} could not be asked where its {branch} is: {readable(str(error))}"
        hint = f"until it can, {short} is only what this clone believes."
        yield Finding("warning", "", what, hint)
        return
    yield _compared(places, short, here, there, f"git fetch {remote}")


def _compared(places: Places, short: str, here: str, there: str, fetch: str) -> Finding:
    if here == there:
        return Finding("ok", "", f"{short} is where the remote has it.")
    if there and not _tip(places, f"{there}^{{commit}}"):
        what = f"the remote has moved on from what {short} is here, as far as can be seen."
        return Finding("ok", "", what, f"{fetch}, and run `remit doctor` again.")
    if there and _is_ancestor(places, here, there):
        return Finding("ok", "", f"{short} is behind what the remote has.", fetch)
    what = f"{short} is {here[:12]}, which the remote does not have there"
    return Finding("broken", "", f"{what}: manifests are read from what was not landed.", fetch)


def _asked(address: str, name: str) -> str:
    """The object that the remote has at the ref `name`, or nothing; `OSError` without an answer."""
    with tempfile.TemporaryDirectory(prefix="remit-doctor-") as scratch:
        allowed = os.environ.get("GIT_ALLOW_PROTOCOL", _TRANSPORTS)
        alone = {"GIT_ALLOW_PROTOCOL": allowed, "GIT_CEILING_DIRECTORIES": str(Path(scratch).parent)}
        try:
            done = subprocess.run(
                (*GIT, "ls-remote", "--", address, name),
                cwd=scratch,
                env={**environment.other(), **alone},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=SECONDS,
                check=False,
                start_new_session=True,  # no terminal to ask anybody at
            )
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"there was no answer within {SECONDS} seconds.") from None
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ConnectionError(f"{(lines or ['git did not say why'])[0]}.")
    lines = [line.partition("\t") for line in os.fsdecode(done.stdout).splitlines()]
    return next((oid for oid, _, ref in lines if ref == name), "")


def _address(places: Places, remote: str) -> str:
    """Where the remote is, in full: a path may be relative to the working tree."""
    url = git(places.top, "remote", "get-url", "--", remote).removesuffix("\n")
    return url if ":" in url.partition("/")[0] else os.path.normpath(places.top / url)


def _remote(places: Places, tracking: str) -> str:
    """The remote whose branch a ref follows; its name may have slashes in it."""
    short = tracking.removeprefix(_REMOTES)
    known = git(places.top, "remote").splitlines()
    return max((name for name in known if short.startswith(f"{name}/")), key=len, default="")


def _tip(places: Places, name: str) -> str:
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", name)
    return git(places.top, *asked, accept=(1, 128)).strip()


def _is_ancestor(places: Places, older: str, newer: str) -> bool:
    return git(places.top, "merge-base", older, newer, accept=(1,)).strip() == older
