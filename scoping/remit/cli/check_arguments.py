"""What `remit check` was called with; a usual call for a range is read here, without argparse.

Declaring and reading arguments takes longer than judging a short range. What is not spelled out in
full (an abbreviation, a value that looks like an option, a mistake) is left to the parser of
`check`, which says what is wrong with it. Both readings are equal where this one gives an answer.
"""

from typing import TYPE_CHECKING

from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.cli.report_files import ReportFile


class CheckArguments(NamedTuple):
    """The arguments of `remit check` as its parser names them."""

    staged: bool = False
    range: str | None = None
    worktree: bool = False
    base: str | None = None
    head: str | None = None
    every_commit: bool = False
    task: str | None = None
    branch: str | None = None
    deepen: bool = False
    format: str = "text"
    report: "Sequence[ReportFile]" = ()


def parse_common_arguments(words: "Sequence[str]") -> CheckArguments | None:
    """The call that `words` are, if they are nothing but options of a range and their values.

    >>> found = parse_common_arguments(["--range", "main...x", "--task=login"])
    >>> found == CheckArguments(range="main...x", task="login")
    True
    >>> parse_common_arguments(["--rang", "main...x"])
    """
    flags, values = set[str](), dict[str, str]()
    left = list(reversed(words))
    while left:
        name, equals, value = left.pop().partition("=")
        if name in _FLAGS and not equals:
            flags.add(name)
            continue
        if name not in _VALUES or not (equals or left):
            return None
        if not equals:
            value = left.pop()
            if value.startswith("-"):
                return None
        values[name] = value
    given = values.get
    return CheckArguments(
        range=given("--range"),
        base=given("--base"),
        head=given("--head"),
        every_commit="--every-commit" in flags,
        task=given("--task"),
        branch=given("--branch"),
        deepen="--deepen" in flags,
    )


_FLAGS = frozenset(("--every-commit", "--deepen"))
_VALUES = frozenset(("--range", "--base", "--head", "--task", "--branch"))
