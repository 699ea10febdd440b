"""Changes of every kind for laws about a repository: drawn as plain values, made by git and files.

A step that is impossible where it comes (a move of what is gone) does nothing.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence

    from repo import Repo

INSIDE, OUTSIDE = "allowed/", "secret/"
STANDING = ["a", "b c", 'it\'s "q"', "n\nl", "-x", ":(top)y", "[a]*", "caf\udce9", "deep/f"]
"""The names that stand in both directories before any step."""
NAMES = [*STANDING, "deep", "new", "it's new", "new dir/x"]


class Step(NamedTuple):
    """One thing that somebody does: with a path, and for some also with a second one."""

    act: str
    path: str
    other: str = ""


_PATHS = st.builds("{}{}".format, st.sampled_from([INSIDE, OUTSIDE]), st.sampled_from(NAMES))
_ALONE = [
    "edit", "rewrite", "delete", "unlist", "executable", "link", "folder", "submodule", "announce",
    "stage and edit", "stage and remove", "remove", "edit unstaged",
]  # fmt: skip
_BETWEEN = ["move", "move over", "move and edit", "move unstaged", "copy"]
STEPS = st.lists(
    st.builds(Step, st.sampled_from(_ALONE), _PATHS, st.just(""))
    | st.builds(Step, st.sampled_from(_BETWEEN), _PATHS, _PATHS),
    min_size=1,
    max_size=4,
)


def text_of(path: str) -> bytes:
    """What stands at a path at first: enough lines to be known again, some with odd white space."""
    name = os.fsencode(path).hex()
    lines = [f"{name} line {number}" + "  \t" * (number % 7 == 0) for number in range(20)]
    return "\n".join([*lines, ""]).encode()


def stand(repo: "Repo") -> None:
    """Stage the files that the steps begin with."""
    for top in (INSIDE, OUTSIDE):
        for name in STANDING:
            repo.write(top + name, text_of(top + name))
    repo.git("add", "-A")


class Doing:
    """Somebody who takes steps in a repository; `gone` are the paths that were meant to go."""

    def __init__(self, repo: "Repo") -> None:
        self._repo = repo
        self.gone: set[str] = set()

    def take(self, steps: "Sequence[Step]") -> None:
        """Take the steps, as far as that is possible."""
        for step in steps:
            act = getattr(self, f"_{step.act.replace(' ', '_')}")
            with suppress(OSError):
                act(self._repo.root / step.path, step)

    def removed(self, path: str) -> bool:
        """Whether the path, or a directory above it, was meant to go."""
        return any(path == each or path.startswith(f"{each}/") for each in self.gone)

    def _git(self, *words: str) -> bool:
        return self._repo.attempt("--literal-pathspecs", *words).returncode == 0

    def _stage(self, step: Step) -> None:
        self._git("add", "-A", "-f", "--", step.path)

    def _edit_unstaged(self, file: Path, step: Step) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        before = file.read_bytes() if file.exists() else text_of(step.path)
        file.write_bytes(before + b"edited in %d steps  \r\n" % len(before))

    def _edit(self, file: Path, step: Step) -> None:
        self._edit_unstaged(file, step)
        self._stage(step)

    def _rewrite(self, file: Path, step: Step) -> None:
        file.write_bytes(bytes(range(256)) + os.fsencode(step.path))
        self._stage(step)

    def _delete(self, _file: Path, step: Step) -> None:
        if self._git("rm", "-q", "-r", "-f", "--", step.path):
            self.gone.add(step.path)

    def _unlist(self, _file: Path, step: Step) -> None:
        if self._git("rm", "-q", "-r", "-f", "--cached", "--", step.path):
            self.gone.add(step.path)

    def _remove(self, file: Path, step: Step) -> None:
        file.unlink()
        self.gone.add(step.path)

    def _executable(self, file: Path, step: Step) -> None:
        file.chmod(0o755)
        self._stage(step)

    def _link(self, file: Path, step: Step) -> None:
        file.unlink(missing_ok=True)
        file.symlink_to("../top")
        self._stage(step)

    def _folder(self, file: Path, step: Step) -> None:
        if file.is_file():
            file.unlink()
            self.gone.add(step.path)
        file.mkdir(parents=True, exist_ok=True)
        (file / "inner").write_bytes(text_of(f"{step.path}/inner"))
        self._stage(step)

    def _submodule(self, file: Path, step: Step) -> None:
        if file.is_dir():
            shutil.rmtree(file)
        file.unlink(missing_ok=True)
        self._git("rm", "-q", "-r", "-f", "--cached", "--ignore-unmatch", "--", step.path)
        head = self._repo.oid("HEAD")
        self._git("update-index", "--add", "--cacheinfo", f"160000,{head},{step.path}")
        file.mkdir()
        self.gone.add(step.path)

    def _announce(self, file: Path, step: Step) -> None:
        self._edit_unstaged(file, step)
        self._git("add", "-N", "--", step.path)

    def _stage_and_edit(self, file: Path, step: Step) -> None:
        self._edit(file, step)
        self._edit_unstaged(file, step)

    def _stage_and_remove(self, file: Path, step: Step) -> None:
        self._edit(file, step)
        file.unlink()

    def _copy(self, file: Path, step: Step) -> None:
        other = self._repo.root / step.other
        other.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, other)
        self._git("add", "-A", "-f", "--", step.other)

    def _move(self, _file: Path, step: Step, *force: str) -> None:
        (self._repo.root / step.other).parent.mkdir(parents=True, exist_ok=True)
        if self._git("mv", *force, "--", step.path, step.other) and step.other.startswith(INSIDE):
            self.gone.add(step.path)

    def _move_over(self, file: Path, step: Step) -> None:
        self._move(file, step, "-f")

    def _move_and_edit(self, file: Path, step: Step) -> None:
        self._move(file, step)
        other = self._repo.root / step.other
        if other.is_file():
            self._edit(other, Step("edit", step.other))

    def _move_unstaged(self, file: Path, step: Step) -> None:
        other = self._repo.root / step.other
        other.parent.mkdir(parents=True, exist_ok=True)
        file.rename(other)
        self.gone.add(step.path)
