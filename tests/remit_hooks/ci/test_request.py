"""What a platform says becomes a request, or a sentence that says why not; nothing else."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from remit.errors import CouldNotCheck, RemitError
from remit_hooks.ci import github, gitlab
from remit_hooks.ci.request import (
    CheckRequest,
    CiRemote,
    first_named_base,
    require_base,
    require_commit_id,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

HEAD, BASE = "a" * 40, "b" * 40
QUEUED = f"refs/heads/gh-readonly-queue/main/pr-7-{BASE}"
EVENT: "dict[str, object]" = {
    "number": 7,
    "ref": "refs/heads/agent/x",
    "after": HEAD,
    "pull_request": {
        "commits": 3,
        "head": {"ref": "agent/x", "sha": HEAD},
        "base": {"ref": "main"},
    },
    "merge_group": {
        "head_sha": HEAD,
        "base_sha": BASE,
        "base_ref": "refs/heads/main",
        "head_ref": QUEUED,
    },
    "repository": {"default_branch": "main"},
}
ROOT = "https://forge.example"
REMOTE = CiRemote(f"{ROOT}/o/p", "x-access-token", "t")
NAMES = ("pull_request", "pull_request_target", "merge_group", "push", "schedule")
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def variables(folder: Path, name: str, event: object) -> dict[str, str]:
    path = folder / "event.json"
    path.write_text(json.dumps(event))
    return {
        "GITHUB_EVENT_NAME": name,
        "GITHUB_EVENT_PATH": str(path),
        "GITHUB_SERVER_URL": ROOT,
        "GITHUB_REPOSITORY": "o/p",
        "REMIT_TOKEN": "t",
    }


def of_github(folder: Path, name: str, event: object) -> CheckRequest:
    def branch_of(_: "Mapping[str, str]", number: int) -> str:
        return "agent/x" if number == 7 else ""

    return github.parse_github_event(variables(folder, name, event), (), branch_of)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (
            "pull_request",
            CheckRequest(REMOTE, "refs/heads/main", HEAD, "refs/pull/7/head", "agent/x", 3),
        ),
        ("push", CheckRequest(REMOTE, "refs/heads/main", HEAD, "refs/heads/agent/x", "agent/x")),
        (
            "merge_group",
            CheckRequest(
                REMOTE, BASE, HEAD, f"refs/heads/gh-readonly-queue/main/pr-7-{BASE}", "agent/x"
            ),
        ),
    ],
)
def test_an_event_is_one_request(tmp_path: Path, name: str, wanted: CheckRequest) -> None:
    assert of_github(tmp_path, name, EVENT) == wanted


def test_an_event_without_a_change_is_called_that_whatever_it_says(tmp_path: Path) -> None:
    with pytest.raises(CouldNotCheck, match="'schedule' has no change to judge"):
        of_github(tmp_path, "schedule", {"schedule": "0 0 * * *"})


def test_an_event_that_is_nested_without_end_is_could_not_check(tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_text("[" * 100_000)
    variables = {"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(file)}
    with pytest.raises(CouldNotCheck, match="the event cannot be read"):
        github.parse_github_event(variables, ["main"], lambda _, __: None)


@st.composite
def damaged(draw: st.DrawFn) -> object:
    """The event with something else, or nothing, in some places."""

    def walk(value: object) -> object:
        fate = draw(st.integers(0, 9))
        if fate == 0:
            return draw(any_json)
        if isinstance(value, dict):
            known = cast("dict[str, object]", value)
            return {key: walk(inner) for key, inner in known.items() if draw(st.integers(0, 9))}
        return value

    return walk(EVENT)


@given(name=st.sampled_from(NAMES), event=damaged())
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
def test_any_event_is_a_request_that_can_be_run_or_a_reason_why_not(
    tmp_path: Path, name: str, event: object
) -> None:
    try:
        asked = of_github(tmp_path, name, event)
    except RemitError:
        return
    for text in (asked.base, asked.head, asked.place, asked.branch or ""):
        assert b"\0" not in os.fsencode(text)
    assert require_commit_id(asked.head) == asked.head


_variable = st.one_of(st.just(""), st.just("main"), st.just(HEAD), st.text(max_size=5))


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "CI_COMMIT_BRANCH",
                "CI_COMMIT_SHA",
                "CI_DEFAULT_BRANCH",
                "CI_MERGE_REQUEST_IID",
                "CI_MERGE_REQUEST_PROJECT_PATH",
                "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
                "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA",
                "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
                "CI_PROJECT_PATH",
                "CI_REPOSITORY_URL",
            ]
        ),
        _variable,
    )
)
def test_any_variables_are_a_request_or_a_reason_why_not(found: dict[str, str]) -> None:
    try:
        asked = gitlab.parse_gitlab_pipeline(found, ())
    except RemitError:
        return
    assert asked.base.startswith("refs/heads/")
    assert require_commit_id(asked.head) == asked.head


def test_a_token_in_an_address_is_taken_out_of_it() -> None:
    said = {
        "CI_COMMIT_BRANCH": "agent/x",
        "CI_COMMIT_SHA": HEAD,
        "CI_DEFAULT_BRANCH": "main",
        "CI_REPOSITORY_URL": "https://gitlab-ci-token:secret@forge.example:8443/g/p.git",
    }
    wanted = CiRemote("https://forge.example:8443/g/p.git", "gitlab-ci-token", "secret")
    assert gitlab.parse_gitlab_pipeline(said, ()).remote == wanted


@pytest.mark.parametrize("text", ["", "0" * 40, "HEAD", "A" * 40, "a" * 39, "--output=x", "é" * 40])
def test_what_is_no_id_of_a_commit_is_refused(text: str) -> None:
    with pytest.raises(CouldNotCheck):
        require_commit_id(text)


def test_a_base_is_a_name_or_a_pattern_and_the_whole_of_it() -> None:
    require_base("release/2", ("main", "release/*"))
    for target in ("mainline", "release/2/x", "Main", "refs/heads/main", ""):
        with pytest.raises(CouldNotCheck):
            require_base(target, ("main", "release/*"))


def test_a_name_covers_no_branch_below_it() -> None:
    with pytest.raises(CouldNotCheck):
        require_base("main/of-mine", ("main",))


def test_a_branch_that_goes_nowhere_yet_goes_to_the_first_name() -> None:
    assert first_named_base(("release/*", "main", "next")) == "main"
    with pytest.raises(CouldNotCheck):
        first_named_base(("release/*",))
