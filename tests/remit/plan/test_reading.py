"""Lists of every kind become tasks; what is wrong with a list is said all at once."""

import pytest

from remit.errors import ManifestError
from remit.plan.reading import read_tasks
from remit.plan.reading.validation import UniqueIds
from remit.plan.task import PlanTask

CHECKLIST = """\
# Tasks: login

## Phase 1: Setup
- [x] T001 Create the project
- [ ] T002 Initialise the linter
- [ ] T003 [P] Configure CI in .github/workflows/ci.yml

## Phase 2: Foundational
- [ ] T004 Set up the database in src/db.py

## Phase 3: User Story 1 - Log in
### Tests
- [ ] T005 [P] [US1] Test the form in tests/test_form.py
### Implementation
- [ ] T006 [P] [US1] Create User in src/models/user.py
- [ ] T007 [US1] Use both in src/login.py

## Phase 4: User Story 2 - Log out
- [ ] T008 [P] [US2] Log out in src/logout.py

## Phase 5: Polish
- [ ] T009 [P] Update docs/login.md

```
- [ ] T010 only an example
```
"""
STORIES = """\
## Epic 1: Accounts

### Story 1.1: Log in
As a user,
I want to log in.

**Acceptance Criteria:**
1. Wrong passwords are refused

### Story 1.2: Log out
**Prerequisites:** Story 1.1

## Notes
nothing of this counts
"""


def _after(tasks: "tuple[PlanTask, ...]") -> dict[str, tuple[str, ...]]:
    return {task.id: task.after for task in tasks}


def test_each_line_is_a_task() -> None:
    tasks = read_tasks(b"Fix the form\n\n# a heading\nFix the form\n", "t.txt")
    assert [task.id for task in tasks] == ["fix-the-form", "fix-the-form-2"]
    assert [task.line for task in tasks] == [1, 4]


def test_items_of_a_list_are_tasks_and_done_ones_are_not() -> None:
    tasks = read_tasks(b"Intro\n- [ ] one thing\n- [x] done\n2. another\n  * third\n", "t.md")
    assert [task.text for task in tasks] == ["one thing", "another", "third"]


def test_phases_of_a_checklist_are_an_order() -> None:
    assert _after(read_tasks(CHECKLIST.encode(), "tasks.md")) == {
        "t002": (),
        "t003": ("t002",),
        "t004": ("t002", "t003"),
        "t005": ("t004",),
        "t006": ("t004",),
        "t007": ("t005", "t006"),
        "t008": ("t004",),
        "t009": ("t005", "t006", "t007", "t008"),
    }


def test_a_checklists_text_keeps_its_path_and_loses_its_marks() -> None:
    tasks = {task.id: task for task in read_tasks(CHECKLIST.encode(), "tasks.md")}
    assert tasks["t006"].text == "Create User in src/models/user.py"


def test_stories_wait_for_their_prerequisites() -> None:
    first, second = read_tasks(STORIES.encode(), "epics.md")
    assert (first.id, second.id, second.after) == ("story-1-1", "story-1-2", ("story-1-1",))
    assert "Wrong passwords" in first.text
    assert "nothing of this" not in second.text


def test_the_sections_of_a_story_belong_to_it() -> None:
    text = b"# Epic 1\n## Story 1.1: a\n### Tasks / Subtasks\n- edit src/a.py\n## Notes\nsrc/b.py\n"
    (task,) = read_tasks(text, "t.md")
    assert "src/a.py" in task.text
    assert "src/b.py" not in task.text


def test_a_fault_of_a_whole_list_names_no_line() -> None:
    with pytest.raises(ManifestError) as caught:
        read_tasks(b"", "t.md")
    assert str(caught.value).startswith("t.md: there is no task in it.")


def test_a_story_that_is_done_is_waited_for_no_more() -> None:
    text = b"- [x] Story 1.1: a\n- [ ] Story 1.2: b\n  Depends on: Story 1.1\n"
    (task,) = read_tasks(text, "t.md")
    assert (task.id, task.after) == ("story-1-2", ())


def test_toml_says_all_that_can_be_said() -> None:
    text = b"""
[[task]]
text = "Store tokens"
id = "store"
files = ["src/store/**"]
minutes = 30
holds = ["chromium"]
[[task]]
text = "Use tokens"
after = ["store"]
"""
    store, use = read_tasks(text, "tasks.toml")
    assert store == PlanTask(
        "store", "Store tokens", ("src/store/**",), (), 30, ("chromium",), line=2
    )
    assert (use.id, use.after, use.minutes) == ("use-tokens", ("store",), None)


def test_toml_is_known_by_its_first_line_too() -> None:
    assert read_tasks(b'[[task]]\ntext = "a b"\n', "standard input")[0].id == "a-b"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "there is no task"),
        (b" \n\n", "there is no task"),
        (b"# only a heading\n", "there is no task"),
        (b"a\0b", "binary"),
        (b"caf\xe9", "not UTF-8"),
        (b"a" * (1 << 20) + b"b", "larger than 1 MiB"),
    ],
)
def test_what_is_no_list_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(ManifestError, match=what):
        read_tasks(data, "t.txt")


def _faults(text: str) -> list[str]:
    with pytest.raises(ManifestError) as refused:
        read_tasks(text.encode(), "t.toml")
    return [f"{fault.line}: {fault.what}" for fault in refused.value.faults]


def test_every_fault_of_the_keys_is_listed() -> None:
    said = _faults('[[task]]\ntext = ""\nfile = []\n[[task]]\nid = "A b"\nminutes = 0\n')
    assert len(said) == 5
    assert [line.partition(":")[0] for line in said] == ["2", "3", "4", "5", "6"]


def test_every_fault_between_tasks_is_listed() -> None:
    said = _faults(
        '[[task]]\ntext="a"\nid="a"\nafter=["b"]\n'
        '[[task]]\ntext="b"\nid="b"\nafter=["a", "bb"]\n'
        '[[task]]\ntext="c"\nid="a"\n[[task]]\ntext="d"\nid="d"\nafter=["d"]\n'
    )
    assert any("wait for each other: 'a', 'b'" in line for line in said) or any(
        "taken" in line for line in said
    )
    assert any("'bb', which is no task" in line for line in said)
    assert any("'a' is taken by line 1" in line for line in said)
    assert any("'d' waits for itself" in line for line in said)


def test_only_the_ends_of_lines_end_a_task() -> None:
    found = read_tasks("one\vtwo\u2028three\r\nfour\rfive\n".encode(), "tasks.txt")
    assert [task.line for task in found] == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Internationalisation of the authentication documentation pages",
            "internationalisation-of-the",
        ),
        ("word " * 9, "word-word-word-word-word"),
        ("x" * 60, "x" * 40),
        ("y " + "x" * 60, "y"),
    ],
)
def test_an_id_is_cut_at_a_word(text: str, name: str) -> None:
    assert UniqueIds().of(text) == name
