"""What a change is: T1 to T17 of the catalogue of traps."""

import pytest
from repo import Repo, rules

R101 = "R101"


def test_a_rename_is_judged_at_its_source_too(repo: Repo) -> None:  # T1
    repo.git("mv", "secret/s", "allowed/s")
    assert rules(repo.judge()) == [(b"secret/s", R101)]


@pytest.mark.parametrize("detection", ["true", "copies"])
def test_a_copy_changes_its_destination_only(repo: Repo, detection: str) -> None:  # T2
    repo.git("config", "diff.renames", detection)
    repo.stage("allowed/copy", "secret/s\n")
    verdict = repo.judge()
    assert (verdict.outcome, verdict.judged) == ("clean", 1)


def test_judging_paths_of_a_blobless_clone_fetches_nothing(repo: Repo) -> None:  # T3
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.switch("main")
    clone = repo.clone(repo.root.parent / "partial", "--filter=blob:none", "--no-checkout")
    clone.git("symbolic-ref", "HEAD", "refs/heads/agent/login")
    clone.git("update-ref", "HEAD", "origin/main")
    clone.git("read-tree", "HEAD")
    clone.git("rm", "-q", "--cached", "secret/s")
    clone.git("cat-file", "-p", "HEAD:.remit/tasks/login.toml")  # what a checkout would have got
    before = clone.git("rev-list", "--objects", "--missing=print", "HEAD")
    assert "?" in before
    clone.git("config", "remote.origin.url", (repo.root.parent / "nowhere").as_uri())
    assert rules(clone.judge()) == [(b"secret/s", R101)]
    assert clone.git("rev-list", "--objects", "--missing=print", "HEAD") == before


def test_a_deletion_is_a_change(repo: Repo) -> None:  # T4
    repo.git("rm", "-q", "secret/s")
    assert rules(repo.judge()) == [(b"secret/s", R101)]


def test_a_mode_alone_is_a_change(repo: Repo) -> None:  # T5
    repo.git("config", "core.fileMode", "false")
    repo.git("update-index", "--chmod=+x", "secret/s")
    assert rules(repo.judge()) == [(b"secret/s", R101)]


def test_a_file_that_becomes_a_symlink_is_a_change(repo: Repo) -> None:  # T6
    repo.link("secret/s", "../allowed/a")
    repo.git("add", "secret/s")
    (violation,) = repo.judge().violations
    assert violation.change is not None
    assert (violation.change.path, violation.change.status) == (b"secret/s", "T")


@pytest.mark.parametrize("target", ["/etc/passwd", "../secret", "../../outside", "../secret/s"])
def test_a_new_symlink_that_leads_out_of_the_scope_is_a_violation(
    repo: Repo, target: str
) -> None:  # T7
    repo.link("allowed/link", target)
    repo.git("add", "allowed/link")
    assert rules(repo.judge()) == [(b"allowed/link", "R105")]


def test_a_new_symlink_is_followed_through_links_of_the_result(repo: Repo) -> None:  # T7
    repo.link("allowed/hop", "../secret")
    repo.link("allowed/link", "hop/s")
    repo.git("add", "allowed")
    assert (b"allowed/link", "R105") in rules(repo.judge())


def test_a_symlink_inside_the_scope_is_clean(repo: Repo) -> None:  # T7
    repo.link("allowed/link", "a")
    repo.git("add", "allowed/link")
    assert repo.judge().outcome == "clean"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("allowed/**", [(b"allowed", "R101")]),  # the entry itself is not below it
        ("allowed", [(b"allowed", "R105")]),  # it is covered, but where it leads is not
    ],
)
def test_a_directory_replaced_by_a_symlink_is_a_violation(
    empty: Repo, pattern: str, expected: list[tuple[bytes, str]]
) -> None:  # T8
    empty.task("login", write=[pattern])
    empty.stage("allowed/a")
    empty.put("secret/s")
    empty.branch("agent/login")
    empty.git("rm", "-rq", "allowed")
    empty.link("allowed", "secret")
    empty.git("add", "allowed")
    assert rules(empty.judge()) == expected


