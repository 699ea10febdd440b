"""Changes of files that happen together or not at all, whenever and however the process ends.

Each change is written into a journal before it is made (see `file_journal`). What is replaced or
taken away stays beside its place under another name until the end, so that taking a change back
needs no room on the disk. A process that is killed leaves the journal; the next one takes all of it
back.
"""

import errno
import hashlib
import os
import secrets
import signal
import stat
from contextlib import suppress
from pathlib import Path
from shutil import copy2
from typing import TYPE_CHECKING, Self

from remit.install.file_journal import HALF, FileJournal, JournalStep
from remit.install.git_config import ConfigEdit, differing_lines, set_config_value, undo_edit
from remit.install.repository_paths import InstallError
from remit.system import bounded_read

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from remit.install.file_journal import JournalPlace


_MOST = 1 << 28  # bytes; a hook may be a program
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class FileTransaction:
    """A block of file changes; if it does not end well, all of them are taken back, last first.

    One that was interrupted earlier is taken back at the start: `recovered` says so. Only one block
    runs in a place at a time; a second one raises `InstallError`, and so does an `OSError`
    that leaves the block. A signal that would end the process waits for the end of the block, and
    then all is taken back.
    """

    def __init__(self, places: "JournalPlace") -> None:
        self._places = places
        self._token = secrets.token_hex(4)
        self._emptied: list[Path] = []
        self._unblocked: Iterable[int] = ()
        self.recovered: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        self._unblocked = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        try:
            self._journal = FileJournal.acquire(self._places)
            try:
                self.recovered = _recover(self._journal)
            except BaseException:
                self._journal.release()
                raise
        except OSError as error:
            signal.pthread_sigmask(signal.SIG_SETMASK, self._unblocked)
            raise _nothing_changed(error) from error
        except BaseException:
            signal.pthread_sigmask(signal.SIG_SETMASK, self._unblocked)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: "TracebackType | None",
    ) -> None:
        failure = error
        try:
            done = kind is None and not _told_to_end()
            if done:
                failure = self._journal.commit(self._emptied)
            left = () if done and failure is None else _roll_back(self._journal)
            _clean_up(self._journal)
        finally:  # a signal that has waited strikes here
            self._journal.release()
            signal.pthread_sigmask(signal.SIG_SETMASK, self._unblocked)
        if left:
            raise _not_all_taken_back(left[0])
        if isinstance(failure, OSError):
            raise _nothing_changed(failure) from failure

    def write(self, path: Path, content: bytes, mode: int = 0o755) -> None:
        """Put a file there; a file or a link that is there is replaced by it, in one step."""
        self.directory(path.parent)
        step = self._begin(path, file_state(content, mode))
        _write(step.scratch, content, mode)
        step.scratch.replace(path)

    def move(self, source: Path, target: Path) -> None:
        """Rename a file, links and modes as they are; one at `target` is replaced in one step."""
        self.copy(source, target)
        self.remove(source)

    def copy(self, source: Path, target: Path) -> None:
        """Let `target` be the file that `source` is; a file that was there is replaced."""
        step = self._begin(target, path_state(source))
        _duplicate(source, step.scratch)
        step.scratch.replace(target)
        with suppress(FileNotFoundError):  # it stays where both names are one file already
            step.scratch.unlink()

    def remove(self, path: Path) -> None:
        """Take a file away."""
        self._begin(path, "")
        path.unlink()

    def directory(self, path: Path) -> None:
        """Make a directory and those above it, where they are missing."""
        if path.is_dir():
            return
        self.directory(path.parent)
        self._journal.append(JournalStep(path))
        path.mkdir()

    def remove_directory(self, path: Path) -> None:
        """Take a directory away when the block has ended well, if it is empty by then."""
        self._emptied.append(path)

    def set_value(self, file: Path, key: str, value: str) -> ConfigEdit:
        """Set a key in a configuration file as git would; the lines that changed."""
        before = read_through_links(file) or b""
        after = set_config_value(before, key, value, self._journal.scratch)
        edit = ConfigEdit(str(file), key, *differing_lines(before, after))
        self._configure(edit, after)
        return edit

    def take_back(self, edit: ConfigEdit) -> bool:
        """Undo the edit of a configuration file; False when its lines are no longer there."""
        file = Path(edit.file)
        wanted = undo_edit(read_through_links(file) or b"", edit, self._journal.scratch)
        if wanted is None:
            return False
        self._configure(edit._replace(was=edit.now, now=edit.was), wanted)
        return True

    def _configure(self, edit: ConfigEdit, content: bytes) -> None:
        file = Path(edit.file)
        mode = stat.S_IMODE(file.stat().st_mode) if file.exists() else 0o644
        step = self._begin(file, file_state(content, mode), edit)
        _write(step.scratch, content, mode)
        _replace_locked(step.scratch, step.target)

    def _begin(self, path: Path, after: str, edit: ConfigEdit | None = None) -> JournalStep:
        """Write down what is about to change, and keep what is there; `scratch` is free then."""
        name = f".remit-{self._token}-{len(self._journal.steps)}"
        step = JournalStep(path, name, after, edit)
        step = step._replace(there=os.path.lexists(step.target))
        self._journal.append(step)
        if step.there:
            _duplicate(step.target, step.spare)
        return step


