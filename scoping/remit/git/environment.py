"""The environment of git: kept for the repository a hook runs in, bare for any other one.

git tells a hook by `GIT_*` variables which index, which repository and which quarantined objects
are meant; without them a partial commit is read from the wrong index. The same variables make a
command about *another* repository answer about ours.
"""

# See decision 0200.

import os

from remit.system.programs import is_outside_worktree, safe_search_path

SAFE = {
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # git < 2.44 fetches lazily whatever the line above says
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
    "REMIT_NOTHING": "",  # what `--config-env` sets a setting to that shall not act
}
POISON = frozenset(
    (
        "GIT_ATTR_SOURCE",
        "GIT_BASENAME_FACTOR",
        "GIT_CONFIG",
        "GIT_DIFF_OPTS",
        "GIT_EXTERNAL_DIFF",
        "GIT_FLUSH",
        "GIT_LITERAL_PATHSPECS",
        "GIT_GLOB_PATHSPECS",
        "GIT_NOGLOB_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
        "GIT_PAGER",
        "GIT_REPLACE_REF_BASE",
        "LANGUAGE",
    )
)
POISON_PREFIXES = ("GIT_TRACE", "GIT_TEST_")
LOCAL = frozenset(  # `git rev-parse --local-env-vars`, and what git's hooks add to it
    (
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_CONFIG",
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_PARAMETERS",
        "GIT_DIR",
        "GIT_GRAFT_FILE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_INTERNAL_SUPER_PREFIX",
        "GIT_NAMESPACE",
        "GIT_NO_REPLACE_OBJECTS",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_QUARANTINE_PATH",
        "GIT_REFERENCE_BACKEND",
        "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    )
)


def own_environment(folder: str = "") -> dict[str, str]:
    """The environment for the repository that this process was started for, seen from `folder`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in POISON and not name.startswith(POISON_PREFIXES)
    }
    return kept | exec_path_settings(folder) | SAFE


def exec_path_settings(folder: str = "") -> dict[str, str]:
    """Where git finds the programs that it starts itself: never in the tree that is checked."""
    own_programs = os.environ.get("GIT_EXEC_PATH")
    found = {"PATH": safe_search_path()}
    if own_programs and not is_outside_worktree(own_programs, folder):
        found["GIT_EXEC_PATH"] = ""  # git takes its own folder then
    return found


def foreign_environment(folder: str = "") -> dict[str, str]:
    """The environment for any other repository, in `folder`: nothing that names ours survives."""
    return {
        name: value for name, value in own_environment(folder).items() if name not in LOCAL
    } | SAFE


def quote_alternate(path: str) -> str:
    """`path` as one entry of a list of alternates, in which `:` separates and `"` quotes."""
    if os.pathsep not in path and not path.startswith('"'):
        return path
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'
