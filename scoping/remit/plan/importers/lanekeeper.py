"""A plan of lanekeeper (`lanes.yaml`): a scope for each lane.

Of two lanes that match one path the more specific pattern has it, which a denial in the other one
says here. A shared zone beats every lane: it goes to its steward, if it has one, and is denied to
the others. Form: github.com/kish21/parallel-agents, its lane file.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from remit.errors import Fault, ManifestError, UsageError
from remit.install_command import install_command
from remit.manifest.scope import Scope
from remit.patterns.overlap import PathArea, find_overlap
from remit.plan.importers.imported import (
    MANIFEST,
    Imported,
    LeftOut,
    draft_scope,
    is_manifest,
    read_text,
    valid_patterns,
    with_write,
)
from remit.plan.reading.validation import UniqueIds

if TYPE_CHECKING:
    from collections.abc import Iterator


_KNOWN = frozenset({"allow", "deny", "description", "owner"})
_WILD = frozenset("*?[")


class _Zone(NamedTuple):
    """Files of everybody, and the lane that keeps them; empty where nobody does."""

    name: str
    steward: str
    paths: list[str]


def read_scopes(data: bytes, where: str) -> Imported:
    """A scope for each lane; raises a `RemitError` for what is no such plan."""
    plan = _load(read_text(data, where), where)
    lanes = _table(plan.get("lanes"))
    if not lanes:
        what = "there are no `lanes` in it."
        raise ManifestError((Fault(where, 0, what, "name lanekeeper's own file of lanes"),))
    left_out: list[LeftOut] = []
    zones = [*_zones(_table(plan.get("shared")), left_out)]
    unowned = _word(plan.get("unowned"))
    if unowned not in {"", "error"}:
        left_out.append(LeftOut(0, f"unowned: {unowned}: in remit nobody owns the rest"))
    names, scopes = UniqueIds(), dict[str, Scope]()
    for name, value in lanes.items():
        lane = _table(value)
        write, deny = _lists(name, lane, left_out)
        for zone in zones:
            (write if zone.steward == name else deny).extend(zone.paths)
        deny = [each for each in deny if _meets(each, write)]
        title = " ".join(_word(lane.get("description")).split())
        scope = draft_scope(
            names.of(str(name)), title=str(name), goal=title, owner=_owner(lane.get("owner"))
        )
        scopes[str(name)] = with_write(scope, write, deny)
        if not write:
            left_out.append(LeftOut(0, f"the lane {name} names no path, so its scope is empty"))
    return Imported(tuple(_apart(list(scopes.values()), left_out)), tuple(left_out))


def _load(text: str, where: str) -> dict[str, Any]:
    try:
        import yaml
    except ImportError:
        raise UsageError(
            "a plan of lanekeeper is YAML, which needs the extra `import`.",
            install_command("import"),
        ) from None
    try:
        return _table(yaml.safe_load(text))
    except (yaml.YAMLError, RecursionError, ValueError) as error:  # it makes dates and numbers
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 0
        raise ManifestError((Fault(where, line, "this is not YAML."),)) from None


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType] - YAML


def _array(value: object) -> list[object]:
    return [each for each in value if each is not None] if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType] - YAML


def _word(value: object) -> str:
    """A value as a word; empty for a list and a table, which no word can be (nor be printed)."""
    return "" if value is None or isinstance(value, (list, dict)) else str(value)


def _words(value: object) -> list[str]:
    return [*filter(None, map(_word, _array(value)))]


def _owner(value: object) -> str:
    return " ".join(_words(value)) or _word(value)


def _lists(name: str, lane: dict[str, Any], left_out: list[LeftOut]) -> tuple[list[str], list[str]]:
    """What the lane may write and must not touch; whatever else it says goes to `left_out`."""
    write, bad = _grantable(lane.get("allow"))
    deny, worse = valid_patterns(_words(lane.get("deny")))
    left_out += [LeftOut(0, f"a pattern of the lane {name}: {each}") for each in (*bad, *worse)]
    left_out += [
        LeftOut(0, f"`{key}` of the lane {name}, which no manifest has a key for")
        for key in lane
        if key not in _KNOWN
    ]
    return write, deny


def _grantable(value: object) -> tuple[list[str], list[str]]:
    """The patterns in a list that a scope may have, and a word about each of the others."""
    words = _words(value)
    good, bad = valid_patterns(each for each in words if not is_manifest(each))
    return good, bad + [f"{each}: {MANIFEST}" for each in words if is_manifest(each)]


def _zones(shared: dict[str, Any], left_out: list[LeftOut]) -> "Iterator[_Zone]":
    for name, value in shared.items():
        zone = _table(value)
        paths, bad = _grantable(zone.get("paths"))
        left_out += [LeftOut(0, f"a path of the zone {name}: {each}") for each in bad]
        steward = _word(zone.get("steward"))
        if not steward:
            mode = _word(zone.get("mode")) or "escalate"
            left_out.append(
                LeftOut(0, f"the zone {name} ({mode}) has no steward: nobody writes it")
            )
        yield _Zone(str(name), steward, paths)


def _apart(scopes: list[Scope], left_out: list[LeftOut]) -> list[Scope]:
    """The scopes without what a more specific pattern of another one has."""
    found = list(scopes)
    for number, left in enumerate(scopes):
        for place, right in enumerate(scopes[:number]):
            for mine in left.files.write:
                for theirs in right.files.write:
                    if not _meets(mine, [theirs]):
                        continue
                    loser, pattern = (
                        (place, mine) if _specific(mine) > _specific(theirs) else (number, theirs)
                    )
                    if _specific(mine) == _specific(theirs):
                        what = f"{left.id} and {right.id} both have {mine}: the first keeps it"
                        left_out.append(LeftOut(0, what))
                    files = found[loser].files
                    deny = tuple(dict.fromkeys((*files.deny, pattern)))
                    found[loser] = found[loser]._replace(files=files._replace(deny=deny))
    return found


def _specific(pattern: str) -> tuple[int, int]:
    """How exactly a pattern names paths: segments without wildcards, then its length."""
    plain = sum(not _WILD & set(segment) for segment in pattern.split("/"))
    return plain, len(pattern)


def _meets(pattern: str, others: list[str]) -> bool:
    return bool(others) and find_overlap(PathArea((pattern,)), PathArea(tuple(others))) is not None
