"""What a shell command plainly writes, found without running anything.

Read are redirections, the usual commands that write what they are given, patches, and git's own.
What only a run can tell (variables, scripts, other languages) is left to the check of the effect:
this reader never guesses, and a command that it cannot read writes nothing to it.
"""

# See decision 0292.

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from remit.gates.planned_writes import PlannedWrite
from remit_hooks.agent import shell_commands
from remit_hooks.agent.shell_tokens import (
    Operator,
    Redirection,
    Token,
    UnreadableShellError,
    read_tokens,
)
from remit_hooks.agent.shell_words import Word, expand_braces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.gates.planned_writes import Effect

_DEEPEST = 8  # shells inside each other
_MOST_MATCHES = 1_000
_RESERVED = frozenset(
    ["if", "then", "elif", "else", "fi", "while", "until", "do", "done", "!", "{", "}", "time"]
)
_WRITING: "dict[str, Effect]" = {
    ">": "truncate",
    ">|": "truncate",
    "&>": "truncate",
    ">&": "truncate",
    ">>": "append",
    "&>>": "append",
    "<>": "write",
}
_UNKNOWN = ""


class ShellWrites:
    """What one command writes; `switches` are the sentences of what it switches off."""

    def __init__(self, folder: str, home: str) -> None:
        """`folder` is the directory in which it runs."""
        self.writes: list[PlannedWrite] = []
        self.switches: list[str] = []
        self._folder = folder
        """Where the next command runs; empty where that is not known."""
        self._variables = {"HOME": home, "PWD": folder}
        self._depth = 0
        self._text = self._input = ""

    def read(self, text: str) -> "ShellWrites":
        """Add what `text` writes; what cannot be read adds nothing."""
        if self._depth >= _DEEPEST:
            return self
        self._depth += 1
        whole, self._text = self._text, text
        with suppress(UnreadableShellError):
            self._read_tokens(read_tokens(text, self._variables))
        self._text = whole
        self._depth -= 1
        return self

    def call(self, words: "Sequence[str]") -> "ShellWrites":
        """Add what a command writes that is given as its words."""
        self._text = "\n".join(words)
        self._command([Word(text, quoted=True) for text in words])
        return self

    def _read_tokens(self, tokens: "Iterator[Token]") -> None:
        command: list[Token] = []
        outer: list[tuple[str, dict[str, str]]] = []
        for token in _without_comparisons(tokens):
            if isinstance(token, Operator):
                self._simple(command)
                command = []
                if token.text == "(":
                    outer.append(self._state())
                elif token.text == ")" and outer:
                    self._restore(outer.pop())
            else:
                command.append(token)
        self._simple(command)

    def _simple(self, tokens: list[Token]) -> None:
        """One command with its assignments and redirections."""
        self._input = ""
        words = list(self._redirected(tokens))
        given = self._input
        for word in words:
            self._inside(word.inner)
        self._input = given
        while words and not words[0].quoted and words[0].text in _RESERVED:
            words.pop(0)
        assigned = 0
        while assigned < len(words) and _is_assignment(words[assigned].text):
            assigned += 1
        for word in words[:assigned]:
            self._note_setting(word.text)
            if assigned == len(words):
                self.assign(word)
        if words[assigned:]:
            self._command(words[assigned:])

    def _inside(self, commands: "Sequence[str]") -> None:
        """What runs in a subshell, for its output."""
        for command in commands:
            outer = self._state()
            self.read(command)
            self._restore(outer)

    def _state(self) -> tuple[str, dict[str, str]]:
        return self._folder, dict(self._variables)

    def _restore(self, outer: tuple[str, dict[str, str]]) -> None:
        """What a subshell has changed ends with it; the reader at work looks into this very map."""
        self._folder = outer[0]
        self._variables.clear()
        self._variables.update(outer[1])

    def _redirected(self, tokens: list[Token]) -> "Iterator[Word]":
        """The words that are no targets of redirections; what these write is added."""
        place = 0
        while place < len(tokens):
            token = tokens[place]
            if not isinstance(token, Redirection):
                if isinstance(token, Word):
                    yield token
                place += 1
                continue
            target = tokens[place + 1] if place + 1 < len(tokens) else None
            if isinstance(target, Word):
                self._redirect(token, target)
                place += 1
            place += 1

    def _redirect(self, operator: Redirection, target: Word) -> None:
        self._inside(target.inner)
        if operator.text in {"<<", "<<-"} and not target.quoted and operator.body:
            self._inside(_substitutions(operator.body))
        if operator.text in {"<<", "<<-", "<<<"} and not target.dynamic:
            self._input = target.text if operator.text == "<<<" else operator.body
        effect = _WRITING.get(operator.text)
        closed = target.text == "-" or target.text.removesuffix("-").isdigit()
        if effect and not (operator.text == ">&" and closed):
            self.add(effect, target)

    def add(self, effect: "Effect", word: Word) -> None:
        """A write of the paths that a word stands for, as far as they are known."""
        for path in self.paths(word):
            self.writes.append(PlannedWrite(path, effect))

    def paths(self, word: Word) -> list[str]:
        """The absolute paths that a word stands for; none where only a run could tell."""
        if word.dynamic or not word.text:
            return []
        found = [word.text]
        if word.pattern:
            found = [path for each in expand_braces(word.pattern) for path in self._matches(each)]
        return [self._absolute(path) for path in found if self._folder or path.startswith("/")]

    def _matches(self, pattern: str) -> list[str]:
        if not any(letter in pattern for letter in "*?["):
            return [pattern]
        from glob import iglob
        from itertools import islice

        whole = pattern if pattern.startswith("/") else f"{self._folder}/{pattern}"
        return list(islice(iglob(whole), _MOST_MATCHES))  # noqa: PTH207 - lazily, and as a shell does

    def _absolute(self, path: str) -> str:
        return os.path.join(self._folder, path)  # noqa: PTH118 - pathlib costs 9 ms here

    def enter(self, folder: str | None) -> None:
        """The directory in which what follows runs; None where that is not known."""
        self._folder = _UNKNOWN if folder is None else folder
        self._variables["PWD"] = self._folder
        if not self._folder:
            del self._variables["PWD"]

    @property
    def folder(self) -> str:
        """The directory in which the next command runs; empty where that is not known."""
        return self._folder

    @property
    def text(self) -> str:
        """The whole command that is being read."""
        return self._text

    @property
    def input(self) -> str:
        """The here-document or the here-string that the command is given as its input."""
        return self._input

    def switch_off(self, what: str) -> None:
        """Something that the command switches off."""
        self.switches.append(what)

    def _command(self, words: list[Word]) -> None:
        shell_commands.read_command(self, words)

    def _note_setting(self, assignment: str) -> None:
        name, _, value = assignment.partition("=")
        shell_commands.note_variable(self, name.removesuffix("+"), value)

    def assign(self, word: Word) -> None:
        """An assignment; a name without a value is a variable that is not known from now on."""
        name, equals, value = word.text.partition("=")
        plain = name.removesuffix("+")
        before = "" if plain == name else self._variables.get(plain)
        if word.dynamic or word.pattern or not equals or before is None:
            self._variables.pop(plain, None)
        else:
            self._variables[plain] = before + value


def _without_comparisons(tokens: "Iterator[Token]") -> "Iterator[Token]":
    """The tokens outside of `[[ ... ]]`, in which `>` redirects nothing."""
    comparing, begins = False, True
    for token in tokens:
        bare = token.text if isinstance(token, Word) and not token.quoted else ""
        comparing = comparing or (begins and bare == "[[")
        if not comparing:
            yield token
            begins = isinstance(token, Operator) or (begins and bare in _RESERVED)
        comparing = comparing and bare != "]]"


def _is_assignment(text: str) -> bool:
    name, equals, _ = text.partition("=")
    return bool(equals) and name.removesuffix("+").isidentifier() and name.isascii()


def _substitutions(body: str) -> tuple[str, ...]:
    """The commands inside a here-document whose end is not quoted."""
    escaped = body.replace('"', '\\"')
    try:
        return tuple(
            command
            for token in read_tokens(f'"{escaped}"')
            if isinstance(token, Word)
            for command in token.inner
        )
    except UnreadableShellError:
        return ()
