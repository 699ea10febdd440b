"""What other hook managers leave in a repository, done the way they do it, without them.

Checked against husky 9.1.7 and lefthook 2.2.2; `tests/e2e/test_managers.py` runs the real ones
where they are installed.
"""

from typing import TYPE_CHECKING

from hooked import script

if TYPE_CHECKING:
    from repo import Repo

HUSKY_HOOKS = (
    "pre-commit",
    "pre-merge-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "applypatch-msg",
    "pre-applypatch",
    "post-applypatch",
    "pre-rebase",
    "post-rewrite",
    "post-checkout",
    "post-merge",
    "pre-push",
    "pre-auto-gc",
)
HUSKY_RUNNER = """\
n=$(basename "$0")
s=$(dirname "$(dirname "$0")")/$n

[ ! -f "$s" ] && exit 0
[ "${HUSKY-}" = "0" ] && exit 0

sh -e "$s" "$@"
c=$?

[ $c != 0 ] && echo "husky - $n script failed (code $c)"
exit $c
"""
LEFTHOOK = """\

if [ "$LEFTHOOK" = "0" ]; then
  exit 0
fi

call_lefthook()
{
  echo "lefthook would run $2"
}

call_lefthook run "%s" "$@"
"""


class LefthookRefuses(Exception):  # noqa: N818 - it is what lefthook does
    """`lefthook install` stops: the name that it would give an existing hook is taken."""


def husky(repo: "Repo", **scripts: str) -> None:
    """husky 9's install: `core.hooksPath`, and a hook for each name that runs `.husky/NAME`."""
    repo.git("config", "core.hooksPath", ".husky/_")
    script(repo.root / ".husky/_/h", HUSKY_RUNNER)
    for name in HUSKY_HOOKS:
        path = repo.root / ".husky/_" / name
        path.write_text('#!/usr/bin/env sh\n. "$(dirname "$0")/h"')
        path.chmod(0o755)
    repo.write(".husky/_/.gitignore", "*")
    for name, text in scripts.items():
        repo.write(f".husky/{name.replace('_', '-')}", f"{text}\n")


def lefthook(repo: "Repo", *names: str) -> None:
    """lefthook 2's install: an existing hook becomes `NAME.old`, and runs no more."""
    for name in names:
        path = repo.root / ".git/hooks" / name
        if path.exists() and b"call_lefthook" not in path.read_bytes():
            old = path.with_name(f"{name}.old")
            if old.exists():
                raise LefthookRefuses(name)
            path.rename(old)
        script(path, LEFTHOOK % name)
