"""The arguments of a command, sorted into operands and options."""

from typing import TYPE_CHECKING

from remit_hooks.agent.shell_words import Word

if TYPE_CHECKING:
    from collections.abc import Sequence


class Arguments:
    """The arguments of a command, sorted: `operands`, and the values of options by name.

    `valued` are letters of options that take a value, `named` long ones that do.
    """

    def __init__(
        self, words: "Sequence[Word]", valued: str = "", named: "Sequence[str]" = ()
    ) -> None:
        self.operands: list[Word] = []
        self.flags: set[str] = set()
        self.values: dict[str, Word] = {}
        rest = list(words)
        while rest:
            word = rest.pop(0)
            text = word.text
            if text == "--":
                self.operands += rest
                return
            if text.startswith("--") and not word.dynamic:
                name, equals, value = text[2:].partition("=")
                self.flags.add(name)
                if equals:
                    self.values[name] = word._replace(text=value, pattern="")
                elif name in named and rest:
                    self.values[name] = rest.pop(0)
            elif text.startswith("-") and len(text) > 1 and not word.dynamic:
                self._cluster(word, valued, rest)
            else:
                self.operands.append(word)

    def _cluster(self, word: Word, valued: str, rest: list[Word]) -> None:
        for place, letter in enumerate(word.text[1:], 2):
            self.flags.add(letter)
            if letter in valued:
                attached = word.text[place:]
                if attached:
                    self.values[letter] = word._replace(text=attached, pattern="")
                elif rest:
                    self.values[letter] = rest.pop(0)
                return

    def has(self, *names: str) -> bool:
        """Whether one of these options is given."""
        return not self.flags.isdisjoint(names)

    def value(self, *names: str) -> Word | None:
        """The value of the first of these options that has one."""
        return next((self.values[name] for name in names if name in self.values), None)
