"""The gate of a tool call says before a write what the commit would say after it."""

from pathlib import Path

import pytest
from repo import Repo

from remit.gates.planned_writes import Effect, PlannedWrite
from remit.gates.tool_call import judge_writes

DRAWN: list[tuple[str, Effect]] = [
    ("allowed/a", "write"), ("allowed/a", "remove"), ("allowed/keys/k", "write"),
    ("secret/s", "write"), ("secret/s", "remove"), ("secret/new", "write"), ("top", "replace"),
    ("notes/new.md", "write"), ("notes/old.md", "write"), ("notes/old.md", "remove"),
    ("CHANGES", "append"), ("CHANGES", "truncate"), ("CHANGES", "remove"), ("new", "write"),
    (".remit/policy.toml", "write"), (".gitattributes", "write"),
    ("allowed/.gitattributes", "write"),
    ("ALLOWED/a", "write"), ("allowed", "remove"), ("secret", "remove"), ("notes", "remove"),
]  # fmt: skip


@pytest.fixture
def wide(empty: Repo) -> Repo:
    empty.task(
        "login", write=["allowed/**"], create=["notes/*.md"], append=["CHANGES"],
        deny=["allowed/keys/**"],
    )  # fmt: skip
    empty.task("other", write=["secret/**"])
    for path in ("allowed/a", "allowed/keys/k", "secret/s", "top", "notes/old.md", "CHANGES"):
        empty.stage(path, f"{path}\n")
    empty.commit("the base")
    empty.branch("agent/login")
    return empty


def carry_out(root: Path, write: PlannedWrite) -> None:
    path = root / write.path
    if write.effect == "remove":
        for file in (
            [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
        ):
            file.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a" if write.effect == "append" else "w") as opened:
        opened.write("new\n" if write.effect != "truncate" else "")


@pytest.mark.parametrize("fold", [False, True])
@pytest.mark.parametrize(("path", "effect"), DRAWN)
def test_before_and_after_the_answer_is_the_same(
    wide: Repo, path: str, effect: Effect, *, fold: bool
) -> None:
    if fold:
        wide.switch("main")
        wide.policy('case = "fold"\n')
        wide.commit()
        wide.switch("agent/login")
        wide.git("merge", "-q", "main")
    write = PlannedWrite(path, effect)
    decision = judge_writes(str(wide.root), [write])
    carry_out(wide.root, write)
    wide.git("add", "-A")
    verdict = wide.judge()
    assert {(each.path, each.rule) for each in decision.refusals} == {
        (each.change.path if each.change else b"", each.rule) for each in verdict.violations
    }
    assert decision.task == "login"


def test_a_change_back_to_what_the_base_has_is_no_violation(wide: Repo) -> None:
    wide.put("secret/s", "changed\n")
    back = PlannedWrite("secret/s", content=b"secret/s\n")
    assert judge_writes(str(wide.root), [back]).refusals == ()
    assert judge_writes(str(wide.root), [back._replace(content=b"other\n")]).refusals


def test_lines_that_the_task_has_added_it_may_edit_again(wide: Repo) -> None:
    wide.put("CHANGES", "CHANGES\nmine\n")
    edit = PlannedWrite("CHANGES", replacements=(("mine\n", "my own\n", False),))
    assert judge_writes(str(wide.root), [edit]).refusals == ()
    wide.switch("main")
    wide.put("CHANGES", "theirs\nCHANGES\n")
    wide.switch("agent/login")
    assert judge_writes(str(wide.root), [edit]).refusals == (), "measured by where it left the base"


def test_a_directory_with_more_files_than_are_looked_at_is_judged_as_a_whole(wide: Repo) -> None:
    for number in range(1_100):
        wide.write(f"secret/many/{number}", "")
        wide.write(f"allowed/many/{number}", "")
    refused = judge_writes(str(wide.root), [PlannedWrite("secret/many", "remove")]).refusals
    assert [each.path for each in refused] == [b"secret/many/"]
    assert judge_writes(str(wide.root), [PlannedWrite("allowed/many", "remove")]).refusals == ()


def test_the_call_may_name_many_paths(wide: Repo) -> None:
    writes = [PlannedWrite(f"allowed/{n}") for n in range(50)] + [PlannedWrite("top")]
    assert [each.path for each in judge_writes(str(wide.root), writes).refusals] == [b"top"]


def test_a_git_file_that_names_the_repository_makes_no_worktree_of_ones_own(wide: Repo) -> None:
    (wide.root / "secret/.git").write_text(f"gitdir: {wide.root}/.git\n")
    (refused,) = judge_writes(str(wide.root), [PlannedWrite("secret/x")]).refusals
    assert refused.cause == "elsewhere"
