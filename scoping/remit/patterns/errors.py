"""What is wrong with a pattern, as an error; where it stood in a file is the reader's to add."""

from remit.errors import UsageError


class PatternError(UsageError):
    """A pattern that cannot be meant; `sentence` quotes it, `hint` says what to write."""


def pattern_error(pattern: str, what: str, hint: str) -> PatternError:
    """The error whose sentence is `Pattern '...' WHAT.`; nothing in it can upset a terminal."""
    shown = pattern if len(pattern) <= _SHOWN else pattern[:_SHOWN] + "..."
    return PatternError(f"Pattern '{escape_invisible(shown)}' {what}.", hint)


def escape_invisible(text: str) -> str:
    """`text` with everything invisible or undecodable written as a Python escape."""
    return text if text.isprintable() else ascii(text)[1:-1]


_SHOWN = 120
