"""The policy of the whole repository as a value that cannot be wrong; reading one is `parse`."""

from typing import Literal, NamedTuple

Answer = Literal["allow", "warn", "deny"]

PROTECTED = (
    ".remit/",
    "**/.gitmodules",
    "**/.gitattributes",
    "**/.lfsconfig",
    ".pre-commit-config.yaml",
    ".pre-commit-hooks.yaml",
    "prek.toml",
    "lefthook.*",
    ".husky/",
    ".githooks/",
    ".github/",
    ".gitlab-ci.yml",
    ".gitlab/",
    ".circleci/",
    "azure-pipelines.yml",
    "Jenkinsfile",
    "CODEOWNERS",
    "docs/CODEOWNERS",
    "**/sitecustomize.py",
    "**/usercustomize.py",
    "**/*.pth",
    "AGENTS.md",
    "CLAUDE.md",
    ".claude/",
    ".cursor/",
)


class Unbound(NamedTuple):
    """What a branch of no task gets, per layer."""

    commit: Answer = "allow"
    push: Answer = "warn"
    server: Answer = "warn"
    pull_request: Answer = "warn"


class Limits(NamedTuple):
    """`changed_paths`: the most paths one change of a task may touch; None means no limit."""

    changed_paths: int | None = None


class Policy(NamedTuple):
    """`.remit/policy.toml`; every field has a default, so an absent file is `Policy()`.

    `base` is a branch name (None: not stated); `require_task` holds patterns over
    `Name <mail>` of author or committer, with `*` and `?`.
    """

    base: str | None = None
    unbound: Unbound = Unbound()
    require_task: tuple[str, ...] = ()
    protected: tuple[str, ...] = PROTECTED
    case: Literal["sensitive", "fold"] = "sensitive"
    portable_names: bool = False
    limits: Limits = Limits()
    store: str = ""
