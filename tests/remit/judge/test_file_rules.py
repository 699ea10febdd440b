"""The lists of `[files]`, the protected paths, and what is only being put back."""

import pytest
from fake_trees import FakeTrees, changes
from judging import TASK, broken, file, judged, link, program, remit, submodule, tree

from remit.changes import Change
from remit.judge import judge
from remit.manifest.policy import PROTECTED, Policy, PolicyLimits
from remit.manifest.scope import ApiRules, Expectations, FileRules, Scope, SymbolRules
from remit.verdict import JudgeFindings

EVERYTHING = FileRules(write=("**",))
BASE = tree(
    {
        "src/login/form.py": file(),
        "src/token/store.py": file(),
        "src/token/run.sh": program(),
        "docs/guide.md": file(),
        "vendor/lib": submodule(),
    }
)


def after(**entries: tuple[int, bytes] | None) -> dict[bytes, tuple[int, bytes]]:
    """The base with some entries changed, added, or (None) taken away."""
    result = dict(BASE)
    for path, entry in entries.items():
        if entry is None:
            del result[path.encode()]
        else:
            result[path.encode()] = entry
    return result


@pytest.mark.parametrize(
    "change",
    [
        {"src/token/store.py": file("y")},
        {"src/token/store.py": None},
        {"src/token/new.py": file()},
        {"src/token/run.sh": file()},
        {"src/token/store.py": link("run.sh")},
        {"src": file(), **dict.fromkeys(path.decode() for path in BASE if path[:3] == b"src")},
    ],
    ids=["edit", "deletion", "addition", "mode", "kind", "a file for a directory"],
)
def test_any_change_outside_the_scope_is_a_violation(change: dict[str, tuple[int, bytes]]) -> None:
    found = judged(BASE, after(**change), FileRules(write=("src/login/**", "docs/")))
    assert {rule for rule, _ in broken(found)} == {"R101"}
    assert set(change) - {"src/login/form.py"} == {path for _, path in broken(found)}


@pytest.mark.parametrize(
    "change",
    [
        {"src/login/form.py": file("y")},
        {"src/login/form.py": program()},
        {"src/login/form.py": None},
        {"src/login/form.py": link("other.py"), "src/login/other.py": file()},
        {"src/login/a/b/c.py": file()},
    ],
    ids=["edit", "mode", "deletion", "kind", "addition"],
)
def test_any_change_inside_write_is_free(change: dict[str, tuple[int, bytes]]) -> None:
    assert judged(BASE, after(**change), FileRules(write=("src/login/**",))).violations == ()


def test_both_ends_of_a_rename_are_judged() -> None:
    out = after(**{"src/login/form.py": None, "src/token/form.py": file()})
    into = after(**{"src/token/store.py": None, "src/login/store.py": file()})
    files = FileRules(write=("src/login/**",))
    assert broken(judged(BASE, out, files)) == [("R101", "src/token/form.py")]
    assert broken(judged(BASE, into, files)) == [("R101", "src/token/store.py")]


def test_a_neighbours_path_names_the_neighbours() -> None:
    others = [("src/token/**", "token"), ("src/**", "audit"), ("src/**", TASK)]
    found = judged(BASE, after(**{"src/token/store.py": None}), FileRules(), others=others)
    (violation,) = found.violations
    assert violation.rule == "R102"
    assert violation.owners == ("audit", "token")
    assert "`audit`, `token`" in violation.reason


def test_a_path_that_only_this_task_has_by_another_list_is_no_neighbours() -> None:
    found = judged(BASE, after(x=file()), FileRules(), others=[("x", TASK)])
    assert [(violation.rule, violation.owners) for violation in found.violations] == [("R101", ())]


def test_deny_wins_over_every_grant() -> None:
    granted = ("keys/**", "keys/a.pem")
    files = FileRules(write=granted, create=granted, append=granted, deny=("keys/*.pem",))
    found = judged(BASE, after(**{"keys/a.pem": file(), "keys/b.txt": file()}), files)
    assert broken(found) == [("R103", "keys/a.pem")]


def test_deny_wins_over_a_protected_path_that_is_named_exactly() -> None:
    files = FileRules(write=(".github/a.yml",), deny=(".github/",))
    assert broken(judged(BASE, after(**{".github/a.yml": file()}), files)) == [
        ("R103", ".github/a.yml")
    ]


