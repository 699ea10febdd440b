"""The table of the verbs of a command: `remit`, and `remit-sim` beside it."""

from typing import TYPE_CHECKING

from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from remit.errors import RemitError

HELP = "help"


class Verb(NamedTuple):
    """The module of a verb, one sentence for the list of verbs, and the use it is listed under."""

    module: str
    help: str
    use: str = "Verbs"


class Command(NamedTuple):
    """A command: its verbs by name, what its help says, and how a failure is said in JSON.

    `scripts` are verbs that are commands of their own, each with the module that has its table; it
    is named and not imported, since the library knows nothing of its clients.
    """

    name: str
    description: str
    verbs: "Mapping[str, Verb]"
    exit_codes: str
    error_as_json: "Callable[[RemitError], str]"
    scripts: "Mapping[str, str]" = {}  # noqa: RUF012 - nobody writes to it
