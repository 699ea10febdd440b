"""Every case of the public corpus, through every entry at which a commit can be judged.

The cases are files, in the form that the README beside this one describes: a new one needs nothing
here.
"""

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import case_verdict
import pytest
from case_file import OUTCOMES, Case, CaseFault, all_cases, parse
from case_ground import Ground, Prepared, unmet
from case_host import Host
from rule_page import of_a_push, read

from remit.rules import RULES, render_rule_page

ALL = all_cases()
EXIT = {"clean": 0, "unassigned": 0, "violations": 1, "could_not_check": 2}

# Enough to show that the framework builds an environment of its own in which the hook works; the
# other cases take the interpreter that runs the tests, since a build tells nothing about a case.
BUILT = (
    "attacks/rename-from-a-neighbour-into-the-scope",
    "attacks/link-to-a-neighbours-file",
    "attacks/evil-merge-that-drops-the-bases-work",
    "attacks/python-package-planted-for-the-framework",
    "innocent/edits-inside-the-scope",
    "innocent/merge-of-the-base-in-one-command",
    "innocent/person-on-their-own-branch",
)

# What a name must not do to whoever reads a refusal: move the cursor, turn the text round, or
# begin a line that the log of a CI takes for a command.
UNSAFE = re.compile(
    "[\0-\b\v-\x1f\x7f-\x9f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069]|^::", re.MULTILINE
)
PLAIN = re.compile(rb"[\w./-]+")
SHOWN = 10  # beyond that a refusal sums up by directory


def through(entry: str) -> pytest.MarkDecorator:
    """The cases that apply to one entry."""
    cases = [case for case in ALL if entry in case.entries]
    return pytest.mark.parametrize("case", cases, ids=[case.name for case in cases])


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return Ground(tmp_path_factory.mktemp("ground"))


@pytest.fixture(scope="session")
def built_ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    host = Host(tmp_path_factory)
    return Ground(tmp_path_factory.mktemp("built"), host.configuration(), host.home)


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory that is gone after the test: hundreds of repositories are not worth keeping."""
    path = Path(tempfile.mkdtemp(dir=tmp_path_factory.getbasetemp()))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@through("check")
def test_check_names_exactly_the_expected_violations(
    case: Case, ground: Ground, place: Path
) -> None:
    prepared = prepare(case, ground, "bare", place)
    done = prepared.run(f"remit check {case.check} --format json")
    said = case_verdict.read(done.stdout)
    assert (said.outcome, said.violations) == (case.outcome, case.violations), done.output.decode()
    assert done.code == EXIT[case.outcome]
    assert case.doubts <= said.doubts
    assert not [word for word in case.mentions if word not in done.output.decode()]
    if case.bound and case.outcome in {"clean", "violations"}:
        assert said.task == case.task
    nothing_ran(prepared)


@through("native")
def test_the_native_hook_decides_a_commit(case: Case, ground: Ground, place: Path) -> None:
    decides(prepare(case, ground, "native", place))


@through("framework")
def test_the_framework_hook_decides_a_commit(case: Case, ground: Ground, place: Path) -> None:
    decides(prepare(case, ground, "framework", place))


@pytest.mark.parametrize("name", BUILT)
def test_the_framework_decides_from_an_environment_it_built(
    name: str, built_ground: Ground, place: Path
) -> None:
    (case,) = [case for case in ALL if case.name == name]
    decides(prepare(case, built_ground, "framework", place))


def test_the_corpus_is_large_enough() -> None:
    counts = Counter(case.name.split("/")[0] for case in ALL)
    assert counts["attacks"] >= 60
    assert counts["innocent"] >= 25


def test_each_case_has_a_title_of_its_own_and_teaches_something() -> None:
    titles = Counter(case.title for case in ALL)
    assert not [title for title, count in titles.items() if count > 1]
    assert not [case.name for case in ALL if len(case.why.split()) < 4]


def test_every_rule_is_broken_by_an_attack() -> None:
    broken = {violation.rule for case in ALL for violation in case.violations}
    of_commits = {rule for rule in RULES if not of_a_push(read(render_rule_page(rule)))}
    assert broken == of_commits


def test_every_entry_is_left_out_by_few_cases_only() -> None:
    # a range is judged at the push and the server instead, see `test_pushed_cases`
    commits = [case for case in ALL if not case.check.startswith("--range")]
    for entry in ("check", "native", "framework"):
        assert sum(entry not in case.entries for case in commits) < len(commits) / 15


def test_a_case_with_unknown_keys_or_contradictions_is_a_fault() -> None:
    good = 'title = "t"\nwhy = "w"\nsteps = "true"\noutcome = "clean"\n'
    assert parse(good.encode(), "innocent/good").outcome in OUTCOMES["innocent"]
    for bad, complaint in {
        good + 'violation = ["R101 x"]\n': "there is no key `violation`",
        good.replace("clean", "violations"): "outcome of a case in innocent/",
        good + 'violations = ["R101 x"]\n': "exactly where the outcome is `violations`",
        good + 'entries = ["native"]\n': "says why",
        good + 'needs = ["luck"]\n': "`needs` are among",
        good + "title = 1\n": "overwrite",
        good.replace('"t"', "1"): "`title` is missing or no text",
        good + 'could_not_check = ["\\\\q"]\n': "begins neither",
    }.items():
        with pytest.raises(CaseFault, match=re.escape(complaint)):
            parse(bad.encode(), "innocent/bad")


def prepare(case: Case, ground: Ground, kind: str, place: Path) -> Prepared:
    """The case's repository in `place`; skips the test where this machine cannot hold it."""
    if need := unmet(case, place):
        pytest.skip(f"this machine does not have: {need}")
    return ground.prepare(case, kind, place)


def decides(prepared: Prepared) -> None:
    """A refused commit changes nothing and says why; any other one comes about."""
    case, before = prepared.case, prepared.state()
    done = prepared.run(case.commit)
    after = prepared.state()
    output = done.output.decode(errors="replace")
    if not case.refused:
        assert done.code == 0, output
        assert after.head != before.head, output
    else:
        assert done.code != 0, output
        assert after.head == before.head, output
        assert case.index_after == "moves" or after.entries == before.entries
        refusal_names(case, output)
    nothing_ran(prepared)


def refusal_names(case: Case, output: str) -> None:
    """The refusal has each rule, something plain of each path, and nothing that is unsafe."""
    assert not UNSAFE.search(output), output
    rules = {violation.rule for violation in case.violations}
    paths = [violation.path for violation in case.violations if violation.path] + sorted(
        case.doubts
    )
    if len(paths) > SHOWN:
        assert any(rule in output for rule in rules), output
        return
    assert not [rule for rule in rules if rule not in output], output
    for path in paths:
        longest = max(PLAIN.findall(path), key=len)[:40].decode()
        assert longest in output, output
    assert not [word for word in case.mentions if word not in output], output


def nothing_ran(prepared: Prepared) -> None:
    """No program that the case planted has left its mark."""
    assert not [name for name in prepared.case.absent if (prepared.place / name).exists()]
