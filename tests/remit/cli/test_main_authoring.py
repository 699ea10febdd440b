"""`init`, `new`, `lint`, `install`, `uninstall`, `doctor`: verbs for those who write manifests."""

import os
import pty
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from remit.manifest import policy, scope

if TYPE_CHECKING:
    from calling import RemitCall
    from repo import Repo

POLICY, EXAMPLE = ".remit/policy.toml", ".remit/tasks/example.toml"


@pytest.fixture
def fresh(empty: "Repo") -> "Repo":
    """A repository that has never heard of remit."""
    empty.put("src/a.py")
    return empty


def run_landing(repo: "Repo", out: str) -> None:
    """Run the commands that were given for getting manifests onto the base."""
    _, _, commands = out.partition("Manifests do nothing until they are on ")
    for line in commands.splitlines()[1:]:
        subprocess.run(shlex.split(line), cwd=repo.root, check=True, capture_output=True)


def test_init_writes_a_policy_and_an_example_that_can_be_read(
    remit: "RemitCall", fresh: "Repo"
) -> None:
    said = remit("init", "--no-install")
    assert said.code == 0
    assert said.out.startswith(f"wrote {POLICY}\nwrote {EXAMPLE}\n")
    read = policy.parse_policy((fresh.root / POLICY).read_bytes(), POLICY)
    assert read == policy.Policy(base="main")
    scope_ = scope.parse_manifest((fresh.root / EXAMPLE).read_bytes(), EXAMPLE)
    assert scope_.files == scope.FileRules()
    assert "not installed: remit install" in said.out
    assert remit("lint").code == 0
    run_landing(fresh, said.out)
    assert fresh.git("status", "--porcelain") == ""
    assert remit("show").out.startswith("example")


def test_init_refuses_a_base_that_is_nowhere(remit: "RemitCall", fresh: "Repo") -> None:
    said = remit("init", "--no-install", "--base", "trunk")
    assert said.code == 2
    assert said.err.startswith("remit: there is no branch trunk here or at origin.\n")
    assert not (fresh.root / ".remit").exists()


@pytest.mark.parametrize("named", [(), ("--base", "main")])
def test_init_installs_the_hooks_before_the_first_commit(
    remit: "RemitCall", empty: "Repo", named: tuple[str, ...]
) -> None:
    said = remit("init", "--install", *named)
    assert said.code == 0
    assert "remit.base is now main" in said.out
    run_landing(empty, said.out)
    assert remit("doctor").code == 0


def test_the_comments_of_a_policy_are_settings_that_can_be_read(
    remit: "RemitCall", fresh: "Repo"
) -> None:
    remit("init", "--no-install")
    text = (fresh.root / POLICY).read_text()
    lines = [
        line[2:] if line[:3] in {"# r", "# c", "# p", "# ["} else line for line in text.splitlines()
    ]
    lines = [line for line in lines if not line.startswith(("protected", "Counts"))]
    read = policy.parse_policy("\n".join(lines).encode(), POLICY)
    assert read.case == "fold"
    assert read.unassigned == policy.Unassigned()
    assert read.limits.changed_paths == 500


def test_init_never_overwrites(remit: "RemitCall", fresh: "Repo") -> None:
    fresh.write(POLICY, 'base = "main"\n')
    fresh.task("mine", write=["src/**"])
    said = remit("init", "--no-install")
    assert said.code == 0
    assert f"{POLICY} exists and is left as it is" in said.out
    assert (fresh.root / POLICY).read_text() == 'base = "main"\n'
    assert not (fresh.root / EXAMPLE).exists()


def test_init_before_the_first_commit_takes_the_current_branch(
    remit: "RemitCall", empty: "Repo"
) -> None:
    empty.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    assert remit("init", "--no-install").code == 0
    assert 'base = "trunk"' in (empty.root / POLICY).read_text()


def test_init_asks_for_a_base_that_is_not_clear(remit: "RemitCall", fresh: "Repo") -> None:
    fresh.git("branch", "master")
    said = remit("init", "--no-install")
    assert (said.code, said.out) == (2, "")
    assert "hint: name it: remit init --base BRANCH" in said.err
    assert not (fresh.root / ".remit").exists()
    assert remit("init", "--no-install", "--base", "master").code == 0
    assert 'base = "master"' in (fresh.root / POLICY).read_text()


