"""`remit show`: the remit of a task as the base has it, and what of it is not enforced yet."""

from typing import TYPE_CHECKING

from remit.cli.context import at_base
from remit.cli.output import add_format, answer
from remit.cli.values import TASK
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
    from remit.manifest.scope import Remit
    from remit.verdict import Base

DESCRIPTION = "Print the remit of a task as the base has it, and what of it is not enforced yet."


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The task, and how to answer."""
    parser.add_argument(
        "task", metavar="TASK", nargs="?", type=TASK, help="default: list the tasks"
    )
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0, or 2 for a task that the base does not have."""
    here = at_base()
    base = here.trusted.base
    if arguments.task is None:
        return _list(here, arguments.format)
    remit = here.catalog.remit(arguments.task)
    waiting = not_enforced(here.repository, remit, base)
    if arguments.format == "json":
        return answer(dumped({**_fields(remit, base), "not_enforced": waiting}))
    return answer(_text(remit, base, waiting))


def _list(here: "Here", form: str) -> int:
    base = here.trusted.base
    remits = list(here.catalog.remits())
    if form == "json":
        listed = [{"id": each.id, "title": each.title} for each in remits]
        return answer(dumped({"base": base._asdict(), "tasks": listed}))
    lines = [f"{each.id}  {each.title}".rstrip() + "\n" for each in remits]
    return answer("".join(lines) or f"{base_branch(base)} has no tasks\n")


def not_enforced(repository: "Repository", remit: "Remit", base: "Base") -> tuple[str, ...]:
    """What this version does not check of a remit, in the words of every verdict."""
    with repository:
        trees = GitTrees(repository, repository.objects(), base.commit, (base.commit,))
        unchecked = judge((), remit, Policy(), trees, lambda _: ()).not_checked
    if remit.resources != Resources():
        return (*unchecked, "[resources]: ports, applications and data of the task")
    return unchecked


def _text(remit: "Remit", base: "Base", waiting: tuple[str, ...]) -> str:
    where = f"{FOLDER}{remit.id}{SUFFIX}"
    source = f"# {where} on {base_branch(base)} ({base.commit[:10]})\n"
    lines = (line for line in render(remit).splitlines() if line and not line.startswith("#"))
    unenforced = "".join(f"# not enforced yet: {what}\n" for what in waiting)
    return source + "\n".join(lines) + "\n" + unenforced


def _fields(remit: "Remit", base: "Base") -> dict[str, object]:
    fields: dict[str, object] = {
        **remit._asdict(),
        "files": remit.files._asdict(),
        "symbols": [entry._asdict() for entry in remit.symbols],
        "apis": remit.apis._asdict(),
        "expect": remit.expect._asdict(),
        "resources": remit.resources._asdict(),
    }
    return {"base": base._asdict(), "remit": fields}
