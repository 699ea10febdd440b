"""The law of a range: its verdict is what git itself, and a matcher of one line, would say.

The oracle merges with `git merge` in a working tree, reads trees as dictionaries, and calls every
path a violation that is not below `allowed/`. `REMIT_FUZZ=5000` makes a long night of it.
"""

import json
import os
from typing import TYPE_CHECKING

from histories import History, Tree, carrying, histories
from hypothesis import HealthCheck, event, given, settings
from repo import Repo

from remit.errors import CouldNotCheck
from remit.gates.range import judge_range
from remit.report.load_context import load_report_context
from remit.report.platforms import FORMATS
from remit.report.platforms import render as written
from remit.report.platforms.report_items import report_verdict
from remit.report.verdict_json import render as as_json
from remit.report.verdict_text import render as as_text

if TYPE_CHECKING:
    from histories import Entry

    from remit.verdict import Verdict

EXAMPLES = int(os.environ.get("REMIT_FUZZ", "25"))
MANIFEST = '[task]\nid = "login"\nbranch = "agent/login"\n[files]\nwrite = ["allowed/**"]\n'
RULES: Tree = {".remit/tasks/login.toml": ("100644", MANIFEST)}


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(histories() | carrying())
def test_the_verdict_is_what_git_and_a_plain_matcher_say(empty: Repo, history: History) -> None:
    oids = history.write(empty, RULES)
    base, head = history.tips["main"], history.tips["feature"]
    expected = _expected(empty, history, oids)
    try:
        verdict = _judged(empty, oids[base], oids[head])
    except CouldNotCheck:
        assert expected is None
        return
    assert expected is not None
    found = {
        os.fsdecode(violation.change.path) for violation in verdict.violations if violation.change
    }
    event(f"{verdict.outcome}, {'something' if expected - found else 'nothing'} carried")
    assert found <= expected, "falsely refused"
    for path in expected - found:
        _require_carried(empty, history, oids, path)
    _require_formats(empty, verdict, oids[head])


