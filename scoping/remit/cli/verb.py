"""One row of the table of verbs."""

from remit.namedtuples import NamedTuple


class Verb(NamedTuple):
    """The module of a verb and one sentence for the list of verbs."""

    module: str
    help: str
