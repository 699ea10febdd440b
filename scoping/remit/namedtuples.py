"""The base of the values that every check makes: named tuples whose classes are made cheaply.

`typing.NamedTuple` compiles each annotation that is a string and writes a class for introspection,
which for the forty classes of a check takes longer than all else that our modules do when they are
imported. To the type checkers these are named tuples like any other, and they behave so.
"""

# See decision 0100.

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Self

if TYPE_CHECKING or sys.version_info >= (3, 14):  # where annotations wait until they are asked for
    from typing import NamedTuple
else:
    from _collections import _tuplegetter

    class _Value(tuple):
        """What the classes have in common."""

        __slots__ = ()

        @classmethod
        def _make(cls, values: "Iterable[object]") -> "Self":
            return tuple.__new__(cls, values)

        def _replace(self, /, **changed: object) -> "Self":
            replaced = self._make(map(changed.pop, self._fields, self))
            if changed:
                raise ValueError(f"Got unexpected field names: {list(changed)!r}")
            return replaced

        def _asdict(self) -> dict[str, object]:
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            fields = zip(self._fields, self, strict=True)
            inside = ", ".join(f"{name}={value!r}" for name, value in fields)
            return f"{type(self).__name__}({inside})"

        def __getnewargs__(self) -> tuple[object, ...]:
            return tuple(self)

    _Function = type(lambda: None)
    _by_length: "dict[int, Any]" = {}
    """A constructor of tuples of each length, which is compiled once."""

    def _constructor(fields: "tuple[str, ...]") -> "Any":
        """A function from a class and one argument for each field to the tuple."""
        if len(fields) not in _by_length:
            names = "".join(f"v{place}, " for place in range(len(fields)))
            made = f"lambda cls, {names}: make(cls, ({names}))"
            _by_length[len(fields)] = eval(made, {"make": tuple.__new__})  # noqa: S307 - our own text
        same = _by_length[len(fields)]
        named = same.__code__.replace(co_varnames=("cls", *fields))  # a fifteenth of compiling it
        return _Function(named, same.__globals__)

    class _Maker(type):
        """Makes a class of named tuples out of a body with annotations."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, object]) -> type:
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            new = _constructor(fields)
            new.__defaults__ = tuple(defaults.values())
            body |= {field: _tuplegetter(at, None) for at, field in enumerate(fields)}
            body |= {"__slots__": (), "__new__": new, "__match_args__": fields}
            body |= {"_fields": fields, "_field_defaults": defaults}
            return type(name, (_Value,), body)

    class NamedTuple(metaclass=_Maker):
        """A class of tuples whose places are named by the annotations of its body, in order."""


__all__ = ["NamedTuple"]
