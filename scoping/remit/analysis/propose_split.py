"""A split of a repository, the evidence for it, and who should own the parts."""

from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from remit.analysis.owners import find_codeowners_file
from remit.analysis.split import hold_out_split_history, read_split_history
from remit.changes import GITLINK
from remit.errors import RemitError, UsageError
from remit.git import manifests
from remit.git.log import CommitLog
from remit.git.trees import list_tree_entries
from remit.git.trusted_base import BaseSearch
from remit.install_command import install_command
from remit.manifest.policy import Policy
from remit.ownership.authorship import Authorship, bus_factor
from remit.ownership.resolution import propose_owners
from remit.paths import quote_path
from remit.patterns.matcher import PathIndex
from remit.plan.history_model import Calibration, HistoryModel, calibrate_history, forecast_goal
from remit.plan.prediction.index import HistoryIndex
from remit.split.methods.cochange import MOST_GLOBS, MOST_RULES
from remit.split.path_rules import count_fewest_rules
from remit.split.proposal import measure_evidence, propose_scopes
from remit.text_safety import count_noun, quote_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from remit.git.repository import Repository
    from remit.history.progress import Progress
    from remit.history.records import ChangeUnit
    from remit.plan.history_model import GoalForecast
    from remit.split.input import SplitHistory, SplitMethod, SplitTrial
    from remit.split.proposal import ProposedScope, SplitEvidence, SplitOptions, SplitProposal

_SOME = 3
_KEPT = 0.85  # of the files of a goal, each time that they take too many patterns
_LEAST = 2  # files for each scope, which are worth more than few patterns
_OWN = b".remit/"  # what tasks may do is no task's to change


class SplitRequest(NamedTuple):
    """What is to be split how; the second of `methods` is what the evidence compares with.

    What none of the patterns in `paths` covers is in no scope; without any, everything counts. With
    a `goal` in words only the files that it is about count.
    """

    at: str
    wish: "SplitOptions"
    methods: "tuple[SplitMethod, SplitMethod]"
    unit: "ChangeUnit"
    paths: "tuple[str, ...]" = ()
    goal: str = ""


class SplitResult(NamedTuple):
    """The proposal, the owners proposed for each scope by its id, and what a reader should know.

    `bus_factors` has the bus factor of each scope of which an author is known.
    """

    proposal: "SplitProposal"
    owners: "Mapping[str, tuple[str, ...]]"
    goal: "GoalForecast | None"
    remarks: tuple[str, ...]
    bus_factors: "Mapping[str, int]" = MappingProxyType({})


def proposal(
    repository: "Repository", request: SplitRequest, *, progress: "Progress | None" = None
) -> SplitResult:
    """The split that is asked for; raises a `RemitError` where there can be none."""
    read = CommitLog(repository)
    known = read_split_history(repository, request.at, request.unit, read=read, progress=progress)
    held_out = hold_out_split_history(repository, request.at, request.unit, read=read)
    guarded = PathIndex(_policy(repository, known.at).protected)
    covered = _covered(known.files, request.paths, guarded)
    if not covered:
        raise UsageError(
            "no file is covered by --paths."
            if request.paths
            else "there is no file to split here.",
            "patterns begin at the root of the repository; what there is: git ls-files"
            if request.paths
            else "what there is: git ls-files",
        )
    aim = _aim(known, held_out, request.goal) if request.goal else None
    if aim:
        mechanical = request.wish.sharing._replace(mechanical=True)
        request = request._replace(wish=request.wish._replace(sharing=mechanical))
        found, aim = _towards(known, request, aim, covered)
    else:
        found = propose_scopes(known, request.wish, request.methods[0], covered)
    found = found._replace(evidence=_evidence(held_out, request, aim, guarded))
    left_out = set(_covered(known.files, request.paths)).difference(covered)
    remarks = (*held_out.remarks, *_remarks(repository, found, sorted(left_out)))
    authorship = Authorship(known.touches)
    bus_factors = {scope.id: bus_factor(authorship, scope.files) for scope in found.scopes}
    return SplitResult(
        found,
        _owners(repository, known, found, authorship),
        aim,
        remarks,
        {name: each.factor for name, each in bus_factors.items() if each.known},
    )


def _covered(
    files: "Sequence[bytes]", paths: "Sequence[str]", guarded: PathIndex | None = None
) -> list[bytes]:
    """The files that are to be split.

    Those that `guarded` covers are left out: a manifest has to name them exactly, which a person
    decides.
    """
    index = PathIndex(paths or ["**"])
    asked = (path for path in files if index.covers(path) and not path.startswith(_OWN))
    return [path for path in asked if guarded is None or not guarded.covers(path)]


