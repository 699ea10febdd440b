"""Names are followed through renames to the files that live at the cut."""

from past_commits import commit, files

from remit.history.renames import follow_from_cut, trace_to_cut


def test_a_past_change_counts_for_the_name_at_the_cut() -> None:
    past = [commit("M new"), commit("R old new"), commit("M old")]
    assert files(trace_to_cut(past, {b"new"})) == [(b"new",)] * 3


def test_a_chain_of_renames_is_followed() -> None:
    past = [commit("R b c"), commit("R a b"), commit("M a")]
    assert files(trace_to_cut(past, {b"c"})) == [(b"c",)] * 3


def test_a_later_change_counts_for_the_name_at_the_cut() -> None:
    later = [commit("R a b"), commit("M b"), commit("R b c"), commit("D c")]
    assert files(follow_from_cut(later, {b"a"})) == [(b"a",)] * 4


def test_a_path_that_is_used_again_counts_as_the_live_file_of_that_name() -> None:
    past = [commit("A a"), commit("D a"), commit("M a")]
    assert files(trace_to_cut(past, {b"a"})) == [(b"a",)] * 3


def test_what_had_a_name_before_the_rename_that_gave_it_is_another_file() -> None:
    past = [commit("R x b"), commit("R b c"), commit("M b")]
    assert files(trace_to_cut(past, {b"b", b"c"})) == [(b"b",), (b"c",), (b"c",)]
    past = [commit("R b c"), commit("R a b"), commit("M b")]
    assert files(trace_to_cut(past, {b"c"})) == [(b"c",), (b"c",)]


def test_what_takes_a_name_after_the_rename_that_freed_it_is_another_file() -> None:
    later = [commit("R a b"), commit("R b c"), commit("A b"), commit("M c")]
    assert files(follow_from_cut(later, {b"a"})) == [(b"a",), (b"a",), (b"a",)]


def test_names_that_are_swapped_in_one_commit_are_swapped() -> None:
    swap = commit("R a b", "R b a")
    assert files(trace_to_cut([swap, commit("M a")], {b"a", b"b"})) == [(b"a", b"b"), (b"b",)]
    assert files(follow_from_cut([swap, commit("M a")], {b"a", b"b"})) == [(b"a", b"b"), (b"b",)]


def test_a_copy_counts_for_the_new_file_and_leads_nowhere() -> None:
    copy = commit("C a b")
    assert files(trace_to_cut([copy, commit("M a")], {b"a", b"b"})) == [(b"b",), (b"a",)]
    assert files(follow_from_cut([copy, commit("M b")], {b"a", b"b"})) == [(b"b",), (b"b",)]


def test_files_are_sorted_and_named_once() -> None:
    assert files(trace_to_cut([commit("M b", "M a", "R c a")], {b"a", b"b"})) == [(b"a", b"b")]


def test_a_change_of_no_live_file_is_left_out() -> None:
    assert trace_to_cut([commit("M gone"), commit()], {b"a"}) == ()
    assert follow_from_cut([commit("A born")], {b"a"}) == ()


def test_a_bulk_change_is_left_out_but_its_renames_lead_on() -> None:
    bulk = commit("R a b", "M c", "M d")
    assert files(trace_to_cut([bulk, commit("M a")], {b"b"}, limit=2)) == [(b"b",)]
    assert files(follow_from_cut([bulk, commit("M b")], {b"a"}, limit=2)) == [(b"a",)]
    assert len(trace_to_cut([bulk], {b"b"}, limit=3)) == 1
