"""`who`, `explain`, `show`, `overlap`, `rule`: verbs that only answer."""

from typing import TYPE_CHECKING, cast

import pytest

from remit.rules import RULES

if TYPE_CHECKING:
    from calling import RemitCall
    from repo import Repo


@pytest.fixture
def two(repo: "Repo") -> "Repo":
    """The repository with a second task, on the first one's branch."""
    repo.switch("main")
    repo.task("store", write=["secret/**", "shared/**"], deny=["secret/keys/**"])
    repo.task("login", write=["allowed/**"], create=["shared/new*"], append=["CHANGES"])
    repo.commit("two tasks")
    repo.git("branch", "-f", "agent/login")
    repo.switch("agent/login")
    return repo


@pytest.mark.usefixtures("two")
def test_who_answers_in_json_as_published(remit: "RemitCall") -> None:
    said = remit("who", "--format", "json", "secret/s", "./shared//new", "nobody/x")
    assert said.fields == {
        "version": 2,
        "paths": [
            {"path": "secret/s", "tasks": ["store"], "below": []},
            {"path": "shared/new", "tasks": ["login", "store"], "below": []},
            {"path": "nobody/x", "tasks": [], "below": []},
        ],
    }
    assert remit("who", "secret/keys/x", "secret/s").out == (
        "secret/keys/x: nobody\nsecret/s: store\n"
    )


@pytest.mark.usefixtures("two")
def test_who_says_of_a_directory_who_may_write_something_below_it(remit: "RemitCall") -> None:
    assert remit("who", "shared", "secret/keys", "secret", ".").out == (
        "shared: nobody; something below it: login, store\n"
        "secret/keys: store\n"
        "secret: nobody; something below it: store\n"
        '"": nobody; something below it: login, store\n'
    )


