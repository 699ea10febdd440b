"""What the usual commands write of what they are given: one function for each way of writing."""

import os
from typing import TYPE_CHECKING

from remit_hooks.agent.shell_arguments import Arguments
from remit_hooks.agent.shell_words import Word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from remit.gates.planned_writes import Effect
    from remit_hooks.agent.shell_writes import ShellWrites

    Reader = Callable[[ShellWrites, list[Word]], None]

_OF_PEOPLE = frozenset(["uninstall", "bind", "unbind", "grant", "refuse", "close"])
_SHELLS = frozenset(["sh", "bash", "zsh", "dash", "ksh", "ash"])
_OUTPUT = "-"  # where a file is named so, many commands mean their standard output
_OWN = "it takes part of remit's checks away, which a person decides"


def read_command(shell: "ShellWrites", words: list[Word]) -> None:
    """Add to `shell` what a command writes, or what the command inside it does."""
    if words[0].dynamic:
        return
    name = words[0].text.rpartition("/")[2]
    if name in _SHELLS:
        _read_shell(shell, words)
        return
    reader = _COMMANDS.get(name)
    if reader is not None:
        reader(shell, words[1:])


def note_variable(shell: "ShellWrites", name: str, value: str) -> None:
    """Add what a variable before a command, or an exported one, switches off."""
    if name == "SKIP" and "remit" in value:
        shell.switch_off("SKIP leaves out remit's hooks")
    if name.startswith("GIT_CONFIG_"):
        from remit_hooks.agent.shell_git import names_protected_setting

        if names_protected_setting(value):
            shell.switch_off(f"{name} changes which hooks or manifests git uses")


# Commands that run another command, or change what follows.


def _read_shell(shell: "ShellWrites", words: list[Word]) -> None:
    rest, letters = words[1:], ""
    while rest and rest[0].text[:1] in {"-", "+"} and rest[0].text[1:]:
        text = rest.pop(0).text
        if text == "--":
            break
        letters += "" if text.startswith(("--", "+")) else text[1:]
        if text[-1] in "oO" or text in {"--rcfile", "--init-file"}:
            rest[:1] = []  # the value of this option
    if "c" in letters:
        if rest and not rest[0].dynamic:
            _in_subshell(shell, rest[0].text)
    elif not rest or "s" in letters:
        _in_subshell(shell, shell.input)


def _in_subshell(shell: "ShellWrites", text: str) -> None:
    folder = shell.folder
    shell.read(text)
    shell.enter(folder or None)


def _read_command_text(shell: "ShellWrites", words: list[Word]) -> None:
    """`script -c TEXT FILE` and `su -c TEXT USER`; on macOS the command follows the file."""
    given = Arguments(words, "cgGmosStTwEIO", ("command", "shell", "session-command"))
    text = given.value("c", "command", "session-command")
    if text is not None and not text.dynamic:
        _in_subshell(shell, text.text)
    elif text is None and given.operands[1:]:
        read_command(shell, given.operands[1:])


def _read_eval(shell: "ShellWrites", words: list[Word]) -> None:
    if not any(word.dynamic for word in words):
        shell.read(" ".join(word.text for word in words))


def _read_after(valued: str, named: "Sequence[str]" = (), operands: int = 0) -> "Reader":
    """A command that runs what follows its options, settings and first `operands` words."""

    def read(shell: "ShellWrites", words: list[Word]) -> None:
        rest, left = list(words), operands
        while rest:
            text = rest[0].text
            name, equals, value = text.partition("=")
            if text == "--":
                rest.pop(0)
            elif text.startswith("-") and len(text) > 1:
                rest.pop(0)
                takes = text[2:] in named if text.startswith("--") else text[-1] in valued
                if takes and rest and not (text.startswith("--") and equals):
                    rest.pop(0)
            elif equals and name.isidentifier():
                note_variable(shell, name, value)
                rest.pop(0)
            elif left:
                left -= 1
                rest.pop(0)
            else:
                read_command(shell, rest)
                return

    return read


def _read_cd(shell: "ShellWrites", words: list[Word]) -> None:
    operands = Arguments(words).operands
    paths = shell.paths(operands[0]) if operands and operands[0].text != "-" else []
    home = shell.paths(Word(os.path.expanduser("~"))) if not operands else []  # noqa: PTH111 - pathlib costs 9 ms here
    found = paths or home
    shell.enter(found[0] if len(found) == 1 else None)


def _read_popd(shell: "ShellWrites", _words: list[Word]) -> None:
    shell.enter(None)


def _read_export(shell: "ShellWrites", words: list[Word]) -> None:
    for word in words:
        name, equals, value = word.text.partition("=")
        if equals:
            note_variable(shell, name, value)
            shell.assign(word)


