"""Who owns paths, as text and as JSON; every name is shown so that it can do nothing."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from remit.paths import escape_text, quote_path
from remit.report.console import Paint
from remit.report.verdict_json import dump_versioned, path_json_fields
from remit.text_safety import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.ownership.authorship import BusFactor, FileAuthor
    from remit.ownership.codeowners import Codeowners, PathOwners
    from remit.ownership.codeowners_rules import CodeownersRule
    from remit.ownership.resolution import OwnerShare, PathOwnership

_SHORT = 5  # lines of a list as text
_MOST = 20  # of a list in JSON
_LAST_SECOND = 253402300799  # of the year 9999


class OwnersReport(NamedTuple):
    """What is said: the commit, its CODEOWNERS, and the ownership of each path asked for."""

    at: str
    codeowners: "Codeowners | None"
    paths: "Sequence[PathOwnership]"
    remarks: "Sequence[str]"


def render(answer: OwnersReport, *, colour: bool = False) -> str:
    """The whole answer, with a line break at its end."""
    paint = Paint(colour=colour)
    where = answer.codeowners.where if answer.codeowners else ""
    lines = [line for path in answer.paths for line in _path(path, where, paint)]
    for fault in answer.codeowners.faults if answer.codeowners else ():
        place = paint("doubt", f"{fault.where}:{fault.line}:")
        lines.append(f"{place} {escape_text(fault.what)}")
        lines += [paint("faint", f"  hint: {escape_text(fault.hint)}")] if fault.hint else []
    lines += [paint("faint", f"note: {escape_text(remark)}") for remark in answer.remarks]
    return "\n".join(lines) + "\n"


def render_json(answer: OwnersReport) -> str:
    """The answer on one line."""
    found = answer.codeowners
    codeowners = found and {
        "file": found.where,
        "forge": found.forge.value,
        "groups": found.groups,
        "faults": [fault._asdict() for fault in found.faults],
    }
    return dump_versioned(
        {
            "at": answer.at,
            "codeowners": codeowners,
            "paths": [_fields(each, found.where if found else "") for each in answer.paths],
            "notes": list(answer.remarks),
        }
    )


def _path(found: "PathOwnership", where: str, paint: Paint) -> "Iterator[str]":
    name = quote_path(found.path) if found.path else "the whole repository"
    kinds = {"directory": f" ({_files(found.files)})", "absent": " (no file here yet)", "file": ""}
    yield paint("strong", name) + kinds[found.kind]
    yield from _labelled("owners", _owned(found, where))
    yield from _labelled("authors", _authors(found.authors))
    if found.bus_factor:
        yield from _labelled("bus factor", [_bus_factor(found.bus_factor)])
    several = found.kind == "directory"
    tasks = [
        f"{escape_text(each.task)}{f' of {escape_text(each.owner)}' if each.owner else ''}"
        f"{f', {_files(each.files)}' if several else ''}"
        for each in found.writers
    ]
    yield from _labelled("tasks", tasks or ["none may write it"])
    yield from _labelled(
        "conflict", [paint("doubt", escape_text(each)) for each in found.conflicts]
    )


def _labelled(label: str, texts: "Sequence[str]") -> "Iterator[str]":
    for number, text in enumerate(texts):
        yield f"  {label if not number else '':<13}{text}"


def _owned(found: "PathOwnership", where: str) -> list[str]:
    if found.owned is None:
        return ["nobody is named: there is no CODEOWNERS file"]
    lines = [_group(each, found.kind == "directory", where) for each in found.owned[:_SHORT]]
    more = found.owned[_SHORT:]
    if more:
        files = sum(each.files for each in more)
        lines.append(f"and {len(more):,} more groups of owners, {_files(files)}")
    return lines


def _group(shared: "OwnerShare", several: bool, where: str) -> str:  # noqa: FBT001 - a word of it
    count = f"{_files(shared.files)}: " if several else ""
    return f"{count}{_whose(shared.owned)}{_by(shared.owned.rules, where)}"


def _whose(owned: "PathOwners") -> str:
    if owned.owners:
        return " ".join(map(escape_text, owned.owners))
    return "nobody, on purpose" if owned.rules else "nobody: no line matches"


def _by(rules: "Sequence[CodeownersRule]", where: str) -> str:
    said = [f"{where}:{rule.line} {escape_text(rule.text)}{_section(rule)}" for rule in rules]
    return f" ({'; '.join(said)})" if said else ""


def _section(rule: "CodeownersRule") -> str:
    if not rule.section:
        return ""
    words = ["optional"] if rule.optional else []
    words += [f"{rule.approvals} approvals"] if rule.approvals > 1 else []
    return ", ".join((f" in [{escape_text(rule.section)}]", *words))


def _authors(authors: "Sequence[FileAuthor]") -> list[str]:
    if not authors:
        return ["nobody is known to have changed it"]
    lines = [
        f"{_percent(each.share):>4} of recent work, last {_day(each.last)}: {_person(each)}"
        for each in authors[:_SHORT]
    ]
    more = len(authors) - _SHORT
    return [*lines, f"and {more:,} more"] if more > 0 else lines


def _person(author: "FileAuthor") -> str:
    return escape_text(f"{author.name} <{author.email}>" if author.name else author.email)


def _bus_factor(found: "BusFactor") -> str:
    if not found.factor:
        return "unknown: no file has a known author"
    people = ", ".join(map(escape_text, found.people[:_SHORT]))
    more = f" and {found.factor - _SHORT:,} more" if found.factor > _SHORT else ""
    return f"{found.factor:,} ({people}{more})"


def _fields(found: "PathOwnership", where: str) -> dict[str, object]:
    owned = found.owned or ()
    return {
        **path_json_fields(found.path),
        "kind": found.kind,
        "files": found.files,
        "owners": list(dict.fromkeys(owner for each in owned for owner in each.owned.owners)),
        "groups": [
            {
                "owners": each.owned.owners,
                "files": each.files,
                "decided_by": [{"file": where, **rule._asdict()} for rule in each.owned.rules],
            }
            for each in owned
        ],
        "authors": [
            {
                "name": each.name,
                "email": each.email,
                "degree": round(each.degree, 4),
                "share": round(each.share, 4),
                "last": _day(each.last),
            }
            for each in found.authors[:_MOST]
        ],
        "bus_factor": found.bus_factor and found.bus_factor._asdict(),
        "tasks": [each._asdict() for each in found.writers],
        "conflicts": found.conflicts,
    }


def _files(count: int) -> str:
    return f"{count:,} {plural(count, 'file')}"


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _day(time: int) -> str:
    return datetime.fromtimestamp(min(max(time, 0), _LAST_SECOND), UTC).strftime("%Y-%m-%d")
