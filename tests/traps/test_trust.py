"""Ways round and tampering that a commit check can meet: T63 to T71, and the trusted base."""

import pytest
from repo import Repo, rules

from remit.errors import CouldNotCheck, ManifestError, RemitError
from remit.gates.range import judge_range

WIDE = '[task]\nid = "login"\nbranch = "agent/login"\n[files]\nwrite = ["**"]\n'


def test_a_commit_that_skipped_the_check_is_found_at_the_push(repo: Repo) -> None:  # T63, T64
    repo.put("secret/s", "past the hook\n")
    with repo.inside() as repository:
        assert rules(judge_range(repository, None, "HEAD")) == [(b"secret/s", "R101")]


@pytest.mark.parametrize(
    "path", [".githooks/pre-commit", ".husky/pre-commit", ".pre-commit-config.yaml", "lefthook.yml"]
)
def test_hooks_in_the_tree_are_protected(empty: Repo, path: str) -> None:  # T68
    empty.task("login", write=["**"])
    empty.commit()
    empty.branch("agent/login")
    empty.stage(path, "exit 0\n")
    assert rules(empty.judge()) == [(path.encode(), "R603")]


def test_a_manifest_widened_in_the_same_change_widens_nothing(repo: Repo) -> None:  # T69
    repo.stage(".remit/tasks/login.toml", WIDE)
    repo.stage("secret/s", "changed\n")
    assert rules(repo.judge()) == [(b".remit/tasks/login.toml", "R501"), (b"secret/s", "R101")]


def test_a_manifest_widened_in_an_earlier_commit_widens_nothing(repo: Repo) -> None:  # T69
    repo.put(".remit/tasks/login.toml", WIDE)
    repo.stage("secret/s", "changed\n")
    assert rules(repo.judge()) == [(b"secret/s", "R101")]


def test_a_manifest_in_the_working_tree_is_not_read(repo: Repo) -> None:  # T69
    repo.write(".remit/tasks/login.toml", WIDE)
    repo.stage("secret/s", "changed\n")
    assert rules(repo.judge()) == [(b"secret/s", "R101")]


def test_the_workflow_of_the_forge_is_protected(empty: Repo) -> None:  # T70
    empty.task("login", write=["**"])
    empty.commit()
    empty.branch("agent/login")
    empty.stage(".github/workflows/remit.yml", "on: never\n")
    assert rules(empty.judge()) == [(b".github/workflows/remit.yml", "R601")]


def _with_wider_task(repo: Repo) -> None:
    repo.switch("main")
    repo.task("wide", write=["**"])
    repo.commit()
    repo.switch("agent/login")
    repo.stage("secret/s", "changed\n")


def test_a_wider_task_cannot_be_asked_for_on_another_branch(repo: Repo) -> None:  # T71
    _with_wider_task(repo)
    with pytest.raises(CouldNotCheck, match="belongs to"):
        repo.judge("wide")


def test_the_workspace_record_cannot_choose_a_wider_task(repo: Repo) -> None:  # T71
    _with_wider_task(repo)
    repo.write(".git/remit/binding", "wide\n")
    with pytest.raises(CouldNotCheck, match="belongs to"):
        repo.judge()


def test_two_tasks_that_claim_one_branch_are_could_not_check(repo: Repo) -> None:  # T71
    repo.switch("main")
    repo.task("wide", "agent/*", write=["**"])
    repo.commit()
    repo.switch("agent/login")
    with pytest.raises(CouldNotCheck, match="two tasks"):
        repo.judge()


def test_an_identity_that_needs_a_task_has_none_on_a_free_branch(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:  # T71
    repo.switch("main")
    repo.policy('require_task = ["*[[]bot]*", "*<ci@*>"]\n')
    repo.commit()
    repo.branch("feature")
    assert repo.judge().outcome == "unassigned"
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "CI@example.com")
    assert rules(repo.judge()) == [(b"", "R605")]


@pytest.mark.parametrize(
    ("answer", "outcome"), [("allow", "unassigned"), ("warn", "unassigned"), ("deny", "violations")]
)
def test_a_branch_of_no_task_gets_the_answer_of_the_policy(
    repo: Repo, answer: str, outcome: str
) -> None:
    repo.switch("main")
    repo.policy(f'[unassigned]\ncommit = "{answer}"\n')
    repo.commit()
    repo.branch("feature")
    verdict = repo.judge()
    assert verdict.outcome == outcome
    assert bool(verdict.notes) == (answer == "warn")