@pytest.mark.parametrize("entry", [link("login"), submodule()])
@pytest.mark.parametrize(
    "deny", ["src/keys/", "src/keys/**", "src/keys/*.pem", "src/{x,keys/y}/z", "src/keys/a/**/b"]
)
def test_a_link_or_submodule_in_the_place_of_a_denied_tree_is_denied(
    entry: tuple[int, bytes], deny: str
) -> None:
    files = FileRules(write=("src/**", "src/keys"), deny=(deny,))
    assert broken(judged(BASE, after(**{"src/keys": entry}), files)) == [("R103", "src/keys")]


@pytest.mark.parametrize("deny", ["src/keys/", "src/keys/*.pem", "src/keys/a/**/b"])
def test_a_file_in_the_place_of_a_denied_tree_is_not_denied(deny: str) -> None:
    files = FileRules(write=("src/**", "src/keys"), deny=(deny,))
    assert judged(BASE, after(**{"src/keys": file()}), files).violations == ()


@pytest.mark.parametrize("deny", ["**/*.pem", "src/*/a", "src/key/**", "src/keys2/"])
def test_a_link_beside_a_denied_tree_is_not(deny: str) -> None:
    files = FileRules(write=("src/**",), deny=(deny,))
    assert judged(BASE, after(**{"src/keys": link("login")}), files).violations == ()


def test_a_link_called_like_a_wildcard_is_guarded_no_more_than_any_other() -> None:
    files = FileRules(write=("src/**",), deny=("src/*/a",))
    for name in ("src/*", "src/x"):
        assert judged(BASE, after(**{name: link("login")}), files).violations == ()


def test_create_may_add_and_then_change_what_it_added() -> None:
    files = FileRules(create=("docs/*.md",))
    added = after(**{"docs/new.md": file()})
    assert judged(BASE, added, files).violations == ()
    assert judged(added, after(**{"docs/new.md": file("2")}), files, base=BASE).violations == ()
    assert judged(added, BASE, files, base=BASE).violations == ()


@pytest.mark.parametrize("entry", [file("2"), program(), None])
def test_create_may_not_change_what_stands_on_the_base(entry: tuple[int, bytes] | None) -> None:
    found = judged(BASE, after(**{"docs/guide.md": entry}), FileRules(create=("docs/*.md",)))
    assert broken(found) == [("R104", "docs/guide.md")]


@pytest.mark.parametrize(
    ("path", "rules"),
    [("docs/new.md", set[str]()), ("docs/Guide.md", {"R104"}), ("docs/guide.md", {"R104"})],
)
def test_where_case_folds_create_may_add_what_the_base_has_in_no_letters(
    path: str, rules: set[str]
) -> None:
    files = FileRules(create=("docs/*.md",))
    found = judged(BASE, after(**{path: file("2")}), files, policy=Policy(case="fold"))
    assert {rule for rule, _ in broken(found)} == rules


def test_what_stands_on_the_base_may_not_be_created_anew_after_a_deletion() -> None:
    gone = after(**{"docs/guide.md": None})
    found = judged(
        gone, after(**{"docs/guide.md": file("2")}), FileRules(create=("docs/",)), base=BASE
    )
    assert broken(found) == [("R104", "docs/guide.md")]


