"""Everything on the base: what becomes of each file, whose branch and path is whose, freezing."""

import marshal
import tracemalloc
from typing import Any
from zlib import crc32

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from manifests import REGULAR, catalog, manifest, paths, scopes

from remit.errors import CouldNotCheck, ManifestError, UsageError
from remit.manifest.catalog import (
    BranchPattern,
    Catalog,
    deserialize_catalog,
    read_catalog,
    serialize_catalog,
)
from remit.manifest.policy import Policy
from remit.manifest.scope import Scope, scope_from_plain
from remit.manifest.writer import render_manifest
from remit.patterns.matcher import PathIndex

SYMLINK, GITLINK = 0o120000, 0o160000


def of(scopes_: list[Scope]) -> Catalog:
    return read_catalog(
        {
            f".remit/tasks/{r.id}.toml".encode(): (REGULAR, render_manifest(r).encode())
            for r in scopes_
        }
    )


unhurried = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
several = st.lists(scopes(), max_size=4, unique_by=lambda scope: scope.id)


@unhurried
@given(several)
def test_a_catalog_holds_the_scopes_of_its_files(given_: list[Scope]) -> None:
    found = of(given_)
    assert list(found.scopes()) == sorted(given_, key=lambda scope: scope.id)
    assert found.ids == tuple(sorted(scope.id for scope in given_))
    assert set(found.branch_patterns) == {BranchPattern(b, r.id) for r in given_ for b in r.branch}


@unhurried
@given(several)
def test_thawing_gives_what_was_frozen(given_: list[Scope]) -> None:
    first = of(given_)
    second = deserialize_catalog(serialize_catalog(first))
    assert second is not None
    assert second.contents == first.contents
    assert serialize_catalog(second) == serialize_catalog(first)
    assert list(second.scopes()) == list(first.scopes())


@unhurried
@given(several, paths)
def test_owners_are_the_tasks_whose_patterns_cover_and_do_not_deny(
    given_: list[Scope], path: str
) -> None:
    def owns(scope: Scope) -> bool:
        files = scope.files
        allow = [*files.write, *files.create, *files.append, *(s.path for s in scope.symbols)]
        where = path.encode()
        return PathIndex(allow).covers(where) and not PathIndex(files.deny).covers(where)

    assert of(given_).owners(path.encode()) == tuple(sorted(r.id for r in given_ if owns(r)))


@unhurried
@given(several, st.sampled_from(["agent/a/x", "agent/a", "task/a", "task/0/b", "fix/x-12", "main"]))
def test_claimants_are_the_tasks_whose_branch_patterns_cover(
    given_: list[Scope], branch: str
) -> None:
    claiming = [r.id for r in given_ if PathIndex(r.branch).covers(branch.encode())]
    assert of(given_).tasks_of_branch(branch) == tuple(sorted(claiming))


def test_a_branch_without_wildcards_claims_what_is_below_it() -> None:
    found = read_catalog({b".remit/tasks/a.toml": (REGULAR, manifest("a", branch="agent/a"))})
    assert found.tasks_of_branch("agent/a") == ("a",)
    assert found.tasks_of_branch("agent/a/b") == ("a",)
    assert found.tasks_of_branch("agent/ab") == ()


def test_no_files_are_no_tasks_and_the_default_policy() -> None:
    found = read_catalog({})
    assert (found.ids, found.branch_patterns, found.faulty, found.misplaced) == ((), (), (), ())
    assert found.policy == Policy()
    assert found.owners(b"a") == ()
    assert found.tasks_of_branch("main") == ()


def test_an_executable_manifest_is_a_manifest() -> None:
    assert read_catalog({b".remit/tasks/a.toml": (0o100755, manifest("a"))}).ids == ("a",)


def test_a_task_that_is_unknown_is_told_with_the_nearest() -> None:
    found = catalog(login="", store="")
    with pytest.raises(UsageError, match=r"no task is called 'lgoin'\.") as caught:
        found.scope("lgoin")
    assert caught.value.hint == "did you mean 'login'?"
    with pytest.raises(UsageError) as caught:
        found.scope("zzz")
    assert "remit show" in caught.value.hint


def test_a_faulty_manifest_keeps_its_branches_and_raises_its_faults() -> None:
    found = catalog(a=b"[", login='write = ["/a"]', store="")
    assert found.ids == ("store",)
    assert found.tasks_of_branch("agent/login/1") == ("login",)
    assert [(faulty.task, faulty.branch) for faulty in found.faulty] == [
        ("a", None),
        ("login", ("agent/login/*",)),
    ]
    with pytest.raises(ManifestError) as caught:
        found.scope("login")
    assert caught.value.faults == found.faulty[1].faults
    assert caught.value.faults[0].line == 6
    assert found.owners(b"a") == ()


