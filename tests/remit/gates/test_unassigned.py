import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from repo import Repo, rules

from remit.errors import RemitError
from remit.gates.range import judge_range
from remit.gates.unassigned import find_warning, matches_wildcard

TEXT = st.text(alphabet="ab*?<", max_size=8)


@given(text=TEXT)
def test_a_name_covers_itself_and_a_star_covers_everything(text: str) -> None:
    assert matches_wildcard("*", text)
    assert matches_wildcard(text, text)


@given(left=TEXT, middle=TEXT, right=TEXT)
def test_a_star_stands_for_anything(left: str, middle: str, right: str) -> None:
    assert matches_wildcard(f"{left}*{right}", left + middle + right)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [("a", "b"), ("a?", "a"), ("*a", "ab"), ("a*b*c", "acb"), ("", "a"), ("?", "")],
)
def test_what_differs_is_not_covered(pattern: str, text: str) -> None:
    assert not matches_wildcard(pattern, text)


def test_case_does_not_count() -> None:
    assert matches_wildcard("*@Bots.Example>", "CI <ci@bots.example>")


def test_a_pattern_full_of_stars_is_harmless() -> None:
    assert not matches_wildcard("*a" * 200 + "b", "a" * 400)


@pytest.mark.parametrize("layer", ["push", "server", "pull_request"])
def test_a_range_of_no_task_is_warned_about_by_default(repo: Repo, layer: str) -> None:
    repo.git("switch", "-q", "-c", "feature", "main")
    repo.put("top", "changed\n")
    with repo.inside() as repository:
        verdict = judge_range(repository, None, "feature", layer=layer)  # type: ignore[arg-type]
    assert (verdict.outcome, verdict.layer) == ("unassigned", layer)
    assert verdict.notes == ("no task covers the branch feature: nothing was checked",)


def test_authors_of_a_range_may_need_a_task(repo: Repo) -> None:
    repo.switch("main")
    repo.policy('require_task = ["*<author@*>"]\n')
    repo.commit()
    repo.branch("feature")
    repo.put("top", "changed\n")
    with repo.inside() as repository:
        assert rules(judge_range(repository, None, "feature")) == [(b"", "R605")]
        assert judge_range(repository, None, "main").outcome == "unassigned"


