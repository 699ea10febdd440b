"""What is said about one change that a remit does not allow."""

from remit.namedtuples import NamedTuple


class Breach(NamedTuple):
    """The rule that a change breaks, and the reason as a sentence for people."""

    rule: str
    reason: str
