"""Every case that can be committed, past every commit hook, through the push and the server.

`case_later` says what each must make of it.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import case_verdict
import pytest
from case_file import Case, all_cases
from case_ground import Ground, Prepared, python_of, shell, unmet
from case_later import CASES, DIFFERENT, LEFT_OUT, committed, expected, missed
from hooked import script


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return Ground(tmp_path_factory.mktemp("ground"))


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory that is gone after the test."""
    path = Path(tempfile.mkdtemp(dir=tmp_path_factory.getbasetemp()))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_push_and_the_server_judge_what_passed_the_commit(
    case: Case, ground: Ground, place: Path
) -> None:
    if need := unmet(case, place):
        pytest.skip(f"this machine does not have: {need}")
    found = pushed(ground, committed(case, ground, place))
    wanted = expected(case)
    assert [said.outcome for said in found] == [wanted.push, wanted.server], found
    assert not [missing for said in found if (missing := missed(case, said))]


def test_what_differs_is_a_case_that_is_there_and_is_rare() -> None:
    assert set(DIFFERENT) <= {case.name for case in CASES}
    assert set(LEFT_OUT) <= {case.name for case in all_cases()}
    assert len({*DIFFERENT, *LEFT_OUT}) < len(CASES) / 10


def pushed(ground: Ground, prepared: Prepared) -> list[case_verdict.Said]:
    """What each layer says about pushing the branch that is checked out."""
    place, repo = prepared.place, prepared.place / "repo"
    env = ground.environment(prepared.case, place)
    base, python = "refs/remotes/origin/main", python_of(prepared.case)
    for name, folder in (("pre-push", "hooks"), ("pre-receive", "server-hooks")):
        call = f'exec "{python}" -I -m remit_hooks {name} --json "$@" >"$CASE/{name}"'
        script(place / folder / name, call)
    steps = f"""
git init -q --bare --object-format={prepared.case.object_format} ../server.git
git config --unset-all core.hooksPath || true
git rev-parse -q --verify {base} >/dev/null && base={base} || base=refs/heads/main
git -c core.hooksPath=/dev/null push -q ../server.git "$base:refs/heads/main"
git -C ../server.git symbolic-ref HEAD refs/heads/main
mv ../server-hooks ../server.git/hooks
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