class TestBase:
    def test_the_only_one_of_main_and_master_is_the_base(self, repo: Repo) -> None:
        base = repo.judge().base
        assert base is not None
        assert base == ("refs/heads/main", repo.oid("main"))

    def test_main_and_master_together_are_ambiguous(self, repo: Repo) -> None:
        repo.git("branch", "master")
        with pytest.raises(CouldNotCheck, match="both main and master"):
            repo.judge()

    def test_the_configured_branch_comes_first(self, repo: Repo) -> None:
        repo.git("branch", "trunk", "main")
        repo.git("branch", "master", "main")
        repo.git("config", "remit.base", "trunk")
        assert repo.judge().base == ("refs/heads/trunk", repo.oid("trunk"))

    def test_a_remotes_branch_is_no_base_and_the_hint_names_the_plain_one(self, repo: Repo) -> None:
        repo.git("update-ref", "refs/remotes/origin/main", "main")
        repo.git("config", "remit.base", "origin/main")
        with pytest.raises(CouldNotCheck, match="a remote's branch") as caught:
            repo.judge()
        assert caught.value.hint.endswith("git config remit.base main")

    def test_a_base_other_than_the_one_recorded_is_no_base(self, repo: Repo) -> None:
        repo.git("branch", "mine", "main")
        repo.write(".git/remit/base", "main\n")
        repo.git("config", "remit.base", "mine")
        with pytest.raises(CouldNotCheck, match="but `remit install` recorded main") as caught:
            repo.judge()
        assert caught.value.hint.endswith("remit install --base mine")

    def test_a_base_that_origin_renamed_is_not_the_one_recorded(self, repo: Repo) -> None:
        repo.git("update-ref", "refs/remotes/origin/mine", "main")
        repo.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/mine")
        repo.write(".git/remit/base", "main\n")
        with pytest.raises(CouldNotCheck, match="but `remit install` recorded main"):
            repo.judge()

    def test_another_upstream_than_the_one_recorded_is_no_base(self, repo: Repo) -> None:
        for name in ("main", "mine"):
            repo.git("update-ref", f"refs/remotes/origin/{name}", "main")
        repo.write(".git/remit/base", "main refs/remotes/origin/main\n")
        assert repo.judge().outcome == "clean"
        repo.git("config", "branch.main.remote", "origin")
        repo.git("config", "branch.main.merge", "refs/heads/mine")
        with pytest.raises(CouldNotCheck, match="main follows origin/mine") as caught:
            repo.judge()
        assert "git branch --set-upstream-to=origin/main main" in caught.value.hint

    def test_an_upstream_that_came_after_the_record_counts(self, repo: Repo) -> None:
        repo.write(".git/remit/base", "main\n")
        repo.git("update-ref", "refs/remotes/fork/main", "main")
        repo.git("config", "branch.main.remote", "fork")
        repo.git("config", "branch.main.merge", "refs/heads/main")
        assert repo.judge().outcome == "clean"

    def test_an_empty_setting_is_no_base(self, repo: Repo) -> None:
        repo.git("config", "remit.base", "")
        with pytest.raises(CouldNotCheck, match="no branch name"):
            repo.judge()

    def test_without_any_base_the_answer_is_could_not_check(self, repo: Repo) -> None:
        repo.git("branch", "-D", "main")
        with pytest.raises(CouldNotCheck, match="no base") as caught:
            repo.judge()
        assert "remit install --base main" in caught.value.hint

    def test_the_head_of_origin_names_the_base(self, repo: Repo) -> None:
        repo.git("branch", "-m", "main", "trunk")
        repo.switch("trunk")
        clone = repo.clone(repo.root.parent / "clone")
        clone.branch("agent/login", "origin/trunk")
        clone.git("branch", "-D", "trunk")
        assert clone.judge().base == ("refs/remotes/origin/trunk", repo.oid("trunk"))

    def test_the_policy_must_name_the_same_branch(self, repo: Repo) -> None:
        repo.switch("main")
        repo.policy('base = "trunk"\n')
        repo.commit()
        repo.switch("agent/login")
        with pytest.raises(CouldNotCheck, match="the base is trunk") as caught:
            repo.judge()
        assert caught.value.hint.endswith("remit install --base trunk")

    @pytest.mark.parametrize(
        ("here", "there", "expected"),
        [
            (1, 0, "refs/heads/main"),
            (0, 1, "refs/remotes/origin/main"),
            (1, 1, "refs/remotes/origin/main"),
            (0, 0, "refs/heads/main"),
        ],
    )
    def test_of_the_local_branch_and_its_upstream_the_descendant_is_taken(
        self, repo: Repo, here: int, there: int, expected: str
    ) -> None:
        repo.switch("main")
        clone = repo.clone(repo.root.parent / "clone")
        if there:
            repo.put("top", "upstream\n")
            clone.git("fetch", "-q")
        if here:
            clone.put("top", "local\n")
        clone.branch("agent/login", "HEAD")
        verdict = clone.judge()
        assert verdict.base == (expected, clone.oid(expected))
        assert len(verdict.notes) == min(1, here + there)

    def test_a_branch_of_ours_is_nobodys_upstream(self, repo: Repo) -> None:
        repo.put(".remit/tasks/login.toml", WIDE)
        repo.git("branch", "--set-upstream-to=agent/login", "main")
        repo.stage("secret/s", "changed\n")
        verdict = repo.judge()
        assert verdict.base == ("refs/heads/main", repo.oid("main"))
        assert rules(verdict) == [(b"secret/s", "R101")]

    def test_a_branch_named_head_confuses_nobody(self, repo: Repo) -> None:
        repo.git("update-ref", "refs/heads/HEAD", "main")
        repo.stage("secret/s", "changed\n")
        verdict = repo.judge()
        assert (verdict.branch, rules(verdict)) == ("agent/login", [(b"secret/s", "R101")])


