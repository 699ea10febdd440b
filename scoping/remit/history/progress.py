"""How a long reading says how far it is, without knowing who listens."""

from typing import Protocol


class Progress(Protocol):
    """Called every now and then while commits are read."""

    def __call__(self, done: int, total: int) -> None:
        """`done` of `total` commits are read."""