@pytest.mark.parametrize("place", ["CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS"])
def test_init_proposes_what_codeowners_says(remit: "RemitCall", fresh: "Repo", place: str) -> None:
    fresh.write(place, "# all\n*  @all\n/src/  @web @ops # inline\n*.md docs@example.org\n!x @no\n")
    said = remit("init", "--no-install")
    assert f"proposals from {place} are comments in {EXAMPLE}" in said.out
    text = (fresh.root / EXAMPLE).read_text()
    assert '# owner = "@web"\n# write = ["src/"]\n' in text
    assert '# owner = "docs@example.org"\n# write = ["**/*.md"]\n' in text
    assert scope.parse_manifest(text.encode(), EXAMPLE).files == scope.FileRules()


def test_init_installs_the_hooks_when_told_to(remit: "RemitCall", fresh: "Repo") -> None:
    said = remit("init", "--install")
    assert said.code == 0
    assert fresh.git("config", "remit.base") == "main"
    assert (fresh.root / ".git/hooks/pre-commit").exists()
    assert remit("uninstall").code == 0
    assert not (fresh.root / ".git/hooks/pre-commit").exists()


def test_init_asks_nobody_where_there_is_no_terminal(remit: "RemitCall", fresh: "Repo") -> None:
    assert "not installed" in remit("init").out
    assert not (fresh.root / ".git/hooks/pre-commit").exists()


def test_new_writes_a_manifest_that_says_what_was_asked(remit: "RemitCall", fresh: "Repo") -> None:
    said = remit(
        *("new", "login", "--write", "src/login/**", "src/x", "--create", "docs/*.md"),
        *("--append", "CHANGES", "--deny", "src/login/keys/**", "--title", 'The "form"'),
        *("--owner", "@web", "--branch", "web/*", "--branch", "web"),
    )
    assert said.code == 0
    where = ".remit/tasks/login.toml"
    assert said.out.startswith(f"wrote {where}: branch web/*, web\n")
    scope_ = scope.parse_manifest((fresh.root / where).read_bytes(), where)
    assert scope_ == scope.Scope(
        "login",
        ("web/*", "web"),
        title='The "form"',
        owner="@web",
        files=scope.FileRules(
            ("src/login/**", "src/x"),
            ("docs/*.md",),
            ("CHANGES",),
            deny=("src/login/keys/**",),
        ),
    )
    run_landing(fresh, said.out)
    assert remit("who", "src/x").out == "src/x: login\n"


def test_new_refuses_what_lint_would_refuse_and_writes_nothing(
    remit: "RemitCall", fresh: "Repo"
) -> None:
    said = remit("new", "Bad Id", "--write", "../x", "src\\y")
    assert said.code == 2
    assert said.err.count(".remit/tasks/Bad Id.toml:") == 4
    assert remit("new", "../../x", "--write", "a").code == 2
    assert not (fresh.root / ".remit").exists()
    assert not (fresh.root / "x.toml").exists()


def test_new_says_that_nothing_was_written_where_the_task_has_faults(
    remit: "RemitCall", fresh: "Repo"
) -> None:
    said = remit("new", "x", "--write", "/a", "c/../d")
    assert said.code == 2
    first, *faults = said.err.splitlines()
    assert first == "remit: nothing was written: .remit/tasks/x.toml would have 2 faults."
    assert [line.partition(": ")[2][:9] for line in faults[::2]] == ["pattern '"] * 2
    said = remit("new", "x", "--write", "/a", "b\udcff")
    assert (said.code, "is not UTF-8" in said.err) == (2, True)
    assert not (fresh.root / ".remit").exists()


def test_new_shows_what_lint_would_refuse_about_the_order(remit: "RemitCall", repo: "Repo") -> None:
    said = remit("new", "b", "--write", "src/**", "--after", "lgoin")
    assert said.code == 0
    assert "error: `after` names 'lgoin', which is no task.\n  hint: did you mean" in said.out
    assert repo


@pytest.mark.parametrize(
    ("branch", "words"),
    [
        ("agent/login", "'b' and 'login' both name the branch agent/login"),
        ("agent/*", "'b' and 'login' both name the branch agent/login"),
        ("m*", "'b' names the base branch main."),
    ],
)
@pytest.mark.parametrize("place", ["here", "only on the base"])
def test_new_writes_nothing_where_a_branch_is_taken(
    remit: "RemitCall", repo: "Repo", branch: str, words: str, place: str
) -> None:
    if place != "here":
        repo.git("rm", "-q", ".remit/tasks/login.toml")
    said = remit("new", "b", "--write", "src/**", "--branch", branch)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"remit: nothing was written: {words}")
    assert not (repo.root / ".remit/tasks/b.toml").exists()


