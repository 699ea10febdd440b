"""The symlink zoo: a link may only lead to what the task may write, whatever the way."""

import pytest
from bombs import link_chains
from fake_trees import FakeTrees, changes
from hypothesis import given
from hypothesis import strategies as st
from judging import DEFAULT, Entry, broken, file, judged, link, remit, tree
from plain_links import plain_way

from remit.errors import LimitExceeded
from remit.judge import judge
from remit.judge import symlinks as following
from remit.judge.symlinks import SymlinkResolver, resolve_symlink, symlink_step_budget
from remit.manifest.policy import Policy
from remit.manifest.scope import FileRules
from remit.paths import fold_path
from remit.patterns.matcher import OwnerIndex

BASE = tree(
    {
        "src/login/form.py": file(),
        "src/login/parts/a.py": file(),
        "src/login/keys/id": file(),
        "src/token/store.py": file(),
        "docs/guide.md": file(),
        "README": file(),
        "src/login/out": link("../token"),
        "shelf/here": link("../src/login"),
    }
)
FILES = FileRules(
    write=("src/login/**", "notes/*"), create=("docs/**",), deny=("src/login/keys/**",)
)


def rules(name: str, target: str | bytes, files: FileRules = FILES, **more: Entry) -> set[str]:
    """The rules that a new link breaks, with further entries of the same commit."""
    result = {**BASE, **tree({path.replace("__", "/"): entry for path, entry in more.items()})}
    result[name.encode()] = link(target)
    own = tree({path.replace("__", "/"): entry for path, entry in more.items()})
    found = judged({**BASE, **own}, result, files, base=BASE)
    return {rule for rule, _ in broken(found)}


@pytest.mark.parametrize(
    "target",
    [
        "form.py",
        "./form.py",
        ".//form.py",
        "parts",
        "parts/",
        "parts/.",
        "parts/../form.py",
        "../login/form.py",
        "../../src/login/form.py",
        "../../shelf/here/form.py",
        "not-yet-there",
        "not/yet/there/",
        ".gitignore",
        b"\xff\xfe",
        "a\nb",
        "...",
    ],
)
def test_a_link_that_ends_inside_the_scope_is_free(target: str | bytes) -> None:
    assert rules("src/login/link", target) == set()


@pytest.mark.parametrize(
    "target",
    [
        "/etc/passwd",
        "/",
        "//server/share",
        "../../../outside",
        "../../..",
        "../../../" + "x" * 10,
        "../..",
        "../../",
        "..",
        "../token/store.py",
        "../token",
        "../token/",
        "../../README",
        "../../nothing",
        "out/store.py",
        "out/not-yet",
        "out/../token/store.py",
        "keys/id",
        "keys",
        ".",
        "parts/..",
        "../../.git/hooks/pre-commit",
        "../../.GIT/config",
        ".git",
        "../../.git/../src/login/form.py",
        "link",
        "link/x",
        "",
        "form.py\0/../../../etc/passwd",
        "x" * 4097,
        "/".join(["x"] * 2100),
        b"../\xff/../token",
        "../../.github/workflows",
        "../../.remit/tasks",
        "../../.husky",
    ],
)
def test_a_link_that_leads_anywhere_else_is_a_violation(target: str | bytes) -> None:
    assert rules("src/login/link", target) == {"R105"}


def test_a_deep_target_is_cut_off_where_systems_give_up() -> None:
    links = {b"l": b"d/" * 1000 + b"m", b"d/" * 1000 + b"m": b"e/" * 1500 + b"f"}
    assert resolve_symlink(b"l", links).end is None


@pytest.mark.parametrize(("more", "leads"), [(b"", True), (b"x", False)])
def test_a_target_and_the_path_that_it_leads_to_have_at_most_4096_bytes(
    more: bytes, *, leads: bool
) -> None:
    assert (resolve_symlink(b"l", {b"l": b"./" * 2047 + b"xx" + more}).end is not None) == leads
    halves = {b"l": b"m/" + b"y" * 2047 + more, b"m": b"x" * 2048}
    assert (resolve_symlink(b"l", halves).end is not None) == leads


