"""With `remit install`, a commit that breaks the manifests is refused where it is made."""

import pytest
from hooked import said, script, try_commit, warmly_hooked
from repo import Repo


@pytest.fixture
def base(repo: Repo) -> Repo:
    """The base branch, with the hooks installed."""
    repo.switch("main")
    return warmly_hooked(repo)


def outcome(repo: Repo, *arguments: str) -> tuple[int, str]:
    """The exit code of a commit, and all that it prints."""
    done = try_commit(repo, *arguments)
    return done.returncode, said(done)


BREAKING = {
    "syntax": ('[task]\nid = "login"\nbranch =\n', ".remit/tasks/login.toml:3:"),
    "schema": ('[task]\nid = "login"\nbranch = "agent/login"\nwirte = 1\n', "wirte"),
    "overlap": (
        '[task]\nid = "new"\nbranch = "agent/new"\n[files]\nwrite = ["allowed/a"]\n',
        "allowed/a",
    ),
    "the base's branch": ('[task]\nid = "new"\nbranch = "main"\n', "names the base branch"),
}


@pytest.mark.parametrize("kind", BREAKING)
def test_a_commit_to_the_base_that_breaks_a_manifest_is_refused(base: Repo, kind: str) -> None:
    text, mention = BREAKING[kind]
    task = "login" if '"login"' in text else "new"
    base.stage(f".remit/tasks/{task}.toml", text)
    base.write(f".remit/tasks/{task}.toml", "the working tree does not count")
    code, told = outcome(base)
    assert code == 1
    assert mention in told


def test_a_broken_policy_is_refused(base: Repo) -> None:
    base.policy('unassigned = "no"\n')
    assert outcome(base)[0] == 1


def test_a_policy_that_names_a_branch_which_is_not_there_is_refused(base: Repo) -> None:
    base.policy('base = "mian"\n')
    code, told = outcome(base)
    assert code == 1
    assert "mian is not a branch here" in told
    base.git("branch", "mian")  # the base is about to move there
    assert outcome(base)[0] == 0


def test_a_manifest_on_a_branch_of_no_task_is_refused_before_it_can_be_fast_forwarded(
    base: Repo,
) -> None:
    base.branch("people")
    base.stage(".remit/tasks/login.toml", "[")
    assert outcome(base)[0] == 1


def test_the_first_commit_is_looked_at_too(empty: Repo) -> None:
    warmly_hooked(empty)
    empty.stage(".remit/tasks/login.toml", "[")
    assert outcome(empty)[0] == 1


def test_a_hook_that_runs_afterwards_cannot_break_a_manifest(base: Repo) -> None:
    hook = base.root / ".git/hooks/pre-commit.before-remit"
    script(hook, "echo '[' >.remit/tasks/login.toml; git add .remit")
    warmly_hooked(base)
    base.stage("top", "changed\n")
    assert outcome(base)[0] == 1


def test_the_message_hook_alone_refuses_a_broken_manifest(base: Repo) -> None:
    script(base.root / ".git/hooks/pre-commit", "exit 0")
    base.stage(".remit/tasks/login.toml", "[")
    assert outcome(base)[0] == 1


def test_a_merge_to_the_base_that_breaks_a_manifest_is_refused(base: Repo) -> None:
    base.branch("people")
    base.put(".remit/tasks/login.toml", "[")
    base.switch("main")
    base.put("top", "changed\n")
    before = base.oid("HEAD")
    done = base.attempt("merge", "-q", "--no-edit", "people")
    assert done.returncode != 0
    assert ".remit/tasks/login.toml" in said(done)
    assert base.oid("HEAD") == before


def test_two_sound_branches_whose_tasks_overlap_are_refused_as_a_merge(base: Repo) -> None:
    base.branch("people")
    base.task("one", write=["shared/x"])
    base.commit()
    base.switch("main")
    base.task("two", write=["shared/*"])
    base.commit()
    assert "shared/x" in said(base.attempt("merge", "-q", "--no-edit", "people"))


def test_an_amend_is_looked_at_too(base: Repo) -> None:
    base.stage(".remit/tasks/login.toml", "[")
    assert outcome(base, "--amend")[0] == 1
    base.commit()  # past all hooks
    base.git("checkout", "-q", "HEAD^", "--", ".remit")
    base.stage("top", "changed\n")
    assert outcome(base, "--amend")[0] == 0


def test_a_state_that_is_broken_already_can_be_repaired_step_by_step(base: Repo) -> None:
    sound = base.git("show", "HEAD:.remit/tasks/login.toml") + "\n"
    base.stage(".remit/tasks/login.toml", "[")
    base.stage(".remit/tasks/other.toml", "[")
    base.commit()
    base.stage(".remit/tasks/login.toml", sound)
    assert outcome(base)[0] == 0
    base.stage(".remit/tasks/more.toml", "[")
    assert outcome(base)[0] == 1
    base.git("rm", "-q", "-f", ".remit/tasks/more.toml", ".remit/tasks/other.toml")
    assert outcome(base) == (0, "")


def test_bringing_a_broken_base_into_a_branch_is_no_fault_of_the_branch(base: Repo) -> None:
    base.stage(".remit/tasks/other.toml", '[task]\nid = "other"\nbranch = "agent/other"\nx = 1\n')
    base.commit()
    base.switch("agent/login")
    base.put("allowed/new")
    assert base.attempt("merge", "-q", "--no-edit", "main").returncode == 0


def test_deleting_the_policy_is_a_change_like_any_other(base: Repo) -> None:
    base.policy('base = "main"\n')
    base.commit()
    base.git("rm", "-q", ".remit/policy.toml")
    assert outcome(base)[0] == 0
    base.stage("top", "changed\n")
    assert outcome(base) == (0, "")


def test_deleting_a_task_that_another_one_waits_for_is_refused(base: Repo) -> None:
    base.stage(
        ".remit/tasks/late.toml", '[task]\nid = "late"\nbranch = "agent/late"\nafter = ["login"]\n'
    )
    assert outcome(base)[0] == 0
    base.git("rm", "-q", ".remit/tasks/login.toml")
    assert outcome(base)[0] == 1
