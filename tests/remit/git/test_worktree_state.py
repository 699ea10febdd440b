"""What a working tree holds beyond HEAD, noted and compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from repo import Repo

from remit.errors import CouldNotCheck
from remit.git.worktree_state import WorktreeState, parse_worktree_state, read_worktree_state

FIELDS = st.binary(max_size=8).filter(lambda text: b"\0" not in text)
STATES = st.builds(WorktreeState, st.sampled_from(["", "1" * 40]), st.dictionaries(FIELDS, FIELDS))


@given(STATES)
def test_a_state_is_read_as_it_was_written(state: WorktreeState) -> None:
    assert parse_worktree_state(state.serialize()) == state


@given(st.binary(max_size=40))
def test_anything_else_is_damaged(data: bytes) -> None:
    try:
        parse_worktree_state(data)
    except CouldNotCheck:
        return
    assert data.startswith(b"remit state 1\0")


def state(repo: Repo) -> WorktreeState:
    with repo.inside() as repository:
        return read_worktree_state(repository)


def test_only_what_differs_otherwise_than_before_has_changed(repo: Repo) -> None:
    repo.write("top", "dirty\n")
    repo.write("untracked")
    before = state(repo)
    assert not state(repo).changed_since(before)
    repo.write("top", "dirtier\n")
    repo.write("new/file")
    repo.git("rm", "-q", "secret/s")
    repo.stage("allowed/a", "staged\n")
    (repo.root / "untracked").unlink()
    assert state(repo).changed_since(before) == {b"top", b"new/file", b"secret/s", b"allowed/a"}


def test_a_mode_alone_is_a_change(repo: Repo) -> None:
    before = state(repo)
    (repo.root / "top").chmod(0o755)
    assert state(repo).changed_since(before) == {b"top"}


def test_from_a_folder_of_the_tree_it_is_the_same(repo: Repo) -> None:
    repo.write("top", "dirty\n")
    with repo.inside("allowed") as repository:
        assert read_worktree_state(repository) == state(repo)


def test_before_the_first_commit_everything_is_new(empty: Repo) -> None:
    empty.write("a")
    assert state(empty).head == ""
    assert state(empty).notes.keys() == {b"a"}


@pytest.mark.parametrize("data", [b"", b"remit state 2\0", b"remit state 1\0a b\0x\0y"])
def test_what_another_version_wrote_is_refused(data: bytes) -> None:
    with pytest.raises(CouldNotCheck):
        parse_worktree_state(data)
