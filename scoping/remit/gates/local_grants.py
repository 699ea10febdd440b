"""Access that a person granted for some hours in this clone: one small file for each task.

The layers of this clone that judge before a push honour it; push, server and pull request do not.
Whoever can write the git directory can forge one, as they can remove the hooks: it saves an agent
from waiting, and proves nothing.
"""

# See decision 0321.

import os
from typing import TYPE_CHECKING

from remit.gates.context import LocalGrant
from remit.system.bounded_read import read_bounded
from remit.system.clock import seconds_since_1970, utc_minute
from remit.verdict import violated_paths

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit.changes import Change
    from remit.gates.context import JudgementContext
    from remit.git.repository import Repository
    from remit.verdict import JudgeFindings

FOLDER = "remit/grants"
_MOST = 1 << 16  # bytes


def grant_path(common_directory: str, task: str) -> str:
    """The file with the local grants of a task."""
    return f"{common_directory}/{FOLDER}/{task}"


def read_local_grants(common_directory: str, task: str) -> tuple[LocalGrant, ...]:
    """The grants of a task that hold now; costs one question to the system where there are none."""
    path = grant_path(common_directory, task)
    if not os.path.exists(path):  # noqa: PTH110 - pathlib costs 9 ms in a hook
        return ()
    return _parse(path, seconds_since_1970())


def write_local_grants(common_directory: str, task: str, grants: "Iterable[LocalGrant]") -> None:
    """Put these in the place of the grants of a task; raises `OSError`."""
    from remit.system.atomic_write import replace_file

    path = grant_path(common_directory, task)
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120 - as above
    lines = "".join(f"{each.until} {each.request} {each.pattern}\n" for each in grants)
    replace_file(path, lines.encode(), 0o600)


def end_local_grant(common_directory: str, task: str, request: str) -> None:
    """Take back what was granted for a request; raises `OSError`."""
    standing = read_local_grants(common_directory, task)
    kept = [each for each in standing if each.request != request]
    if kept != list(standing):
        write_local_grants(common_directory, task, kept)


def with_local_grants(repository: "Repository", case: "JudgementContext") -> "JudgementContext":
    """The case with what its task may write in this clone for now."""
    if case.task is None:
        return case
    grants = read_local_grants(repository.common_dir, case.task)
    return case._replace(granted=grants) if grants else case


def note_granted_changes(case: "JudgementContext", changes: "Sequence[Change]") -> tuple[str, ...]:
    """A note about the changes that only a local grant allows; none where there are none."""
    if not case.granted:
        return ()
    from remit.patterns.matcher import PathIndex

    index = PathIndex(each.pattern for each in case.granted)
    return mention_local_grants(
        case, [change.path for change in changes if index.covers(change.path)]
    )


def list_unhonoured_grants(
    repository: "Repository", case: "JudgementContext", findings: "JudgeFindings"
) -> tuple[str, ...]:
    """Notes about violations that a local grant allows in this clone, where the layer does not."""
    paths = sorted(violated_paths(findings.violations))
    if not paths:
        return ()
    grants = read_local_grants(repository.common_dir, case.task or "")
    return mention_local_grants(case._replace(granted=grants), paths)


def mention_local_grants(case: "JudgementContext", paths: "Sequence[bytes]") -> tuple[str, ...]:
    """The note about those of `paths` that the manifest does not allow and a local grant does."""
    from remit.judge.permission import find_permission
    from remit.paths import quote_path
    from remit.patterns.matcher import PathIndex

    scope = case.catalog.scope(case.task or "")
    beyond = [path for path in paths if not find_permission(path, scope, case.policy).allows]
    notes: list[str] = []
    for grant in case.granted:
        index = PathIndex([grant.pattern])
        covered = [quote_path(path) for path in beyond if index.covers(path)]
        if covered:
            more = f" and {len(covered) - 1} more" if len(covered) > 1 else ""
            notes.append(
                f"a local grant ({grant.request}) allows {covered[0]}{more} here until "
                f"{utc_minute(grant.until)}; a push or a pull request does not honour it"
            )
    return tuple(notes)


def _parse(path: str, now: int) -> tuple[LocalGrant, ...]:
    from remit.patterns.parser import PatternError, parse_patterns

    try:
        lines = read_bounded(path, _MOST).decode("utf-8", "replace").split("\n")
    except OSError:
        return ()
    found: list[LocalGrant] = []
    for line in lines:
        until, _, rest = line.partition(" ")
        request, _, pattern = rest.partition(" ")
        if not (until.isascii() and until.isdigit() and len(until) < 12 and int(until) > now):  # noqa: PLR2004 - digits of a time
            continue
        try:
            parse_patterns(pattern)
        except PatternError:
            continue
        if request.isalnum():
            found.append(LocalGrant(int(until), request, pattern))
    return tuple(found)
