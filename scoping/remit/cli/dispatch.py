"""From the words of a call to the verb's module: global options, help, and unknown verbs."""

import argparse
import os
import re
import sys
from contextlib import suppress
from importlib import import_module
from importlib.metadata import PackageNotFoundError, files, version
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from remit.cli.output import print_answer
from remit.cli.parser import Parser
from remit.cli.verb import HELP, Command
from remit.errors import RemitError, UsageError
from remit.paths import quote_path
from remit.process_exit import UNDECIDED
from remit.text_safety import nearest_word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from remit.cli.verb import Verb


class VerbModule(Protocol):
    """What a verb's module offers."""

    DESCRIPTION: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the verb's arguments."""
        ...

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it, and answer the exit code."""
        ...


def run(command: Command, words: "Sequence[str]") -> int:
    """Call the verb that `words` name; the exit code is the verb's.

    With `--format json` an expected failure is JSON too, one of the call itself included.
    """
    try:
        return _run(command, words)
    except SystemExit as end:  # argparse has shown a help or the version
        return end.code if isinstance(end.code, int) else 0
    except RemitError as error:
        if not _wants_json(words):
            raise
        return print_answer(command.error_as_json(error), UNDECIDED)


def _run(command: Command, words: "Sequence[str]") -> int:
    top = top_parser(command)
    called = top.read(words)
    if called.verb is None:
        top.print_help()
        return UNDECIDED
    enter_directories(called.directory)
    if called.verb == HELP:
        return _help(command, called.rest)
    if called.verb not in command.verbs:
        return run_script(command, called.verb, called.rest)
    arguments = verb_parser(command, called.verb).read(called.rest)
    return load_verb(command.verbs[called.verb]).run(arguments)


def _help(command: Command, words: "Sequence[str]") -> int:
    """What `remit VERB --help` says, for `help VERB`; the list of verbs for `help` alone."""
    about = [word for word in words if not word.startswith("-") and word != HELP]
    return _run(command, [*about, "--help"])


def _wants_json(words: "Sequence[str]") -> bool:
    """Whether a call that may not even be readable asks for JSON; an abbreviation counts."""
    form = "text"
    for word, following in zip(words, (*words[1:], ""), strict=True):
        name, equals, value = word.partition("=")
        if len(name) > len("--") and "--format".startswith(name):
            form = value if equals else following
    return form == "json"


def load_verb(verb: "Verb") -> VerbModule:
    """The module of a verb, imported now."""
    return cast("VerbModule", import_module(verb.module))


def verb_parser(command: Command, name: str) -> Parser:
    """The parser of a verb with all its arguments."""
    spoken = load_verb(command.verbs[name])
    parser = Parser(f"{command.name} {name}", description=spoken.DESCRIPTION)
    spoken.add_arguments(parser)
    return parser


def command_below(command: Command, name: str) -> Command | None:
    """The command that `command` runs as a script for this verb: `remit-sim` for `sim`."""
    place = command.scripts.get(name)
    return None if place is None else cast("Command", import_module(place).COMMAND)


def top_parser(command: Command) -> Parser:
    """The parser of the words before a verb; its help lists all verbs."""
    parser = _TopParser(
        command.name,
        description=command.description,
        usage=f"{command.name} [-C DIR] VERB ...",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.command = command
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    parser.add_argument(
        "-C", dest="directory", metavar="DIR", action="append", help="run as if started in DIR"
    )
    parser.add_argument("verb", nargs="?", help=argparse.SUPPRESS)
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


class _TopParser(Parser):
    """Lists the verbs only where its help is wanted: those of scripts have to be imported."""

    command: Command

    def format_help(self) -> str:
        """The help, with all verbs."""
        name, codes = self.command.name, self.command.exit_codes
        self.epilog = (
            f"{_listed(self.command)}\n\n"
            f"`{name} {HELP} VERB` says more about a verb.\n\nexit codes: {codes}"
        )
        return super().format_help()


def _listed(command: Command) -> str:
    """The verbs by what they are for, those of scripts after them."""
    groups: dict[str, dict[str, str]] = {}
    for name, verb in command.verbs.items():
        groups.setdefault(verb.use, {})[name] = verb.help
    for name in command.scripts:
        below = command_below(command, name)
        if below is not None:
            verbs = {f"{name} {each}": verb.help for each, verb in below.verbs.items()}
            groups[below.description] = verbs
    width = max(len(name) for verbs in groups.values() for name in verbs)
    return "\n\n".join(_group(use, verbs, width) for use, verbs in groups.items())


def _group(use: str, verbs: "Mapping[str, str]", width: int) -> str:
    return "\n".join((f"{use}:", *(f"  {name:{width}}  {says}" for name, says in verbs.items())))


class _Version(argparse.Action):
    """`--version`, which asks for the version only when it is wanted."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        """Print the version and leave."""
        del namespace, values, option_string
        sys.stdout.write(f"{parser.prog} {version('remit')}\n")
        parser.exit()


def enter_directories(directories: "Sequence[str] | None") -> None:
    """Move this process to each of `directories` in turn; raises `UsageError` where it cannot."""
    for directory in directories or ():
        try:
            os.chdir(directory)
        except OSError as error:
            where = quote_path(directory)
            raise UsageError(f"-C {where}: {error.strerror}.") from None


# Verbs that this installation has as scripts of their own: `remit x` runs its `remit-x`.
#
# Never one from PATH: what answers to `remit` must not depend on who could write a directory there.


_NAME = re.compile(r"[a-z][a-z0-9-]*")


def run_script(command: Command, verb: str, rest: "Sequence[str]") -> int:
    """Become this installation's `remit-VERB`, or raise `UsageError` with the nearest verb."""
    if _NAME.fullmatch(verb):
        script = _script(f"{command.name}-{verb}")
        if script is not None:
            from remit.system.processes import replace_process

            replace_process([script, *rest])
    raise _unknown(command, verb)


def _script(name: str) -> str | None:
    """Beside the interpreter, or where `pip install --user` has put what came with remit."""
    places = [Path(sys.executable).parent / name]
    with suppress(PackageNotFoundError):
        places += [Path(file.locate()) for file in files("remit") or () if file.name == name]
    found = (str(place) for place in places if place.is_file() and os.access(place, os.X_OK))
    return next(found, None)


def _unknown(command: Command, verb: str) -> UsageError:
    near = nearest_word(verb, (*command.verbs, *command.scripts, HELP)) or _near_below(
        command, verb
    )
    hint = f"did you mean `{command.name} {near}`?" if near else ""
    return UsageError(
        f"there is no verb {quote_path(verb)}.",
        hint or f"`{command.name} --help` lists the verbs",
    )


def _near_below(command: Command, verb: str) -> str:
    """The nearest verb of a script, as it is called here (`sim compare`), or nothing."""
    for name in command.scripts:
        below = command_below(command, name)
        near = nearest_word(verb, below.verbs) if below else ""
        if near:
            return f"{name} {near}"
    return ""
