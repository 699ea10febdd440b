from pasts import past, touch

from remit.plan.history_model import LEAST_CHANCE, Calibration, HistoryModel, forecast_goal
from remit.plan.prediction.index import HistoryIndex


def known(*more: str) -> HistoryModel:
    touches = [touch("web/login.py", "web/test_login.py") for _ in range(5)]
    touches += [touch("db/store.py", "db/test_store.py") for _ in range(5)]
    return HistoryModel(HistoryIndex(past(*touches, more=more)), Calibration())


def test_a_goal_is_about_the_files_that_its_words_name() -> None:
    found = forecast_goal(known(), "rework the login")
    assert found is not None
    first = list(found.chances)[:2]
    assert sorted(first) == [b"web/login.py", b"web/test_login.py"]
    assert list(found.chances.values()) == sorted(found.chances.values(), reverse=True)
    assert min(found.chances.values()) >= LEAST_CHANCE


def test_words_that_occur_nowhere_are_named() -> None:
    found = forecast_goal(known(), "rework the login frobnicator")
    assert found is not None
    assert any("frobnic" in word for word in found.strange)
    assert not any("login" in word for word in found.strange)


def test_a_symbol_whose_parts_are_known_is_no_unknown_word() -> None:
    found = forecast_goal(known(), "rework LoginStore")
    assert found is not None
    assert found.strange == ("rework",)


def test_unknown_words_are_named_as_they_are_written_in_any_script() -> None:
    found = forecast_goal(known(), "das Login überarbeiten, ログイン")
    assert found is not None
    assert found.strange == ("das", "überarbeiten", "ログイン")


def test_nothing_is_said_about_a_goal_without_a_known_word() -> None:
    assert forecast_goal(known(), "xyzzy plugh") is None


def test_a_file_that_does_not_exist_is_no_part_of_a_goal() -> None:
    found = forecast_goal(known(), "add web/new_form.py beside the login")
    assert found is not None
    assert b"web/new_form.py" not in found.chances


def test_the_work_expected_is_a_whole_number_for_every_file() -> None:
    found = forecast_goal(known(), "rework the login")
    assert found is not None
    assert all(weight >= 1 for weight in found.weights.values())
    assert found.weights.keys() == found.chances.keys()
