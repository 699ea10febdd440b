"""The events of the leases as JSON and back; any other value is a fault of ours."""

import json
from enum import Enum
from typing import Any, cast

from remit.coordination.lease_state import (
    Ended,
    Event,
    Granted,
    Lease,
    Left,
    Queued,
    Reason,
    Refused,
    Renewed,
    Ticket,
    Units,
)

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


def _plain(value: Any) -> object:
    if isinstance(value, Enum):
        return {"reason": value.name}
    if not isinstance(value, tuple):
        return value
    fields = [_plain(field) for field in cast("tuple[object, ...]", value)]
    kind = type(cast("object", value)).__name__
    return {"kind": kind, "fields": fields} if kind in _KINDS else fields


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
