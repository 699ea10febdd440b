"""What the commands write that copy, move and link files."""

import os
from typing import TYPE_CHECKING

from remit.gates.planned_writes import PlannedWrite
from remit_hooks.agent.shell_arguments import Arguments
from remit_hooks.agent.shell_words import Word

if TYPE_CHECKING:
    from collections.abc import Callable

    from remit.gates.planned_writes import Effect
    from remit_hooks.agent.shell_writes import ShellWrites

    Reader = Callable[[ShellWrites, list[Word]], None]


def _cp(shell: "ShellWrites", words: list[Word]) -> None:
    arguments = Arguments(words, "tS", ("target-directory", "suffix"))
    effect: Effect = "truncate"
    if arguments.has("l", "link", "s", "symbolic-link"):
        effect = "replace"
    if arguments.has("l", "link"):
        for word in _ends(arguments)[0]:  # as for `ln`
            shell.add("write", word)
    _into(shell, arguments, effect, trees=arguments.has("r", "R", "a", "recursive", "archive"))


def _mv(shell: "ShellWrites", words: list[Word]) -> None:
    arguments = Arguments(words, "tS", ("target-directory", "suffix"))
    sources, _ = _ends(arguments)
    for word in sources:
        shell.add("remove", word)
    _into(shell, arguments, "replace", trees=True)


def _install(shell: "ShellWrites", words: list[Word]) -> None:
    arguments = Arguments(words, "tSmog", ("target-directory", "suffix", "mode", "owner", "group"))
    if arguments.has("d", "directory"):
        for word in arguments.operands:
            shell.add("directory", word)
    else:
        _into(shell, arguments, "replace", trees=False)


def _ln(shell: "ShellWrites", words: list[Word]) -> None:
    arguments = Arguments(words, "tS", ("target-directory", "suffix"))
    if len(arguments.operands) == 1:
        arguments.operands.append(Word("."))
    if not arguments.has("s", "symbolic"):
        for word in _ends(arguments)[0]:  # whoever writes the new name writes the old one too
            shell.add("write", word)
    _into(shell, arguments, "replace", trees=False)


def _ends(arguments: Arguments) -> tuple[list[Word], Word | None]:
    """The sources of a copy, and where they go."""
    target = arguments.value("t", "target-directory")
    if target is not None:
        return arguments.operands, target
    return arguments.operands[:-1], arguments.operands[-1] if arguments.operands else None


def _into(shell: "ShellWrites", arguments: Arguments, effect: "Effect", *, trees: bool) -> None:
    """Add what sources become where they go: one file, or files in a directory."""
    sources, target = _ends(arguments)
    if target is None or not sources:
        return
    for place in shell.paths(target):
        directory = place.endswith("/") or (
            os.path.isdir(place) and not arguments.has("T", "no-target-directory")  # noqa: PTH112 - pathlib costs 9 ms here
        )
        if not directory:
            _copy(shell, shell.paths(sources[0])[:1], place, effect, trees=trees)
            continue
        for source in (path for word in sources for path in shell.paths(word)):
            name = source.rstrip("/").rpartition("/")[2]
            _copy(shell, [source], f"{place.rstrip('/')}/{name}", effect, trees=trees)


def _copy(
    shell: "ShellWrites", source: list[str], place: str, effect: "Effect", *, trees: bool
) -> None:
    whole = trees and any(map(os.path.isdir, source))
    shell.writes.append(PlannedWrite(place, "tree" if whole else effect))


READERS: "dict[str, Reader]" = {"cp": _cp, "mv": _mv, "install": _install, "ln": _ln}
