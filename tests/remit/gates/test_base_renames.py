"""Where the base moved files to: the index says what comparing every pair of paths would say."""

from hypothesis import given
from hypothesis import strategies as st

from remit.gates.base_renames import PossibleRenames, RenameIndex

_NAMES = st.sampled_from([b"a", b"b", b"c"])
_PATHS = st.lists(_NAMES, min_size=1, max_size=4).map(b"/".join)
_RENAMES = st.dictionaries(_PATHS, _PATHS, max_size=5)


def _along(renames: dict[bytes, bytes], path: bytes) -> set[tuple[bytes, bytes]]:
    """Every directory whose name is changed to one above `path` by a rename, at any depth."""
    found: set[tuple[bytes, bytes]] = set()
    for old, new in renames.items():
        for end in (at for at, byte in enumerate(old) if byte == ord("/")):
            before, inside = old[:end], old[end:]
            after = new.removesuffix(inside)
            if new.endswith(inside) and after and path.startswith(after + b"/"):
                found.add((before, before + path[len(after) :]))
    return found


@given(_RENAMES, _PATHS)
def test_a_path_is_led_to_by_what_any_rename_says(renames: dict[bytes, bytes], path: bytes) -> None:
    moved = RenameIndex(renames)
    assert sorted(moved.files(path)) == sorted(old for old, new in renames.items() if new == path)
    assert set(moved.along(path)) == _along(renames, path)


@given(_RENAMES, _PATHS, st.sets(_PATHS))
def test_the_names_alone_miss_nothing_that_moved(
    renames: dict[bytes, bytes], path: bytes, gone: set[bytes]
) -> None:
    moved = RenameIndex(renames)
    names = PossibleRenames(set(renames.values()), set(renames), gone.__contains__)
    if moved.files(path) or any(before in gone for before, _ in moved.along(path)):
        assert names.leads_to(path)


def test_a_new_file_goes_along_with_every_directory_above_it() -> None:
    moved = RenameIndex({b"allowed/d/x": b"secret/d/x"})
    assert set(moved.along(b"secret/d/new")) == {
        (b"allowed/d", b"allowed/d/new"),
        (b"allowed", b"allowed/d/new"),
    }
    assert not list(moved.along(b"top"))
