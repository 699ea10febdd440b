"""Reading one manifest: laws, every kind of fault with its exact line, and hostile files."""

import tomllib
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from manifests import scopes

from remit.errors import Fault, ManifestError
from remit.manifest.reader import LARGEST
from remit.manifest.scope import Scope, examine_manifest, parse_manifest
from remit.manifest.writer import render_manifest

WHERE = ".remit/tasks/login.toml"
HEAD = '[task]\nid = "login"\nbranch = "agent/login/*"\n'
GOLDEN = Path(__file__).parents[2] / "golden" / "manifest"


def faults_of(text: str | bytes, where: str = WHERE) -> tuple[Fault, ...]:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(ManifestError) as caught:
        parse_manifest(data, where)
    return caught.value.faults


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scopes())
def test_what_is_rendered_parses_to_the_same_scope(scope: Scope) -> None:
    assert parse_manifest(render_manifest(scope).encode(), f".remit/tasks/{scope.id}.toml") == scope


@given(st.binary(max_size=200))
def test_any_bytes_give_a_scope_or_faults(data: bytes) -> None:
    found = examine_manifest(data, WHERE)
    assert (found.plain is None) == bool(found.faults)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scopes(), st.data())
def test_a_manifest_cut_anywhere_gives_a_scope_or_faults(scope: Scope, data: st.DataObject) -> None:
    text = render_manifest(scope).encode()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = examine_manifest(text[:start] + text[end:], WHERE)
    assert (found.plain is None) == bool(found.faults)


def test_only_id_and_branch_are_required() -> None:
    assert parse_manifest(HEAD.encode(), WHERE) == Scope("login", ("agent/login/*",))


def test_a_branch_is_a_string_or_an_array() -> None:
    text = HEAD.replace('"agent/login/*"', '["agent/login/*", "fix/login"]')
    assert parse_manifest(text.encode(), WHERE).branch == ("agent/login/*", "fix/login")


