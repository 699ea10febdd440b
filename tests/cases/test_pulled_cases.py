"""Every case that can be committed, past every hook, as a pull request: what the check in CI says.

CI's clone has what a server gives it: the target branch, and the branch that is to land, checked
out with `HEAD` detached. No configuration, record or attributes of whoever made the work come
along; replace refs do. `case_later` says what must come of it.
"""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import case_verdict
import pytest
from case_file import Case
from case_ground import Done, Ground, Prepared, carry_out, shell, unmet
from case_later import CASES, RANGES, committed, expected, missed

EXIT = {"clean": 0, "unassigned": 0, "violations": 1, "could_not_check": 2}

# The checkout may fail, as it does for a tree with `..` in it: what is judged is the commit.
CLONED = """
base=refs/remotes/origin/main
git rev-parse -q --verify $base >/dev/null || base=refs/heads/main
head=$(git symbolic-ref -q HEAD) || head='refs/heads/{branch}'
head=${{head#refs/heads/}}
printf %s "$head" >../head
git init -q --object-format={object_format} ../ci
cd ../ci
git fetch -q --no-tags --update-shallow ../repo "+$base:refs/remotes/origin/main" \\
    "+HEAD:refs/remotes/origin/$head" '+refs/replace/*:refs/replace/*'
git checkout -q --detach "refs/remotes/origin/$head" || true
"""


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return Ground(tmp_path_factory.mktemp("ground"))


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory that is gone after the test."""
    path = Path(tempfile.mkdtemp(dir=tmp_path_factory.getbasetemp()))
    yield path
    subprocess.run(["rm", "-rf", str(path)], check=True)  # Python's own way ends at a depth


@pytest.mark.parametrize("case", [*CASES, *RANGES], ids=lambda case: case.name)
def test_the_pull_request_judges_what_passed_every_hook(
    case: Case, ground: Ground, place: Path
) -> None:
    if need := unmet(case, place):
        pytest.skip(f"this machine does not have: {need}")
    done = pulled(ground, committed(case, ground, place))
    assert done.stdout, done.output
    said, wanted = case_verdict.read(done.stdout), expected(case).pull_request
    assert (said.outcome, done.code) == (wanted, EXIT[wanted]), done.output.decode()
    assert not missed(case, said)


def pulled(ground: Ground, prepared: Prepared) -> Done:
    """What the check says in CI's clone; no program that the case planted has run there."""
    place, case = prepared.place, prepared.case
    env = ground.environment(case, place)
    marks = _marks(prepared)
    cloned = CLONED.format(branch=case.branch, object_format=case.object_format)
    carry_out(cloned, place / "repo", env)
    ends = f"origin/main...origin/{(place / 'head').read_text()}"
    more = "--every-commit" if "--every-commit" in case.check else ""
    done = shell(f"remit check --range '{ends}' {more} --format json", place / "ci", env)
    assert _marks(prepared) == marks
    return done


def _marks(prepared: Prepared) -> list[str]:
    return [name for name in prepared.case.absent if (prepared.place / name).exists()]