def test_new_says_that_a_scope_without_patterns_is_empty(remit: "RemitCall", fresh: "Repo") -> None:
    assert "its scope is empty" in remit("new", "a", "--deny", "x").out
    assert "its scope is empty" not in remit("new", "b", "--append", "x").out
    assert remit("lint").code == 0
    assert fresh


def test_new_refuses_a_task_that_is_there(remit: "RemitCall", repo: "Repo") -> None:
    repo.git("rm", "-q", ".remit/tasks/login.toml")
    assert "the base has a task login already" in remit("new", "login", "--write", "x").err
    repo.write(".remit/tasks/other.toml", "mine")
    said = remit("new", "other", "--write", "x")
    assert said.code == 2
    assert "exists already; nothing was written" in said.err
    assert (repo.root / ".remit/tasks/other.toml").read_text() == "mine"
    assert [path.name for path in (repo.root / ".remit/tasks").iterdir()] == ["other.toml"]


def test_new_shows_overlaps_with_a_example(remit: "RemitCall", repo: "Repo") -> None:
    said = remit("new", "wide", "--write", "allowed/x*")
    assert said.code == 0
    assert "overlap: 'wide' and 'login' may both change allowed/x" in said.out
    assert "  git switch main\n" in said.out
    said = remit("new", "later", "--write", "allowed/y", "--after", "login")
    assert "overlap" not in said.out
    assert (repo.root / ".remit/tasks/later.toml").exists()


