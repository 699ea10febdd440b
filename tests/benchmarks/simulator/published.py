"""What was published against what the simulator says, as Markdown: run this file to print it.

Takes about four minutes, most of them for the transactions of 1987. Every seed is fixed.
"""

from published_churn import INTRODUCTION as OF_CHURN
from published_churn import churn
from published_cooperation import INTRODUCTION as OF_COOPERATION
from published_cooperation import cooperation
from published_locking import INTRODUCTION as OF_LOCKING
from published_locking import locking
from published_queue import INTRODUCTION as OF_QUEUE
from published_queue import queue
from published_rows import table

_PARTS = (
    ("Locks, restarts and optimism (1987)", OF_LOCKING, locking),
    ("A merge queue for a thousand changes a day (2019)", OF_QUEUE, queue),
    ("Pull requests of agents, merges of people", OF_CHURN, churn),
    ("Two agents on two features (2026)", OF_COOPERATION, cooperation),
)
_INTRODUCTION = """\
## Against published results

Target, result and verdict; a target that is not met says why. Intervals are 95%. Papers whose
figures could not be read are represented by what they claim, not by their cells.
"""


def section() -> str:
    """All parts as Markdown."""
    blocks = [_INTRODUCTION]
    for title, introduction, measured in _PARTS:
        details, rows = measured()
        blocks += [f"### {title}\n", introduction, details, table(rows)]
    return "\n".join(blocks)


if __name__ == "__main__":
    print(section())  # noqa: T201 - that is what it is for
