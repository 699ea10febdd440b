"""What git's own commands write, and how they switch checks off.

Judged are the commands that change files which they name. What moves a branch, or brings what other
commits have, is judged where it lands: at the commit, the push, and by its effect.
"""

import os
from typing import TYPE_CHECKING

from remit_hooks.agent.shell_arguments import Arguments
from remit_hooks.agent.shell_words import Word

if TYPE_CHECKING:
    from collections.abc import Callable

    from remit_hooks.agent.shell_writes import ShellWrites

    Reader = Callable[[ShellWrites, list[Word]], None]

_GLOBAL = frozenset(["-c", "--git-dir", "--work-tree", "--namespace", "--config-env", "-C"])
_HOOKED = frozenset(["commit", "merge", "push", "am", "rebase", "pull", "cherry-pick"])
_VALUED = {"commit": "mFCctSu", "push": "o"}
_SETTINGS = ("core.hookspath", "core.worktree", "remit.", "include.path", "includeif.")
_READING = frozenset(["--get", "--get-all", "--get-regexp", "--list", "-l"])
_SECTIONS = frozenset(["core", "remit", "include"])
_WHOLE_SECTION = ("rename-section", "remove-section")
_SHOWING = frozenset(["check", "stat", "numstat", "summary"])
_SHORTEST = len("--no-v")


def names_protected_setting(text: str) -> bool:
    """Whether a setting in `text` decides which hooks run or by which manifests remit judges."""
    return text.strip("'\" ").lower().startswith(_SETTINGS)


def read_git(shell: "ShellWrites", words: list[Word]) -> None:
    """Add to `shell` what `git WORDS` writes and switches off."""
    rest, here = list(words), shell.folder
    while rest and rest[0].text.startswith("-"):
        option, _, attached = rest.pop(0).text.partition("=")
        value = rest.pop(0) if option in _GLOBAL and not attached and rest else None
        if option in {"-c", "--config-env"}:
            _require_kept(shell, value.text if value else attached)
        elif option == "-C" and value is not None:
            found = shell.paths(value)
            shell.enter(found[0] if found else None)
    if rest and not rest[0].dynamic:
        command = rest.pop(0).text
        if command in _HOOKED and _skips_hooks(command, rest):
            shell.switch_off(f"`git {command} --no-verify` leaves out remit's check")
        reader = _READERS.get(command)
        if reader is not None:
            reader(shell, rest)
    shell.enter(here or None)


def _require_kept(shell: "ShellWrites", setting: str) -> None:
    if names_protected_setting(setting) or setting.endswith(".*"):
        name = setting.partition("=")[0]
        shell.switch_off(f"the setting {name} decides which hooks run, or what they judge by")


def _skips_hooks(command: str, words: list[Word]) -> bool:
    """Whether `--no-verify` is among the options, in any of its spellings."""
    rest = list(words)
    while rest:
        text = rest.pop(0).text
        if text == "--":
            return False
        if len(text) >= _SHORTEST and "--no-verify".startswith(text):
            return True
        if command == "commit" and text.startswith("-") and not text.startswith("--"):
            letters = text[1:]
            valued = next((at for at, each in enumerate(letters) if each in _VALUED[command]), None)
            if "n" in letters[:valued]:
                return True
            if valued is not None and valued == len(letters) - 1 and letters[valued] in "mFCct":
                rest[:1] = []
        elif text in {"--message", "--file", "--author", "--date"}:
            rest[:1] = []
    return False


def _read_config(shell: "ShellWrites", words: list[Word]) -> None:
    texts = [word.text for word in words]
    verb = next((text for text in texts if not text.startswith("-")), "")
    if any(text.removeprefix("--") in _WHOLE_SECTION for text in texts):
        for name in _SECTIONS.intersection(texts):
            _require_kept(shell, f"{name}.*")
    names = [text for text in texts if names_protected_setting(text)]
    if not names or verb in {"get", "list"} or _READING.intersection(texts):
        return
    after = texts[texts.index(names[0]) + 1 :]
    changing = any(text.startswith(("--unset", "--replace", "--add", "--remove")) for text in texts)
    if after or changing or {"set", "unset"}.intersection(texts):
        _require_kept(shell, names[0])


def _read_rm(shell: "ShellWrites", words: list[Word]) -> None:
    arguments = Arguments(words)
    if not arguments.has("n", "dry-run"):
        for word in arguments.operands:
            shell.add("remove", word)


def _read_mv(shell: "ShellWrites", words: list[Word]) -> None:
    from remit_hooks.agent.shell_commands import read_command

    if not Arguments(words).has("n", "dry-run"):
        read_command(shell, [Word("mv"), *words])


def _read_checkout(shell: "ShellWrites", words: list[Word]) -> None:
    """A checkout of paths from another commit; from HEAD or the index it only takes work back."""
    texts = [word.text for word in words]
    if "--" not in texts:
        return
    at = texts.index("--")
    commits = [text for text in texts[:at] if not text.startswith("-")]
    if commits and commits[0] not in {"HEAD", "@"}:
        _take_versions(shell, words[at + 1 :])


def _read_restore(shell: "ShellWrites", words: list[Word]) -> None:
    arguments = Arguments(words, "s", ("source",))
    source = arguments.value("s", "source")
    index_only = arguments.has("S", "staged") and not arguments.has("W", "worktree")
    if source is not None and source.text not in {"HEAD", "@"} and not index_only:
        _take_versions(shell, arguments.operands)


def _take_versions(shell: "ShellWrites", words: list[Word]) -> None:
    """Files, or all files of directories, as another commit has them."""
    for word in words:
        whole = any(map(os.path.isdir, shell.paths(word)))
        shell.add("tree" if whole else "write", word)


def _read_apply(shell: "ShellWrites", words: list[Word]) -> None:
    from remit_hooks.agent.patch_paths import read_diff
    from remit_hooks.agent.shell_patches import input_files, patch_texts

    arguments = Arguments(words, "pC", ("directory", "exclude", "include"))
    if arguments.flags & _SHOWING and "apply" not in arguments.flags:
        return
    strip, folder = arguments.value("p"), arguments.value("directory")
    count = int(strip.text) if strip is not None and strip.text.isdigit() else 1
    above = f"{folder.text.rstrip('/')}/" if folder is not None else ""
    named = arguments.operands or list(input_files(shell))
    for text in (*patch_texts(shell, named), shell.text):
        for effect, path in read_diff(text, count):
            back: dict[str, str] = {"write": "remove", "remove": "write"}
            done = back[effect] if arguments.has("R", "reverse") else effect
            shell.add("remove" if done == "remove" else "write", Word(above + path, quoted=True))


_READERS: "dict[str, Reader]" = {
    "config": _read_config,
    "rm": _read_rm,
    "mv": _read_mv,
    "checkout": _read_checkout,
    "restore": _read_restore,
    "apply": _read_apply,
    "am": _read_apply,
}