def test_a_cycle_is_a_violation_for_each_of_its_links() -> None:
    result = {**BASE, **tree({"src/login/a": link("b"), "src/login/b": link("a")})}
    found = judged(BASE, result, FILES)
    assert broken(found) == [("R105", "src/login/a"), ("R105", "src/login/b")]


@pytest.mark.parametrize("length", [1, 40, 41])
def test_a_chain_may_have_forty_links_and_no_more(length: int) -> None:
    links = {b"d/%d" % place: b"%d" % (place + 1) for place in range(length)}
    assert resolve_symlink(b"d/0", links).end == (b"d/%d" % length if length <= 40 else None)


_NAMES = st.sampled_from([b"a", b"b", b"c", b"d"])
_PLACES = st.lists(_NAMES, min_size=1, max_size=3).map(b"/".join)
_STEPS = st.sampled_from([b"a", b"b", b"c", b"d", b"..", b"..", b".", b"", b".git", b"x" * 2000])
_TARGETS = st.lists(_STEPS, min_size=1, max_size=6).map(b"/".join)
_GRAPHS = st.dictionaries(_PLACES, _TARGETS, min_size=1, max_size=8)


@given(graph=_GRAPHS, chain=st.integers(0, 43), end=_TARGETS)
def test_every_way_is_that_of_going_through_each_target_again(
    graph: dict[bytes, bytes], chain: int, end: bytes
) -> None:
    links = {b"c%d" % number: b"c%d" % (number + 1) for number in range(chain)}
    links |= {b"c%d" % chain: end, **graph}
    ways = SymlinkResolver(links, symlink_step_budget())
    for path in (*links, b"a/no/link"):
        way = ways.follow(path)
        assert (way.end, way.fault) == plain_way(path, links)


def test_each_target_is_gone_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    links = link_chains(2 * 39)
    components = sum(target.count(b"/") + 1 for target in links.values())
    monkeypatch.setattr(following, "STEPS", components)
    ways = SymlinkResolver(links, symlink_step_budget())
    assert {ways.follow(path).end for path in links} == {b"end"}


def test_more_steps_than_the_limit_are_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    others = len(["..", "token", "..", "src", "login"])  # of the links that are there
    monkeypatch.setattr(following, "STEPS", others + 3)
    assert rules("src/login/link", "parts/../form.py") == set()
    with pytest.raises(LimitExceeded, match="more than 8 steps"):
        rules("src/login/link", "parts/.././form.py")


def test_more_paths_below_the_ends_than_the_limit_are_no_verdict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    new = {f"src__login__parts__{number}": file() for number in range(4)}
    assert rules("src/login/link", "parts", FILES, **new) == set()
    monkeypatch.setattr(following, "VISITS", 5)
    with pytest.raises(LimitExceeded, match="more than 5 paths"):
        rules("src/login/link", "parts", FILES, **new)


def test_many_links_to_one_directory_look_at_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    more = {f"src__login__l{number}": link("parts") for number in range(50)}
    monkeypatch.setattr(following, "VISITS", 5)
    assert rules("src/login/link", "parts", FILES, **more) == set()


def test_a_link_is_resolved_through_directories_that_are_links() -> None:
    links = {b"a/l": b"m/x", b"a/m": b"../b/n", b"b/n": b"../c"}
    assert resolve_symlink(b"a/l", links).end == b"c/x"


def test_two_dots_climb_from_where_a_link_led_to() -> None:
    links = {b"a/l": b"m/../x", b"a/m": b"../b/c"}
    assert resolve_symlink(b"a/l", links).end == b"b/x"


def test_a_link_at_the_root_starts_at_the_root() -> None:
    assert resolve_symlink(b"l", {b"l": b"./a/../b"}).end == b"b"
    assert resolve_symlink(b"l", {b"l": b"."}).end == b""
    assert resolve_symlink(b"l", {b"l": b".."}).end is None


def test_where_a_link_leads_is_judged_in_the_result_not_before() -> None:
    assert rules("src/login/link", "step/store.py", src__login__step=link("parts")) == set()
    assert rules("src/login/link", "step/x", src__login__step=link("../token")) == {"R105"}