FAULTS = [
    # name, the text below the head, line, what, hint
    ("unknown table", "[fils]\n", 4, "unknown table [fils].", "did you mean [files]?"),
    ("unknown table, nothing near", "[zzz]\n", 4, "unknown table [zzz].", "known here: [task]"),
    ("single table for an array", '[symbols]\npath = "a"\n', 4, "array of tables", "[[symbols]]"),
    ("array for a single table", "[[files]]\n", 4, "`files` must be a table", "write [files]"),
    ("unknown key", '[files]\n\nwirte = ["a"]\n', 6, "`wirte` in [files].", "mean `write`?"),
    ("key of another table", "ports = 1\n", 4, "`ports` in [task].", "belongs to [resources]"),
    ("key of a table in capitals", "[files]\nWrite = []\n", 5, "`Write`", "did you mean `write`?"),
    ("dotted key", "x.y = 1\n", 4, "unknown table [x].", "known here: `id`"),
    ("string for an array", '[files]\nwrite = "a"\n', 5, "not a string", 'write = ["src/'),
    ("number in an array", "[files]\nwrite = [\n'a',\n3]\n", 7, "item 2 of `write`", "example"),
    ("table in an array", "[[symbols]]\n[files]\nwrite=[{}]", 6, "a string, not a table", ""),
    ("number for a string", "title = 3\n", 4, "must be a string, not an integer", 'title = "'),
    ("date for a string", "title = 2020-01-01\n", 4, "not a date or time", ""),
    ("float for a number", "[resources]\nports = 1.0\n", 5, "an integer, not a float", "ports = 2"),
    ("true for a number", "[resources]\nports = true\n", 5, "an integer, not a boolean", ""),
    ("negative number", "[resources]\nports = -1\n", 5, "must be at least 0", ""),
    ("zero lines", "[expect]\nmax_changed_lines = 0\n", 5, "must be at least 1", ""),
    ("a number out of hand", f"[resources]\nports = 0x{'f' * 5000}\n", 5, "at most", ""),
    ("empty pattern", '[files]\nwrite = ["a",\n""]\n', 6, "is empty", "'**'"),
    ("absolute path", '[files]\nwrite = ["/a"]\n', 5, "begins with '/'", "root"),
    ("parent directory", '[files]\ndeny = ["../a"]\n', 5, "'..'", "root"),
    ("bad escape", "[files]\nwrite = ['src\\auth']\n", 5, "backslash before 'a'", "'/'"),
    ("glued stars", '[files]\ncreate = ["a/**b"]\n', 5, "'**' next to something else", ""),
    ("open class", '[files]\nappend = ["a[b"]\n', 5, "has a '['", ""),
    ("listed twice", '[files]\nwrite = ["a",\n"b",\n"a"]\n', 7, "already on line 5", "remove"),
    ("empty apis", "[apis]\nallow = []\n", 5, "`allow` is empty", "remove the key"),
    ("both lists", '[apis]\ndeny = ["a"]\nallow = ["b"]\n', 6, "both given in [apis]", "keep"),
    ("one list, one slip", '[apis]\ndeny = ["a"]\nx = 1\n', 6, "`x` in [apis]", "`deny`"),
    ("bad name", '[apis]\ndeny = ["a b"]\n', 5, "'a b' is no dotted name", "Service.login"),
    ("symbols without a path", '\n[[symbols]]\nwrite = ["a"]\n', 5, "`path` is missing", "path ="),
    ("symbols without names", '[[symbols]]\npath = "a"\n', 4, "`write` is missing", "write ="),
    (
        "second entry",
        '[[symbols]]\npath = "a"\nwrite = ["b"]\n[[symbols]]\npath = "b"\nwrite = []\n',
        9,
        "`write` is empty",
        "write = [",
    ),
    ("wildcard in a path", '[[symbols]]\npath = "a*"\nwrite = ["b"]', 5, "one file", "per file"),
    ("bad path", '[[symbols]]\npath = "/a"\nwrite = ["b"]', 5, "begins with '/'", ""),
    ("after itself", 'after = ["x",\n "login"]\n', 5, "comes after itself", "landed"),
    ("after no id", 'after = ["Big One"]\n', 4, "'Big One' is no id", "lower-case"),
    ("blank item", 'not = [" "]\n', 4, "an empty string says nothing", "fill it in"),
    ("item that acts", '[apis]\nallow=["\\u001b[2J\\u202e"]', 5, r"'\x1b[2J\u202e'", ""),
    ("overlong item", f'after = ["{"a" * 101}"]\n', 4, "longer than 100", "shorter"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "line", "what", "hint"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS]
)
def test_a_fault_is_named_on_its_line(body: str, line: int, what: str, hint: str) -> None:
    found = [f for f in faults_of(HEAD + body) if what in f.what]
    assert [(f.where, f.line) for f in found] == [(WHERE, line)]
    assert hint in found[0].hint


HEADS = [
    ("no task", "", 0, "the table [task] is missing", "`id` and `branch`"),
    ("no id", '[task]\nbranch = "a"\n', 1, "`id` is missing", "id ="),
    ("no branch", '\n[task]\nid = "login"\n', 2, "`branch` is missing", "branch ="),
    ("task is a string", 'task = "x"\n', 1, "`task` must be a table", "write [task]"),
    ("bad id", '[task]\nid = "Log In"\nbranch = "a"\n', 2, "'Log In' is no id", "lower-case"),
    ("empty id", '[task]\nid = ""\nbranch = "a"\n', 2, "'' is no id", "lower-case"),
    ("other name", '[task]\nid = "x"\nbranch = "a"\n', 2, "file is named 'login'", "x.toml"),
    ("no branches", '[task]\nid = "login"\nbranch = []\n', 3, "`branch` is empty", "branch ="),
    ("number", '[task]\nid = "login"\nbranch = 1\n', 3, "a string or an array", "branch ="),
    ("ref", '[task]\nid = "login"\nbranch = "refs/heads/a"\n', 3, "is a ref", "'a'"),
    ("blank", '[task]\nid = "login"\nbranch = ["a",\n"b c"]\n', 4, "no branch is called", "' '"),
    ("pattern", '[task]\nid = "login"\nbranch = "a/**b"\n', 3, "next to something else", ""),
    (
        "inline",
        'task = { id = "login", branch = "a", x = 1 }\n',
        1,
        "unknown key `x` in [task]",
        "",
    ),
    ("at the top", 'id = "x"\n', 1, "unknown key `id`.", "`id` belongs to [task]"),
    ("slip at the top", "wirte = []\n", 1, "unknown key `wirte`.", "did you mean `write`, which"),
    ("numbers at the top", "x = [1]\n", 1, "unknown key `x`.", "known here: [task]"),
    ("tables for symbols", f"symbols = [1]\n{HEAD}", 1, "item 1 of `symbols` must be a table", ""),
]


