from hypothesis import given
from labelled_trees import check_areas, labelled

from remit.split.globs.areas import build_scope_globs


@given(labelled())
def test_areas_cover_each_file_for_its_scope_alone_and_never_meet(
    tree: tuple[tuple[bytes, ...], tuple[int, ...], frozenset[int]],
) -> None:
    files, labels, shared = tree
    found = build_scope_globs(files, labels, shared, 4)
    check_areas(files, found.labels, found.scopes)
