"""`remit import`: what is shown, what is written, and what cannot be read."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from calling import RemitCall
    from repo import Repo

STORY = "# Story 1.2: Log in\n## File List\n- src/login/form.py\n- .remit/policy.toml\n"


@pytest.fixture
def story(repo: "Repo") -> "Repo":
    """On `main`, with a story, and a policy that gives a task a branch of an agent too."""
    repo.switch("main")
    repo.write("story.md", STORY)
    patterns = '["agent/{task}/*", "worktree-{task}"]'
    repo.stage(".remit/policy.toml", f'base = "main"\ntask_branches = {patterns}\n')
    repo.commit()
    return repo


def test_a_draft_is_shown_and_then_written_as_it_was_shown(
    remit: "RemitCall", story: "Repo"
) -> None:
    shown = remit("import", "bmad", "story.md")
    assert shown.code == 0, shown.err
    assert 'branch = ["agent/story-1-2/*", "worktree-story-1-2"]' in shown.out
    assert "not carried over: line 4: .remit/policy.toml: manifests and policy" in shown.out
    assert not (story.root / ".remit/tasks/story-1-2.toml").exists()
    assert remit("import", "bmad", "story.md", "--write").out.startswith("wrote .remit/tasks/")
    assert (story.root / ".remit/tasks/story-1-2.toml").read_text("utf-8") in shown.out
    again = remit("import", "bmad", "story.md", "--write")
    assert (again.code, "exists already" in again.err) == (2, True)


def test_outside_of_a_repository_the_file_alone_is_looked_at(
    remit: "RemitCall", story: "Repo", monkeypatch: pytest.MonkeyPatch
) -> None:
    (story.root.parent / "other").mkdir()
    monkeypatch.chdir(story.root.parent / "other")
    said = remit("import", "bmad", str(story.root / "story.md"), "--format", "json")
    (manifest,) = said.each("manifests")
    assert 'branch = "agent/story-1-2/*"' in str(manifest["text"])
    assert said.fields["written"] is None


@pytest.mark.parametrize("name", ["missing", "."])
@pytest.mark.usefixtures("repo")
def test_what_cannot_be_read_is_said(remit: "RemitCall", name: str) -> None:
    said = remit("import", "spec-kit", name)
    assert (said.code, "cannot be read" in said.err) == (2, True)
