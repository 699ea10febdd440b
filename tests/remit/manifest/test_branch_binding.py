"""Which task a branch belongs to: the base's manifests decide, everything else cross-checks."""

from typing import NamedTuple

import pytest

from remit.errors import CouldNotCheck, Fault
from remit.manifest.branch_binding import bind_task
from remit.patterns.matcher import PathIndex


class Refused(NamedTuple):
    task: str
    faults: tuple[Fault, ...] = ()
    branch: tuple[str, ...] | None = None


class Base:
    """What a base says, from a table of tasks and branch patterns."""

    def __init__(self, branches: dict[str, str], *faulty: Refused) -> None:
        self.branches = branches
        self.ids = tuple(branches)
        self.faulty = faulty

    def tasks_of_branch(self, branch: str) -> tuple[str, ...]:
        return tuple(
            task
            for task, pattern in self.branches.items()
            if PathIndex((pattern,)).covers(branch.encode())
        )


TWO = Base({"login": "agent/login/*", "token": "agent/token/*"})
FAULT = Fault(".remit/tasks/bad.toml", 3, "unknown key `wirte`.", "did you mean `write`?")
SAID = ".remit/tasks/bad.toml:3: unknown key `wirte`. did you mean `write`?"
UNKNOWN_BRANCHES = Base({"login": "agent/login/*"}, Refused("bad", (FAULT,)))
KNOWN_BRANCHES = Base({"login": "agent/login/*"}, Refused("bad", (FAULT,), ("agent/bad/*",)))


def refusal(
    branch: str | None,
    base: Base,
    bound: str | None = None,
    explicit: str | None = None,
    base_branch: str | None = "main",
) -> CouldNotCheck:
    with pytest.raises(CouldNotCheck) as caught:
        bind_task(branch, base, bound, explicit, base_branch)
    assert caught.value.sentence.endswith((".", ":"))
    assert caught.value.hint
    return caught.value


def test_the_branch_patterns_on_the_base_bind_a_branch() -> None:
    assert bind_task("agent/login/a", TWO, None, None) == "login"


def test_a_branch_of_no_task_is_unassigned() -> None:
    assert bind_task("people/ann", TWO, None, None) is None


def test_a_trusted_caller_binds_a_branch_that_nobody_claims() -> None:
    assert bind_task("people/ann", TWO, None, "token") == "token"


def test_words_that_agree_bind() -> None:
    assert bind_task("agent/login/a", TWO, "login", "login") == "login"


@pytest.mark.parametrize(
    ("branch", "bound", "explicit"),
    [
        ("agent/login/a", None, "token"),
        ("agent/login/a", "token", None),
        ("agent/login/a", "token", "login"),
        ("agent/login/a", "login", "token"),
        ("people/ann", "token", "login"),
        (None, "token", "login"),
    ],
)
def test_words_that_disagree_are_could_not_check(
    branch: str | None, bound: str | None, explicit: str | None
) -> None:
    sentence = refusal(branch, TWO, bound, explicit).sentence
    assert "`login`" in sentence
    assert "`token`" in sentence


BRANCHES = ("agent/login/a", "agent/token/a", "people/ann", "main", None)
TASKS = ("login", "token", "gone", None)


@pytest.mark.parametrize("branch", BRANCHES)
@pytest.mark.parametrize("bound", TASKS)
@pytest.mark.parametrize("explicit", TASKS)
def test_a_binding_changes_no_answer_of_the_manifests(
    branch: str | None, bound: str | None, explicit: str | None
) -> None:
    """It can only name the task where they name none, or make the answer "could not check"."""
    try:
        plain = bind_task(branch, TWO, None, explicit, "main")
    except CouldNotCheck:
        plain = None
    try:
        answer = bind_task(branch, TWO, bound, explicit, "main")
    except CouldNotCheck:
        return
    if bound is None or plain is not None:
        assert answer == plain
    else:
        assert (answer, branch) in {(bound, "people/ann"), (bound, None)}


