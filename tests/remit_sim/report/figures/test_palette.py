"""Nobody is told by colour alone, and nobody is mistaken for another."""

from itertools import pairwise
from typing import Any

import pytest

from remit_sim.report.figures import palette
from remit_sim.strategies import STRATEGIES


def signs(channel: Any) -> dict[str, Any]:
    scale = channel.to_dict()["scale"]
    return {name: str(sign) for name, sign in zip(scale["domain"], scale["range"], strict=True)}


def test_no_two_strategies_have_colour_and_shape_in_common() -> None:
    names = [*STRATEGIES, *(f"own-{number}" for number in range(56 - len(STRATEGIES)))]
    colours, shapes = signs(palette.strategy_colour(names)), signs(palette.strategy_shape(names))
    assert len({(colours[name], shapes[name]) for name in names}) == len(names) == 56


def test_neighbours_differ_in_all_signs() -> None:
    names = list(STRATEGIES)
    for channel in (palette.strategy_colour, palette.strategy_shape, palette.strategy_dash):
        found = signs(channel(names))
        assert all(found[one] != found[two] for one, two in pairwise(names))


@pytest.mark.parametrize("kind", palette.KINDS, ids=lambda kind: str(kind.name))
def test_every_kind_of_time_has_a_colour_of_its_own(kind: palette.ActivityStyle) -> None:
    assert [each.colour for each in palette.KINDS].count(kind.colour) == 1