def test_an_old_link_that_is_changed_is_judged_again() -> None:
    result = {**BASE, b"src/login/out": link("../../docs")}
    assert broken(judged(BASE, result, FILES)) == [("R105", "src/login/out")]


def test_an_old_link_that_goes_away_is_not() -> None:
    result = {path: entry for path, entry in BASE.items() if path != b"src/login/out"}
    assert judged(BASE, result, FILES).violations == ()


def test_a_link_that_is_put_back_as_the_base_has_it_is_clean() -> None:
    without = {path: entry for path, entry in BASE.items() if path != b"src/login/out"}
    assert judged(without, BASE, FILES, base=BASE).violations == ()


def test_a_directory_that_becomes_a_link_is_judged_by_its_target() -> None:
    gone = {path: entry for path, entry in BASE.items() if b"parts" not in path}
    found = judged(BASE, {**gone, b"src/login/parts": link("../token")}, FILES)
    assert broken(found) == [("R105", "src/login/parts")]


def test_an_entry_that_is_covered_as_a_file_only_is_no_way_into_a_directory() -> None:
    files = FileRules(write=("notes/*",))
    assert rules("notes/link", "a", files) == set()
    assert rules("notes/link", "a", files, notes__a__deep=file()) == {"R105"}


def test_a_directory_that_does_not_exist_yet_is_judged_by_the_tree_it_would_be() -> None:
    files = FileRules(write=("notes/*", "out/**"))
    assert rules("notes/link", "../out", files) == set()
    assert rules("notes/link", "../out", files, out__a=file()) == set()
    assert rules("notes/link", "../out", files, out__a=file(), outer=file()) == set()
    assert rules("notes/link", "../out", files, out=file()) == {"R105"}


@pytest.mark.parametrize(
    ("target", "policy"),
    [("secret", Policy()), ("secret", Policy(case="fold")), ("SECRET", Policy(case="fold"))],
)
def test_a_denied_tree_that_does_not_exist_yet_is_no_place_for_a_link_to_lead_to(
    target: str, policy: Policy
) -> None:
    files = FileRules(write=("src/**",), deny=("src/secret/**",))
    result = tree({"src/link": link(target)})
    assert broken(judged({}, result, files, policy=policy)) == [("R105", "src/link")]
    beside = tree({"src/link": link("public")})
    assert judged({}, beside, files, policy=policy).violations == ()


@pytest.mark.parametrize("target", [".husky", "src/x.pth", "src/a.key"])
def test_what_is_guarded_as_a_tree_or_as_an_entry_only_is_no_place_either(target: str) -> None:
    files = FileRules(write=("**",), deny=("src/*.key",))
    assert rules("link", target, files) == {"R105"}


def test_create_lets_a_link_lead_to_what_does_not_stand_on_the_base() -> None:
    assert rules("docs/link", "new.md") == set()
    assert rules("docs/link", "new.md", docs__new=file(), docs__x=file()) == set()
    assert rules("docs/link", "part", docs__part__new=file()) == set()
    assert rules("docs/link", "guide.md") == {"R105"}
    assert rules("src/login/link", "../../docs") == {"R105"}


def test_create_does_not_let_a_link_lead_to_what_the_same_commit_changed_on_the_base() -> None:
    own = {b"docs/guide.md": file("changed")}
    result = {**BASE, **own, b"docs/link": link("guide.md")}
    found = judged({**BASE, **own}, result, FILES, base=BASE)
    assert broken(found) == [("R105", "docs/link")]


def test_a_link_may_lead_to_a_protected_path_that_is_named_exactly() -> None:
    target = "../../AGENTS.md"
    assert rules("src/login/link", target, FileRules(write=("**",))) == {"R105"}
    assert rules("src/login/link", target, FileRules(write=("**", "AGENTS.md"))) == set()


def test_everything_writable_still_keeps_a_link_from_the_root() -> None:
    everything = FileRules(write=("**",))
    assert rules("link", ".", everything) == {"R105"}
    assert rules("link", "src", everything) == set()
    assert rules("link", ".git", everything) == {"R105"}