def test_an_identity_that_git_does_not_know_is_a_sentence(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.switch("main")
    repo.policy('require_task = ["*"]\n')
    repo.commit()
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{role}_NAME")
        monkeypatch.delenv(f"GIT_{role}_EMAIL")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.useConfigOnly")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "true")
    with pytest.raises(RemitError) as caught:
        repo.judge()
    assert caught.value.hint


@pytest.mark.parametrize(
    ("policy", "branch", "outcome", "words"),
    [
        ("", "agent/lgoin", "unassigned", "remit bind login"),
        ("", "people/ann", "unassigned", ""),
        ('[unassigned]\ncommit = "warn"\n', "people/ann", "unassigned", "the branch people/ann"),
        ('[unassigned]\nnear_miss = "allow"\n', "agent/lgoin", "unassigned", ""),
        ('[unassigned]\nnear_miss = "deny"\n', "agent/lgoin", "violations", ""),
        ('[unassigned]\nnear_miss = "allow"\ncommit = "deny"\n', "agent/lgoin", "violations", ""),
        ('[unassigned]\nnear_miss = "deny"\n', "people/ann", "unassigned", ""),
        ('[unassigned]\nnear_miss = "deny"\n', "main", "unassigned", ""),
    ],
)
def test_the_stricter_answer_counts_where_a_name_is_nearly_a_tasks(
    repo: Repo, policy: str, branch: str, outcome: str, words: str
) -> None:
    repo.switch("main")
    repo.policy(policy)
    repo.task("mine", branch="agent/mine")
    repo.commit()
    repo.git("switch", "-q", "-C", branch, "main")
    verdict = repo.judge()
    assert verdict.outcome == outcome
    told = find_warning(verdict)
    assert words in (told or "") if words else told is None


def test_a_refused_near_miss_names_the_task(repo: Repo) -> None:
    repo.switch("main")
    repo.policy('[unassigned]\nnear_miss = "deny"\n')
    repo.commit()
    repo.branch("worktree-login")
    (violation,) = repo.judge().violations
    assert violation.rule == "R606"
    assert violation.reason.endswith("the task login, agent/login: remit bind login.")


def test_a_branch_that_is_proposed_does_not_exist_yet(repo: Repo) -> None:
    repo.switch("main")
    repo.task("free", branch="agent/free/*")
    repo.commit()
    repo.git("branch", "agent/free/fix")
    repo.branch("agnet/free/fix")
    warning = find_warning(repo.judge()) or ""
    assert warning.endswith(": remit bind free, or git branch -m agent/free/fix-2")
    repo.git("branch", "-m", "agent/free/fix-2")


def test_the_hint_on_a_detached_head_works(repo: Repo) -> None:
    repo.switch("main")
    repo.task("free", branch="agent/free/*")
    repo.task("hard", branch="agent/*/hard")
    repo.commit()
    repo.git("branch", "agent/free/work")
    repo.git("checkout", "-q", "--detach")
    repo.stage("allowed/new")
    with pytest.raises(RemitError) as caught:
        repo.judge()
    commands = re.findall(r"(git switch [^ ]*(?: agent/[^ ]+)?) \(task", caught.value.hint)
    assert commands == ["git switch -c agent/free/work-2", "git switch agent/login"]
    for command in commands:
        repo.git(*command.split()[1:])
        assert repo.judge().task in {"free", "login"}
    assert repo.git("diff", "--cached", "--name-only") == "allowed/new"
    repo.git("checkout", "-q", "--detach", "main")
    repo.git("rm", "-q", "-f", "allowed/new", ".remit/tasks/free.toml", ".remit/tasks/login.toml")
    repo.commit()
    repo.git("switch", "-q", "-C", "main")
    repo.git("checkout", "-q", "--detach")
    with pytest.raises(RemitError) as unnamed:
        repo.judge()
    assert "git switch" not in unnamed.value.hint


def on_a_free_branch(repo: Repo, policy: str, branch: str = "people/ann") -> Repo:
    """The repository on a branch of no task, with that policy on the base."""
    repo.switch("main")
    repo.policy(policy)
    repo.commit()
    if branch != "main":
        repo.git("switch", "-q", "-c", branch, "main")
    return repo


DENIED = '[unassigned]\ncoding_agent = "deny"\n'


@pytest.mark.parametrize(
    ("variables", "branch", "words"),
    [
        ({"CLAUDECODE": "1"}, "people/ann", "Claude Code, by the environment"),
        ({"CODEX_THREAD_ID": "x"}, "main", "Codex, by the environment"),
        ({"AI_AGENT": "x@1"}, "people/ann", "an agent, by the environment"),
        ({}, "claude/brave-curie", "Claude Code, by the name of the branch"),
        ({}, "copilot/fix-42", "Copilot, by the name of the branch"),
        ({"GIT_AUTHOR_EMAIL": "noreply@anthropic.com"}, "people/ann", "Claude Code, by author"),
        ({"GIT_COMMITTER_EMAIL": "cursoragent@cursor.com"}, "people/ann", "Cursor, by author"),
    ],
)
def test_the_signs_of_a_coding_agent_are_warned_about_or_refused(
    repo: Repo,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    branch: str,
    words: str,
) -> None:
    on_a_free_branch(repo, "", branch)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    warned = find_warning(repo.judge()) or ""
    assert words in warned
    assert warned.endswith("remit bind TASK")
    repo.policy(DENIED)
    repo.commit()
    repo.git("branch", "-f", "main") if branch != "main" else None
    (violation,) = repo.judge().violations
    assert (violation.rule, words in violation.reason) == ("R606", True)


def test_people_and_bots_that_are_no_coding_agents_are_left_alone(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_free_branch(repo, DENIED)
    for mail in ("ann@example.com", "49699333+dependabot[bot]@users.noreply.github.com", ""):
        monkeypatch.setenv("GIT_AUTHOR_EMAIL", mail)
        monkeypatch.setenv("CLAUDECODE", "")
        assert repo.judge().outcome == "unassigned"


def test_a_policy_may_leave_agents_alone(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    on_a_free_branch(repo, '[unassigned]\ncoding_agent = "allow"\n')
    monkeypatch.setenv("CLAUDECODE", "1")
    assert find_warning(repo.judge()) is None


def test_without_a_hooks_variables_git_is_asked_who_commits(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_free_branch(repo, "")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{role}_NAME")
        monkeypatch.delenv(f"GIT_{role}_EMAIL")
    repo.git("config", "user.name", "Claude")
    repo.git("config", "user.email", "noreply@anthropic.com")
    assert "by author or committer" in (find_warning(repo.judge()) or "")
    repo.git("config", "--unset", "user.email")
    repo.git("config", "user.useConfigOnly", "true")
    assert find_warning(repo.judge()) is None


@pytest.mark.parametrize("layer", ["push", "server", "pull_request"])
def test_a_range_of_an_agents_commits_is_refused_where_the_policy_says_so(
    repo: Repo, layer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_free_branch(repo, DENIED, "feature")
    repo.put("top", "by a person\n")
    with repo.inside() as repository:
        by_ann = judge_range(repository, None, "feature", layer=layer)  # type: ignore[arg-type]
        assert by_ann.outcome == "unassigned"
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "209825114+claude[bot]@users.noreply.github.com")
    repo.put("top", "by an agent\n")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "ann@example.com")
    with repo.inside() as repository:
        found = judge_range(repository, None, "feature", layer=layer)  # type: ignore[arg-type]
    assert rules(found) == [(b"", "R606")]
    assert "Claude Code, by author" in found.violations[0].reason


def test_the_environment_of_a_server_or_of_ci_says_nothing_about_the_author(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_free_branch(repo, DENIED, "feature")
    repo.put("top", "by a person\n")
    monkeypatch.setenv("CLAUDECODE", "1")
    with repo.inside() as repository:
        assert judge_range(repository, None, "feature").outcome == "unassigned"