def test_new_says_where_it_cannot_write(
    remit: "RemitCall", fresh: "Repo", monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", full)
    said = remit("new", "x", "--write", "y")
    assert said.code == 2
    assert said.err.endswith("cannot be written: No space left on device.\n")
    assert list((fresh.root / ".remit/tasks").iterdir()) == []


def test_lint_says_what_is_not_in_force_yet(remit: "RemitCall", repo: "Repo") -> None:
    remit("new", "other", "--write", "secret/**")
    said = remit("lint")
    assert said.code == 0
    assert (
        "note: not in force, because main does not have this version: .remit/tasks/other.toml\n"
        in said.out
    )
    assert said.out.endswith("remit lint: no errors in 2 tasks of the working tree\n")
    said = remit("lint", "--base")
    assert said.out.endswith("remit lint: no errors in 1 task of main\n")
    assert repo


def test_lint_fails_for_an_overlap_and_names_the_path(remit: "RemitCall", repo: "Repo") -> None:
    remit("new", "other", "--write", "allowed/z")
    said = remit("lint")
    assert said.code == 1
    assert ".remit/tasks/login.toml:5: error: 'login' and 'other' may both change" in said.out
    fields = remit("lint", "--format", "json")
    assert fields.code == 1
    (found,) = [each for each in fields.each("findings") if each["kind"] == "overlap"]
    assert found["example"] == {"path": "allowed/z"}
    assert found["level"] == "error"
    assert repo


def test_lint_passes_by_what_git_cannot_track(remit: "RemitCall", repo: "Repo") -> None:
    os.mkfifo(repo.root / ".remit/tasks/pipe.toml")
    said = remit("lint")
    assert said.code == 0
    assert "pipe" not in said.out + said.err


def test_lint_names_a_manifest_in_a_place_where_it_means_nothing(
    remit: "RemitCall", repo: "Repo"
) -> None:
    repo.write(".remit/other.toml", "whatever")
    repo.write(".remit/notes.md", "whatever")
    said = remit("lint")
    assert ".remit/other.toml: warning: a file of this name means nothing." in said.out
    assert "notes.md" not in said.out


def test_lint_lists_every_fault_of_every_file(remit: "RemitCall", repo: "Repo") -> None:
    repo.write(".remit/tasks/broken.toml", "[task\n")
    repo.write(".remit/tasks/twice.toml", '[task]\nid = "x"\nbrnch = "y"\n')
    repo.link(".remit/tasks/link.toml", "login.toml")
    repo.write(".remit/tasks/huge.toml", b"#" * (10 << 20))
    said = remit("lint")
    assert said.code == 1
    for name in ("broken", "twice", "link", "huge"):
        assert f".remit/tasks/{name}.toml" in said.out
    assert "branch" in said.out


def test_lint_works_from_a_folder_and_before_there_is_a_base(
    remit: "RemitCall", fresh: "Repo", monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh.git("branch", "master")
    fresh.task("login", write=["src/**"])
    monkeypatch.chdir(fresh.root / "src")
    assert remit("lint").code == 0
    assert remit("lint", "--base").code == 2


@pytest.mark.usefixtures("repo")
def test_doctor_says_what_is_broken_and_fails(remit: "RemitCall") -> None:
    said = remit("doctor")
    assert said.code == 1
    assert said.out.endswith("remit doctor: something is broken\n")
    assert remit("install").code == 0
    assert remit("doctor").code == 0
    fields = remit("doctor", "--format", "json").fields
    assert fields["works"] is True


@pytest.mark.parametrize(("typed", "installed"), [("\n", True), ("no\n", False), ("y\n", True)])
def test_init_asks_at_a_terminal(fresh: "Repo", typed: str, *, installed: bool) -> None:
    master, terminal = pty.openpty()
    words = [sys.executable, "-I", "-m", "remit.cli", "init"]
    running = subprocess.Popen(words, stdin=terminal, stdout=terminal)
    os.write(master, typed.encode())
    assert running.wait(timeout=30) == 0
    os.close(terminal)
    os.close(master)
    assert (fresh.root / ".git/hooks/pre-commit").exists() == installed


AGENT_BRANCHES = ("agent/{task}/*", "worktree-{task}", "claude/{task}", "codex/{task}")


def test_init_names_branches_as_the_agents_do_and_new_uses_that(
    remit: "RemitCall", fresh: "Repo"
) -> None:
    said = remit("init", "--agents", "claude-code, codex", "--no-install")
    assert "remit bind TASK" in said.out
    text = (fresh.root / ".remit/policy.toml").read_bytes()
    assert policy.parse_policy(text, "policy.toml").task_branches == AGENT_BRANCHES
    example = (fresh.root / ".remit/tasks/example.toml").read_bytes()
    assert scope.parse_manifest(example, "example.toml").branch == tuple(
        pattern.replace("{task}", "example") for pattern in AGENT_BRANCHES
    )
    assert remit("new", "login", "--write", "src/**").code == 0
    manifest = (fresh.root / ".remit/tasks/login.toml").read_bytes()
    assert "worktree-login" in scope.parse_manifest(manifest, "login.toml").branch
    (fresh.root / ".remit/policy.toml").write_text("enforce = 1\n")
    assert remit("new", "other", "--write", "lib/**").code == 0


def test_init_asks_for_nothing_twice_and_keeps_what_a_policy_says(
    remit: "RemitCall", fresh: "Repo"
) -> None:
    path = fresh.write(
        ".remit/policy.toml", '# ours\nbase = "main"\n\n[limits]\nchanged_paths = 9\n'
    )
    assert "is left as it is" in remit("init", "--no-install").out
    for names, more in (("claude-code", ()), ("codex", ("codex/{task}",)), ("codex", ())):
        before = path.read_text()
        said = remit("init", "--agents", names, "--no-install", "--format", "json")
        assert (".remit/policy.toml" in str(said.fields["written"])) == (path.read_text() != before)
        assert bool(more) <= (path.read_text() != before)
    found = policy.parse_policy(path.read_bytes(), "policy.toml")
    assert (found.base, found.limits.changed_paths) == ("main", 9)
    assert found.task_branches == AGENT_BRANCHES
    assert path.read_text().startswith("# ours\n")


def test_init_leaves_a_policy_to_its_author_where_it_cannot_edit_it(
    remit: "RemitCall", fresh: "Repo"
) -> None:
    text = 'task_branches = [\n  "x/{task}",\n]\n'
    path = fresh.write(".remit/policy.toml", text)
    said = remit("init", "--base", "main", "--agents", "codex", "--no-install")
    assert (said.code, path.read_text()) == (2, text)


def test_init_names_a_policy_that_is_a_link_to_nowhere(remit: "RemitCall", fresh: "Repo") -> None:
    fresh.link(".remit/policy.toml", "nowhere")
    said = remit("init", "--agents", "codex", "--no-install")
    assert (said.code, "leads nowhere" in said.err) == (2, True)


def test_init_names_the_agents_that_it_knows(remit: "RemitCall", fresh: "Repo") -> None:
    assert "did you mean claude-code?" in remit("init", "--agents", "claude-cod").err
    assert "the agents are claude-code, codex" in remit("init", "--agents", "zz").err
    assert not (fresh.root / ".remit").exists()
