"""What a method could do if nothing drifted: it also sees every other of the held-out changes."""

from typing import TYPE_CHECKING, NamedTuple

from remit.split.backtest.table import Conditions, Table, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.history.records import Touch
    from remit.split.backtest.entrants import Entrant
    from remit.split.material import Material, Method
    from remit.split.past import Past

FRESH = "fresh"


class Informed(NamedTuple):
    """An entrant that knows later changes too; weights and shared files stay those of the past."""

    entrant: "Entrant"
    later: "tuple[Touch, ...]"
    """Newest first."""
    name: str = FRESH

    def method(self) -> "Method":
        """The entrant's method, given more."""
        split = self.entrant.method()

        def informed(
            material: "Material", scopes: int, *, balance: float, seed: int
        ) -> tuple[int, ...]:
            more = material._replace(touches=(*self.later, *material.touches))
            return split(more, scopes, balance=balance, seed=seed)

        return informed


def drift(
    past: "Past", test: "Sequence[Touch]", scopes: int, entrant: "Entrant", conditions: Conditions
) -> Table:
    """`entrant` beside itself with every other of `test` in its past; the rest of `test` judges.

    What `fresh` is better by is the drift of the repository; what it lacks to the oracle is what
    such a method cannot know, and what the oracle owes to chance.
    """
    known, unseen = test[1::2], test[::2]
    informed = Informed(entrant, tuple(reversed(known)))
    return table(past, unseen, scopes, (entrant, informed), conditions)
