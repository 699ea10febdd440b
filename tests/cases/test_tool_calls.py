"""The corpus of tool calls: no attack is missed that the layer claims, nothing innocent refused."""

import pytest
from tool_calls import CallGround, ToolCase, all_calls, made

ALL = all_calls()


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> CallGround:
    return CallGround(tmp_path_factory.mktemp("calls"))


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_a_call_is_refused_or_left_alone(
    case: ToolCase, ground: CallGround, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ground.for_case(case, ALL.index(case))
    for name, text in place.env.items():
        monkeypatch.setenv(name, text)
    said = made(case, place)
    if not case.attack:
        assert said is None, case.given["why"]
        return
    assert said is not None, case.given["why"]
    assert not [words for words in case.refuses if words not in said], said


def test_the_corpus_is_large_enough() -> None:
    assert sum(case.attack for case in ALL) >= 80
    assert sum(not case.attack for case in ALL) >= 40
    assert {case.agent for case in ALL} >= {"claude-code", "codex", "gemini", "cursor", "copilot"}


def test_each_call_teaches_something() -> None:
    assert not [case.name for case in ALL if len(case.given["why"].split()) < 2]
