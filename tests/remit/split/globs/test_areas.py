import pytest
from labelled_trees import check_areas

from remit.patterns.overlap import PathArea
from remit.split.globs.areas import build_scope_globs
from remit.split.globs.label_choice import LISTED, SHARED


def _areas(**labelled: str) -> tuple[PathArea, ...]:
    """The areas of files given by label: `s0="a b/c"`; the label `sx` shares."""
    told = {
        path.encode(): SHARED if key == "sx" else int(key[1:])
        for key, paths in labelled.items()
        for path in paths.split()
    }
    files = sorted(told)
    labels = [told[path] for path in files]
    shared = [number for number, label in enumerate(labels) if label == SHARED]
    found = build_scope_globs(files, labels, shared)
    assert found.labels == tuple(labels)
    check_areas(files, found.labels, found.scopes)
    return found.scopes


def test_a_folder_of_one_scope_is_one_pattern() -> None:
    assert _areas(s0="src/a src/b/c src/b/d", s1="docs/x") == (
        PathArea(("src/",)),
        PathArea(("docs/",)),
    )


def test_what_one_scope_has_alone_is_everything() -> None:
    assert _areas(s0="a b/c") == (PathArea(("**",)),)


def test_an_exception_is_denied_here_and_written_there() -> None:
    assert _areas(s0="src/a src/b src/c src/d/e", s1="src/x.py") == (
        PathArea(("src/",), ("src/x.py",)),
        PathArea(("src/x.py",)),
    )


def test_a_folder_goes_whole_to_another_scope() -> None:
    assert _areas(s0="src/a src/b src/c/d src/e/f", s1="src/x/y src/x/z") == (
        PathArea(("src/",), ("src/x/",)),
        PathArea(("src/x/",)),
    )


def test_a_scope_that_returns_inside_its_own_exception_lists_what_is_not_its_own() -> None:
    found = _areas(s0="a b c d/e/f", s1="d/g d/h d/i d/j/k")
    assert found[0].allow == ("*", "d/e/")
    assert found[0].deny == ()


def test_a_shared_file_is_denied_to_the_scope_around_it() -> None:
    assert _areas(s0="src/a src/b", s1="docs/x", sx="src/lock")[0] == PathArea(
        ("src/",), ("src/lock",)
    )


def test_a_shared_file_that_no_scope_surrounds_is_not_mentioned() -> None:
    assert _areas(s0="a/b", s1="c/d", sx="LOCK") == (PathArea(("a/",)), PathArea(("c/",)))


def test_a_folder_of_shared_files_is_denied_as_a_whole() -> None:
    assert _areas(s0="src/a src/b/c", s1="x/y", sx="src/gen/p src/gen/q")[0].deny == ("src/gen/",)


def test_names_of_one_folder_share_a_pair_of_braces() -> None:
    found = _areas(s0="t/a.py t/b.py t/c/d t/e/f t/g/h t/i/j", s1="t/x.py t/y.py")
    assert found[1].allow == ("t/{x,y}.py",)


def test_many_names_that_share_a_beginning_are_one_wildcard() -> None:
    tests = " ".join(f"t/test_auth_{letter}.py" for letter in "abcdefghijkl")
    others = " ".join(f"t/test_db_{letter}.py" for letter in "abcdefghijklmnop")
    assert _areas(s0=tests, s1=others + " src/x") == (
        PathArea(("t/test_auth_*.py",)),
        PathArea(("{src,t}/",), ("t/test_auth_*.py",)),
    )


def test_wildcards_of_two_scopes_share_no_future_name() -> None:
    by_beginning = " ".join(f"d/a_{number}" for number in range(20))
    by_ending = " ".join(f"d/{number}.md" for number in range(30))
    _areas(s0=by_beginning, s1=by_ending, s2="d/x")


def test_a_new_file_belongs_to_the_scope_that_has_its_folder() -> None:
    found = build_scope_globs((b"a/x", b"a/y", b"b/z"), (0, 0, 1))
    check_areas((b"a/new", b"b/deep/new"), (0, 1), found.scopes)


