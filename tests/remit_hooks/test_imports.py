"""The hook's start-up: on a clean commit it imports what stands in this list, and nothing else.

A list is stable where a clock is not. A module that is added here costs every commit its import:
measure it first (`python tests/support/hook_cost.py`).
"""

import subprocess
import sys

import pytest
from agent_events import Caller
from repo import Repo

STANDARD = {
    "binascii", "contextlib", "copyreg", "errno", "locale", "marshal", "math", "select",
    "selectors", "signal", "subprocess", "threading", "types", "typing", "warnings", "zlib",
    "enum", "re", "functools", "collections", "operator", "keyword", "reprlib", "fcntl",
    "pwd", "bisect", "runpy", "pkgutil", "importlib", "weakref", "weakrefset", "itertools", "sre",
    "posixsubprocess", "resource", "msvcrt", "gc",  # one of the last is looked for in vain
}  # fmt: skip
COSTLY = {
    "argparse", "asyncio", "dataclasses", "datetime", "email", "git", "hashlib", "inspect",
    "jinja2", "json", "logging", "pathlib", "platform", "random", "shlex", "shutil", "socket",
    "tempfile", "traceback", "urllib",
}  # fmt: skip
OURS = {"remit", "remit_hooks"}
NOT_OURS_HERE = (
    "remit.cli", "remit.install", "remit.manifest.lint", "remit.manifest.writer",
    "remit.manifest.reader", "remit.report", "remit.gates.effect_on_base", "remit_sim",
)  # fmt: skip


def imported(hook: str, *words: str, feed: str = "") -> set[str]:
    """The modules that a hook imports after the interpreter has started."""
    plain = _modules("-c", "import sys")
    return _modules("-m", "remit_hooks", hook, *words, feed=feed) - plain


def _modules(*arguments: str, feed: str = "") -> set[str]:
    done = subprocess.run(
        [sys.executable, "-I", "-X", "importtime", *arguments],
        input=feed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines[1:]}


@pytest.fixture
def clean(repo: Repo) -> Repo:
    """A clean change, judged once before: the catalog is cached, bytecode is written."""
    repo.stage("allowed/new")
    imported("pre-commit")
    return repo


def test_a_clean_commit_imports_nothing_costly(clean: Repo) -> None:
    assert clean.root.exists()
    roots = {name.partition(".")[0].lstrip("_") for name in imported("pre-commit")}
    assert roots & COSTLY == set()
    assert roots - STANDARD - OURS - {""} == set()


def test_a_clean_commit_imports_no_part_of_remit_that_it_does_not_need(clean: Repo) -> None:
    assert clean.root.exists()
    found = {name for name in imported("pre-commit") if name.startswith(NOT_OURS_HERE)}
    assert found == set()


def test_a_branch_of_no_task_imports_no_judge(clean: Repo) -> None:
    clean.switch("main")
    assert not any(name.startswith("remit.judge") for name in imported("pre-commit"))


WITH_CLAIMS = {"sqlite3", "time"}  # and what they import, compiled: `datetime` costs 1 ms


def test_a_commit_imports_the_store_only_where_it_needs_a_claim(clean: Repo) -> None:
    """Nothing but a manifest with `claim` costs more, and only for what nothing else allows."""
    clean.switch("main")
    clean.task("login", write=["allowed/**"], claim=["shared/**"])
    clean.commit("what may be claimed")
    clean.git("branch", "-f", "agent/login")
    clean.switch("agent/login")
    clean.stage("allowed/new")
    stores = ("remit.stores", "remit.gates.claim", "remit.coordination", "sqlite3", "_sqlite3")
    assert not any(name.startswith(stores) for name in imported("pre-commit"))
    clean.stage("shared/new")
    imported("pre-commit")  # makes the store
    found = imported("pre-commit")
    assert "remit.gates.claim_holders" not in found
    roots = {name.partition(".")[0].lstrip("_") for name in found}
    assert roots & COSTLY == {"datetime"}
    assert roots - STANDARD - OURS - COSTLY - WITH_CLAIMS - {""} == set()


def test_a_message_and_a_judged_commit_import_nothing_costly(clean: Repo) -> None:
    message = clean.root.parent / "MSG"
    message.write_text("A subject\n")
    roots = {name.partition(".")[0] for name in imported("commit-msg", str(message))}
    assert roots & COSTLY == set()
    clean.commit()
    roots = {name.partition(".")[0] for name in imported("post-commit")}
    assert "subprocess" in roots


NOT_BEFORE_A_WRITE = (
    "remit.report", "remit.cli", "remit.install", "remit.git.worktree", "remit.git.trees",
    "remit.git.verdict_log", "remit.gates.enforcement", "remit.gates.unassigned", "remit.stores",
    "remit_hooks.agent.shell", "remit_hooks.agent.call",
)  # fmt: skip


def test_an_allowed_write_of_an_agent_imports_nothing_that_it_does_not_need(clean: Repo) -> None:
    caller = Caller("claude-code", clean.root)
    event = caller.event("Write", {"file_path": "allowed/new", "content": "x"})
    found = imported("agent", "claude-code", feed=event)
    roots = {name.partition(".")[0].lstrip("_") for name in found}
    assert roots & (COSTLY - {"json"}) == set()
    assert roots - STANDARD - OURS - {"", "json", "scanner", "decoder", "encoder"} == set()
    assert [name for name in found if name.startswith(NOT_BEFORE_A_WRITE)] == [
        name for name in found if name == "remit.git.worktree_places"
    ]


def test_a_harmless_shell_call_of_an_agent_imports_no_judge(clean: Repo) -> None:
    caller = Caller("claude-code", clean.root)
    found = imported("agent", "claude-code", feed=caller.shell("git status | head"))
    roots = {name.partition(".")[0].lstrip("_") for name in found}
    assert roots & (COSTLY - {"json"}) == set()
    assert not [name for name in found if name.startswith(("remit.judge", "remit.report"))]


def test_a_read_of_an_agent_reads_no_manifest(clean: Repo) -> None:
    event = Caller("claude-code", clean.root).event("Read", {"file_path": "allowed/a"})
    found = imported("agent", "claude-code", feed=event)
    assert not [name for name in found if name.startswith("remit.manifest")]
