"""The parser of a verb: its mistakes are one sentence and a hint, as all other failures are."""

import argparse
from typing import TYPE_CHECKING, Any, NoReturn, cast

from remit.errors import UsageError
from remit.text_safety import escape_unsafe, nearest_word, quote_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Parser(argparse.ArgumentParser):
    """Raises `UsageError` instead of leaving the process, with the word that was probably meant.

    The words of a call are shown safely: a script may have them from elsewhere.
    """

    def read(self, words: "Sequence[str]") -> argparse.Namespace:
        """The arguments that `words` give; raises `UsageError`, and leaves for `--help`."""
        arguments, unknown = self.parse_known_args(words)
        if unknown:
            raise self._unknown(unknown[0])
        return arguments

    def error(self, message: str) -> NoReturn:
        """Raise what argparse found wrong with the call."""
        raise self._mistake(escape_unsafe(message), self._help_hint("what it takes"))

    def arguments(self) -> "Sequence[argparse.Action]":
        """What the parser declares; argparse has no public name for it."""
        return self._actions

    def below(self) -> "dict[str, Parser]":
        """The parsers of the verbs below this one, as `backtest` of `remit split`."""
        found: dict[str, Parser] = {}
        for action in self._actions:
            choices = cast("object", action.choices)
            named = cast("dict[str, object]", choices) if isinstance(choices, dict) else {}
            found |= {name: each for name, each in named.items() if isinstance(each, Parser)}
        return found

    def options(self) -> "Iterator[str]":
        """The options of this parser and of the verbs below it."""
        for action in self._actions:
            yield from action.option_strings
        for parser in self.below().values():
            yield from parser.options()

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        choices = None if action.choices is None else [str(each) for each in action.choices]
        if choices is None or value in choices:
            return
        near = nearest_word(str(value), choices)
        hint = f"did you mean {near}?" if near else self._help_hint("what it takes")
        given, listed = quote_text(str(value)), ", ".join(choices)
        named = action.option_strings[:1]
        what = (
            f"{named[0]} takes {listed}, not {given}" if named else f"{given} is none of {listed}"
        )
        raise self._mistake(what, hint)

    def _unknown(self, word: str) -> UsageError:
        if not word.startswith("-"):
            many = f"{quote_text(word)} is one argument too many"
            return self._mistake(many, self._help_hint("what it takes"))
        near = nearest_word(word.partition("=")[0], self.options())
        hint = f"did you mean {near}?" if near else self._help_hint("its options")
        return self._mistake(f"there is no option {quote_text(word)}", hint)

    def _mistake(self, what: str, hint: str) -> UsageError:
        """The failure, after the verb that was called if one was."""
        _, _, verb = self.prog.partition(" ")
        return UsageError(f"{verb}: {what}." if verb else f"{what}.", hint)

    def _help_hint(self, what: str) -> str:
        return f"`{self.prog} --help` says {what}"
