"""What a shell could complete the last word of a call to; completion scripts ask for it.

`remit __complete WORD... LAST` prints a candidate per line, after a tab a few words about it; or
`:files` alone where LAST is a file, which shells complete better themselves. It reads the table of
verbs and their parsers, so a script never has to be made again for another version.
"""

import argparse
from contextlib import suppress
from typing import TYPE_CHECKING

from remit.cli.dispatch import command_below, enter_directories, top_parser, verb_parser
from remit.cli.output import print_answer
from remit.cli.values import FILES, Kind
from remit.cli.verb import HELP
from remit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from remit.cli.parser import Parser
    from remit.cli.values import Candidates
    from remit.cli.verb import Command

_FILES = frozenset({"PATH", "FILE", "DIR", "DIR|REV", "LIST|DIR|-|backtest"})  # names of values
_MANY = ("*", "+")


def complete(command: "Command", words: "Sequence[str]") -> int:
    """0, with the candidates for the last of `words`."""
    *before, last = words or [""]
    name, equals, value = last.partition("=")
    if equals and name.startswith("--"):  # `--option=value` is completed as one word
        prefix, before, last = f"{name}=", [*before, name], value
    else:
        prefix = ""
    lines = [
        prefix * (candidate != FILES) + f"{candidate}\t{says}".rstrip()
        for candidate, says in _candidates(command, before, last)
        if candidate == FILES or candidate.startswith(last)
    ]
    return print_answer("".join(f"{line}\n" for line in lines))


def _candidates(command: "Command", before: "Sequence[str]", last: str) -> "Candidates":
    words = list(before)
    while words and words[0].startswith("-"):
        option = words.pop(0)
        if option == "-C":
            if not words:
                return [(FILES, "")]
            with suppress(UsageError):
                enter_directories(words[:1])
            del words[0]
    if not words:
        return [*_verbs(command), *_options(top_parser(command), last)]
    verb, *rest = words
    below = command_below(command, verb)
    if verb == HELP:
        return _helped(command, rest)
    if below is not None:
        return _candidates(below, rest, last)
    if verb not in command.verbs:
        return []
    return _of_parser(verb_parser(command, verb), rest, last)


def _verbs(command: "Command") -> "Iterator[tuple[str, str]]":
    for name, verb in command.verbs.items():
        yield name, verb.help
    for name in command.scripts:
        below = command_below(command, name)
        yield name, below.description if below else ""
    yield HELP, "say more about a verb"


def _helped(command: "Command", words: "Sequence[str]") -> "Candidates":
    """What may stand after `help`: a verb, and below it another one."""
    if not words:
        return _verbs(command)
    below = command_below(command, words[0])
    if below is not None:
        return _helped(below, words[1:])
    if words[0] not in command.verbs or len(words) > 1:
        return []
    return [(name, "") for name in verb_parser(command, words[0]).below()]


def _of_parser(parser: "Parser", before: "Sequence[str]", last: str) -> "Candidates":
    """The candidates after a verb: a value that the words before ask for, else what may follow."""
    options = {name: each for each in parser.arguments() for name in each.option_strings}
    positionals = [each for each in parser.arguments() if not each.option_strings]
    open_option: argparse.Action | None = None
    missing, given = 0, 0
    for place, word in enumerate(before):
        name, equals, _ = word.partition("=")
        if name in options and word != "--":
            open_option, missing = options[name], 0 if equals else _values(options[name])
        elif missing:
            missing -= 1
        elif word in parser.below():
            return _of_parser(parser.below()[word], before[place + 1 :], last)
        elif not word.startswith("-"):
            given += 1
    if last.startswith("-") and not (open_option and missing == 1 and open_option.nargs is None):
        return _options(parser, last)
    if missing and open_option is not None:
        return _of_action(open_option)
    return [each for action in _next(positionals, given) for each in _of_action(action)]


def _values(action: argparse.Action) -> int:
    """How many words an option takes; many, where it takes all up to the next option."""
    if action.nargs is None:
        return 1
    if isinstance(action.nargs, int):
        return action.nargs
    return 1 if action.nargs == "?" else 1 << 20


def _next(positionals: "Sequence[argparse.Action]", given: int) -> "Iterator[argparse.Action]":
    """The positional arguments that the next word may be, after so many of them."""
    for action in positionals:
        if action.nargs in _MANY:
            yield action
            return
        if given == 0:
            yield action
            if action.nargs != "?":
                return
        else:
            given -= action.nargs if isinstance(action.nargs, int) else 1
            if given < 0:
                yield action
                return


def _of_action(action: argparse.Action) -> "Candidates":
    if isinstance(action.type, Kind):
        return action.type.candidates()
    if action.choices is not None:
        return [(str(each), "") for each in action.choices]
    return [(FILES, "")] if action.metavar in _FILES else []


def _options(parser: "Parser", last: str) -> "Candidates":
    """The options; only where one is begun, since there are many."""
    if not last.startswith("-"):
        return []
    return [
        (name, _brief(action))
        for action in parser.arguments()
        for name in _long(action.option_strings)
    ]


def _long(names: "Iterable[str]") -> "list[str]":
    """The names of an option without short forms of it."""
    return [name for name in names if name.startswith("--")] or list(names)


def _brief(action: argparse.Action) -> str:
    return (action.help or "").replace("%%", "%").partition(";")[0]
