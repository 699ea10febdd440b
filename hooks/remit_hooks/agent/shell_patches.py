"""What the commands write that take a patch: `apply_patch` and `patch`."""

from contextlib import suppress
from typing import TYPE_CHECKING

from remit_hooks.agent.patch_paths import read_diff, read_patch
from remit_hooks.agent.shell_arguments import Arguments
from remit_hooks.agent.shell_tokens import Redirection, UnreadableShellError, read_tokens
from remit_hooks.agent.shell_words import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit_hooks.agent.shell_writes import ShellWrites

_MOST_OF_A_PATCH = 1 << 22  # bytes


def read_apply_patch(shell: "ShellWrites", _words: list[Word]) -> None:
    """Add what a patch writes that is anywhere in the whole command."""
    for effect, path in read_patch(shell.text):
        shell.add(effect, Word(path, quoted=True))


def read_patch_command(shell: "ShellWrites", words: list[Word]) -> None:
    """Add what `patch` writes: the file that it names, and those of a patch that can be read."""
    arguments = Arguments(words, "pidorBDFVxYz", ("strip", "input", "directory", "output"))
    if arguments.has("dry-run", "C", "check"):
        return
    folder = arguments.value("d", "directory")
    here = shell.folder
    if folder is not None:
        found = shell.paths(folder)
        shell.enter(found[0] if found else None)
    if arguments.operands:
        shell.add("write", arguments.operands[0])
    strip = arguments.value("p", "strip")
    count = int(strip.text) if strip is not None and strip.text.isdigit() else 0
    given = arguments.value("i", "input") or next(iter(arguments.operands[1:]), None)
    named = [given] if given is not None else list(input_files(shell))
    for text in (*patch_texts(shell, named), shell.text):
        for effect, path in read_diff(text, count):
            shell.add(effect, Word(path, quoted=True))
    shell.enter(here or None)


def input_files(shell: "ShellWrites") -> "Iterator[Word]":
    """The files that are redirected to the input of a command, anywhere in the whole text."""
    redirected = False
    with suppress(UnreadableShellError):
        for token in read_tokens(shell.text):
            if redirected and isinstance(token, Word):
                yield token
            redirected = isinstance(token, Redirection) and token.text == "<"


def patch_texts(shell: "ShellWrites", words: "Sequence[Word]") -> "Iterator[str]":
    """The content of files that hold patches."""
    from remit.system.bounded_read import read_bounded

    for path in (path for word in words for path in shell.paths(word)):
        try:
            yield read_bounded(path, _MOST_OF_A_PATCH).decode("utf-8", "surrogateescape")
        except OSError:
            continue