@pytest.mark.parametrize(
    ("text", "line", "what", "hint"), [h[1:] for h in HEADS], ids=[h[0] for h in HEADS]
)
def test_a_fault_of_the_task_is_named_on_its_line(
    text: str, line: int, what: str, hint: str
) -> None:
    found = [f for f in faults_of(text) if what in f.what]
    assert [(f.where, f.line) for f in found] == [(WHERE, line)]
    assert hint in found[0].hint


def test_every_fault_is_listed_at_once_and_in_order() -> None:
    text = (GOLDEN / "faulty.toml").read_bytes()
    with pytest.raises(ManifestError) as caught:
        parse_manifest(text, ".remit/tasks/login-form.toml")
    assert str(caught.value) + "\n" == (GOLDEN / "faulty.txt").read_text()


def test_two_files_with_one_id_are_called_that() -> None:
    text = b'[task]\nid = "store"\nbranch = "a"\n'
    fault = examine_manifest(text, WHERE, frozenset({"store", "login"})).faults[0]
    assert (fault.line, fault.what) == (2, "the id 'store' is that of store.toml as well.")


def test_a_file_over_1_mib_is_not_parsed() -> None:
    begun = process_time()
    (fault,) = faults_of(b"[" * (10 << 20))
    assert "larger than 1 MiB" in fault.what
    assert fault.line == 0
    assert process_time() - begun < 1


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 100_000, ".".join(["a"] * 400_000) + " = 1", "[" + ".".join(['"a"'] * 200_000)],
    ids=["arrays", "key", "header"],
)
def test_a_file_nested_beyond_reason_is_a_fault_within_a_second(text: str) -> None:
    assert len(text) < LARGEST
    begun = process_time()
    (fault,) = faults_of(text)
    assert fault.what == "the file is nested too deeply."
    assert process_time() - begun < 1


def test_many_dots_outside_keys_are_no_nesting() -> None:
    files = ", ".join(f'"src/a.b/{n}.c.py"' for n in range(500))
    assert (
        len(parse_manifest(f"{HEAD}[files]\nwrite = [{files}]\n".encode(), WHERE).files.write)
        == 500
    )


def test_a_nested_value_of_any_depth_has_its_line() -> None:
    deep = "[" * 200 + "'[', \"{\", # ]\n" + "]" * 200
    text = f"{HEAD}[files]\nwrite = [{deep},\n 1]\n"
    assert [f.line for f in faults_of(text)] == [5, 7]


def test_a_byte_order_mark_is_a_fault_beside_the_others() -> None:
    faults = faults_of(b"\xef\xbb\xbf" + HEAD.encode() + b"x = 1\n")
    assert [(f.line, f.what[:30]) for f in faults] == [
        (1, "the file begins with a byte or"),
        (4, "unknown key `x` in [task]."),
    ]
    assert len(faults_of(b"\xef\xbb\xbf[")) == 2
    assert len(faults_of(b"\xef\xbb\xbf" + HEAD.encode())) == 1


def test_line_ends_of_dos_change_no_line_number() -> None:
    text = (HEAD + "[files]\nwrite = [\n'a',\n'/b',\n]\n").replace("\n", "\r\n")
    assert [f.line for f in faults_of(text)] == [7]


@pytest.mark.parametrize(
    ("text", "branch"),
    [
        (HEAD + "x = 1\n", ("agent/login/*",)),
        (HEAD.replace("agent", "/agent"), None),
        ('[task]\nid = "login"\nbranch = ["a", 3]\n', None),
        ("[task]\n", None),
        ("no TOML", None),
    ],
)
def test_a_faulty_manifest_still_says_its_branches_where_they_are_right(
    text: str, branch: tuple[str, ...] | None
) -> None:
    found = examine_manifest(text.encode(), WHERE)
    assert found.faults
    assert found.branch == branch


def test_a_clean_parse_is_little_more_than_tomllib() -> None:
    text = (GOLDEN / "design.toml").read_bytes()
    parse_manifest(text, "login-form.toml")
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(50):
        begun = process_time()
        parse_manifest(text, "login-form.toml")
        middle = process_time()
        tomllib.loads(text.decode())
        ours.append(middle - begun)
        theirs.append(process_time() - middle)
    assert min(ours) < 3 * min(theirs)