def test_a_tracked_file_written_through_a_symlink_is_judged_by_its_real_path(
    repo: Repo,
) -> None:  # T9
    repo.switch("main")
    repo.link("allowed/link", "../secret")
    repo.git("add", "allowed/link")
    repo.commit()
    repo.git("switch", "-q", "-C", "agent/login")
    repo.write("allowed/link/s", "through the link\n")
    repo.git("add", "-A")
    assert rules(repo.judge()) == [(b"secret/s", R101)]


def _with_submodule(repo: Repo) -> Repo:
    inner = Repo.init(repo.root.parent / "inner")
    inner.put("x")
    repo.switch("main")
    repo.git("submodule", "--quiet", "add", inner.root.as_uri(), "allowed/sub")
    repo.commit()
    repo.git("switch", "-q", "-C", "agent/login")
    return Repo(repo.root / "allowed" / "sub")


def test_a_submodule_cannot_be_hidden_by_gitmodules_in_the_same_commit(repo: Repo) -> None:  # T10
    _with_submodule(repo).put("y")
    repo.git("config", "-f", ".gitmodules", "submodule.allowed/sub.ignore", "all")
    repo.git("add", ".gitmodules", "allowed/sub")
    assert rules(repo.judge()) == [(b".gitmodules", "R602"), (b"allowed/sub", "R106")]


def test_a_submodule_cannot_be_hidden_by_configuration(repo: Repo) -> None:  # T11
    _with_submodule(repo).put("y")
    repo.git("add", "allowed/sub")
    repo.git("config", "diff.ignoreSubmodules", "all")
    repo.git("config", "submodule.allowed/sub.ignore", "all")
    assert rules(repo.judge()) == [(b"allowed/sub", "R106")]


def test_an_embedded_repository_is_a_violation(repo: Repo) -> None:  # T12
    Repo.init(repo.root / "allowed" / "nested").put("x")
    repo.git("add", "-A")
    assert rules(repo.judge()) == [(b"allowed/nested", "R106")]


@pytest.mark.parametrize("name", [".gitmodules", ".gitattributes", ".lfsconfig"])
def test_control_files_of_git_are_protected_at_every_level(repo: Repo, name: str) -> None:  # T13
    repo.stage(name, "# nothing\n")
    repo.stage(f"allowed/deep/{name}", "# nothing\n")
    found = [(name.encode(), "R602"), (f"allowed/deep/{name}".encode(), "R602")]
    assert sorted(rules(repo.judge())) == sorted(found)


@pytest.mark.parametrize("attribute", ["* -diff binary", "* export-ignore", "* filter=x"])
def test_attributes_hide_no_path(repo: Repo, attribute: str) -> None:  # T14
    repo.write(".git/info/attributes", attribute + "\n")
    repo.stage("secret/s", "changed\n")
    assert rules(repo.judge()) == [(b"secret/s", R101)]


@pytest.mark.parametrize("component", [b"..", b".git", b".GIT"])
def test_a_hostile_component_is_a_violation_though_a_pattern_covers_it(
    repo: Repo, component: bytes
) -> None:  # T16
    blob = repo.git("hash-object", "-w", "--stdin", feed=b"x").encode()
    inner = repo.git("mktree", feed=b"100644 blob " + blob + b"\ts\n").encode()
    hostile = repo.git("mktree", feed=b"040000 tree " + inner + b"\t" + component + b"\n")
    root = repo.git("ls-tree", "HEAD").splitlines()
    lines = [line for line in root if not line.endswith("\tallowed")]
    top = "\n".join([*lines, f"040000 tree {hostile}\tallowed", ""]).encode()
    tree = repo.git("mktree", feed=top)
    head = repo.git("commit-tree", "-p", "HEAD", "-m", "hostile", tree)
    repo.git("update-ref", "refs/heads/agent/login", head)
    from remit.gates.range import judge_range

    with repo.inside() as repository:
        verdict = judge_range(repository, None, "agent/login")
    assert (b"allowed/" + component + b"/s", "R107") in rules(verdict)


def test_an_intent_to_add_is_no_change(repo: Repo) -> None:  # T17
    repo.write("secret/new")
    repo.git("add", "--intent-to-add", "secret/new")
    verdict = repo.judge()
    assert (verdict.outcome, verdict.judged) == ("clean", 0)