def test_create_covers_what_append_would_not_and_the_other_way_round() -> None:
    files = FileRules(create=("docs/*",), append=("docs/guide.md",))
    assert judged(BASE, after(**{"docs/guide.md": file("x\ny\n")}), files).violations == ()
    assert broken(judged(BASE, after(**{"docs/guide.md": file("y\n")}), files)) == [
        ("R201", "docs/guide.md")
    ]


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        (".remit/policy.toml", "R501"),
        (".remit/tasks/login.toml", "R501"),
        (".remit/tasks/other.toml", "R501"),
        (".gitmodules", "R602"),
        ("src/login/.gitattributes", "R602"),
        ("a/.lfsconfig", "R602"),
        (".pre-commit-config.yaml", "R603"),
        (".pre-commit-hooks.yaml", "R603"),
        ("prek.toml", "R603"),
        ("lefthook.yml", "R603"),
        ("lefthook-local.toml", "R603"),
        (".lefthook.yml", "R603"),
        (".lefthook-local.json", "R603"),
        (".config/lefthook.yml", "R603"),
        (".config/lefthook-local.yml", "R603"),
        (".husky/pre-commit", "R603"),
        (".githooks/pre-commit", "R603"),
        (".github/workflows/ci.yml", "R601"),
        (".gitlab-ci.yml", "R601"),
        (".gitlab/ci/a.yml", "R601"),
        (".circleci/config.yml", "R601"),
        ("azure-pipelines.yml", "R601"),
        ("Jenkinsfile", "R601"),
        ("CODEOWNERS", "R601"),
        ("docs/CODEOWNERS", "R601"),
        ("src/sitecustomize.py", "R601"),
        ("usercustomize.py", "R601"),
        ("a/b/evil.pth", "R601"),
        ("AGENTS.md", "R601"),
        ("CLAUDE.md", "R601"),
        (".claude/settings.json", "R601"),
        (".cursor/rules", "R601"),
        (".codex/hooks.json", "R601"),
        (".gemini/settings.json", "R601"),
        (".opencode/plugin/a.js", "R601"),
        ("GEMINI.md", "R601"),
    ],
)
def test_a_protected_path_must_be_named_exactly(path: str, rule: str) -> None:
    change = after(**{path: file()})
    assert broken(judged(BASE, change, EVERYTHING)) == [(rule, path)]
    parent = path.rpartition("/")[0] + "/"
    if parent != "/":
        assert broken(judged(BASE, change, FileRules(write=(parent,)))) == [(rule, path)]
    assert judged(BASE, change, FileRules(write=(path,))).violations == ()
    assert judged(BASE, change, FileRules(create=(path,))).violations == ()


@pytest.mark.parametrize("place", [".husky", ".github", ".githooks", ".remit", ".claude"])
@pytest.mark.parametrize("entry", [link("src"), submodule()])
def test_nothing_else_may_take_the_place_of_a_protected_tree(
    place: str, entry: tuple[int, bytes]
) -> None:
    found = judged(BASE, after(**{place: entry}), EVERYTHING)
    assert {path for _, path in broken(found)} == {place}
    assert broken(found)[0][0] in {"R501", "R601", "R603"}


def test_manifests_stay_protected_when_the_policy_protects_nothing() -> None:
    change = after(**{".remit/policy.toml": file(), "AGENTS.md": file()})
    found = judged(BASE, change, EVERYTHING, policy=Policy(protected=()))
    assert broken(found) == [("R501", ".remit/policy.toml")]


def test_a_path_that_is_no_default_may_be_protected() -> None:
    found = judged(BASE, after(x=file()), EVERYTHING, policy=Policy(protected=("x",)))
    assert broken(found) == [("R601", "x")]


@pytest.mark.parametrize(
    "path", ["Secret/x", "SECRET/X", "keys/x", "KEYS/x", ".GitHub/a.yml", "a/.GITATTRIBUTES"]
)
def test_where_case_folds_restrictions_fold_with_it(path: str) -> None:
    files = FileRules(write=("**",), deny=("secret/", "Keys/", "[x]"))
    assert judged(BASE, after(**{path: file()}), files).violations == ()
    found = judged(BASE, after(**{path: file()}), files, policy=Policy(case="fold"))
    assert [place for _, place in broken(found)] == [path]


def test_where_case_folds_a_link_in_the_place_of_a_guarded_tree_does_not_hide_in_capitals() -> None:
    change = after(**{".HUSKY": link("src")})
    found = judged(BASE, change, EVERYTHING, policy=Policy(case="fold"))
    assert broken(found) == [("R603", ".HUSKY")]


@pytest.mark.parametrize("path", ["secret1/x", "SECRET1/x", "Secret1/x"])
def test_where_case_folds_a_pattern_with_a_class_folds_outside_of_it(path: str) -> None:
    files = FileRules(write=("**",), deny=("Secret[0-9]/**",))
    found = judged(BASE, after(**{path: file()}), files, policy=Policy(case="fold"))
    assert broken(found) == [("R103", path)]


def test_where_case_folds_grants_do_not() -> None:
    files = FileRules(write=("src/login/**",))
    found = judged(BASE, after(**{"SRC/x": file()}), files, policy=Policy(case="fold"))
    assert broken(found) == [("R101", "SRC/x")]


@pytest.mark.parametrize("entry", [submodule("2"), None, file()])
def test_a_submodule_needs_its_exact_path_in_write(entry: tuple[int, bytes] | None) -> None:
    change = after(**{"vendor/lib": entry})
    for files in (EVERYTHING, FileRules(write=("vendor/",)), FileRules(create=("vendor/lib",))):
        assert broken(judged(BASE, change, files)) == [("R106", "vendor/lib")]
    assert judged(BASE, change, FileRules(write=("vendor/lib",))).violations == ()