def _aim(known: "SplitHistory", held_out: "SplitTrial", text: str) -> "GoalForecast":
    earlier = held_out.past
    calibration = calibrate_history(earlier, held_out.test) if earlier.touches else Calibration()
    found = forecast_goal(HistoryModel(HistoryIndex(known), calibration), text)
    if found is None:
        raise UsageError(
            f"no word of the goal {quote_text(text)} occurs in this repository's paths, "
            "past messages "
            "or contents, so nothing says which files it is about.",
            "say it in the repository's own words, or name the files: --paths 'src/**'",
        )
    return found


def _towards(
    known: "SplitHistory", request: SplitRequest, aim: "GoalForecast", covered: "Sequence[bytes]"
) -> "tuple[SplitProposal, GoalForecast]":
    """The split of what the goal is about, and which of its files that is.

    The least likely ones are left out as long as some scope takes more patterns than people read:
    every file beside them, which is nobody's, takes a pattern to be kept off.
    """
    allowed = frozenset(covered)
    aim = aim._replace(
        chances={path: each for path, each in aim.chances.items() if path in allowed}
    )
    _enough(aim, request.wish.scopes)
    while True:
        inside = sorted(aim.chances)
        found = propose_scopes(known, request.wish, request.methods[0], inside, aim.weights)
        fewer = int(len(inside) * _KEPT)
        if max(map(_globs, found.scopes)) <= MOST_GLOBS or fewer < _LEAST * request.wish.scopes:
            return found, aim
        aim = aim.likeliest(fewer)


def _enough(aim: "GoalForecast", scopes: int) -> None:
    """Raises `UsageError` where the goal is about fewer files than there are to be scopes."""
    count = len(aim.chances)
    if count < scopes:
        files = "no file" if not count else count_noun(count, "file")
        raise UsageError(
            f"the goal {quote_text(aim.text)} is about {files} of those asked about: too few for "
            f"{scopes} scopes.",
            f"--into {count}, or a goal that says more"
            if count > 1
            else "say more of it, or leave --goal out",
        )


def _globs(scope: "ProposedScope") -> int:
    return len(scope.area.allow) + len(scope.area.deny)


def _evidence(
    held_out: "SplitTrial", request: SplitRequest, aim: "GoalForecast | None", guarded: PathIndex
) -> "SplitEvidence | None":
    inside = _covered(held_out.past.files, request.paths, guarded)
    if aim is not None:
        inside = [path for path in inside if path in aim.chances]
    return measure_evidence(held_out.past, held_out.test, request.wish, request.methods, inside)


def _owners(
    repository: "Repository", known: "SplitHistory", found: "SplitProposal", authorship: Authorship
) -> dict[str, tuple[str, ...]]:
    file, _ = find_codeowners_file(repository, known.at, None)
    return {scope.id: propose_owners(scope.files, file, authorship) for scope in found.scopes}


def _remarks(
    repository: "Repository", found: "SplitProposal", left_out: "Sequence[bytes]"
) -> "Iterator[str]":
    if left_out:
        some = ", ".join(quote_path(path) for path in left_out[:_SOME])
        are = "file is" if len(left_out) == 1 else "files are"
        yield (
            f"{len(left_out)} {are} protected by the policy and in no scope; a task that may "
            f"change one has to name it exactly: {some}{', ...' if left_out[_SOME:] else ''}"
        )
    rules = _rules(found)
    if rules > MOST_RULES * len(found.scopes):
        yield (
            f"these scopes take {rules} path rules, more than {MOST_RULES} each: many files are in "
            "another scope than their directory; fewer scopes or a larger --balance may take fewer"
        )
    if find_spec("mtkahypar") is None:
        yield (
            "made without the split extra, by a search that is slower and cuts a little worse; to "
            f"have the better one: {install_command('split')}"
        )
    modules = [path for mode, _, path in list_tree_entries(repository, found.at) if mode == GITLINK]
    if modules:
        are = "submodule is" if len(modules) == 1 else "submodules are"
        yield (
            f"{len(modules)} {are} in no scope; a task that may move one to another commit needs "
            "its exact path in `write`"
        )


def _rules(found: "SplitProposal") -> int:
    """The path rules that say the scopes, at least, the last match winning."""
    labels = {path: label for label, scope in enumerate(found.scopes) for path in scope.files}
    return count_fewest_rules([*labels], [*labels.values()], len(found.scopes))


def _policy(repository: "Repository", at: str) -> Policy:
    """The policy in force: the base's, else that of the split commit, else the default one."""
    objects = repository.objects()
    try:
        trusted = BaseSearch(repository, objects).trusted()
        return manifests.read_base_catalog(objects, trusted.base.commit if trusted else at).policy
    except RemitError:
        pass
    try:
        return manifests.read_base_catalog(objects, at).policy
    except RemitError:
        return Policy()
