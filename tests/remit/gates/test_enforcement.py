import time

import pytest
from repo import Repo, rules

from remit.gates.enforcement import must_refuse
from remit.gates.range import judge_range
from remit.gates.worktree import judge_worktree
from remit.manifest.policy import Enforcement, Policy
from remit.verdict import Verdict, VerdictBase

WARN = 'enforce = "warn"\n'
BASE_DAY = 1_767_225_600  # 2026-01-01, when the tests' commits are made


def with_policy(repo: Repo, text: str) -> Repo:
    """The repository with that policy on the base, on the task's branch after it."""
    repo.switch("main")
    repo.policy(text)
    repo.commit()
    repo.switch("agent/login")
    repo.git("merge", "-q", "--ff-only", "main")
    return repo


def set_clock(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(time, "time", lambda: seconds)


def test_under_warn_the_verdict_is_told_and_the_change_passes(repo: Repo) -> None:
    with_policy(repo, WARN)
    repo.stage("secret/s", "changed\n")
    verdict = repo.judge()
    assert (verdict.outcome, verdict.exit_code, verdict.enforced) == ("violations", 0, False)
    assert rules(verdict) == [(b"secret/s", "R101")]
    assert verdict.notes[-1] == "not enforced: the policy only warns at the commit"


@pytest.mark.parametrize("text", ["", 'enforce = "refuse"\n', '[enforce]\nserver = "warn"\n'])
def test_every_other_layer_refuses(repo: Repo, text: str) -> None:
    with_policy(repo, text)
    repo.stage("secret/s", "changed\n")
    verdict = repo.judge()
    assert (verdict.exit_code, verdict.enforced) == (1, True)


def test_each_layer_has_a_word_of_its_own(repo: Repo) -> None:
    with_policy(repo, '[enforce]\ndefault = "warn"\npull_request = "refuse"\n')
    repo.stage("secret/s", "changed\n")
    with repo.inside() as repository:
        assert judge_worktree(repository).exit_code == 0
        repo.commit()
        assert judge_range(repository, None, "agent/login").exit_code == 1
        assert judge_range(repository, None, "agent/login", layer="push").exit_code == 0


@pytest.mark.parametrize(
    "path", [".remit/policy.toml", ".remit/tasks/login.toml", ".gitattributes", ".github/x"]
)
def test_what_guards_the_rules_is_refused_under_warn_too(repo: Repo, path: str) -> None:
    with_policy(repo, WARN)
    repo.stage("secret/s", "changed\n")
    assert repo.judge().exit_code == 0
    repo.stage(path, WARN)
    repo.stage(path, "# changed\n")
    assert repo.judge().exit_code == 1


def test_the_policy_of_the_tasks_own_branch_enforces_nothing(repo: Repo) -> None:
    repo.stage(".remit/policy.toml", WARN)
    repo.commit()
    repo.stage("secret/s", "changed\n")
    assert repo.judge().exit_code == 1


@pytest.mark.parametrize(("text", "code"), [("", 2), (WARN, 0)])
def test_a_path_that_cannot_be_checked_passes_under_warn(repo: Repo, text: str, code: int) -> None:
    repo.switch("main")
    share = '[[symbols]]\npath = "top"\nwrite = ["f"]\n'
    repo.stage(
        ".remit/tasks/login.toml", f"{repo.git('show', 'main:.remit/tasks/login.toml')}\n{share}"
    )
    with_policy(repo, text)
    repo.stage("top", "changed\n")
    verdict = repo.judge()
    assert (verdict.outcome, verdict.exit_code) == ("could_not_check", code)


def test_a_branch_of_no_task_has_answers_of_its_own(repo: Repo) -> None:
    with_policy(repo, f'{WARN}[unassigned]\ncommit = "deny"\n')
    repo.git("switch", "-q", "-c", "people/ann")
    assert repo.judge().exit_code == 1


@pytest.mark.parametrize(
    ("now", "until", "code"),
    [
        (BASE_DAY + 86_399, "2026-01-01", 0),
        (BASE_DAY + 86_400, "2026-01-01", 1),
        (BASE_DAY, "2026-01-02", 0),
        (0, "2025-12-31", 1),
        (0, "2026-01-01", 0),
    ],
)
def test_after_its_last_day_a_warning_refuses(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, now: int, until: str, code: int
) -> None:
    """A clock that is set back to before the base commit is not believed."""
    with_policy(repo, f'[enforce]\ndefault = "warn"\nuntil = {until}\n')
    repo.stage("secret/s", "changed\n")
    set_clock(monkeypatch, now)
    verdict = repo.judge()
    assert verdict.exit_code == code
    told = [note for note in verdict.notes if f"only warns at the commit until {until}" in note]
    assert bool(told) == (not code)


def test_no_variable_of_the_environment_is_a_clock(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_policy(repo, '[enforce]\ndefault = "warn"\nuntil = 2026-02-01\n')
    repo.stage("secret/s", "changed\n")
    for name in ("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE", "SOURCE_DATE_EPOCH", "GIT_TEST_DATE_NOW"):
        monkeypatch.setenv(name, "1767225600")
    assert repo.judge().exit_code == 1


def test_a_base_without_a_day_is_judged_by_the_clock(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, BASE_DAY)
    tree = repo.oid("HEAD^{tree}")
    head = f"tree {tree}\nauthor a <a> 1 +0000\ncommitter a <a> {{}} +0000\n"
    text = f"{head}\ncommitter b <b> 1 +0000\n"
    policy = Policy(enforce=Enforcement("warn", until="2026-01-01"))
    for seconds in ("", "9" * 18):
        feed = text.format(seconds).encode()
        oid = repo.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", feed=feed)
        with repo.inside() as repository:
            base = VerdictBase("refs/heads/main", oid)
            assert not must_refuse("commit", ["R101"], policy, repository, base)


def test_without_a_base_nothing_is_waived(repo: Repo) -> None:
    with repo.inside() as repository:
        policy = Policy(enforce=Enforcement("warn"))
        assert must_refuse("commit", ["R101"], policy, repository, None)


def test_a_clean_verdict_is_enforced() -> None:
    assert Verdict("commit", "clean", "login", "agent/login", None, 1).enforced
