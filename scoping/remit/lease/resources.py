"""What a lease can be about, and whether two wants can stand side by side."""

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from remit.patterns.overlap import overlap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from remit.patterns.overlap import Area


class Paths(NamedTuple):
    """Every path of an area, those of files to come included."""

    area: "Area"


class Units(NamedTuple):
    """`amount` units of the pool `name`: an application, a port block, a reviewer."""

    name: str
    amount: int = 1


Resource = Paths | Units
Wants = tuple[Resource, ...]


def blocked(wants: Wants, others: "Iterable[Wants]", pools: "Mapping[str, int]") -> Wants:
    """Those of `wants` that cannot be held beside all of `others` together.

    Two path sets stand side by side where no path can be in both; an undecided pair cannot. A pool
    that `pools` does not size has one unit.
    """
    held = tuple(resource for other in others for resource in other)
    areas = [resource.area for resource in held if isinstance(resource, Paths)]
    return tuple(
        want
        for want in wants
        if (
            any(_meet(*sorted((want.area, area))) for area in areas)
            if isinstance(want, Paths)
            else _taken(want.name, (*held, *wants)) > pools.get(want.name, 1)
        )
    )


def possible(wants: Wants, pools: "Mapping[str, int]") -> bool:
    """Whether `wants` could ever be granted: something, and no more units than a pool has."""
    units = [want for want in wants if isinstance(want, Units)]
    fits = all(_taken(want.name, wants) <= pools.get(want.name, 1) for want in units)
    return bool(wants) and fits and all(want.amount > 0 for want in units)


def touching(left: Wants, right: Wants) -> bool:
    """Whether the two name one pool, or could both reach one path."""
    names = {resource.name for resource in left if isinstance(resource, Units)}
    if any(isinstance(resource, Units) and resource.name in names for resource in right):
        return True
    return any(
        _meet(*sorted((mine.area, other.area)))
        for mine in left
        if isinstance(mine, Paths)
        for other in right
        if isinstance(other, Paths)
    )


def _taken(name: str, wants: "Iterable[Resource]") -> int:
    return sum(want.amount for want in wants if isinstance(want, Units) and want.name == name)


@lru_cache(maxsize=65_536)  # an answer about two values never changes, and leases ask it often
def _meet(left: "Area", right: "Area") -> bool:
    return overlap(left, right) is not None
