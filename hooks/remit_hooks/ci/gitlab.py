"""GitLab CI: the variables that it predefines for a job.

https://docs.gitlab.com/ci/variables/predefined_variables/. What counts is the tip that the target
branch has now, and the source branch's own commit: `CI_MERGE_REQUEST_DIFF_BASE_SHA` is where they
once parted, and in pipelines for merged results and merge trains `CI_COMMIT_SHA` is a merge that
nobody keeps.
"""

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from remit.errors import CouldNotCheck
from remit_hooks.ci.request import (
    HEADS,
    CheckRequest,
    CiRemote,
    first_named_base,
    require_base,
    require_commit_id,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

USER = "gitlab-ci-token"


def gitlab(arguments: "Sequence[str]") -> int:
    """The exit code of judging what the pipeline of this job is about."""
    from remit_hooks.ci.run_check import run_ci_check

    return run_ci_check(
        "gitlab", arguments, lambda bases, _: parse_gitlab_pipeline(os.environ, bases)
    )


def parse_gitlab_pipeline(environment: "Mapping[str, str]", bases: "Sequence[str]") -> CheckRequest:
    """What the pipeline asks for; without `bases` the default branch is the only one.

    Raises `CouldNotCheck` where a pipeline has no change to judge.
    """
    known = bases or (_variable(environment, "CI_DEFAULT_BRANCH"),)
    if environment.get("CI_MERGE_REQUEST_IID"):
        return _merge_request(environment, known)
    branch = environment.get("CI_COMMIT_BRANCH")
    if not branch:
        raise CouldNotCheck(
            "this pipeline is about no branch and no merge request: it has no change to judge.",
            "let the job run where $CI_PIPELINE_SOURCE is merge_request_event",
        )
    head = require_commit_id(_variable(environment, "CI_COMMIT_SHA"))
    base = f"{HEADS}{first_named_base(known)}"
    return CheckRequest(_remote(environment), base, head, f"{HEADS}{branch}", branch)


def _merge_request(environment: "Mapping[str, str]", bases: "Sequence[str]") -> CheckRequest:
    """A merge request, wherever its pipeline runs: everything is to be had from its own project."""
    target = _variable(environment, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
    require_base(target, bases)
    own = environment.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") or _variable(
        environment, "CI_COMMIT_SHA"
    )
    return CheckRequest(
        _remote(environment),
        f"{HEADS}{target}",
        require_commit_id(own),
        f"refs/merge-requests/{_variable(environment, 'CI_MERGE_REQUEST_IID')}/head",
        _variable(environment, "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"),
    )


def _remote(environment: "Mapping[str, str]") -> CiRemote:
    """This project as the runner knows it; the target's where a pipeline runs in a fork."""
    known = _variable(environment, "CI_REPOSITORY_URL")
    parts = urlsplit(known)
    token = environment.get("CI_JOB_TOKEN") or parts.password or ""
    url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    target = environment.get("CI_MERGE_REQUEST_PROJECT_PATH")
    if target and target != environment.get("CI_PROJECT_PATH"):
        url = f"{_variable(environment, 'CI_MERGE_REQUEST_PROJECT_URL')}.git"
    return CiRemote(url, USER, token)


def _variable(environment: "Mapping[str, str]", name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise CouldNotCheck(f"{name} is not set.", "this command is for a job of GitLab CI")
    return value