def test_who_takes_paths_from_the_current_directory(
    remit: "RemitCall", two: "Repo", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(two.root / "secret")
    whole = str(two.root / "allowed/a")
    assert remit("who", "s", "../allowed/a", whole).out == (
        "secret/s: store\nallowed/a: login\nallowed/a: login\n"
    )
    said = remit("who", "../../outside")
    assert said.code == 2
    assert said.err.startswith("remit: ../../outside is not in this repository")


@pytest.mark.usefixtures("two")
def test_who_shows_a_name_that_is_not_utf8_safely_and_without_loss(remit: "RemitCall") -> None:
    said = remit("who", "--format", "json", "secret/\udcff\n")
    (path,) = said.each("paths")
    assert path["path_base64"] == "c2VjcmV0L/8K"
    assert path["tasks"] == ["store"]
    assert remit("who", "secret/\udcff\n").out == '"secret/\\377\\n": store\n'


@pytest.mark.usefixtures("two")
def test_explain_names_the_deciding_pattern_of_each_task(remit: "RemitCall") -> None:
    assert remit("explain", "shared/new.py").out == (
        "shared/new.py\n"
        "  login, this branch's task, may create it, but not change it if it exists on the "
        "base, by shared/new*\n"
        "  store may write it, by shared/**\n"
    )
    assert remit("explain", "secret/keys/k").out == (
        "secret/keys/k\n"
        "  login, this branch's task, does not cover it\n"
        "    it may write allowed/**, create shared/new*, append to CHANGES\n"
        "  store must not touch it: deny wins, by secret/keys/**\n"
    )
    assert (
        "login, this branch's task, may only add lines to it, by CHANGES"
        in remit("explain", "CHANGES").out
    )


@pytest.mark.usefixtures("two")
def test_explain_says_that_a_path_is_protected_once(remit: "RemitCall") -> None:
    said = remit("explain", "sub/.gitattributes")
    assert said.out.startswith(
        "sub/.gitattributes\n"
        "  protected by **/.gitattributes: only a pattern without wildcards covers it\n"
    )
    assert "store" not in said.out


def test_explain_follows_symlinks(remit: "RemitCall", two: "Repo") -> None:
    two.link("allowed/link", "../secret")
    two.link("allowed/out", "/etc/passwd")
    two.link("allowed/back", "link/../allowed/a")
    two.git("add", "allowed")
    assert "leads to secret\n" in remit("explain", "allowed/link").out
    assert "leads to secret/x/y\n" in remit("explain", "allowed/link/x/y").out
    assert "leads nowhere in this repository: its target is absolute" in (
        remit("explain", "allowed/out").out
    )
    assert "leads to allowed/a\n" in remit("explain", "allowed/back").out
    assert "symlink" not in remit("explain", "allowed/a").out
    assert remit("explain", "allowed/link/x", "--format", "json").fields["leads_to"] == {
        "path": "secret/x"
    }


def test_who_and_explain_agree_with_the_check_on_protected_paths(
    remit: "RemitCall", two: "Repo"
) -> None:
    two.switch("main")
    two.task("all", write=["**", ".github/mine.yml"], deny=["ALLOWED/**"])
    two.policy('case = "fold"\n')
    two.commit("a task for nearly everything")
    said = remit(
        "who", ".github/x.yml", ".github/mine.yml", "a/.git/x", "allowed/a", ".remit/tasks"
    ).out
    assert said == (
        ".github/x.yml: nobody\n.github/mine.yml: all\na/.git/x: nobody\nallowed/a: login\n"
        ".remit/tasks: nobody\n"
    )
    two.branch("agent/all")
    for path, code in ((".github/x.yml", 1), (".github/mine.yml", 0), ("allowed/a", 1)):
        two.stage(path, "changed\n")
        assert remit("check").code == code
        two.git("reset", "-q", "--hard")


def test_a_symbol_is_no_whole_file(remit: "RemitCall", two: "Repo") -> None:
    two.switch("main")
    text = (two.root / ".remit/tasks/login.toml").read_text()
    two.put(".remit/tasks/login.toml", f'{text}[[symbols]]\npath = "top"\nwrite = ["A"]\n')
    assert (
        remit("who", "top").out == "top: nobody; some symbols of it, which is not checked: login\n"
    )
    (path,) = remit("who", "top", "--format", "json").each("paths")
    assert (path["tasks"], path["symbols"]) == ([], ["login"])


def test_a_broken_manifest_is_named_and_not_taken_for_nobody(
    remit: "RemitCall", two: "Repo"
) -> None:
    two.switch("main")
    two.put(".remit/tasks/store.toml", "[task\n")
    for words in (
        ["who", "secret/s"],
        ["explain", "secret/s"],
        ["explain", "secret/s", "--task=login"],
    ):
        said = remit(*words)
        assert said.code == 2
        assert said.out.startswith("secret/s")
        assert said.err.startswith(".remit/tasks/store.toml:1: ")
        machine = remit(*words, "--format", "json")
        assert machine.code == 2
        assert machine.each("faults")[0]["where"] == ".remit/tasks/store.toml"


def test_an_unportable_name_is_said(remit: "RemitCall", two: "Repo") -> None:
    two.switch("main")
    two.policy("portable_names = true\n")
    two.commit("names for every system")
    said = remit("explain", "secret/con", "--task", "store").out
    assert "may write it, by secret/**; not as a new file: " in said
    fields = remit("explain", "secret/con", "--task", "store", "--format", "json")
    assert "Windows" in str(fields.within("task")["unportable"])
    assert remit("who", "shared/new:x").out == "shared/new:x: store\n"


def test_explain_works_where_no_task_is_in_force(remit: "RemitCall", two: "Repo") -> None:
    two.switch("main")
    assert "  this branch belongs to no task\n" in remit("explain", "secret/s").out
    assert "store may write it" in remit("explain", "secret/s", "--task", "store").out
    assert remit("explain", "secret/s", "--task", "nobody").code == 2
    two.git("checkout", "-q", "--detach")
    said = remit("explain", "secret/s", "--format", "json")
    assert said.fields["task"] is None
    assert said.code == 0


def test_explain_says_whose_branch_this_is(remit: "RemitCall", two: "Repo") -> None:
    out = remit("explain", "allowed/a").out
    assert "  login, this branch's task, may write it, by allowed/**\n" in out
    assert "  no other task names it\n" in out
    two.switch("main")
    assert "  store may write it" in remit("explain", "secret/s", "--task", "store").out
    assert remit("explain", "nowhere").out.endswith("\n  no task names it\n")


@pytest.mark.usefixtures("two")
def test_explain_says_why_a_hostile_path_is_nobodys(remit: "RemitCall") -> None:
    assert "no scope can cover it: it has the component `.git`" in remit("explain", "a/.GIT/x").out


def test_show_prints_the_scope_of_the_base_and_what_is_not_enforced(
    remit: "RemitCall", two: "Repo"
) -> None:
    two.switch("main")
    text = (two.root / ".remit/tasks/store.toml").read_text()
    two.put(".remit/tasks/store.toml", text + '[apis]\nallow = ["re"]\n[resources]\nports = 2\n')
    two.write(".remit/tasks/store.toml", "never read")
    said = remit("show", "store")
    assert said.out.startswith(f"# .remit/tasks/store.toml on main ({two.oid('main')[:10]})\n")
    assert 'deny = ["secret/keys/**"]' in said.out
    assert "# not enforced yet: [apis]" in said.out
    assert "# not enforced yet: [resources]" in said.out
    fields = remit("show", "store", "--format", "json")
    assert fields.within("scope")["resources"] == {"ports": 2, "apps": [], "data": []}
    assert remit("show").out == "login\nstore\n"
    unknown = remit("show", "stroe")
    assert (unknown.code, unknown.out) == (2, "")
    assert "did you mean 'store'?" in unknown.err


def test_overlap_prints_an_example_path_and_fails(remit: "RemitCall") -> None:
    said = remit("overlap", "src/*a.py", "src/b*.py")
    assert (said.code, said.out) == (1, "src/ba.py\n  is in both src/*a.py and src/b*.py\n")
    fields = remit("overlap", "src/*a.py", "src/b*.py", "--format", "json").fields
    assert fields["answer"] == "overlap"
    assert fields["example"] == {"path": "src/ba.py"}


def test_disjoint_sets_pass(remit: "RemitCall") -> None:
    said = remit("overlap", "src/**", "docs/**")
    assert (said.code, said.out) == (0, "disjoint: no path can be in both src/** and docs/**\n")
    assert remit("overlap", "a/**", "b/**", "--right", "a/x").code == 1
    assert remit("overlap", "--left", "a/**", "--right", "a/x", "--deny", "a/x").code == 0
    assert remit("overlap", "A/x", "a/x").code == 0
    assert remit("overlap", "A/x", "a/x", "--fold").code == 1


def test_a_call_of_overlap_that_cannot_be_meant_is_refused(remit: "RemitCall") -> None:
    assert "quote them" in remit("overlap", "a", "b", "c").err
    assert remit("overlap").code == 2
    assert remit("overlap", "a").code == 2
    said = remit("overlap", "a\\b", "c", "--format", "json")
    assert said.code == 2
    assert said.fields["outcome"] == "could_not_check"


def test_two_tasks_overlap_as_lint_has_it(remit: "RemitCall", two: "Repo") -> None:
    said = remit("overlap", "--tasks", "login", "store")
    assert said.code == 1
    assert said.out.startswith("shared/new")
    assert remit("overlap", "--tasks", "login", "login").code == 2
    assert remit("overlap", "--tasks", "login", "store", "--deny", "x").code == 2
    two.switch("main")
    text = (two.root / ".remit/tasks/store.toml").read_text()
    two.put(".remit/tasks/store.toml", text.replace("[files]", 'after = ["login"]\n[files]'))
    said = remit("overlap", "--tasks", "login", "store")
    assert said.code == 0
    assert "`after` orders login and store" in said.out
    fields = remit("overlap", "--tasks", "login", "store", "--format", "json").fields
    assert fields["answer"] == "ordered"


@pytest.mark.parametrize("case", ["sensitive", "fold"])
def test_two_tasks_that_append_to_one_file_are_told_what_a_merge_makes_of_it(
    remit: "RemitCall", repo: "Repo", case: str
) -> None:
    repo.switch("main")
    repo.task("one", append=["CHANGES", "news/*.md"])
    repo.task("two", append=["CHANGES"], deny=["docs/**"])
    repo.task("three", append=["news/**"], deny=["news/*.md"])
    repo.policy(f'case = "{case}"\n')
    repo.commit("three tasks")
    said = remit("overlap", "--tasks", "one", "two")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("no overlap, but 'one' and 'two' may both append to CHANGES\n")
    assert "are a merge conflict, unless .gitattributes gives the file `merge=union`" in said.out
    assert "disjoint" not in said.out
    fields = remit("overlap", "--tasks", "one", "two", "--format", "json").fields
    (share,) = cast("list[dict[str, object]]", fields["shared"])
    assert (fields["answer"], fields["exit_code"], share["how"]) == ("shared", 0, "append")
    assert cast("dict[str, object]", share["example"])["path"] == "CHANGES"
    said = remit("overlap", "--tasks", "two", "three")
    assert said.out == "disjoint: no path can be changed by both two and three\n"


def test_two_tasks_with_other_symbols_of_one_file_may_both_change_it(
    remit: "RemitCall", repo: "Repo"
) -> None:
    repo.switch("main")
    symbols = '[[symbols]]\npath = "app.py"\nwrite = ["{}"]\n'
    for task, name in (("one", "Service.login"), ("two", "Service.logout"), ("three", "Service")):
        repo.task(task)
        manifest = f".remit/tasks/{task}.toml"
        repo.stage(manifest, (repo.root / manifest).read_text() + symbols.format(name))
    repo.commit("three tasks")
    said = remit("overlap", "--tasks", "one", "two")
    assert said.code == 0
    assert said.out.startswith("no overlap, but 'one' and 'two' may both change other symbols of")
    said = remit("overlap", "--tasks", "one", "three")
    assert said.code == 1
    assert said.out.startswith("app.py\n")


@pytest.mark.parametrize(
    ("union", "places", "clean"),
    [(False, (0, -1), True), (False, (-1, -1), False), (True, (-1, -1), True)],
)
def test_git_merges_added_lines_as_overlap_says(
    repo: "Repo", *, union: bool, places: tuple[int, int], clean: bool
) -> None:
    repo.switch("main")
    lines = [f"{number}\n" for number in range(9)]
    repo.stage(".gitattributes", "CHANGES merge=union\n" if union else "")
    repo.stage("CHANGES", "".join(lines))
    repo.commit("a list")
    for branch, place in zip(("one", "two"), places, strict=True):
        repo.git("switch", "-q", "-c", branch, "main")
        added = [*lines[:1], f"{branch}\n", *lines[1:]] if not place else [*lines, f"{branch}\n"]
        repo.stage("CHANGES", "".join(added))
        repo.commit(branch)
    merged = repo.attempt("merge", "-q", "--no-edit", "one")
    assert (merged.returncode == 0) == clean


def test_every_rule_has_a_page_that_can_be_read(remit: "RemitCall") -> None:
    listed = remit("rule").out
    assert [line.split()[0] for line in listed.splitlines()] == list(RULES)
    for rule in RULES:
        said = remit("rule", rule.lower())
        assert said.code == 0
        assert said.out.startswith(f"# {rule}")
    assert remit("rule", "R101", "--format", "json").fields["title"] == RULES["R101"]
    assert remit("rule", "R999").code == 2


def test_without_a_base_a_sentence_says_so(remit: "RemitCall", empty: "Repo") -> None:
    said = remit("who", "x")
    assert said.code == 2
    assert said.err.startswith("remit: there is no commit yet")
    empty.commit("one")
    assert remit("who", "x").out == "x: nobody\n"
    assert remit("show").out == "main has no tasks\n"
    empty.git("branch", "master")
    assert "ambiguous" in remit("who", "x").err