@settings(
    max_examples=max(5, EXAMPLES // 4),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(histories() | carrying())
def test_each_commit_is_judged_wherever_git_can_merge_its_parents(
    empty: Repo, history: History
) -> None:
    oids = history.write(empty, RULES)
    base, head = history.tips["main"], history.tips["feature"]
    own = history.before(head) - history.before(base)
    try:
        verdict = _judged(empty, oids[base], oids[head], every_commit=True)
    except CouldNotCheck:  # an octopus that conflicts has no automatic merge
        assert any(len(history.commits[number].parents) > 2 for number in own)
        return
    found = {
        os.fsdecode(violation.change.path) for violation in verdict.violations if violation.change
    }
    for number in own:
        made = history.commits[number]
        if len(made.parents) == 1:
            trusted = history.commits[base].tree
            changed = _changed(history.commits[made.parents[0]].tree, made.tree)
            put_back = {path for path in changed if made.tree.get(path) == trusted.get(path)}
            assert _violations(changed - put_back) - found <= _forked(history, number)


def _judged(repo: Repo, base: str, head: str, *, every_commit: bool = False) -> "Verdict":
    with repo.inside() as repository:
        return judge_range(repository, base, head, branch="agent/login", every_commit=every_commit)


def _expected(repo: Repo, history: History, oids: dict[int, str]) -> set[str] | None:
    """The paths outside `allowed/` at which landing the head changes the base; None: no verdict."""
    base, head = history.tips["main"], history.tips["feature"]
    trusted, own = history.commits[base].tree, history.commits[head].tree
    if head in history.before(base):
        return set()
    if base in history.before(head):
        return _violations(_changed(trusted, own))
    repo.git("checkout", "-q", "-f", "--detach", oids[base])
    repo.git("clean", "-q", "-f", "-d", "-x")
    merged = repo.attempt("merge", "-q", "--no-ff", "--no-edit", oids[head])
    if merged.returncode == 0:
        return _violations(_paths(repo, oids[base], "HEAD"))
    met = repo.git("merge-base", "--all", oids[base], oids[head]).split()
    repo.git("reset", "-q", "--hard")
    number = {oid: number for number, oid in oids.items()}
    output = repo.attempt("merge-tree", "--write-tree", oids[base], oids[head]).stdout
    tree = output.split(b"\n")[0].decode()
    made = _violations(_paths(repo, oids[base], tree))
    if len(met) == 1:
        start = history.commits[number[met[0]]].tree
        violations = _violations(_changed(start, own))
        renamed = {path for path in violations if path not in {*own, *trusted}}
        return {
            *(path for path in violations if own.get(path) != trusted.get(path)),
            *(path for path in made if path not in own),  # carried to where the base moved it
            *(path for path in renamed if _moved(start[path], start, trusted)),
        }
    return {path for path in made if own.get(path) != trusted.get(path) or path not in own}


def _moved(entry: "Entry", start: Tree, trusted: Tree) -> bool:
    """Whether the base has a file, at a place that was free, that began as this one."""
    return _begun(entry) in {_begun(trusted[path]) for path in set(trusted) - set(start)}


def _paths(repo: Repo, old: str, new: str) -> set[str]:
    output = repo.git("diff-tree", "-r", "-z", "--name-only", "--no-renames", old, new)
    return set(output.split("\0")) - {""}


def _changed(old: Tree, new: Tree) -> set[str]:
    return {path for path in {*old, *new} if old.get(path) != new.get(path)}


def _violations(paths: set[str]) -> set[str]:
    return {path for path in paths if not path.startswith(("allowed/", ".remit/"))}


def _forked(history: History, number: int) -> set[str]:
    """The paths at which a commit has what some commit of the base that it contains has."""
    trusted = history.before(number) & history.before(history.tips["main"])
    tree = history.commits[number].tree
    return {
        path
        for path in {*tree, *(path for one in trusted for path in history.commits[one].tree)}
        if any(history.commits[one].tree.get(path) == tree.get(path) for one in trusted)
    }


def _require_carried(repo: Repo, history: History, oids: dict[int, str], path: str) -> None:
    """A violation that was let pass was done below `allowed/`, in a file that the base moved.

    Every line of a file names where it began, so a file is known wherever it went.
    """
    base, head = history.tips["main"], history.tips["feature"]
    trusted = history.commits[base].tree
    worked: set[str] = set()
    began: set[str] = {_begun(trusted[path])} if path in trusted else set()
    for number in history.before(head) - history.before(base):
        made = history.commits[number]
        if len(made.parents) == 1:
            changed = _changed(history.commits[made.parents[0]].tree, made.tree)
        else:
            changed = _by_hand(repo, oids[number], [oids[parent] for parent in made.parents])
        assert path not in changed, "somebody wrote there"
        trees = (made.tree, *(history.commits[parent].tree for parent in made.parents))
        worked |= {
            each
            for each in changed
            # what is rewritten from its first line on is known by what it was
            if path not in trusted or any(_begun(tree.get(each)) in began for tree in trees)
        }
    assert any(each not in trusted for each in worked - _violations(worked)), "nothing was carried"
    assert path not in trusted or not _violations(worked), "it was done outside the scope"


def _by_hand(repo: Repo, merge: str, parents: list[str]) -> set[str]:
    """The paths at which a merge of two is not what git makes of them."""
    merged = repo.attempt("merge-tree", "--write-tree", *parents).stdout
    return _paths(repo, merged.split(b"\n")[0].decode(), merge) if len(parents) == 2 else set()


def _begun(entry: "Entry | None") -> str:
    return entry[1].partition("\n")[0].partition(" 0")[0] if entry else ""


def _require_formats(repo: Repo, verdict: "Verdict", head: str) -> None:
    with repo.inside() as repository:
        context = load_report_context(repository, verdict, "range", head)
    json.loads(as_json(verdict, context))
    assert as_text(verdict, context).endswith("\n")
    account = report_verdict(verdict, context)
    for form in FORMATS:
        assert isinstance(written(form, account), str)
