"""Files are found from a text; what is said of them is a chance."""

import planned
import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.plan.forecast import forecast_task
from remit.plan.prediction.index import Bm25Index, HistoryIndex
from remit.plan.prediction.probability import (
    LogitScale,
    expected_calibration_error,
    find_new_paths,
    fit_logit_scale,
    has_no_known_word,
    logistic,
    logit,
    predict_files,
    reliability_bins,
)
from remit.plan.task import PlanTask
from remit.plan.tokenizer import commit_message_words, mentioned_paths, tokenize

INDEX = HistoryIndex(planned.past())


def _first(text: str) -> bytes:
    return INDEX.files[next(file for file in predict_files(INDEX, text) if file not in INDEX.hubs)]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("routing: match paths without segments", b"src/web/routing.py"),
        ("Refuse session cookies that are too long", b"src/web/session.py"),
        ("escape values in templates", b"src/web/templates.py"),
    ],
)
def test_the_file_that_such_changes_touched_comes_first(text: str, path: bytes) -> None:
    related = {path, path.replace(b"src/web/", b"tests/test_")}
    assert _first(text) in related


def test_a_path_in_the_text_is_a_strong_hint() -> None:
    index = INDEX
    found = predict_files(index, "Explain wildcards in docs/routing.md")
    assert found[index.numbers[b"docs/routing.md"]] >= 0.95


def test_the_end_of_a_path_that_few_files_share_is_a_hint_too() -> None:
    found = predict_files(INDEX, "Look at session.py")
    assert found[INDEX.numbers[b"src/web/session.py"]] >= 0.9


def test_a_path_that_does_not_exist_is_a_file_to_be_made() -> None:
    assert find_new_paths(INDEX, "Create src/web/forms.py and docs/routing.md") == (
        b"src/web/forms.py",
    )


def test_a_text_without_a_known_word_says_so() -> None:
    assert has_no_known_word(INDEX, "zzqx wibble")
    assert forecast_task(INDEX, PlanTask("a", "zzqx wibble"), LogitScale()).basis == "unknown"
    assert not has_no_known_word(INDEX, "zzqx session")


def test_a_hub_is_named_apart() -> None:
    found = forecast_task(INDEX, PlanTask("a", "session: refuse cookies"), LogitScale())
    assert b"CHANGES.md" in found.hubs
    assert b"CHANGES.md" not in found.chances


def test_a_hub_that_the_text_names_is_a_file_like_any_other() -> None:
    found = forecast_task(INDEX, PlanTask("a", "Explain this in CHANGES.md"), LogitScale())
    assert b"CHANGES.md" in found.chances
    assert b"CHANGES.md" not in found.hubs


def test_files_that_the_list_states_are_taken_as_they_are() -> None:
    found = forecast_task(INDEX, PlanTask("a", "routing", files=("docs/**",)), LogitScale())
    assert found.basis == "stated"
    assert set(found.chances) == {b"docs/routing.md"}


def test_without_any_history_there_are_still_names_and_contents() -> None:
    index = HistoryIndex(planned.past(()))
    found = [index.files[file] for file in predict_files(index, "Router match")]
    assert found.index(b"src/web/routing.py") < found.index(b"src/web/session.py")


def test_given_minutes_count() -> None:
    found = forecast_task(INDEX, PlanTask("a", "session", minutes=90), LogitScale())
    assert (found.minutes, found.given) == (90, True)


@given(st.text(max_size=40))
def test_every_chance_is_one_whatever_the_text(text: str) -> None:
    assert all(0 <= each <= 1 for each in predict_files(INDEX, text).values())


@given(st.text(max_size=60))
def test_words_are_lower_case_letters(text: str) -> None:
    assert all(word.isascii() and word.islower() and word.isalpha() for word in tokenize(text))


def test_a_long_word_is_read_once() -> None:
    word = "a" * 300_000
    assert mentioned_paths(f"{word} src/a.py") == ["src/a.py"]
    assert commit_message_words(word) == [word]


def test_a_rare_word_weighs_more() -> None:
    ranking = Bm25Index([["a", "b"], ["a", "c"], ["a", "d"]])
    assert ranking.rarity("b") > ranking.rarity("a")
    assert max(ranking.scores(["a", "c"]).items(), key=lambda item: item[1])[0] == 1


def test_no_documents_have_no_answer() -> None:
    assert Bm25Index([]).scores(["a"]) == {}


@given(st.floats(1e-6, 1 - 1e-6))
def test_logits_are_undone(share: float) -> None:
    assert logistic(logit(share)) == pytest.approx(share, rel=1e-6)


def test_a_scale_brings_predictions_to_what_came_true() -> None:
    cases = [(0.5, number % 10 == 0) for number in range(400)]
    scale = fit_logit_scale(cases)
    assert scale(0.5) == pytest.approx(0.1, abs=0.05)
    assert (
        expected_calibration_error(reliability_bins((scale(raw), true) for raw, true in cases))
        < 0.05
    )


def test_without_cases_nothing_is_corrected() -> None:
    assert fit_logit_scale([]) == LogitScale()
    assert reliability_bins([]) == ()
    assert expected_calibration_error(()) == 0.0


def test_a_chance_of_one_has_a_place_in_the_table() -> None:
    (found,) = reliability_bins([(1.0, True)])
    assert (found.low, found.cases, found.observed) == (0.8, 1, 1.0)
