"""Violations of every kind in a real repository, and the fixes as they are pasted into a shell."""

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from repo import Repo

from remit.report.load_context import load_report_context
from remit.report.remedies import doubt_as_violation, remedies

if TYPE_CHECKING:
    from remit.report.context import Source
    from remit.report.remedies import Kind, Remedy
    from remit.verdict import Verdict

NAMES = {
    "plain": b"secret/new",
    "space": b"secret/a b",
    "single quote": b"secret/it's",
    "double quote": b'secret/"x"',
    "dollar and backtick": b"secret/$HOME`id`",
    "history": b"secret/a!b!!",
    "backslash": b"secret/a\\b",
    "newline": b"secret/a\nb",
    "newline at the end": b"secret/a\n",
    "only newlines": b"secret/\n\n",
    "tab": b"secret/a\tb",
    "not UTF-8": b"secret/caf\xe9",
    "not UTF-8 and a newline at the end": b"secret/\xff\n",
    "UTF-8": "secret/café.md".encode(),
    "turns the line around": "secret/\u202ereversed".encode(),
    "percent": b"secret/100%d\x01",
    "leading dash": b"--output=pwned",
    "dash": b"-",
    "star": b"secret/*",
    "class": b"secret/[a]",
    "question mark": b"secret/?\x02",
    "magic": b":(top)x",
    "exclusion": b":!allowed",
    "tilde": b"~",
    "comment": b"#x",
    "braces": b"secret/{a,b}",
    "leading space": b" x",
    "option of printf": b"secret/\x03-v",
}


class Scene(NamedTuple):
    """A repository with violations in it, and what can be done about them."""

    repo: Repo

    def verdict(self) -> "Verdict":
        return self.repo.judge()

    def ways(self, source: "Source" = "staged") -> "tuple[Remedy, ...]":
        return fixes(self.repo, self.verdict(), source)

    def way(self, kind: "Kind") -> "Remedy":
        return next(way for way in self.ways() if way.kind == kind)


def fixes(repo: Repo, verdict: "Verdict", source: "Source") -> "tuple[Remedy, ...]":
    with repo.inside() as repository:
        context = load_report_context(repository, verdict, source)
    return remedies(
        (*verdict.violations, *map(doubt_as_violation, verdict.doubts)), verdict, context
    )


def changing_commands(way: "Remedy") -> tuple[str, ...]:
    """The commands that change the repository: not a request, which another test pastes."""
    return () if way.kind == "request_access" else way.commands


def paste(root: Path, command: str) -> None:
    """Run a command as a person would; it must succeed."""
    done = subprocess.run(["sh", "-c", command], cwd=root, capture_output=True, check=False)
    assert done.returncode == 0, (command, done.stderr)


def content(root: Path) -> dict[str, tuple[int, bytes]]:
    """Every file of the working tree: its kind and permissions, and what it holds."""
    return {
        str(path.relative_to(root)): (path.lstat().st_mode, _held(path))
        for path in root.rglob("*")
        if path.relative_to(root).parts[0] != ".git" and (path.is_symlink() or path.is_file())
    }


def _held(path: Path) -> bytes:
    return os.fsencode(path.readlink()) if path.is_symlink() else path.read_bytes()


def stage(repo: Repo, path: bytes, text: bytes = b"text\n") -> None:
    repo.stage(os.fsdecode(path), text)


def modified(repo: Repo) -> None:
    repo.stage("secret/s", "other\n")


def added(repo: Repo) -> None:
    repo.stage("secret/new")


def deleted(repo: Repo) -> None:
    repo.git("rm", "-q", "secret/s")


def renamed(repo: Repo) -> None:
    repo.git("mv", "secret/s", "secret/t")


def moved_in(repo: Repo) -> None:
    repo.git("mv", "secret/s", "allowed/s")


def moved_out(repo: Repo) -> None:
    repo.git("mv", "allowed/a", "top2")


def executable(repo: Repo) -> None:
    (repo.root / "secret/s").chmod(0o755)
    repo.git("add", "-A")


def link_out(repo: Repo) -> None:
    repo.link("allowed/l", "../secret/s")
    repo.git("add", "-A")


def link_instead(repo: Repo) -> None:
    repo.link("secret/s", "../top")
    repo.git("add", "-A")


def submodule(repo: Repo) -> None:
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{repo.oid('HEAD')},sub")


def binary(repo: Repo) -> None:
    repo.stage("secret/s", bytes(range(256)))


def emptied(repo: Repo) -> None:
    repo.stage("secret/s", b"")


def protected(repo: Repo) -> None:
    repo.stage(".gitattributes", "* -diff\n")


def own_manifest(repo: Repo) -> None:
    repo.task("login", write=["**"])


def directory_for_file(repo: Repo) -> None:
    repo.git("rm", "-q", "top")
    repo.stage("top/x")


def file_for_directory(repo: Repo) -> None:
    repo.git("rm", "-q", "secret/s")
    repo.stage("secret")


def decoys(repo: Repo) -> None:
    """A name that is a pattern for the names of innocent changes."""
    repo.stage("allowed/b")
    repo.stage("*")
    repo.stage("allowed/c")


def staged_and_edited_again(repo: Repo) -> None:
    repo.stage("secret/s", "staged\n")
    repo.write("secret/s", "and then this\n")


def removed_from_disk_too(repo: Repo) -> None:
    repo.stage("secret/new")
    (repo.root / "secret/new").unlink()


def many(repo: Repo) -> None:
    for number in range(300):
        repo.write(f"secret/{number % 7}/file {number}.txt", f"{number}\n")
    repo.git("add", "-A")


CHANGES = [
    modified,
    added,
    deleted,
    renamed,
    moved_in,
    moved_out,
    executable,
    link_out,
    link_instead,
    submodule,
    binary,
    emptied,
    protected,
    own_manifest,
    directory_for_file,
    file_for_directory,
    decoys,
    staged_and_edited_again,
    removed_from_disk_too,
    many,
]
