"""The words of captions: numbers, lists of names, and what a comparison says of its strategies."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.experiment.replications import estimate_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit_sim.experiment.comparison import StrategyComparison
    from remit_sim.experiment.replications import Estimate, RunSample

_FEW = 4
_ROUNDING = 1e-9


class LeadingStrategies(NamedTuple):
    """Who leads with so many agents, who is within its error, and who lost work.

    `first` is empty where nobody has a place.
    """

    agents: int
    first: str
    others: tuple[str, ...]
    losing: tuple[str, ...]


def find_leading(found: "StrategyComparison", agents: int) -> LeadingStrategies:
    """What the ranking with so many agents says."""
    ranking = next(each for each in found.rankings if each.agents == agents)
    best = ranking.places[0].strategies if ranking.places else ("",)
    return LeadingStrategies(agents, best[0], best[1:], ranking.losing)


def is_everyone_first(found: "StrategyComparison", lead: LeadingStrategies) -> bool:
    """Whether all that have a place share the first one."""
    return len(lead.others) + 1 + len(lead.losing) == len(compared_strategies(found))


def compared_agent_counts(found: "StrategyComparison") -> tuple[int, ...]:
    """The numbers of agents that were compared, fewest first."""
    return tuple(sorted({row.agents for row in found.rows}))


def compared_strategies(found: "StrategyComparison") -> tuple[str, ...]:
    """The strategies in the order in which they were asked for."""
    return tuple(dict.fromkeys(row.strategy for row in found.rows))


def find_sample(found: "StrategyComparison", strategy: str, agents: int) -> "RunSample":
    """The runs of one strategy with one number of agents."""
    return next(each for each in found.rows if (each.strategy, each.agents) == (strategy, agents))


def enough_agents(found: "StrategyComparison", strategy: str) -> int:
    """The fewest agents whose speed-up is within the error of the best number's, in pairs."""
    rows = [find_sample(found, strategy, agents) for agents in compared_agent_counts(found)]
    top = max(rows, key=lambda each: each.estimates["speed_up"].mean)
    return next(each.agents for each in rows if each is top or not _below(each, top))


def _below(low: "RunSample", top: "RunSample") -> bool:
    pairs = zip(top.values["speed_up"], low.values["speed_up"], strict=True)
    found = estimate_mean([high - less for high, less in pairs])
    return found.half_width is None or found.mean - found.half_width > 0


def format_agents(count: int) -> str:
    """`1 agent`, `3 agents`."""
    return f"{count} agent" if count == 1 else f"{count} agents"


def join_names(names: "Iterable[str]", most: int = _FEW) -> str:
    """Names in a sentence.

    >>> join_names(["a", "b", "c"]), join_names("abcdefg"), join_names([])
    ('a, b and c', 'a, b, c and 4 more', 'none')
    """
    all_of = list(names)
    if not all_of:
        return "none"
    if len(all_of) > most:
        all_of = [*all_of[: most - 1], f"{len(all_of) - most + 1} more"]
    *head, last = all_of
    return f"{', '.join(head)} and {last}" if head else last


def format_tied_rest(names: "Sequence[str]") -> str:
    """Who cannot be told apart from the first, as the end of a sentence; or nothing."""
    if not names:
        return ""
    return f"; {join_names(names)} {'is' if len(names) == 1 else 'are'} within the error of it"


def format_number(value: float) -> str:
    """Three digits that count, two below 1, and no more; what is no more than rounding is 0.

    >>> (format_number(1e-14), format_number(0.0412), format_number(3.14159),
    ...  format_number(51.72), format_number(123456.7))
    ('0', '0.041', '3.14', '51.7', '123,457')
    """
    size = abs(value)
    if size < _ROUNDING:
        return "0"
    if size < 1:
        return f"{value:.2g}"
    digits = 0 if size >= 100 else 1 if size >= 10 else 2  # noqa: PLR2004 - sizes
    return f"{value:,.{digits}f}"


def format_parameter(value: float) -> str:
    """A parameter as it was set.

    >>> format_parameter(0.475), format_parameter(60), format_parameter(2.0)
    ('0.475', '60', '2')
    """
    return f"{value:g}"


def format_estimate(found: "Estimate", *, signed: bool = False) -> str:
    """The mean with half of its 95% interval."""
    mean = f"{'+' if signed and found.mean > 0 else ''}{format_number(found.mean)}"
    width = format_number(found.half_width or 0.0)
    return mean if width == "0" else f"{mean} ± {width}"


def format_share(share: float) -> str:
    """`12%`; what is there and rounds to nothing is `<1%`."""
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"  # noqa: PLR2004 - half a percent
