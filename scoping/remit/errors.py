"""The expected failures of remit, as one tree; how they are worded to a person lives in the shells.

    RemitError            could not check, for a reason a person can act on (exit code 2)
    |-- UsageError        the call itself cannot be meant: an unknown task, a bad pattern
    |-- ManifestError     a manifest or the policy has faults; all of them are listed
    |-- CouldNotCheck     the trusted inputs are missing, ambiguous or contradict each other
    |-- GitError          git is missing, too old, or refused a command
    `-- LimitExceeded     judging would take more paths, bytes, memory or time than is allowed

Anything else that escapes is a bug in remit (exit code 3).
"""

from remit.namedtuples import NamedTuple


class Fault(NamedTuple):
    """One thing wrong at one place of a file; `line` counts from 1, 0 means the file as a whole."""

    where: str
    line: int
    what: str
    hint: str = ""

    def __str__(self) -> str:
        """`path:line: what is wrong.` (no line where it is 0) and, on a second line, the hint."""
        place = f"{self.where}:{self.line}" if self.line else self.where
        text = f"{place}: {self.what}"
        return f"{text}\nhint: {self.hint}" if self.hint else text


class RemitError(Exception):
    """An expected failure: one sentence, and a hint that says what to do."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


class UsageError(RemitError):
    """The call itself cannot be meant."""


class ManifestError(RemitError):
    """A manifest or the policy is refused whole; `faults` holds every fault found."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class CouldNotCheck(RemitError):  # noqa: N818 - the verdict's own words, see the glossary
    """The trusted inputs of a verdict are missing, ambiguous or contradict each other."""


class GitError(RemitError):
    """git is missing, too old, or refused a command that remit needed."""


class LimitExceeded(RemitError):  # noqa: N818 - as above
    """Judging would take more paths, bytes, memory or time than is allowed."""