def test_a_file_may_not_become_a_submodule_unless_named() -> None:
    found = judged(BASE, after(**{"src/login/form.py": submodule()}), EVERYTHING)
    assert broken(found) == [("R106", "src/login/form.py")]


@pytest.mark.parametrize("path", [b"a/../b", b".git/config", b"a/.GIT/hooks/x", b"a//b", b"./a"])
def test_a_hostile_path_is_a_violation_before_any_matching_even_where_it_is_put_back(
    path: bytes,
) -> None:
    entry = {path: file()}
    assert [violation.rule for violation in judged({}, entry, EVERYTHING).violations] == ["R107"]
    assert [
        violation.rule for violation in judged({}, entry, EVERYTHING, base=entry).violations
    ] == ["R107"]


def test_a_path_that_only_a_symbol_entry_covers_is_a_doubt() -> None:
    task = remit(
        FileRules(write=("src/login/**",), deny=("src/no.py",)), "src/token/*", "src/no.py"
    )
    change = after(
        **{"src/token/store.py": file("2"), "src/no.py": file(), "src/login/form.py": file("3")}
    )
    found = judged(BASE, change, task)
    assert [doubt.path for doubt in found.doubts] == [b"src/token/store.py"]
    assert broken(found) == [("R103", "src/no.py")]


def test_a_restored_path_is_clean_whatever_the_scope_says() -> None:
    before = after(
        **{"src/token/store.py": file("evil"), "docs/guide.md": None, "AGENTS.md": file()}
    )
    assert len(judged(BASE, before, FileRules(deny=("**",))).violations) == 3
    assert judged(before, BASE, FileRules(deny=("**",)), base=BASE).violations == ()


def test_what_stood_where_the_branch_left_the_base_may_be_put_back_too() -> None:
    fork = BASE
    tip = after(**{"src/token/store.py": file("newer")})
    before = after(**{"src/token/store.py": file("evil")})
    assert judged(before, fork, FileRules(), base=tip, fork=fork).violations == ()
    assert judged(before, tip, FileRules(), base=tip, fork=fork).violations == ()
    assert broken(judged(before, fork, FileRules(), base=tip)) == [("R101", "src/token/store.py")]


def test_a_doubt_about_a_restored_path_is_no_doubt() -> None:
    before = after(**{"src/token/store.py": file("2")})
    assert judged(before, BASE, remit(FileRules(), "src/token/*"), base=BASE).doubts == ()


def test_sections_that_are_not_enforced_yet_are_listed() -> None:
    silent = Scope(TASK, ("b",))
    loud = Scope(
        TASK,
        ("b",),
        symbols=(SymbolRules("a", ("*",)),),
        apis=ApiRules(deny=("os.*",)),
        expect=Expectations(max_changed_lines=0),
    )
    assert judged({}, {}, silent).not_checked == ()
    names = [text.split(":")[0] for text in judged({}, {}, loud).not_checked]
    assert names == ["[[symbols]]", "[apis]", "[expect]"]
    for quiet in (
        Scope(TASK, ("b",), apis=ApiRules(allow=("a",))),
        Scope(TASK, ("b",), expect=Expectations(files=("a",))),
        Scope(TASK, ("b",), expect=Expectations(commands=("true",))),
    ):
        assert len(judged({}, {}, quiet).not_checked) == 1


def test_a_clean_change_asks_nothing_about_trees() -> None:
    trees = FakeTrees(after(**{"src/login/x": file()}), BASE)
    found = changes(BASE, after(**{"src/login/x": file(), "docs/guide.md": None}))
    files = FileRules(write=("src/login/**", "docs/"))
    for policy in (Policy(), Policy(limits=PolicyLimits(2))):
        judge(found, remit(files), policy, trees, lambda _: ())
    assert trees.asked == []


def test_where_case_folds_the_trees_are_asked_for_new_paths_only() -> None:
    edited = after(**{"docs/guide.md": file("2")})
    trees = FakeTrees(edited, BASE)
    judge(
        changes(BASE, edited),
        remit(FileRules(("docs/",))),
        Policy(case="fold"),
        trees,
        lambda _: (),
    )
    assert trees.asked == []