def test_the_reason_shows_the_target_safely_and_says_what_is_wrong() -> None:
    found = judged(
        {}, tree({"a/l": link("/\x1b[2J"), "a/m": link("../b")}), FileRules(write=("a/*",))
    )
    first, second = (violation.reason for violation in found.violations)
    assert first == 'It points to "/\\033[2J": its target is absolute.'
    assert second == "It leads to b, which `login` may not write."
    root = judged({}, tree({"l": link(".")}), FileRules(write=("**",))).violations[0].reason
    assert root == "It leads to the root of the repository, which `login` may not write."


ROOM = FileRules(write=("src/login/**", "far/a/b/**"))
ROOMY = tree({"src/login/l": link("step/../x"), "src/login/step/y": file(), "far/a/b/c": file()})


def test_a_change_that_redirects_a_link_out_of_the_scope_is_a_violation() -> None:
    before = {path: entry for path, entry in ROOMY.items() if path != b"src/login/step/y"}
    after = {**before, b"src/login/step": link("../../far/a/b")}
    (violation,) = judged(before, after, ROOM).violations
    assert (violation.rule, violation.change and violation.change.path) == (
        "R105",
        b"src/login/step",
    )
    assert "the link src/login/l: it leads to far/a/x" in violation.reason


@pytest.mark.parametrize(
    "earlier",
    [
        {"shelf/l": link("../src/login/step/../x")},
        {"src/login/a": link("step/y")},
    ],
    ids=["not the task's", "stays inside"],
)
def test_one_link_that_is_no_violation_does_not_hide_the_next(earlier: dict[str, Entry]) -> None:
    before = {path: entry for path, entry in ROOMY.items() if path != b"src/login/step/y"}
    before |= tree(earlier)
    after = {**before, b"src/login/step": link("../../far/a/b")}
    (violation,) = judged(before, after, ROOM).violations
    assert "the link src/login/l: it leads to far/a/x" in violation.reason


def test_so_is_a_link_that_makes_room_for_a_directory() -> None:
    links = tree({"src/login/l": link("s/../../../../x"), "src/login/s": link("a/b/c/d")})
    after = tree({"src/login/l": link("s/../../../../x"), "src/login/s/y": file()})
    (violation,) = judged(links, after, ROOM).violations
    assert (violation.rule, violation.change and violation.change.path) == ("R105", b"src/login/s")
    assert "climbs out" in violation.reason


@pytest.mark.parametrize(
    ("links", "target"),
    [
        ({"src/login/l": link("step/y")}, "../../far/a/b"),
        ({"src/login/l": link("other/../x")}, "../../far/a/b"),
        ({"shelf/l": link("../src/login/step/../x")}, "../../far/a/b"),
        ({"src/login/l": link("../../lib/step/../x")}, "../../far/a/b"),
        ({"src/login/l": link("step/../../token")}, "../../far/a/b"),
    ],
    ids=["stays inside", "another way", "not the task's", "not through it", "left before"],
)
def test_other_links_are_no_reason_to_refuse_a_new_link(
    links: dict[str, Entry], target: str
) -> None:
    before = tree({**links, "far/a/b/c": file()})
    after = {**before, b"src/login/step": link(target)}
    assert judged(before, after, ROOM).violations == ()


FOLD = Policy(case="fold")
ODD = tree(
    {
        "src/login/form.py": file(),
        "src/login/out": link("../token"),
        "src/login/caf\u00e9": link("../token"),
        "src/Stra\u00dfe": link("token"),
        "src/token/store.py": file(),
        "notes/keys/id": file(),
        "docs/guide.md": file(),
    }
)