class TestRepair:
    def test_a_broken_policy_closes_every_branch_but_the_one_where_it_is_repaired(
        self, repo: Repo
    ) -> None:
        repo.switch("main")
        repo.policy("nonsense\n")
        repo.commit()
        verdict = repo.judge()
        assert verdict.outcome == "unassigned"
        assert any("policy" in note for note in verdict.notes)
        repo.switch("agent/login")
        with pytest.raises(ManifestError):
            repo.judge()

    def test_a_broken_manifest_closes_its_own_branch_only(self, repo: Repo) -> None:
        repo.switch("main")
        broken = '[task]\nid = "other"\nbranch = "agent/other"\n[files]\nwrite = ["../x"]\n'
        repo.put(".remit/tasks/other.toml", broken)
        repo.git("branch", "agent/other")
        repo.switch("agent/login")
        verdict = repo.judge()
        assert verdict.outcome == "clean"
        assert any("other" in note for note in verdict.notes)
        repo.switch("agent/other")
        with pytest.raises(RemitError):
            repo.judge()


class TestCache:
    def test_the_cache_is_private_and_never_in_the_tree(self, repo: Repo) -> None:
        repo.judge()
        (entry,) = (repo.root / ".git" / "remit" / "cache").iterdir()
        assert entry.stat().st_mode & 0o777 == 0o600
        assert repo.git("status", "--porcelain") == ""

    @pytest.mark.parametrize("damage", [b"", b"nonsense", b"\0" * 4096])
    def test_a_damaged_cache_is_ignored_and_mended(self, repo: Repo, damage: bytes) -> None:
        repo.judge()
        (entry,) = (repo.root / ".git" / "remit" / "cache").iterdir()
        sound = entry.read_bytes()
        entry.write_bytes(damage)
        repo.stage("secret/s", "changed\n")
        assert rules(repo.judge()) == [(b"secret/s", "R101")]
        assert entry.read_bytes() == sound

    def test_a_cache_that_cannot_be_written_stops_nobody(self, repo: Repo) -> None:
        repo.write(".git/remit/cache", "a file where a folder should be")
        repo.stage("secret/s", "changed\n")
        assert rules(repo.judge()) == [(b"secret/s", "R101")]

    def test_a_cache_that_others_may_write_is_not_believed(self, repo: Repo) -> None:
        repo.judge()
        (entry,) = (repo.root / ".git" / "remit" / "cache").iterdir()
        repo.switch("main")
        repo.put(".remit/tasks/login.toml", WIDE)
        repo.git("branch", "-f", "agent/login")
        repo.switch("agent/login")
        repo.judge()
        wide = next(e for e in entry.parent.iterdir() if e != entry)
        repo.switch("main")
        repo.git("reset", "-q", "--hard", "HEAD^")
        repo.git("branch", "-f", "agent/login")
        repo.switch("agent/login")
        entry.write_bytes(wide.read_bytes())
        entry.chmod(0o666)
        repo.stage("secret/s", "changed\n")
        assert rules(repo.judge()) == [(b"secret/s", "R101")]

    def test_old_entries_are_pruned(self, repo: Repo) -> None:
        for number in range(12):
            repo.switch("main")
            repo.put(".remit/notes", f"{number}\n")
            repo.judge()
        assert len(list((repo.root / ".git" / "remit" / "cache").iterdir())) <= 8
