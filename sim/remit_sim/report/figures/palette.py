"""Who has which colour, and, for those who cannot tell colours apart, which dash and shape.

The colours are those of Okabe and Ito, "Color universal design" (2008), without yellow and black,
which are lost on paper and on a dark screen.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.world.events import Activity

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair as alt

_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6d5a", "#7f7f7f")
# Seven shapes to eight colours: no two of 56 strategies have both in common.
_SHAPES = (
    *("circle", "square", "triangle-up", "diamond"),
    *("cross", "triangle-down", "triangle-right"),
)
_DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])


class ActivityStyle(NamedTuple):
    """How agents spend their time: its colour, and how thick its bar is in a Gantt chart."""

    name: str
    colour: str
    thickness: int


KINDS = (
    ActivityStyle(Activity.USEFUL, "#009e73", 14),
    ActivityStyle(Activity.REWORK, "#d55e00", 14),
    ActivityStyle(Activity.MERGE, "#cc79a7", 10),
    ActivityStyle(Activity.REVIEW, "#56b4e9", 10),
    ActivityStyle(Activity.WAITING, "#e69f00", 5),
    ActivityStyle(Activity.FOCUS, "#0072b2", 10),
    ActivityStyle(Activity.LOST, "#4d4d4d", 14),
    ActivityStyle(Activity.IDLE, "#c4c4c4", 2),
)
"""In the order in which they are stacked: what is left at the end comes first."""


def strategy_colour(names: "Sequence[str]", shown: "Sequence[str] | None" = None) -> "alt.Color":
    """Each strategy has its own, by its place among `names`; the legend names those `shown`."""
    import altair as alt

    legend = alt.Legend(values=list(shown or names))
    return alt.Color("strategy:N", title=None, scale=_scale(names, _COLOURS), legend=legend)


def strategy_shape(names: "Sequence[str]", shown: "Sequence[str] | None" = None) -> "alt.Shape":
    """A second sign for each strategy."""
    import altair as alt

    legend = alt.Legend(values=list(shown or names))
    return alt.Shape("strategy:N", title=None, scale=_scale(names, _SHAPES), legend=legend)


def strategy_dash(names: "Sequence[str]") -> "alt.StrokeDash":
    """A third one."""
    import altair as alt

    dashes = [_DASHES[(place + place // len(_COLOURS)) % 4] for place in range(len(names))]
    return alt.StrokeDash(
        "strategy:N",
        title=None,
        scale=alt.Scale(domain=list(names), range=dashes),
        legend=alt.Legend(values=list(names)),
    )


def activity_colours(names: "Sequence[str]") -> "alt.Color":
    """The colours of time."""
    import altair as alt

    shown = [kind for kind in KINDS if kind.name in names]
    scale = alt.Scale(domain=[kind.name for kind in shown], range=[kind.colour for kind in shown])
    return alt.Color("kind:N", title=None, scale=scale)


def _scale(names: "Sequence[str]", signs: "Sequence[str]") -> "alt.Scale":
    import altair as alt

    shown = [signs[place % len(signs)] for place in range(len(names))]
    return alt.Scale(domain=list(names), range=shown)