@pytest.mark.parametrize(
    "target",
    [
        "OUT/store.py",
        "Out",
        "../LOGIN/out/store.py",
        "cafe\u0301/store.py",  # the same letters, composed otherwise
        "CAF\u00c9/store.py",
        "../STRASSE/store.py",
        "../../docs/GUIDE.md",  # may be created, where there is nothing
        "../../notes/KEYS",  # `notes/*` covers an entry of that name, and nothing below it
    ],
)
def test_where_case_folds_a_link_leads_where_a_system_that_ignores_case_goes(target: str) -> None:
    files = FileRules(write=("src/**", "notes/*"), create=("docs/**",), deny=("src/token/**",))
    result = {**ODD, b"src/login/new": link(target)}
    assert broken(judged(ODD, result, files)) == []
    assert broken(judged(ODD, result, files, policy=FOLD)) == [("R105", "src/login/new")]


def test_where_case_folds_the_link_of_just_that_name_comes_first() -> None:
    both = {**ODD, b"src/login/OUT": link("form.py")}
    result = {**both, b"src/login/new": link("OUT")}
    assert broken(judged(both, result, FILES, policy=FOLD)) == []


@pytest.mark.parametrize("target", ["form.py", "FORM.PY", "parts/new", "../../notes/here"])
def test_where_case_folds_a_link_within_the_scope_stays_so(target: str) -> None:
    result = {**ODD, b"src/login/new": link(target)}
    assert broken(judged(ODD, result, FILES, policy=FOLD)) == []


def test_where_case_folds_a_link_is_redirected_by_one_in_other_letters() -> None:
    before = {**ODD, b"src/login/over": link("HERE/../form.py")}
    after = {**before, b"src/login/here": link("../../lib/deep")}
    files = FileRules(write=("src/login/**", "lib/deep/**"))
    assert broken(judged(before, after, files)) == []
    assert broken(judged(before, after, files, policy=FOLD)) == [("R105", "src/login/here")]


def test_where_case_folds_what_the_base_had_stands_there_in_other_letters() -> None:
    after = {path: entry for path, entry in ODD.items() if path != b"docs/guide.md"}
    after[b"docs/GUIDE.md"] = file("mine\n")
    files = FileRules(create=("docs/**",))
    found = broken(judged(ODD, after, files, policy=FOLD))
    assert ("R104", "docs/GUIDE.md") in found
    assert ("R104", "docs/GUIDE.md") not in broken(judged(ODD, after, files))


def test_where_names_fold_a_link_is_found_by_more_names() -> None:
    ways = SymlinkResolver({b"src/out": b"x", b"src/OUT": b"y"}, symlink_step_budget(), fold_path)
    found = [ways.link_at(path) for path in (b"src/out", b"src/OUT", b"SRC/out", b"src")]
    assert found == [b"src/out", b"src/OUT", b"src/OUT", None]


@given(graph=_GRAPHS, chain=st.integers(0, 43), end=_TARGETS)
def test_where_names_fold_a_way_in_other_letters_is_the_way_in_these(
    graph: dict[bytes, bytes], chain: int, end: bytes
) -> None:
    links = {b"c%d" % number: b"c%d" % (number + 1) for number in range(chain)}
    links |= {b"c%d" % chain: end, **graph}
    plain = SymlinkResolver(links, symlink_step_budget())
    folding = SymlinkResolver(
        {path: target.upper() for path, target in links.items()}, symlink_step_budget(), fold_path
    )
    for path in links:
        way, other = plain.follow(path), folding.follow(path)
        assert (way.end, way.fault) == (other.end and other.end.lower(), other.fault)


def test_a_link_whose_old_target_was_too_large_to_be_read_led_nowhere() -> None:
    links = tree({"src/login/l": link("step/../x"), "src/login/step": link("/" * 5000)})
    after = {**links, b"src/login/step": link("../../far/a/b"), b"far/a/b/c": file()}
    trees = FakeTrees(after, links)
    (change,) = (each for each in changes(links, after) if each.path == b"src/login/step")
    trees.too_large.add(change.old_oid)
    found = judge([change], remit(ROOM), DEFAULT, trees, OwnerIndex(()).owners)
    assert found.violations == ()


def test_two_links_to_one_place_are_both_within_the_scope() -> None:
    result = {**BASE, **tree({"src/login/a": link("parts"), "src/login/b": link("parts")})}
    assert not broken(judged(BASE, result, FILES, base=BASE))
