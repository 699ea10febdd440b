"""The events of the leases as JSON and back; any other value is a fault of ours."""

import json
from enum import Enum
from typing import Any

from remit.lease.events import Ended, Event, Granted, Left, Queued, Reason, Refused, Renewed
from remit.lease.resources import Units
from remit.lease.state import Lease, Ticket

_KINDS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (Ended, Granted, Left, Queued, Refused, Renewed, Lease, Ticket, Units)
}


def encoded(event: Event) -> str:
    """The event as text."""
    return json.dumps(_plain(event))


def decoded(text: str) -> Event:
    """The event that `encoded` wrote."""
    event = _value(json.loads(text))
    if not isinstance(event, Event):
        raise TypeError(f"no event of the leases: {text}")
    return event


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return {"reason": value.name}
    if not isinstance(value, tuple):
        return value
    if type(value).__name__ in _KINDS:
        return {"kind": type(value).__name__, "fields": list(map(_plain, value))}
    return list(map(_plain, value))


def _value(plain: Any) -> Any:
    match plain:
        case {"reason": name}:
            return Reason[name]
        case {"kind": kind, "fields": fields}:
            return _KINDS[kind](*map(_value, fields))
        case [*values]:
            return tuple(map(_value, values))
        case _:
            return plain
