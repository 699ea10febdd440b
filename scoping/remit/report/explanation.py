"""The words for what a task may do at a path; what it may do is decided in `judge.permission`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from remit.judge.permission import Answer, Permission

_MEANINGS: "dict[Answer, str]" = {
    "write": "may write it",
    "create": "may create it, but not change it if it exists on the base",
    "append": "may only add lines to it",
    "claim": "may claim it: change it while no other task holds it",
    "symbols": "may change some symbols of it, which this version cannot check",
    "unclaimable": "may claim only what no other task names in its scope",
    "denied": "must not touch it: deny wins",
    "protected": "must name it exactly, without wildcards, since it is protected",
    "hostile": "can never write such a path",
    "outside": "does not cover it",
}


def permission_sentence(permission: "Permission", role: str = "") -> str:
    """What a task may do; `role` says more of the task, right behind its name."""
    by = f", by {permission.pattern}" if permission.pattern else ""
    new = f"; not as a new file: {permission.unportable}" if permission.unportable else ""
    return f"{permission.task}{role} {_MEANINGS[permission.answer]}{by}{new}"


def permission_fields(permission: "Permission") -> dict[str, object]:
    """The same for machines."""
    task, answer, pattern, reason = permission
    more = {"unportable": reason} if reason else {}
    return {"task": task, "answer": answer, "pattern": pattern, **more}
