"""`remit plan` in a real repository: lists in, plans out, manifests written, errors said."""

import json
from typing import TYPE_CHECKING

import pytest
from planned import FILES

from remit.cli.context import working_catalog

if TYPE_CHECKING:
    from calling import RemitCall
    from repo import Repo

LIST = """\
routing: match paths with empty segments
routing: match segments of paths
session: refuse cookies of many bytes
templates: escape values in blocks
zzqx wibble
"""


@pytest.fixture
def past(empty: "Repo") -> "Repo":
    """A repository with a past of three parts."""
    for name, content in FILES.items():
        empty.stage(name.decode(), content)
    empty.commit("begin")
    for number in range(24):
        part = ("routing", "session", "templates")[number % 3]
        word = ("match paths of", "refuse cookies of", "escape values in")[number % 3]
        for path in (f"src/web/{part}.py", f"tests/test_{part}.py"):
            empty.stage(path, f"{part} {number}\n")
        empty.commit(f"{part}: {word} {number} things")
    return empty


def test_a_list_of_lines_becomes_a_plan(past: "Repo", remit: "RemitCall") -> None:
    past.write("tasks.txt", LIST)
    said = remit("plan", "tasks.txt", "--agents", "2")
    assert said.code == 0
    assert said.err.startswith(
        "remit: warning: no list was found in tasks.txt: each of 5 lines is taken as a task.\n"
    )
    assert "makespan     ~" in said.out
    assert "src/web/" in said.out
    assert "no word of it is known" in said.out
    assert all(len(line) <= 80 for line in said.out.splitlines())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tasks.md", "Some words.\n\n- routing: match paths\n- session: refuse cookies\n"),
        ("spec.md", "- [ ] T001 Match paths\n- [ ] T002 Refuse cookies\n"),
        ("tasks.toml", '[[task]]\ntext = "routing: match paths"\n'),
        ("toml", '[[task]]\ntext = "routing: match paths"\n'),
    ],
)
def test_a_list_that_is_found_is_not_warned_about(
    past: "Repo", remit: "RemitCall", name: str, text: str
) -> None:
    past.write(name, text)
    said = remit("plan", name)
    assert (said.code, said.err) == (0, "")


def test_the_answer_as_json_is_documented_and_the_same_each_time(
    past: "Repo", remit: "RemitCall"
) -> None:
    past.write("tasks.txt", LIST)
    first = remit("plan", "tasks.txt", "--agents", "2", "--format", "json")
    assert first.out == remit("plan", "tasks.txt", "--agents", "2", "--format", "json").out
    fields = first.fields
    assert fields["version"] == 2
    assert fields["makespan"] >= fields["lower_bound"]  # type: ignore[operator]
    assert {each["basis"] for each in first.each("tasks")} == {"predicted", "unknown"}
    assert first.within("calibration")["changes"]


def test_a_plan_and_its_backtest_say_what_a_shallow_clone_lacks(
    past: "Repo", remit: "RemitCall", monkeypatch: pytest.MonkeyPatch
) -> None:
    shallow = past.clone(past.root.parent / "shallow", "--depth", "12")
    shallow.write("tasks.txt", LIST)
    monkeypatch.chdir(shallow.root)
    for words in (("plan", "tasks.txt"), ("plan", "backtest")):
        assert "this is a shallow clone" in remit(*words).out
        assert "shallow clone" in str(remit(*words, "--format", "json").fields["notes"])


def test_writing_leaves_no_overlap_between_tasks_at_one_time(
    past: "Repo", remit: "RemitCall"
) -> None:
    past.write("tasks.txt", LIST)
    past.task("kept", write=["docs/**"])
    kept = (past.root / ".remit/tasks/kept.toml").read_bytes()
    said = remit("plan", "tasks.txt", "--agents", "3", "--write")
    assert said.code == 0
    assert said.out.count("wrote .remit/tasks/") == 5
    past.git("add", ".remit")
    linted = remit("lint", "--format", "json")
    kinds = {each["kind"] for each in linted.each("findings")}
    assert "overlap" not in kinds
    assert kept == (past.root / ".remit/tasks/kept.toml").read_bytes()


@pytest.mark.parametrize("form", ["json", "html"])
def test_every_format_says_what_was_written(past: "Repo", remit: "RemitCall", form: str) -> None:
    past.write("tasks.txt", LIST)
    said = remit("plan", "tasks.txt", "--agents", "3", "--write", "--format", form)
    landing = "git commit -m 'Give tasks their scopes and their order' --"
    if form == "html":
        assert said.err.count("wrote .remit/tasks/") == 5
        assert landing in said.err
        return
    written = json.loads(said.out)["written"]
    assert [each["change"] for each in written["files"]] == ["wrote"] * 5
    assert written["commands"][-1].startswith(landing)


def test_the_policy_says_how_branches_of_planned_tasks_are_called(
    past: "Repo", remit: "RemitCall"
) -> None:
    past.write(".remit/policy.toml", 'base = "main"\ntask_branches = ["worktree-{task}"]\n')
    past.write("tasks.txt", LIST)
    assert remit("plan", "tasks.txt", "--agents", "3", "--write").code == 0
    written = tuple(working_catalog(past.root).scopes())
    assert {each.branch for each in written} == {(f"worktree-{each.id}",) for each in written}


