"""Every case that can be committed, past every commit hook, through the push and the server.

The later layers judge a branch's whole effect on the base, so they may name more than the case
does, for what its earlier commits brought; never less. Where the question itself differs, the table
says how and why.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import case_verdict
import pytest
from case_file import Case, all_cases
from case_ground import Ground, Prepared, shell, unmet
from hooked import script

OFF = {
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "core.hooksPath",
    "GIT_CONFIG_VALUE_0": "/dev/null",
}
OF_A_COMMIT = frozenset({"R604", "R605", "R606"})

LEFT_OUT = {
    "attacks/submodule-bump-hidden-by-configuration": "git itself does not commit that",
    "attacks/stray-from-a-linked-worktree": "the commit is made on another branch",
    "innocent/shallow-clone": "git refuses to make a server's first base from it",
    "innocent/broken-manifest-repaired-on-the-base": "the branch is the base itself",
    "innocent/manifest-changed-on-the-base-itself": "the branch is the base itself",
}

# case: what the push and the server say instead, and why
DIFFERENT = {
    "attacks/branch-of-no-task-where-that-is-denied": (
        "unbound",
        "unbound",
        "the policy of the case denies it at the commit alone",
    ),
    "attacks/head-outside-the-branches": (
        "unbound",
        "unbound",
        "it is pushed as a branch, which is of no task",
    ),
    "attacks/orphan-history-with-a-changed-file": (
        "undecided",
        "undecided",
        "what has no history in common with the base has no effect on it that git could merge",
    ),
    "attacks/stray-on-a-detached-head": (
        "strays",
        "strays",
        "the branch at the remote says whose work it is",
    ),
    "attacks/trailer-that-contradicts-the-branch": (
        "clean",
        "clean",
        "the branch decides; the trailer counts when the work lands on the base",
    ),
    "attacks/workspace-record-of-another-task": (
        "undecided",
        "strays",
        "a server has no workspace whose record could contradict",
    ),
    "attacks/workspace-record-that-names-nothing": (
        "undecided",
        "clean",
        "a server has no workspace whose record could contradict",
    ),
    "innocent/local-base-ahead-of-the-upstream": (
        "clean",
        "strays",
        "the server does not have the wider remit yet that is on the local base",
    ),
    "innocent/merge-of-a-base-that-narrowed-the-remit": (
        "strays",
        "strays",
        "the merge is innocent; the work before it is no longer within the remit",
    ),
    "innocent/orphan-branch-with-the-bases-files": (
        "undecided",
        "undecided",
        "what has no history in common with the base has no effect on it that git could merge",
    ),
}

ALL = [
    case
    for case in all_cases()
    if "native" in case.entries and case.start == "standard" and case.name not in LEFT_OUT
]


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return Ground(tmp_path_factory.mktemp("ground"))


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory that is gone after the test."""
    path = Path(tempfile.mkdtemp(dir=tmp_path_factory.getbasetemp()))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_the_push_and_the_server_judge_what_passed_the_commit(
    case: Case, ground: Ground, place: Path
) -> None:
    if need := unmet(case, place):
        pytest.skip(f"this machine does not have: {need}")
    prepared = ground.prepare(case, "bare", place)
    done = shell(case.commit, place / "repo" / case.cwd, {**prepared.env, **OFF})
    assert done.code == 0, done
    found = pushed(ground, prepared)
    *expected, _ = DIFFERENT.get(case.name, (case.outcome, case.outcome, ""))
    assert [said.outcome for said in found] == expected, found
    for said in found:
        if said.outcome == case.outcome == "strays":
            wanted = {stray for stray in case.strays if stray.rule not in OF_A_COMMIT}
            assert wanted <= said.strays


def test_what_differs_is_a_case_that_is_there_and_is_rare() -> None:
    assert set(DIFFERENT) <= {case.name for case in ALL}
    assert set(LEFT_OUT) <= {case.name for case in all_cases()}
    assert len({*DIFFERENT, *LEFT_OUT}) < len(ALL) / 10


def pushed(ground: Ground, prepared: Prepared) -> list[case_verdict.Said]:
    """What each layer says about pushing the branch that is checked out."""
    place, repo = prepared.place, prepared.place / "repo"
    env = ground.environment(place)
    base = "refs/remotes/origin/main"
    for name, folder in (("pre-push", "hooks"), ("pre-receive", "server.git/hooks")):
        call = f'exec {sys.executable} -I -m remit_hooks {name} --json "$@" >"$CASE/{name}"'
        script(place / folder / name, call)
    steps = f"""
git init -q --bare --object-format={prepared.case.object_format} ../server.git
git config --unset-all core.hooksPath || true
git rev-parse -q --verify {base} >/dev/null && base={base} || base=refs/heads/main
git -c core.hooksPath=/dev/null push -q ../server.git "$base:refs/heads/main"
git -C ../server.git symbolic-ref HEAD refs/heads/main
branch=$(git symbolic-ref -q HEAD) || branch='refs/heads/{prepared.case.branch}'
git -c core.hooksPath="$CASE/hooks" push -q --dry-run ../server.git "HEAD:$branch" || true
git push -q ../server.git "HEAD:$branch" || true
"""
    done = shell(steps, repo, env)
    assert done.code == 0, done.output
    return [_said(place / name, done.output) for name in ("pre-push", "pre-receive")]


def _said(path: Path, output: bytes) -> case_verdict.Said:
    assert path.exists(), output
    assert path.read_text(), output
    fields = cast("dict[str, list[object]]", json.loads(path.read_text()))
    answer = fields["refs"][0] if "refs" in fields else fields
    return case_verdict.read(json.dumps(answer).encode())
