"""`--plan`, `--manifests`, `--repo`: the user's own tasks in place of those of a scenario."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from remit.cli.context import top, working_catalog
from remit.errors import ManifestError, UsageError
from remit.git import manifests, tree_files
from remit.git.repository import Repository
from remit.plan.reading.toml_list import from_scope
from remit.plan.reading.validation import checked
from remit.text_safety import quoted, visible
from remit_sim.workloads.from_manifests import manifested
from remit_sim.workloads.plan_json import planned

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from remit.manifest.catalog import Catalog
    from remit_sim.workloads.from_manifests import Manifested
    from remit_sim.workloads.from_plan import Planned
    from remit_sim.world.scenario import Scenario, Workload

_LARGEST = 64 << 20


def add_workload(parser: "argparse.ArgumentParser") -> None:
    """Declare where the tasks come from, if not from the scenario."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--plan", metavar="FILE", help="tasks of `remit plan --format json`")
    group.add_argument(
        "--manifests",
        metavar="DIR|REV",
        nargs="?",
        const=".",
        help="tasks of the manifests of a working tree or a revision (default: of .)",
    )
    group.add_argument(
        "--repo", metavar="PATH", help="tasks like those of the history of a repository"
    )
    parser.add_argument("--at", metavar="REV", help="with --repo: the history up to there")
    parser.add_argument(
        "--trace-tasks",
        action="store_true",
        help="with --repo: its newest changes themselves, in their order",
    )


def has_workload(arguments: "argparse.Namespace") -> bool:
    """Whether tasks come from somewhere else than the scenario."""
    given = (arguments.plan, arguments.manifests, arguments.repo)
    return any(each is not None for each in given)


def with_workload(scenario: "Scenario", arguments: "argparse.Namespace") -> "Scenario":
    """The scenario with the tasks that were asked for, or as it is; raises a `RemitError`."""
    if arguments.plan is not None:
        plan = _plan(arguments.plan, scenario)
        return _told(scenario, f"{len(plan.entries)} tasks of the plan {arguments.plan}", plan)
    if arguments.manifests is not None:
        found = _manifests(arguments.manifests, scenario)
        about = f"{len(found.entries)} tasks of the manifests of {arguments.manifests}"
        return _told(scenario, about, found)
    if arguments.repo is not None:
        return _history(arguments, scenario)
    if arguments.at is not None or arguments.trace_tasks:
        raise UsageError("--at and --trace-tasks are about a history.", "name one: --repo PATH")
    return scenario


def _history(arguments: "argparse.Namespace", scenario: "Scenario") -> "Scenario":
    from remit.cli import progress
    from remit_sim.cli import repository_options
    from remit_sim.fitting.history_workload import TASKS, drawn, past, traced

    with repository_options.repository(arguments.repo) as repository:
        name = repository_options.name(repository)
        with progress.shown("reading history") as reading, progress.shown("merging") as merging:
            found = past(repository, arguments.at or "HEAD", TASKS, reading, merging)
    return (traced if arguments.trace_tasks else drawn)(scenario, found, name)


def _told(scenario: "Scenario", about: str, workload: "Workload") -> "Scenario":
    return scenario._replace(about=visible(about), workload=workload)


def _plan(name: str, scenario: "Scenario") -> "Planned":
    try:
        with Path(name).open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"the plan {quoted(name)} cannot be read: {error.strerror}.") from None
    if len(data) > _LARGEST:
        raise UsageError(f"{quoted(name)} is too large for a plan.")
    return planned(data, name, scenario.work)


def _manifests(name: str, scenario: "Scenario") -> "Manifested":
    if os.path.isdir(name):  # noqa: PTH112 - "" is none
        with Repository.at(name) as repository:
            root = top(repository)
            tree = repository.run("ls-files", "-z", *repository.whole()).split(b"\0")
            return _manifested(working_catalog(root), filter(None, tree), name, scenario)
    with Repository.discover() as repository:
        commit = repository.resolve(name)
        if commit is None:
            hint = "name the root of a working tree, or a commit of the repository here"
            raise UsageError(f"{quoted(name)} is no directory and no revision.", hint)
        catalog = manifests.read(repository.objects(), commit)
        return _manifested(catalog, tree_files.files(repository, commit), name, scenario)


def _manifested(
    catalog: "Catalog", tree: "Iterable[bytes]", where: str, scenario: "Scenario"
) -> "Manifested":
    faults = tuple(fault for each in catalog.faulty for fault in each.faults)
    if faults:
        raise ManifestError(faults)
    scopes = tuple(map(from_scope, catalog.scopes()))
    if not scopes:
        raise UsageError(f"there is no manifest in {quoted(where)}.", "`remit new TASK` makes one")
    return manifested(checked(scopes, where), tree, scenario.work, scenario.files)
