"""What `remit split` and its backtest are both told: the conditions of a split."""

from typing import TYPE_CHECKING

from remit.cli.values import REVISION
from remit.errors import UsageError
from remit.history.records import ChangeUnit
from remit.split.weights import Sharing
from remit.text_safety import quote_text

if TYPE_CHECKING:
    import argparse

SCOPES = range(2, 1025)
_PERCENT = 100


def add_conditions(parser: "argparse.ArgumentParser") -> None:
    """What one change is, what is shared, how even the scopes are, and up to which commit."""
    parser.add_argument(
        "--unit",
        choices=[unit.value for unit in ChangeUnit],
        default=ChangeUnit.COMMIT.value,
        help="what is one change: a commit, or a change of the main line (default: commit)",
    )
    parser.add_argument(
        "--shared",
        default="1%",
        metavar="SHARE",
        help="files in no scope: a share of all, 0, or `mechanical`: of the busiest 1%%, only "
        "changelogs, lock files and similar (default: 1%%)",
    )
    parser.add_argument(
        "--balance",
        type=float,
        default=1.2,
        help="the heaviest scope may weigh this many times the mean (default: 1.2)",
    )
    parser.add_argument("--seed", type=int, default=0, help="the seed of the search (default: 0)")
    parser.add_argument(
        "--at", default="HEAD", metavar="REV", type=REVISION, help="the newest commit to look at"
    )


def parse_scope_count(text: str) -> int:
    """The number of scopes that `text` asks for; raises `UsageError`."""
    number = int(text) if text.strip().isdecimal() and len(text) < len("100000") else 0
    if number not in SCOPES:
        raise UsageError(
            f"--into takes numbers from 2 to {SCOPES[-1]}, not {quote_text(text)}.", "--into 4"
        )
    return number


def check_balance(value: float, scopes: int) -> float:
    """`value`, if so many scopes can be so uneven and still share; raises `UsageError`."""
    if not value > 1:
        raise UsageError("--balance is the heaviest scope over the mean: above 1.", "--balance 1.2")
    if value >= scopes:
        raise UsageError(
            f"--balance is the heaviest scope over the mean: at {value:g} one of the {scopes} "
            "scopes could have everything.",
            "--balance 1.2",
        )
    return value


def parse_sharing(text: str) -> Sharing:
    """What `--shared` asks for; raises `UsageError`."""
    if text == "mechanical":
        return Sharing(mechanical=True)
    number, percent, rest = text.partition("%")
    try:
        share = float(number) / (_PERCENT if percent else 1)
    except ValueError:
        share = -1.0
    if rest or not 0 <= share <= 1:
        raise UsageError(
            f"--shared takes a share of the files, not {quote_text(text)}.",
            "--shared 1%, --shared 0, or --shared mechanical",
        )
    return Sharing(share)