def recover_transaction(places: "JournalPlace") -> tuple[str, ...]:
    """Take back what an interrupted transaction left; a sentence for each thing, or none.

    Raises `InstallError` where one is at work, or the journal cannot be read.
    """
    if not os.path.lexists(FileJournal.path_of(places)):
        return ()
    with FileTransaction(places) as work:
        return work.recovered


def path_state(path: Path) -> str:
    """What is at `path`, as text that is equal for equal files and links; empty for nothing."""
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return ""
    if stat.S_ISLNK(mode):
        return f"link to {path.readlink()}"
    return file_state(path.read_bytes(), mode) if stat.S_ISREG(mode) else "no file"


def file_state(content: bytes, mode: int) -> str:
    """The state of a file with this content and these permissions."""
    return f"{stat.S_IMODE(mode):o} {hashlib.sha256(content).hexdigest()}"


def read_through_links(path: Path) -> bytes | None:
    """The bytes of a file, through links; None where there is none. Raises `OSError`."""
    try:
        return bounded_read.read_bounded(path, _MOST)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _recover(journal: FileJournal) -> tuple[str, ...]:
    """Bring an earlier transaction to an end: forward where all was done, else back."""
    said: tuple[str, ...] = ()
    if journal.steps and not journal.committed:
        what = "an earlier installation or removal was interrupted; what it had done is taken back."
        said = (what, *_roll_back(journal))
    _clean_up(journal)
    return said


def _roll_back(journal: FileJournal) -> tuple[str, ...]:
    """Undo every step, last first; a sentence for each that somebody else's change has overtaken.

    The others are undone too where one cannot be; then the journal stays, for another attempt.
    """
    left: list[str] = []
    failures: list[OSError] = []
    for step in reversed(journal.steps):
        try:
            left += _undo(step, journal.scratch)
        except OSError as failure:
            failures.append(failure)
    if failures:
        raise _not_all_taken_back(f"{failures[0]}.")
    return tuple(left)


def _undo(step: JournalStep, scratch: Path) -> list[str]:
    """Undo one step, whether or not it has been made, and leave nothing of it."""
    if not step.name:
        return _undo_directory(step.path)
    if step.edit is not None:
        _unlock(step)
    said = _undo_file(step, scratch)
    _remove_leftovers(step)
    return said


def _undo_file(step: JournalStep, scratch: Path) -> list[str]:
    target, spare = step.target, step.spare
    if step.there and not os.path.lexists(spare):
        return []  # nothing was changed yet
    now, earlier = path_state(target), path_state(spare)
    if now == earlier:
        return []
    if now in {step.after, ""}:
        _restore(step)
        return []
    if step.edit is not None:
        return _undo_edit(step, step.edit, scratch)
    if not step.there:
        return [f"{target} was changed since; it stays."]
    kept = find_free_name(target.with_name(f"{target.name}.before-remit"))
    spare.rename(kept)
    return [f"{target} was changed since and stays; the file before it is now {kept.name}."]


