"""`remit show`: the scope of a task as the base has it, and what of it is not enforced yet."""

from typing import TYPE_CHECKING

from remit.cli.context import at_base
from remit.cli.output import add_format, answer, answering
from remit.git.trees import GitTrees
from remit.judge import judge
from remit.manifest.policy import Policy
from remit.manifest.scope import FOLDER, SUFFIX, Resources
from remit.manifest.writer import render
from remit.report.remedies import base_branch
from remit.report.verdict_json import dumped

if TYPE_CHECKING:
    import argparse

    from remit.cli.context import Here
    from remit.git.repository import Repository
    from remit.manifest.scope import Scope
    from remit.verdict import Base

DESCRIPTION = "Print the scope of a task as the base has it, and what of it is not enforced yet."


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The task, and how to answer."""
    parser.add_argument("task", metavar="TASK", nargs="?", help="default: list the tasks")
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0, or 2 for a task that the base does not have."""
    return answering(arguments, lambda: _show(arguments))


def _show(arguments: "argparse.Namespace") -> int:
    here = at_base()
    base = here.trusted.base
    if arguments.task is None:
        return _list(here, arguments.format)
    scope = here.catalog.scope(arguments.task)
    waiting = not_enforced(here.repository, scope, base)
    if arguments.format == "json":
        return answer(dumped({**_fields(scope, base), "not_enforced": waiting}))
    return answer(_text(scope, base, waiting))


def _list(here: "Here", form: str) -> int:
    base = here.trusted.base
    scopes = list(here.catalog.scopes())
    if form == "json":
        listed = [{"id": each.id, "title": each.title} for each in scopes]
        return answer(dumped({"base": base._asdict(), "tasks": listed}))
    lines = [f"{each.id}  {each.title}".rstrip() + "\n" for each in scopes]
    return answer("".join(lines) or f"{base_branch(base)} has no tasks\n")


def not_enforced(repository: "Repository", scope: "Scope", base: "Base") -> tuple[str, ...]:
    """What this version does not check of a scope, in the words of every verdict."""
    with repository:
        trees = GitTrees(repository, repository.objects(), base.commit, (base.commit,))
        unchecked = judge((), scope, Policy(), trees, lambda _: ()).not_checked
    if scope.resources != Resources():
        return (*unchecked, "[resources]: ports, applications and data of the task")
    return unchecked


def _text(scope: "Scope", base: "Base", waiting: tuple[str, ...]) -> str:
    where = f"{FOLDER}{scope.id}{SUFFIX}"
    source = f"# {where} on {base_branch(base)} ({base.commit[:10]})\n"
    lines = (line for line in render(scope).splitlines() if line and not line.startswith("#"))
    unenforced = "".join(f"# not enforced yet: {what}\n" for what in waiting)
    return source + "\n".join(lines) + "\n" + unenforced


def _fields(scope: "Scope", base: "Base") -> dict[str, object]:
    fields: dict[str, object] = {
        **scope._asdict(),
        "files": scope.files._asdict(),
        "symbols": [entry._asdict() for entry in scope.symbols],
        "apis": scope.apis._asdict(),
        "expect": scope.expect._asdict(),
        "resources": scope.resources._asdict(),
    }
    return {"base": base._asdict(), "scope": fields}