def _read_unset(shell: "ShellWrites", words: list[Word]) -> None:
    for word in words:
        shell.assign(word._replace(text=word.text.partition("=")[0]))


def _read_for(shell: "ShellWrites", words: list[Word]) -> None:
    _read_unset(shell, words[:1])


# Commands that write what they name.


def _each(
    effect: "Effect", valued: str = "", named: "Sequence[str]" = (), first: int = 0
) -> "Reader":
    """A command that does this to each of its operands after the `first` ones."""

    def read(shell: "ShellWrites", words: list[Word]) -> None:
        for word in Arguments(words, valued, named).operands[first:]:
            shell.add(effect, word)

    return read


def _to_option(*letters: str, valued: str = "", named: "Sequence[str]" = ()) -> "Reader":
    """A command that writes the file that one of its options names."""

    def read(shell: "ShellWrites", words: list[Word]) -> None:
        target = Arguments(words, valued or letters[0], named or letters[1:]).value(*letters)
        if target is not None and target.text != _OUTPUT:
            shell.add("truncate", target)

    return read


def _read_tee(shell: "ShellWrites", words: list[Word]) -> None:
    arguments = Arguments(words)
    for word in arguments.operands:
        shell.add("append" if arguments.has("a", "append") else "truncate", word)


def _read_dd(shell: "ShellWrites", words: list[Word]) -> None:
    for word in words:
        if word.text.startswith("of="):
            shell.add("truncate", word._replace(text=word.text[3:], pattern=""))


def _read_rm(shell: "ShellWrites", words: list[Word]) -> None:
    for word in Arguments(words).operands:
        shell.add("remove", word)


def _read_sed(shell: "ShellWrites", words: list[Word]) -> None:
    arguments = _in_place_arguments(words, "efl", ("expression", "file", "line-length"))
    if not arguments.has("i", "in-place"):
        return
    scripted = arguments.has("e", "f", "expression", "file")
    for word in arguments.operands[0 if scripted else 1 :]:
        shell.add("write", word)


def _read_perl(shell: "ShellWrites", words: list[Word]) -> None:
    arguments = _in_place_arguments(words, "eEMmIF0lC", ())
    if not arguments.has("i"):
        return
    for word in arguments.operands[0 if arguments.has("e", "E") else 1 :]:
        shell.add("write", word)


def _in_place_arguments(words: list[Word], valued: str, named: "Sequence[str]") -> Arguments:
    """Arguments where what follows `-i` in its word is a suffix, and no more options."""
    cut = [
        word._replace(text=word.text[: word.text.index("i") + 1])
        if word.text.startswith("-") and not word.text.startswith("--") and "i" in word.text
        and not any(letter in word.text[1 : word.text.index("i")] for letter in valued)
        else word
        for word in words
    ]  # fmt: skip
    return Arguments(cut, valued, named)


def _read_awk(shell: "ShellWrites", words: list[Word]) -> None:
    arguments = Arguments(words, "ivFf", ("include", "assign", "field-separator", "file"))
    library = arguments.value("i", "include")
    if library is not None and library.text == "inplace":
        for word in arguments.operands[0 if arguments.has("f", "file") else 1 :]:
            shell.add("write", word)


def _read_chmod(shell: "ShellWrites", words: list[Word]) -> None:
    options = [word for word in words if word.text in {"-R", "--recursive"}]
    operands = [
        word for word in words if not word.text.startswith("-") or word.text[1:2] in "rwxst"
    ]
    for word in operands[1:]:
        shell.add("tree" if options else "write", word)


def _read_compress(shell: "ShellWrites", words: list[Word]) -> None:
    arguments = Arguments(words, "S")
    if not arguments.has("c", "stdout", "k", "keep", "l", "list", "t", "test"):
        for word in arguments.operands:
            shell.add("remove", word)


def _read_tar(shell: "ShellWrites", words: list[Word]) -> None:
    if words and not words[0].text.startswith("-"):
        words = [words[0]._replace(text="-" + words[0].text), *words[1:]]
    arguments = Arguments(words, "fCT", ("file", "directory", "files-from"))
    archive, place = arguments.value("f", "file"), arguments.value("C", "directory")
    if arguments.has("c", "create", "r", "append", "u", "update") and archive is not None:
        if archive.text != _OUTPUT:
            shell.add("truncate", archive)
    elif arguments.has("x", "extract", "get") and place is not None:
        shell.add("tree", place)


def _read_unzip(shell: "ShellWrites", words: list[Word]) -> None:
    place = Arguments(words, "dx").value("d")
    if place is not None and not Arguments(words, "dx").has("l", "t", "p"):
        shell.add("tree", place)