def test_findings_stand_in_the_order_of_their_paths() -> None:
    records = [Change(path, 0, 0o100644, "0" * 40, "1" * 40) for path in (b"b", b"c", b"a")]
    tree_after = {record.path: file() for record in records}
    found = judge(records, remit(FileRules()), Policy(), FakeTrees(tree_after), lambda _: ())
    assert [path for _, path in broken(found)] == ["a", "b", "c"]


def test_the_default_list_of_protected_paths_is_tried_whole_above() -> None:
    assert len(PROTECTED) == 34


# What may be claimed.


SHARED = [("src/token/**", "token")]


def needed(found: JudgeFindings) -> list[bytes]:
    """The paths that only `claim` allows, of a change without violations."""
    assert (found.violations, found.doubts) == ((), ())
    return [change.path for change in found.claims]


@pytest.mark.parametrize("entry", [file("y"), program(), None, link("other.md")])
def test_any_change_in_the_area_needs_a_claim(entry: tuple[int, bytes] | None) -> None:
    found = judged(BASE, after(**{"docs/guide.md": entry}), FileRules(claim=("docs/**",)))
    assert needed(found) == [b"docs/guide.md"]


def test_what_another_task_names_cannot_be_claimed() -> None:
    change = after(**{"src/token/store.py": file("y")})
    found = judged(BASE, change, FileRules(claim=("**",)), others=SHARED)
    assert broken(found) == [("R102", "src/token/store.py")]
    assert "may claim only what no other task names" in found.violations[0].reason
    assert found.claims == ()


@pytest.mark.parametrize(
    ("files", "change"),
    [
        (FileRules(write=("docs/**",), claim=("**",)), {"docs/guide.md": file("y")}),
        (FileRules(create=("docs/**",), claim=("**",)), {"docs/new.md": file("y")}),
        (FileRules(append=("docs/**",), claim=("**",)), {"docs/guide.md": file("x\ny\n")}),
    ],
    ids=["write", "create", "append"],
)
def test_what_the_task_names_itself_needs_no_claim(
    files: FileRules, change: dict[str, tuple[int, bytes]]
) -> None:
    assert needed(judged(BASE, after(**change), files)) == []


@pytest.mark.parametrize(
    "files",
    [FileRules(create=("docs/**",), claim=("**",)), FileRules(append=("docs/**",), claim=("**",))],
    ids=["create", "append"],
)
def test_what_the_task_names_itself_in_part_needs_a_claim_for_the_rest(files: FileRules) -> None:
    found = judged(BASE, after(**{"docs/guide.md": file("y")}), files)
    assert needed(found) == [b"docs/guide.md"]


def test_a_share_of_a_file_grows_to_the_whole_by_a_claim() -> None:
    task = remit(FileRules(claim=("docs/**",)), "docs/guide.md")
    assert needed(judged(BASE, after(**{"docs/guide.md": file("y")}), task)) == [b"docs/guide.md"]


@pytest.mark.parametrize(
    ("files", "path", "rule"),
    [
        (FileRules(claim=("docs/**",), deny=("docs/guide.md",)), "docs/guide.md", "R103"),
        (FileRules(claim=("**",)), ".github/x", "R601"),
        (FileRules(claim=("**", "vendor/lib")), "vendor/lib", "R106"),
        (FileRules(claim=("docs/*.txt",)), "docs/guide.md", "R101"),
    ],
)
def test_a_claim_reaches_no_further_than_write_does(files: FileRules, path: str, rule: str) -> None:
    entry = submodule("2") if path == "vendor/lib" else file("y")
    assert broken(judged(BASE, after(**{path: entry}), files)) == [(rule, path)]


def test_a_protected_path_that_is_named_exactly_can_be_claimed() -> None:
    found = judged(BASE, after(**{".github/x": file()}), FileRules(claim=(".github/x",)))
    assert needed(found) == [b".github/x"]


def test_what_is_put_back_needs_no_claim() -> None:
    before = after(**{"docs/guide.md": file("y")})
    assert needed(judged(before, BASE, FileRules(claim=("docs/**",)), base=BASE)) == []


def test_a_link_may_lead_to_what_can_be_claimed_and_not_to_what_cannot() -> None:
    files = FileRules(write=("src/login/**",), claim=("docs/**", "src/token/**"))
    inside = after(**{"src/login/guide": link("../../docs/guide.md")})
    assert needed(judged(BASE, inside, files, others=SHARED)) == []
    outside = after(**{"src/login/store": link("../token/store.py")})
    assert broken(judged(BASE, outside, files, others=SHARED)) == [("R105", "src/login/store")]
