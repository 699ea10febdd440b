"""From the words of a call to the verb's module: global options, help, and unknown verbs."""

import argparse
import os
import re
import sys
from contextlib import suppress
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Protocol, cast

from remit.errors import UsageError
from remit.paths import readable, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from remit.cli.verb import Verb


class Parser(argparse.ArgumentParser):
    """A parser that shows the words of a call safely: a script may have them from elsewhere."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the call, and leave with 2."""
        super().error(readable(message))


class Spoken(Protocol):
    """What a verb's module offers."""

    DESCRIPTION: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the verb's arguments."""
        ...

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it, and answer the exit code."""
        ...


def run(verbs: "Mapping[str, Verb]", words: "Sequence[str]") -> int:
    """Call the verb that `words` name; the exit code is the verb's."""
    top = _top(verbs)
    try:
        called = top.parse_args(words)
        if called.verb is None:
            top.print_help()
            return 2
        _enter(called.directory)
        if called.verb not in verbs:
            return run_script(called.verb, called.rest, tuple(verbs))
        spoken = module(verbs[called.verb])
        parser = Parser(f"remit {called.verb}", description=spoken.DESCRIPTION)
        spoken.add_arguments(parser)
        return spoken.run(parser.parse_args(called.rest))
    except SystemExit as end:  # argparse has said it already
        return end.code if isinstance(end.code, int) else 0


def module(verb: "Verb") -> Spoken:
    """The module of a verb, imported now."""
    return cast("Spoken", import_module(verb.module))


def whole(verbs: "Mapping[str, Verb]") -> argparse.ArgumentParser:
    """One parser with every verb and every option, for completion scripts."""
    parser = argparse.ArgumentParser("remit", description=_DESCRIPTION)
    _add_global(parser)
    below = parser.add_subparsers(metavar="VERB")
    for name, verb in verbs.items():
        module(verb).add_arguments(below.add_parser(name, help=verb.help))
    return parser


_DESCRIPTION = "Many agents, one repository: each change is judged against its task's remit."


def _top(verbs: "Mapping[str, Verb]") -> argparse.ArgumentParser:
    width = max(map(len, verbs))
    listed = "\n".join(f"  {name:{width}}  {verb.help}" for name, verb in verbs.items())
    parser = Parser(
        "remit",
        description=_DESCRIPTION,
        usage="remit [-C DIR] VERB ...",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"verbs (remit VERB --help says more):\n{listed}\n\n"
        "exit codes: 0 clean, 1 strays, 2 could not judge, 3 a bug in remit, 130 interrupted",
    )
    _add_global(parser)
    parser.add_argument("verb", nargs="?", help=argparse.SUPPRESS)
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def _add_global(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    parser.add_argument(
        "-C", dest="directory", metavar="DIR", action="append", help="run as if started in DIR"
    )


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
        from importlib.metadata import version

        del namespace, values, option_string
        sys.stdout.write(f"remit {version('remit')}\n")
        parser.exit()


def _enter(directories: list[str] | None) -> None:
    for directory in directories or ():
        try:
            os.chdir(directory)
        except OSError as error:
            where = shown(directory)
            raise UsageError(f"-C {where}: {error.strerror}.") from None


# Verbs that this installation has as scripts of their own: `remit x` runs its `remit-x`.
#
# Never one from PATH: what answers to `remit` must not depend on who could write a directory there.


_NAME = re.compile(r"[a-z][a-z0-9-]*")


def run_script(verb: str, rest: "Sequence[str]", known: "Sequence[str]") -> int:
    """Become this installation's `remit-VERB`, or raise `UsageError` with the nearest verb."""
    if _NAME.fullmatch(verb):
        script = _script(f"remit-{verb}")
        if script is not None:
            from remit.system.processes import replace_process

            replace_process([script, *rest])
    raise _unknown(verb, known)


def _script(name: str) -> str | None:
    """Beside the interpreter, or where `pip install --user` has put what came with remit."""
    places = [Path(sys.executable).parent / name]
    with suppress(PackageNotFoundError):
        places += [Path(file.locate()) for file in files("remit") or () if file.name == name]
    found = (str(place) for place in places if place.is_file() and os.access(place, os.X_OK))
    return next(found, None)


def _unknown(verb: str, known: "Sequence[str]") -> UsageError:
    near = get_close_matches(verb, known, n=1)
    return UsageError(
        f"there is no verb {shown(verb)}.",
        f"did you mean `remit {near[0]}`?" if near else "`remit --help` lists the verbs",
    )