def test_writing_orders_manifests_that_overlap_and_changes_nothing_else(
    past: "Repo", remit: "RemitCall"
) -> None:
    past.task("one", write=["src/**"])
    past.task("two", write=["src/web/session.py"])
    assert remit("lint").code == 1
    said = remit("plan", ".", "--write")
    assert said.code == 0
    assert "changed `after` in" in said.out
    assert remit("lint").code == 0


def test_a_manifest_that_is_there_is_never_replaced(past: "Repo", remit: "RemitCall") -> None:
    past.write("tasks.toml", '[[task]]\ntext = "a"\nid = "b"\n[[task]]\ntext = "b"\nid = "a"\n')
    past.write(".remit/tasks/a.toml", "mine")
    said = remit("plan", "tasks.toml", "--write")
    assert said.code == 2
    assert (past.root / ".remit/tasks/a.toml").read_text(encoding="utf-8") == "mine"
    assert not (past.root / ".remit/tasks/b.toml").exists()


def test_the_tasks_of_the_base_are_planned_without_a_list(past: "Repo", remit: "RemitCall") -> None:
    past.task("one", write=["src/**"])
    past.task("two", write=["docs/**"])
    past.commit("tasks")
    ids = {each["id"] for each in remit("plan", "--format", "json").each("tasks")}
    assert ids == {"one", "two"}


def test_a_folder_of_manifests_is_planned(past: "Repo", remit: "RemitCall") -> None:
    past.task("one", write=["src/**"])
    assert "one" in remit("plan", ".remit/tasks").out


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("none.txt",), "cannot be read"),
        (("empty.txt",), "no task in it"),
        (("binary",), "binary"),
        (("bad.toml",), "wait for each other"),
        (("list.txt", "--agents", "0"), "--agents"),
        (("list.txt", "--collisions", "much"), "--collisions takes a share"),
        (("list.txt", "--speed-up", "9"), "--speed-up"),
        (("list.txt", "--speed-up", "2", "--collisions", "5%"), "exclude"),
        (("list.txt", "--seed", "-1"), "--seed"),
        (("list.txt", "--at", "nowhere"), "names no commit"),
        (("backtest", "--batch", "1"), "--batch"),
        (("backtest", "--format", "html"), "text or JSON"),
    ],
)
def test_a_wrong_call_is_refused_with_a_fix(
    past: "Repo", remit: "RemitCall", words: tuple[str, ...], what: str
) -> None:
    past.write("list.txt", "a task\n")
    past.write("empty.txt", "\n")
    past.write("binary", b"\0\1\2")
    text = '[[task]]\ntext="a"\nid="a"\nafter=["b"]\n[[task]]\ntext="b"\nid="b"\nafter=["a"]\n'
    past.write("bad.toml", text)
    said = remit("plan", *words)
    assert said.code == 2
    assert what in said.err


def test_before_the_first_commit_there_is_nothing_to_learn_from(
    empty: "Repo", remit: "RemitCall"
) -> None:
    empty.write("list.txt", "a task\n")
    said = remit("plan", "list.txt")
    assert said.code == 2
    assert "no commit yet" in said.err


def test_one_commit_is_enough_for_a_plan(empty: "Repo", remit: "RemitCall") -> None:
    empty.put("src/login.py", "def login(): ...\n")
    empty.write("list.txt", "change login\nchange logout\n")
    said = remit("plan", "list.txt")
    assert said.code == 0
    assert "treat them as guesses" in " ".join(said.out.split())


def test_a_backtest_scores_this_repository(past: "Repo", remit: "RemitCall") -> None:
    del past
    said = remit("plan", "backtest", "--batch", "4", "--agents", "2", "--format", "json")
    assert said.code == 0
    assert [each["policy"] for each in said.each("outcomes")][-1] == "true files"
    text = remit("plan", "backtest", "--batch", "4", "--agents", "2").out
    assert "among the first 20" in text
    assert json.dumps(said.fields["recall"])


def test_a_list_without_end_is_too_large(past: "Repo", remit: "RemitCall") -> None:
    del past
    said = remit("plan", "/dev/zero")
    assert said.code == 2
    assert "larger than 1 MiB" in said.err


def test_closed_standard_input_is_an_empty_list(
    past: "Repo", remit: "RemitCall", monkeypatch: pytest.MonkeyPatch
) -> None:
    del past
    monkeypatch.setattr("sys.stdin", None)
    said = remit("plan", "-")
    assert said.code == 2
    assert "there is no task in it" in said.err


def test_a_written_plan_says_where_it_overlaps_with_tasks_that_are_there(
    past: "Repo", remit: "RemitCall"
) -> None:
    past.write("tasks.toml", '[[task]]\ntext = "a"\nid = "new"\nfiles = ["docs/a.md"]\n')
    past.task("kept", write=["docs/**"])
    said = remit("plan", "tasks.toml", "--write")
    assert said.code == 0, said.err
    assert "overlap: 'new' and 'kept' may both change docs/a.md" in said.out


def test_a_folder_without_manifests_is_told_from_an_empty_list(
    past: "Repo", remit: "RemitCall"
) -> None:
    past.write("lists/tasks.md", "- a task\n")
    said = remit("plan", "lists")
    assert said.code == 2
    assert "is a folder without manifests" in said.err
    assert "remit plan tasks.md" in said.err