def test_a_manifest_that_is_no_toml_has_unknown_branches() -> None:
    (faulty,) = catalog(login=b"[").faulty
    assert (faulty.task, faulty.branch) == ("login", None)


POLICY = REGULAR, b'base = "trunk"\n'
PLACES = [
    (b".remit/tasks/a.toml", SYMLINK, "a", None, "is a symlink."),
    (b".remit/tasks/a.toml", GITLINK, "a", None, "is a submodule."),
    (b".remit/tasks/a.toml", 0o100600, "a", None, "is of mode 100600."),
    (b".remit/tasks/b/a.toml", REGULAR, "b/a", ("agent/a/*",), "manifests do not nest."),
    (b".remit/tasks/README.md", REGULAR, "README.md", (), "only manifests live here."),
    (b".remit/tasks/README.md", SYMLINK, "README.md", (), "is a symlink."),
    (b".remit/tasks/a.TOML", REGULAR, "a.TOML", None, "only manifests live here."),
    (b".remit/tasks/a.toml.bak", REGULAR, "a.toml.bak", (), "only manifests live here."),
    (b".remit/tasks", SYMLINK, ".remit/tasks", None, "is not a folder."),
    (b".remit/tasks", REGULAR, ".remit/tasks", None, "is not a folder."),
    (b".remit", SYMLINK, ".remit", None, "is not a folder."),
    (b".remit/tasks", GITLINK, ".remit/tasks", None, "is not a folder."),
    (b".Remit", GITLINK, ".Remit", None, "is not a folder."),
    (b".remit/tasks/a.toml/x", REGULAR, "a", None, "is a folder."),
    (b".Remit/tasks/a.toml", REGULAR, ".Remit/tasks/a.toml", None, "its name has capitals"),
    (b".remit/Tasks/a.toml", REGULAR, ".remit/Tasks/a.toml", None, "its name has capitals"),
    (b".remit/tasks/\xff\n.toml", REGULAR, r"\udcff\n", ("agent/a/*",), r"named '\udcff"),
]


@pytest.mark.parametrize(("path", "mode", "task", "branch", "what"), PLACES)
def test_what_is_no_manifest_among_the_manifests_is_a_fault_of_that_file(
    path: bytes, mode: int, task: str, branch: tuple[str, ...] | None, what: str
) -> None:
    (faulty,) = read_catalog({path: (mode, manifest("a"))}).faulty
    assert (faulty.task, faulty.branch) == (task, branch)
    assert what in faulty.faults[0].what


def test_what_keeps_an_empty_folder_in_git_is_no_fault() -> None:
    found = read_catalog(
        {b".remit/tasks/.gitkeep": (REGULAR, b""), b".remit/README.md": (REGULAR, b"")}
    )
    assert found.faulty == ()
    assert found.misplaced == ()


def test_two_manifests_with_one_id_are_called_that() -> None:
    found = catalog(a="", b=manifest("a"))
    assert found.ids == ("a",)
    assert found.faulty[0].faults[0].what == "the id 'a' is that of a.toml as well."


@pytest.mark.parametrize(
    ("path", "hint"), [(b".remit/polcy.toml", "policy.toml"), (b".remit/login.toml", "tasks/login")]
)
def test_a_file_that_looks_like_something_and_means_nothing_is_misplaced(
    path: bytes, hint: str
) -> None:
    (fault,) = read_catalog({path: (REGULAR, b"")}).misplaced
    assert hint in fault.hint


def test_a_policy_with_faults_raises_them_whenever_it_is_asked_for() -> None:
    for found in (catalog("x = 1\n"), read_catalog({b".remit/policy.toml": (SYMLINK, b"")})):
        again = deserialize_catalog(serialize_catalog(found))
        assert again is not None
        for one in (found, again):
            with pytest.raises(ManifestError):
                _ = one.policy


@pytest.mark.parametrize(
    ("path", "what"),
    [
        (b".remit/policy.toml/x", ".remit/policy.toml is a folder."),
        (b".Remit/policy.toml", "its name has capitals"),
        (b".remit/Policy.toml", "its name has capitals"),
    ],
)
def test_a_policy_in_a_place_where_it_is_not_read_is_not_the_default_one(
    path: bytes, what: str
) -> None:
    with pytest.raises(ManifestError, match=what):
        _ = read_catalog({path: (REGULAR, b"")}).policy