def test_a_binding_binds_a_branch_that_the_base_leaves_free() -> None:
    assert bind_task("people/ann", TWO, "login", None, "main") == "login"


def test_a_bound_worktree_does_not_work_on_the_base() -> None:
    found = refusal("main", TWO, "login")
    assert "the base branch" in found.sentence
    assert "git switch -c" in found.hint


@pytest.mark.parametrize("branch", ["agent/login/a", "people/ann", None])
def test_a_worktree_outlives_its_task(branch: str | None) -> None:
    assert "remit unbind" in refusal(branch, TWO, "gone").hint


def test_a_binding_agrees_with_the_caller_on_a_branch_that_the_base_leaves_free() -> None:
    assert bind_task("people/ann", TWO, "login", "login") == "login"


@pytest.mark.parametrize(("bound", "explicit"), [("gone", None), (None, "gone")])
def test_a_task_that_the_base_does_not_know_is_could_not_check(
    bound: str | None, explicit: str | None
) -> None:
    assert "gone" in refusal("agent/login/a", TWO, bound, explicit).sentence


def test_an_unknown_task_cannot_act_on_the_readers_terminal() -> None:
    assert refusal("x", TWO, "\x1b[2J").sentence.isprintable()


def test_two_tasks_that_claim_one_branch_are_could_not_check_even_for_a_trusted_caller() -> None:
    base = Base({"login": "agent/*", "token": "agent/*"})
    assert "`login`, `token`" in refusal("agent/x", base).sentence
    assert "`login`, `token`" in refusal("agent/x", base, explicit="login").sentence


def test_a_detached_head_needs_a_binding_or_a_caller() -> None:
    assert "detached" in refusal(None, TWO).sentence
    assert bind_task(None, TWO, "login", None) == "login"
    assert bind_task(None, TWO, None, "token") == "token"


def test_where_the_base_has_no_tasks_everything_is_unassigned() -> None:
    assert bind_task(None, Base({}), None, None) is None
    assert bind_task("main", Base({}), None, None) is None


@pytest.mark.parametrize("branch", ["agent/login/a", "people/ann", None])
def test_a_manifest_of_unknown_branches_blocks_every_branch(branch: str | None) -> None:
    assert refusal(branch, UNKNOWN_BRANCHES).hint == SAID


def test_but_the_bases_own_where_it_can_be_repaired() -> None:
    assert bind_task("main", UNKNOWN_BRANCHES, None, None, "main") is None


def test_without_a_known_base_branch_it_blocks_a_detached_head_too() -> None:
    assert refusal(None, UNKNOWN_BRANCHES, base_branch=None).hint


def test_a_faulty_manifest_with_readable_branches_blocks_only_those() -> None:
    assert refusal("agent/bad/x", KNOWN_BRANCHES).hint == SAID
    assert bind_task("agent/login/a", KNOWN_BRANCHES, None, None) == "login"
    assert bind_task("people/ann", KNOWN_BRANCHES, None, None) is None


@pytest.mark.parametrize(("bound", "explicit"), [("bad", None), (None, "bad")])
def test_a_faulty_manifest_cannot_be_named_either(bound: str | None, explicit: str | None) -> None:
    assert "faults" in refusal(None, KNOWN_BRANCHES, bound, explicit).sentence


def test_a_faulty_manifest_without_a_list_of_faults_still_says_where_to_look() -> None:
    assert "remit lint" in refusal("x", Base({}, Refused("bad"))).hint
    assert "remit lint" in refusal("bad", Base({}, Refused("bad", (), ("bad",)))).hint


def test_an_unknown_task_is_answered_with_the_nearest() -> None:
    assert refusal("people/ann", TWO, explicit="tokne").hint == "did you mean 'token'?"
    assert "`remit show`" in refusal("people/ann", TWO, explicit="docs").hint