@pytest.mark.parametrize(
    "name", [b"[id].tsx", b"a{b", b"a,b", b"*", b"!x", b" a", b"a ", b"\\", b"-x", b"x\ny", b"\xff"]
)
def test_any_name_can_be_said(name: bytes) -> None:
    files = sorted((b"a", b"b", b"c", b"d/" + name, b"d/e", b"d/f", b"d/g", name + b"/x/y"))
    labels = tuple(int(name in path.split(b"/")) for path in files)
    found = build_scope_globs(files, labels)
    assert found.labels == labels
    check_areas(files, labels, found.scopes)


def test_names_that_no_text_tells_apart_get_one_label() -> None:
    found = build_scope_globs((b"a", b"caf\xe8", b"caf\xe9", b"d"), (0, 0, 1, 0), scopes=2)
    assert found.labels == (0, 0, 0, 0)


def test_of_names_that_no_text_tells_apart_all_are_shared_if_one_is() -> None:
    found = build_scope_globs((b"a", b"caf\xe8", b"caf\xe9"), (0, 0, 1), [2])
    assert found.labels == (0, SHARED, SHARED)


def test_there_may_be_no_files_and_scopes_without_any() -> None:
    assert build_scope_globs((), (), (), 2).scopes == (PathArea(()), PathArea(()))
    assert build_scope_globs((b"a",), (1,), (), 3).scopes == (
        PathArea(()),
        PathArea(("**",)),
        PathArea(()),
    )


def test_patterns_are_counted_over_all_scopes() -> None:
    assert build_scope_globs((b"a/x", b"a/y", b"b/z"), (0, 1, 1)).globs == 3


def test_everything_may_be_shared() -> None:
    assert build_scope_globs((b"a", b"b/c"), (0, 0), (0, 1), 1).scopes == (PathArea(()),)


def test_a_tree_as_deep_as_git_has_them_is_no_trouble() -> None:
    deep = b"/".join([b"d"] * 1500)
    found = build_scope_globs((b"a", deep + b"/x", deep + b"/y"), (0, 0, 1))
    assert found.scopes[1].allow[0].endswith("/y")


def test_one_name_in_several_folders_is_one_pattern() -> None:
    folders = [f"t/{name}/package.json t/{name}/a t/{name}/b/c" for name in ("x", "y", "z")]
    said = " ".join(folders).split()
    shared = " ".join(path for path in said if path.endswith(".json"))
    rest = " ".join(path for path in said if not path.endswith(".json"))
    assert _areas(s0=rest, s1="u/v", sx=shared)[0] == PathArea(("t/",), ("t/{x,y,z}/package.json",))


def test_a_comma_in_a_name_means_the_same_alone_and_in_braces() -> None:
    _areas(s0="d/e d/f d/g/h d/i/j d/k", s1="d/a,b", s2="d/c,d")


def test_a_long_list_is_cut_into_even_pairs_of_braces() -> None:
    mine = [f"d/{letter}{letter}" for letter in "abcdefghijkl"]
    others = [f"d/{letter}" for letter in "abcdefghijklmnopq"]
    found = _areas(s0=" ".join(mine), s1=" ".join(others) + " d/x/y")
    assert found[0].allow == ("d/{aa,bb,cc,dd,ee,ff}", "d/{gg,hh,ii,jj,kk,ll}")


def test_where_new_files_need_no_owner_files_are_named_rather_than_others_denied() -> None:
    files = (b"src/a.py", b"src/x/b.py", b"src/x/c.py", b"src/y/d.py")
    labels = (0, 0, SHARED, SHARED)
    asked = build_scope_globs(files, labels, {2, 3}, unclaimed=LISTED).scopes
    assert asked == (PathArea(("src/a.py", "src/x/b.py")),)
    (denying,) = build_scope_globs(files, labels, {2, 3}).scopes
    assert denying.deny