def _undo_directory(path: Path) -> list[str]:
    try:
        path.rmdir()
    except FileNotFoundError:
        return []
    except OSError as error:
        if error.errno != errno.ENOTEMPTY:
            raise
        return [f"{path} holds what somebody else has put there; it stays."]
    return []


def _restore(step: JournalStep) -> None:
    """Put back what was there before the step."""
    if not step.there:
        step.target.unlink(missing_ok=True)
    elif step.edit is not None:
        _replace_locked(step.spare, step.target)
    else:
        step.spare.replace(step.target)


def _undo_edit(step: JournalStep, edit: ConfigEdit, scratch: Path) -> list[str]:
    """Take the lines of an edit back, and keep what somebody has written around them since."""
    content = read_through_links(step.target) or b""
    wanted = undo_edit(content, edit, scratch)
    if wanted is None:
        return [f"{step.target} was changed since; {edit.key} there stays as it is."]
    step.scratch.unlink(missing_ok=True)
    _write(step.scratch, wanted, stat.S_IMODE(step.target.stat().st_mode))
    _replace_locked(step.scratch, step.target)
    return []


def _clean_up(journal: FileJournal) -> None:
    """Take away what was kept for undoing, and the directories that were to go if empty."""
    for step in journal.steps:
        _remove_leftovers(step)
    for path in journal.emptied:
        with suppress(OSError):
            path.rmdir()
    journal.clear()


def _remove_leftovers(step: JournalStep) -> None:
    for path in step.leftovers:
        path.unlink(missing_ok=True)


def _not_all_taken_back(what: str) -> InstallError:
    return InstallError(
        f"not everything could be taken back: {what}",
        "look at it, then run `remit install` again: it heals what is there.",
    )


def _nothing_changed(error: OSError) -> InstallError:
    where = f" ({error.filename})" if error.filename else ""
    return InstallError(
        f"nothing was changed: {error.strerror or error}{where}.",
        "make room or get the permission, then run it again.",
    )


def _told_to_end() -> bool:
    """Whether a signal is waiting that would end this process; one that is ignored would not."""
    waiting = signal.sigpending().intersection(_ENDING)
    return any(signal.getsignal(number) != signal.SIG_IGN for number in waiting)


def _write(path: Path, content: bytes, mode: int) -> None:
    """A new file that is whole on the disk before it gets its name."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    path.chmod(mode)


def _duplicate(path: Path, name: Path) -> None:
    """A second name for a file, or a link like it; a copy where the file system has no such."""
    if path.is_symlink():
        name.symlink_to(path.readlink())
        return
    try:
        name.hardlink_to(path)
    except OSError:
        half = name.with_name(name.name + HALF)
        copy2(path, half)
        half.rename(name)


def _replace_locked(new: Path, file: Path) -> None:
    """Rename `new` to a configuration file, under the lock that git takes for that.

    The lock is a second name of `new`: whoever finds it later can tell whose it was.
    """
    lock = _lock_of(file)
    if os.path.lexists(lock):
        raise InstallError(
            f"could not lock config file {file}: {lock.name} is there.",
            "another git may be at work; if none is, delete that file.",
        )
    try:
        lock.hardlink_to(new)
    except FileExistsError:
        raise
    except OSError:
        _write(lock, new.read_bytes(), stat.S_IMODE(new.stat().st_mode))
    lock.replace(file)


def _unlock(step: JournalStep) -> None:
    """Take away the lock of a step that was interrupted, and nobody else's."""
    lock = _lock_of(step.target)
    if path_state(lock) in {path_state(step.scratch), path_state(step.spare)}:
        lock.unlink(missing_ok=True)


def _lock_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.lock")


def find_free_name(path: Path) -> Path:
    """`path`, or the first of `path.1`, `path.2` ... at which nothing is."""
    number, found = 0, path
    while os.path.lexists(found):
        number += 1
        found = path.with_name(f"{path.name}.{number}")
    return found
