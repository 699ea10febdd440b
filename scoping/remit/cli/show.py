"""`remit show`: the scope of a task as the base has it, and what of it is not enforced yet."""

from typing import TYPE_CHECKING

from remit.cli.context import open_context
from remit.cli.output import add_format, print_answer
from remit.cli.values import TASK
from remit.git.trees import GitTrees
from remit.judge import judge
from remit.manifest.policy import Policy
from remit.manifest.scope import FOLDER, SUFFIX, ResourceNeeds
from remit.manifest.writer import render_manifest
from remit.report.remedies import base_branch_name
from remit.report.verdict_json import dump_versioned

if TYPE_CHECKING:
    import argparse

    from remit.cli.context import CliContext
    from remit.git.repository import Repository
    from remit.manifest.scope import Scope
    from remit.verdict import VerdictBase

DESCRIPTION = "Print the scope of a task as the base has it, and what of it is not enforced yet."


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The task, and how to answer."""
    parser.add_argument(
        "task", metavar="TASK", nargs="?", type=TASK, help="default: list the tasks"
    )
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0, or 2 for a task that the base does not have."""
    here = open_context()
    base = here.trusted.base
    if arguments.task is None:
        return _list(here, arguments.format)
    scope = here.catalog.scope(arguments.task)
    waiting = unchecked_parts(here.repository, scope, base)
    if arguments.format == "json":
        return print_answer(dump_versioned({**_fields(scope, base), "not_enforced": waiting}))
    return print_answer(_text(scope, base, waiting))


def _list(here: "CliContext", form: str) -> int:
    base = here.trusted.base
    scopes = list(here.catalog.scopes())
    bound = here.repository.binding()
    if form == "json":
        listed = [{"id": each.id, "title": each.title} for each in scopes]
        fields = {"base": base._asdict(), "tasks": listed, "bound": bound}
        return print_answer(dump_versioned(fields))
    lines = [f"{each.id}  {each.title}".rstrip() + "\n" for each in scopes]
    text = "".join(lines) or f"{base_branch_name(base)} has no tasks\n"
    return print_answer(text + (f"this worktree is bound to {bound}\n" if bound else ""))


def unchecked_parts(
    repository: "Repository", scope: "Scope", base: "VerdictBase"
) -> tuple[str, ...]:
    """What this version does not check of a scope, in the words of every verdict."""
    with repository:
        trees = GitTrees(repository, repository.objects(), base.commit, (base.commit,))
        unchecked = judge((), scope, Policy(), trees, lambda _: ()).not_checked
    if scope.resources != ResourceNeeds():
        return (*unchecked, "[resources]: ports, applications and data of the task")
    return unchecked


def _text(scope: "Scope", base: "VerdictBase", waiting: tuple[str, ...]) -> str:
    where = f"{FOLDER}{scope.id}{SUFFIX}"
    source = f"# {where} on {base_branch_name(base)} ({base.commit[:10]})\n"
    lines = (
        line for line in render_manifest(scope).splitlines() if line and not line.startswith("#")
    )
    unenforced = "".join(f"# not enforced yet: {what}\n" for what in waiting)
    return source + "\n".join(lines) + "\n" + unenforced


def _fields(scope: "Scope", base: "VerdictBase") -> dict[str, object]:
    fields: dict[str, object] = {
        **scope._asdict(),
        "files": scope.files._asdict(),
        "symbols": [entry._asdict() for entry in scope.symbols],
        "apis": scope.apis._asdict(),
        "expect": scope.expect._asdict(),
        "resources": scope.resources._asdict(),
    }
    return {"base": base._asdict(), "scope": fields}
