"""The one entry of all hooks: picks the hook by its name, and turns what happens into an exit code.

It imports neither a parser of arguments nor the command line: start-up is most of a hook's time.
"""

import sys
from typing import TYPE_CHECKING

from remit.errors import RemitError, UsageError
from remit.process_exit import run_with_exit_codes
from remit.system.processes import sigterm_as_interrupt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Hook = Callable[[Sequence[str]], int]

NAMES = (
    "pre-commit",
    "pre-merge-commit",
    "commit-msg",
    "post-commit",
    "post-merge",
    "post-rewrite",
    "post-applypatch",
    "pre-push",
    "pre-receive",
    "update",
    "lint",
    "github",
    "gitlab",
    "agent",
)


def main(arguments: "Sequence[str] | None" = None) -> int:
    """Run one hook: 0 clean, 1 violations, 2 could not check, 3 a bug in remit, 130 interrupted."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    with sigterm_as_interrupt():
        return run_with_exit_codes(
            "remit", lambda: _hook(words[0] if words else "")(words[1:]), words, find_crash_folder
        )


def find_crash_folder() -> str | None:
    """The directory of remit's own things in the common git directory, for a crash log."""
    import os

    from remit.git import environment
    from remit.git.process import GitProcess

    try:
        said = GitProcess(("rev-parse", "--git-common-dir"), environment.own_environment()).output()
        folder = os.path.abspath(os.fsdecode(said).rstrip("\n") + "/remit")  # noqa: PTH100 - as git says it
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - same
    except (OSError, RemitError):
        return None
    return folder


def _hook(name: str) -> "Hook":  # noqa: C901, PLR0911, PLR0912 - a table whose rows import themselves
    match name:
        case "pre-commit":
            from remit_hooks.commit import pre_commit

            return pre_commit
        case "pre-merge-commit":
            from remit_hooks.commit import pre_merge_commit

            return pre_merge_commit
        case "commit-msg":
            from remit_hooks.message import commit_msg

            return commit_msg
        case "post-commit":
            from remit_hooks.post_commit import post_commit

            return post_commit
        case "post-merge":
            from remit_hooks.post_commit import post_merge

            return post_merge
        case "post-rewrite":
            from remit_hooks.post_commit import post_rewrite

            return post_rewrite
        case "post-applypatch":
            from remit_hooks.post_commit import post_applypatch

            return post_applypatch
        case "pre-push":
            from remit_hooks.push import pre_push

            return pre_push
        case "pre-receive":
            from remit_hooks.push import pre_receive

            return pre_receive
        case "update":
            from remit_hooks.push import update

            return update
        case "lint":
            from remit_hooks.lint import lint

            return lint
        case "github":
            from remit_hooks.ci.github import github

            return github
        case "agent":
            from remit_hooks.agent.run import run_agent_hook

            return run_agent_hook
        case "gitlab":
            from remit_hooks.ci.gitlab import gitlab

            return gitlab
        case _:
            raise UsageError(f"there is no hook {name!r}.", f"the hooks are {', '.join(NAMES)}.")
