"""What work by screen is like, by the names and in the units of a scenario's table."""

from typing import Literal, NamedTuple


class DesktopSettings(NamedTuple):
    """How often an agent acts, for how long its screen may be out of date, and what that costs.

    `displays` of 0 is one for each agent. Every value is an assumption.
    """

    actions_per_task: int = 20
    look_to_act_seconds: float = 4.0
    looks: Literal["fixed", "exponential"] = "fixed"
    pauses: Literal["fixed", "exponential"] = "exponential"
    input_seconds: float = 0.5
    focus_seconds: float = 0.5
    misdirected_share: float = 0.2
    noticed_share: float = 0.8
    recovery_seconds: float = 15.0
    elements: int = 20
    displays: int = 0
    saves: Literal["last", "checked"] = "last"
