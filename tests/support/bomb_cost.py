"""What a bomb costs: a small pack that means much, beside an honest change of the limit's size.

Whole processes, once each, at the three places that judge the work of others: `remit check`, the
hook before a push, the server's. Seconds on the wall, and the peak of the largest process, git's
included (`ru_maxrss`, getrusage(2)).
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bombs import link_chains, tree_bomb
from repo import Repo, isolated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ZERO = "0" * 40
LINKS = 2_000
PLACES = ("check", "push", "server")


class Spent(NamedTuple):
    """The exit code of one judgement, its seconds, and the MiB of its largest process."""

    code: int
    seconds: float
    peak: int


class Cost(NamedTuple):
    """One bomb and the honest change beside it, judged at one place."""

    name: str
    place: str
    bomb: Spent
    honest: Spent


def ground(folder: Path) -> Repo:
    """A repository with one task, which may write `src/` and append to `LOG`."""
    repo = Repo.init(folder)
    repo.task("login", "agent/login", write=["src/**"], append=["logs/LOG"])
    repo.stage("src/first")
    repo.stage("logs/LOG", "- one\n")
    repo.commit("the base")
    repo.git("config", "remit.base", "main")
    return repo


def pairs(repo: Repo) -> "Iterator[tuple[str, str, str]]":
    """Each bomb: its name, its commit, and the commit of the honest change."""
    yield "a link to 1 GiB of text", _link(repo, 1 << 30), _link(repo, 4096)
    yield "1 GiB for an append file", _append(repo, 1 << 30), _append(repo, 1 << 24)
    long, short = link_chains(LINKS), {b"%d" % n: b"end" for n in range(LINKS)}
    yield f"{LINKS:,} links of 4 kB in chains of 39", _links(repo, long), _links(repo, short)
    million = tree_bomb(repo, "src/million", 6)
    yield "10^10 paths in ten trees", tree_bomb(repo, "src/bomb", 10), million


def costs(repo: Repo) -> "Iterator[Cost]":
    """Every bomb at every place."""
    for name, bomb, honest in pairs(repo):
        for place in PLACES:
            yield Cost(name, place, spent(repo, place, bomb), spent(repo, place, honest))


def spent(repo: Repo, place: str, head: str) -> Spent:
    """What judging `head` as the task's branch costs."""
    ref = "refs/heads/agent/login"
    hook = [sys.executable, "-I", "-m", "remit_hooks"]
    check = [str(Path(sys.executable).with_name("remit")), "check", "--base", "main"]
    command, feed = {
        "check": ([*check, "--branch", "agent/login", "--head", head], ""),
        "push": ([*hook, "pre-push", "origin", "url"], f"{ref} {head} {ref} {ZERO}\n"),
        "server": ([*hook, "pre-receive"], f"{ZERO} {head} {ref}\n"),
    }[place]
    start = time.perf_counter()
    with tempfile.TemporaryFile() as given:
        given.write(feed.encode())
        given.seek(0)
        process = subprocess.Popen(
            command,
            cwd=repo.root,
            stdin=given,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Spent(process.returncode, time.perf_counter() - start, used.ru_maxrss >> 10)


def markdown() -> str:
    """The table of `docs/benchmarks/limits.md`, measured now."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.update(isolated(folder / "home"))
        rows = list(costs(ground(folder / "repo")))
    return "\n".join((*_HEAD, *map(_line, rows))) + "\n"


_HEADER = "commit refs/links\ncommitter C <c@example.com> 0 +0000\ndata 0\nfrom {}\n"
_HEAD = (
    "| bomb | place | exit code | peak, MiB | honest: code | peak, MiB | bomb / honest, time |",
    "|---|---|---|---|---|---|---|",
)


def _line(row: Cost) -> str:
    bomb, honest = row.bomb, row.honest
    return (
        f"| {row.name} | {row.place} | {bomb.code} | {bomb.peak:,} | {honest.code} "
        f"| {honest.peak:,} | {bomb.seconds / honest.seconds:.2f} |"
    )


def _link(repo: Repo, size: int) -> str:
    return _entry(repo, "src", "link", "120000", _repeated(repo, b"./", size))


def _append(repo: Repo, size: int) -> str:
    return _entry(repo, "logs", "LOG", "100644", _repeated(repo, b"- one\n- two\n", size))


def _repeated(repo: Repo, text: bytes, size: int) -> str:
    """The id of a blob of `size` bytes, written without holding them."""
    process = subprocess.Popen(
        ["git", "hash-object", "-w", "--stdin"],
        cwd=repo.root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    block = text * ((1 << 20) // len(text) + 1)
    assert process.stdin is not None
    for start in range(0, size, len(block)):
        process.stdin.write(block[: size - start])
    output, _ = process.communicate()
    return output.decode().strip()


def _links(repo: Repo, links: "Mapping[bytes, bytes]") -> str:
    marks = "".join(
        f"blob\nmark :{mark}\ndata {len(target)}\n{target.decode()}\n"
        for mark, target in enumerate(links.values(), 1)
    )
    names = "".join(f"M 120000 :{mark} src/{name.decode()}\n" for mark, name in enumerate(links, 1))
    head = (
        f"commit refs/links\ncommitter C <c@example.com> 0 +0000\ndata 0\nfrom {repo.oid('main')}\n"
    )
    repo.git("fast-import", "--quiet", "--force", feed=f"{marks}{head}{names}".encode())
    return repo.oid("refs/links")


def _entry(repo: Repo, folder: str, name: str, mode: str, oid: str) -> str:
    """A commit on `main` that has this entry in a directory of it."""
    repo.git("read-tree", "main")
    repo.git("update-index", "--add", "--cacheinfo", f"{mode},{oid},{folder}/{name}")
    return repo.git("commit-tree", "-p", "main", "-m", "a change", repo.git("write-tree"))


if __name__ == "__main__":
    sys.stdout.write(markdown())
