from repo import Repo, rules


def test_a_change_inside_the_scope_is_clean(repo: Repo) -> None:
    repo.stage("allowed/new")
    verdict = repo.judge()
    assert (verdict.outcome, verdict.task, verdict.judged) == ("clean", "login", 1)


def test_a_change_outside_the_scope_is_a_violation(repo: Repo) -> None:
    repo.stage("secret/s", "changed\n")
    assert rules(repo.judge()) == [(b"secret/s", "R101")]
