"""How much a change counts: half of one that is `HALF_LIFE` changes newer."""

HALF_LIFE = 250
"""Changes. Chosen on the older parts of five histories: docs/explanation/simulator-history.md."""


def decay_weights(count: int) -> tuple[float, ...]:
    """How much each of so many changes counts, oldest first; the newest counts 1."""
    return tuple(2 ** (-age / HALF_LIFE) for age in range(count - 1, -1, -1))
