"""`--plan`, `--manifests`, `--repo`: the user's own tasks in place of those of a scenario."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from remit.cli.context import working_catalog, worktree_root
from remit.errors import ManifestError, UsageError
from remit.git import manifests, tree_files
from remit.git.repository import Repository
from remit.plan.reading.toml_list import from_scope
from remit.plan.reading.validation import validate_tasks
from remit.text_safety import escape_unsafe, quote_text
from remit_sim.workloads.from_manifests import workload_from_manifests
from remit_sim.workloads.plan_json import workload_from_plan

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from remit.manifest.catalog import Catalog
    from remit_sim.workloads.from_manifests import ManifestWorkload
    from remit_sim.workloads.from_plan import PlanWorkload
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
    from remit_sim.fitting.history_workload import (
        TASKS,
        fit_history,
        scenario_with_past_tasks,
        scenario_with_sampled_tasks,
    )

    with repository_options.open_repository(arguments.repo) as repository:
        name = repository_options.repository_name(repository)
        with (
            progress.show_progress("reading history") as reading,
            progress.show_progress("merging") as merging,
        ):
            found = fit_history(repository, arguments.at or "HEAD", TASKS, reading, merging)
    return (scenario_with_past_tasks if arguments.trace_tasks else scenario_with_sampled_tasks)(
        scenario, found, name
    )


def _told(scenario: "Scenario", about: str, workload: "Workload") -> "Scenario":
    return scenario._replace(about=escape_unsafe(about), workload=workload)


def _plan(name: str, scenario: "Scenario") -> "PlanWorkload":
    try:
        with Path(name).open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"the plan {quote_text(name)} cannot be read: {error.strerror}.") from None
    if len(data) > _LARGEST:
        raise UsageError(f"{quote_text(name)} is too large for a plan.")
    return workload_from_plan(data, name, scenario.work)


def _manifests(name: str, scenario: "Scenario") -> "ManifestWorkload":
    if os.path.isdir(name):  # noqa: PTH112 - "" is none
        with Repository.at(name) as repository:
            root = worktree_root(repository)
            tree = repository.run("ls-files", "-z", *repository.whole()).split(b"\0")
            return _manifested(working_catalog(root), filter(None, tree), name, scenario)
    with Repository.discover() as repository:
        commit = repository.resolve(name)
        if commit is None:
            hint = "name the root of a working tree, or a commit of the repository here"
            raise UsageError(f"{quote_text(name)} is no directory and no revision.", hint)
        catalog = manifests.read_base_catalog(repository.objects(), commit)
        return _manifested(catalog, tree_files.list_live_files(repository, commit), name, scenario)


def _manifested(
    catalog: "Catalog", tree: "Iterable[bytes]", where: str, scenario: "Scenario"
) -> "ManifestWorkload":
    faults = tuple(fault for each in catalog.faulty for fault in each.faults)
    if faults:
        raise ManifestError(faults)
    scopes = tuple(map(from_scope, catalog.scopes()))
    if not scopes:
        raise UsageError(
            f"there is no manifest in {quote_text(where)}.", "`remit new TASK` makes one"
        )
    return workload_from_manifests(
        validate_tasks(scopes, where), tree, scenario.work, scenario.files
    )