def _read_rsync(shell: "ShellWrites", words: list[Word]) -> None:
    arguments = Arguments(words, "eBTf", ("rsh", "exclude", "include", "filter", "files-from"))
    if arguments.has("n", "dry-run") or len(arguments.operands) < 2:  # noqa: PLR2004 - from, to
        return
    target = arguments.operands[-1]
    if ":" not in target.text:
        name = arguments.operands[0].text.rstrip("/").rpartition("/")[2]
        shell.add("tree" if target.text.endswith("/") or "." not in name else "truncate", target)


# Commands with a module of their own.


def _read_copies(name: str) -> "Reader":
    def read(shell: "ShellWrites", words: list[Word]) -> None:
        from remit_hooks.agent.shell_copies import READERS

        READERS[name](shell, words)

    return read


def _read_apply_patch(shell: "ShellWrites", words: list[Word]) -> None:
    from remit_hooks.agent.shell_patches import read_apply_patch

    read_apply_patch(shell, words)


def _read_patch_command(shell: "ShellWrites", words: list[Word]) -> None:
    from remit_hooks.agent.shell_patches import read_patch_command

    read_patch_command(shell, words)


def _read_git(shell: "ShellWrites", words: list[Word]) -> None:
    from remit_hooks.agent.shell_git import read_git

    read_git(shell, words)


def _read_remit(shell: "ShellWrites", words: list[Word]) -> None:
    verbs = [word.text for word in Arguments(words, "C").operands]
    if (verbs[:1] and verbs[0] in _OF_PEOPLE) or (verbs[:1] == ["agents"] and "uninstall" in verbs):
        shell.switch_off(f"`remit {verbs[0]}`: {_OWN}")


def _read_python(shell: "ShellWrites", words: list[Word]) -> None:
    texts = [word.text for word in words]
    if "remit" in texts[1:] and texts[texts.index("remit") - 1] == "-m":
        _read_remit(shell, words[texts.index("remit") + 1 :])


_COMMANDS: "dict[str, Reader]" = {
    "eval": _read_eval,
    "cd": _read_cd,
    "pushd": _read_cd,
    "popd": _read_popd,
    "export": _read_export,
    "declare": _read_export,
    "typeset": _read_export,
    "readonly": _read_export,
    "local": _read_export,
    "unset": _read_unset,
    "read": _read_unset,
    "for": _read_for,
    "select": _read_for,
    "coproc": _read_after(""),
    "busybox": _read_after(""),
    "flock": _read_after("wE", ("timeout", "conflict-exit-code"), 1),
    "env": _read_after("uCS", ("unset", "chdir")),
    "sudo": _read_after("ugpCDhRrtTU", ("user", "group", "prompt", "chdir")),
    "doas": _read_after("uC"),
    "script": _read_command_text,
    "su": _read_command_text,
    "command": _read_after(""),
    "builtin": _read_after(""),
    "exec": _read_after("a"),
    "nohup": _read_after(""),
    "setsid": _read_after(""),
    "nice": _read_after("n", ("adjustment",)),
    "ionice": _read_after("cnp"),
    "stdbuf": _read_after("ioe"),
    "timeout": _read_after("sk", ("signal", "kill-after"), 1),
    "xargs": _read_after("aEIiLlnPsd", ("arg-file", "delimiter", "max-args", "max-procs")),
    "tee": _read_tee,
    "dd": _read_dd,
    "touch": _each("touch", "drt", ("date", "reference", "time")),
    "mkdir": _each("directory", "m", ("mode",)),
    "mkfifo": _each("replace", "m", ("mode",)),
    "truncate": _each("truncate", "sr", ("size", "reference")),
    "shred": _each("truncate", "ns", ("iterations", "size", "random-source")),
    "rm": _read_rm,
    "unlink": _read_rm,
    "cp": _read_copies("cp"),
    "mv": _read_copies("mv"),
    "install": _read_copies("install"),
    "ln": _read_copies("ln"),
    "link": _each("write"),
    "sed": _read_sed,
    "gsed": _read_sed,
    "perl": _read_perl,
    "ruby": _read_perl,
    "awk": _read_awk,
    "gawk": _read_awk,
    "chmod": _read_chmod,
    "gzip": _read_compress,
    "gunzip": _read_compress,
    "bzip2": _read_compress,
    "xz": _read_compress,
    "zstd": _to_option("o"),
    "sort": _to_option("o", "output", valued="oktTS"),
    "curl": _to_option("o", "output", valued="oHdXuAebFTmxKwzCDQrtEyY"),
    "wget": _to_option("O", "output-document", valued="OoaPUitTwQ"),
    "tar": _read_tar,
    "unzip": _read_unzip,
    "rsync": _read_rsync,
    "patch": _read_patch_command,
    "apply_patch": _read_apply_patch,
    "applypatch": _read_apply_patch,
    "git": _read_git,
    "remit": _read_remit,
    "python": _read_python,
    "python3": _read_python,
}