def test_the_place_of_the_very_name_counts_and_the_other_one_is_misplaced() -> None:
    odd = (
        b".Remit",
        b".remit/Tasks",
        b".Remit/policy.toml",
        b".REMIT/tasks/b.toml",
        b".Remit/Tasks",
    )
    found = read_catalog(
        {
            b".remit/policy.toml": POLICY,
            b".remit/tasks/a.toml": (REGULAR, manifest("a")),
            **{path: (REGULAR, manifest("b")) for path in odd},
        }
    )
    assert (found.ids, found.faulty, found.policy.base) == (("a",), (), "trunk")
    assert [fault.where for fault in found.misplaced] == [
        ".REMIT/tasks/b.toml",
        ".Remit/policy.toml",
    ]


def test_capitals_in_what_is_no_manifest_do_not_matter() -> None:
    found = read_catalog(
        {b".Remit/README.md": (REGULAR, b""), b".remit/Tasks/.gitkeep": (REGULAR, b"")}
    )
    assert (found.faulty, found.policy) == ((), Policy())


def test_the_policy_is_read_and_thawed() -> None:
    again = deserialize_catalog(serialize_catalog(catalog('base = "trunk"\n')))
    assert again is not None
    assert again.policy == Policy(base="trunk")


@given(st.binary(max_size=60))
def test_bytes_that_are_not_ours_thaw_to_nothing(data: bytes) -> None:
    assert deserialize_catalog(data) is None


@given(st.data())
def test_a_damaged_catalog_thaws_to_nothing(data: st.DataObject) -> None:
    good = serialize_catalog(catalog(a='write = ["src"]', b=""))
    at = data.draw(st.integers(0, len(good) - 1))
    flip = data.draw(st.integers(1, 255))
    assert deserialize_catalog(good[:at] + bytes([good[at] ^ flip]) + good[at + 1 :]) is None
    assert deserialize_catalog(good[:at]) is None


def sealed(payload: bytes) -> bytes:
    """These bytes as a cache would have them, with the checksum that belongs to them."""
    return serialize_catalog(catalog(a=""))[:16] + crc32(payload).to_bytes(4, "big") + payload


@pytest.mark.parametrize("payload", [b"", b"(", b"N", b"i\0", b"?", b"[" * 100, b"(\1\0\0\0N"])
def test_bytes_with_a_checksum_that_are_no_catalog_thaw_to_nothing(payload: bytes) -> None:
    assert deserialize_catalog(sealed(payload)) is None


@pytest.mark.parametrize("payload", [b"(\xff\xff\xff\0", b"(\0\0\x08\0" * 30, b"[\xff\xff\xff\0"])
@pytest.mark.parametrize("place", ["catalog", "remit"])
def test_a_forged_cache_takes_no_more_memory_than_its_size(payload: bytes, place: str) -> None:
    contents = ({"a": payload}, (), (), None, (), ())
    data = sealed(payload if place == "catalog" else marshal.dumps(contents, 2))
    tracemalloc.start()
    try:
        found = deserialize_catalog(data)
        if found:
            with pytest.raises(CouldNotCheck):
                found.scope("a")
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()
    assert (found is None) == (place == "catalog")


@pytest.mark.parametrize("scope", [b"", b"N", b"i\0", b"(\0\0\0\0", b"?"])
def test_a_scope_that_cannot_be_decoded_is_could_not_check(scope: bytes) -> None:
    contents = ({"a": scope}, (), (), None, (), ())
    found = deserialize_catalog(sealed(marshal.dumps(contents, 2)))
    assert found is not None
    with pytest.raises(CouldNotCheck, match="cache of manifests is damaged"):
        found.scope("a")


def test_a_catalog_of_another_format_thaws_to_nothing() -> None:
    good = serialize_catalog(catalog(a=""))
    assert deserialize_catalog(good.replace(b"catalog 5", b"catalog 0", 1)) is None
    assert crc32(good[20:]) == int.from_bytes(good[16:20], "big")


def test_one_scope_of_a_thousand_is_had_without_decoding_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = serialize_catalog(
        catalog("", **{f"t{n}": f'write = ["src/{n}/**"]' for n in range(1000)})
    )
    decoded: list[str] = []

    def decode(plain: Any) -> Scope:
        found = scope_from_plain(plain)
        decoded.append(found.id)
        return found

    monkeypatch.setattr("remit.manifest.scope.scope_from_plain", decode)
    found = deserialize_catalog(data)
    assert found is not None
    assert found.scope("t77").files.write == ("src/77/**",)
    assert decoded == ["t77"]
