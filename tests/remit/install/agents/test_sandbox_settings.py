"""A scope as the files and folders that a sandbox knows."""

import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pattern_strategies import SMALL_PATHS, small_patterns

from remit.install.agents.sandbox_settings import (
    SandboxGrants,
    claude_sandbox_values,
    render_codex_profile,
    require_sandboxed,
    sandbox_grants,
    sandbox_limits,
)
from remit.install.repository_paths import InstallError
from remit.manifest.scope import FileRules
from remit.patterns.matcher import PathIndex

if TYPE_CHECKING:
    from repo import Repo

LISTS = st.lists(small_patterns(), max_size=4).map(tuple)


def is_open(path: bytes, grants: SandboxGrants) -> bool:
    """Whether the path is a writable one, or below one."""
    name = os.fsdecode(path)
    return any(each == "." or f"{name}/".startswith(f"{each}/") for each in grants.writable)


@settings(max_examples=60, deadline=None)
@given(LISTS, LISTS, LISTS)
def test_all_that_a_scope_may_write_is_open(
    write: tuple[str, ...], create: tuple[str, ...], claim: tuple[str, ...]
) -> None:
    grants = sandbox_grants(FileRules(write=write, create=create, claim=claim))
    covered = PathIndex((*write, *create, *claim))
    assert [
        path for path in SMALL_PATHS if covered.covers(path) and not is_open(path, grants)
    ] == []


@settings(max_examples=60, deadline=None)
@given(LISTS, LISTS)
def test_what_is_open_beyond_the_scope_is_in_a_folder_that_is_named(
    write: tuple[str, ...], deny: tuple[str, ...]
) -> None:
    grants = sandbox_grants(FileRules(write=write, deny=deny))
    covered = PathIndex(write)
    named = [limit.rpartition("folder ")[2].rstrip(".") or "." for limit in grants.limits]
    wide = SandboxGrants(tuple(named), (), ())
    for path in SMALL_PATHS:
        itself = os.fsdecode(path) in grants.writable  # a folder, which cannot be a file as well
        beyond = is_open(path, grants) and not covered.covers(path) and not itself
        assert not beyond or is_open(path, wide)


def test_a_folder_inside_an_open_one_is_not_named_again() -> None:
    grants = sandbox_grants(FileRules(write=("src/**", "src/a/**", "src/b.py", "docs/x.md")))
    assert grants.writable == ("docs/x.md", "src")
    assert sandbox_grants(FileRules(write=("**/*.md", "src/**"))).writable == (".",)


def test_what_a_sandbox_cannot_say_is_said(repo: "Repo") -> None:
    rules = FileRules(
        write=("src/*.py",), create=("docs/a.md",), append=("LOG",), deny=("src/*_key.py", "src/k/")
    )
    grants = sandbox_grants(rules)
    assert grants.closed == ("src/k",)
    assert grants.limits == (
        "src/*.py is opened as the folder src.",
        "src/*_key.py is denied by the scope, and open here.",
        "what may only be created may be changed here as well.",
        "what may only be appended to may be changed here as well.",
    )
    assert "LOG stays closed: Codex opens folders that are there." in sandbox_limits(
        "codex", grants, repo.root
    )


@pytest.fixture
def work(repo: "Repo", tmp_path: Path) -> Path:
    """A worktree of the task, whose branch lies in a folder of its own."""
    repo.git("worktree", "add", "-q", "-b", "agent/form/1", str(tmp_path / "work"))
    return tmp_path / "work"


def test_the_profile_of_codex_opens_the_scope_and_what_a_commit_writes(
    repo: "Repo", work: Path
) -> None:
    text = render_codex_profile(sandbox_grants(FileRules(write=("allowed/**", "top"))), work)
    profile = tomllib.loads(text)["permissions"]["remit"]["filesystem"]
    assert profile[":workspace_roots"] == {".": "read", "allowed": "write"}
    git = repo.root / ".git"
    opened = {path for path, access in profile.items() if access == "write"}
    assert opened == {
        str(git / "worktrees/work"),
        str(git / "objects"),
        str(git / "refs/heads/agent/form"),
        str(git / "logs/refs/heads/agent/form"),
    }


def test_the_settings_of_claude_code_close_all_that_is_beside_the_scope(work: Path) -> None:
    grants = sandbox_grants(FileRules(write=("secret/new/**", "top"), deny=("secret/new/k",)))
    (work / "secret/new").mkdir()
    values = {value.path[1:]: value.value for value in claude_sandbox_values(grants, work)}
    assert values["filesystem", "denyWrite"] == [
        str(work / path) for path in (".remit", "allowed", "secret/s", "secret/new/k")
    ]


def test_the_git_directory_of_a_main_checkout_stays_closed(repo: "Repo") -> None:
    grants = sandbox_grants(FileRules(write=("allowed/**",)))
    assert (
        "write"
        not in tomllib.loads(render_codex_profile(grants, repo.root))["permissions"]["remit"][
            "filesystem"
        ].values()
    )
    assert any(
        "outside of the sandbox" in each for each in sandbox_limits("codex", grants, repo.root)
    )


def test_a_branch_without_a_folder_is_said_to_open_all_branches(
    repo: "Repo", tmp_path: Path
) -> None:
    repo.git("worktree", "add", "-q", "-b", "login", str(tmp_path / "work"))
    grants = sandbox_grants(FileRules(write=("allowed/**",)))
    assert any(
        "all branches" in each for each in sandbox_limits("codex", grants, tmp_path / "work")
    )


def test_an_agent_without_such_a_sandbox_is_refused() -> None:
    with pytest.raises(InstallError, match="gemini has no sandbox"):
        require_sandboxed("gemini")
