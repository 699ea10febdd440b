"""The small shell scripts that git runs: first remit's interpreter, then what was there before.

A stub is recognised by its second line, whatever its version. It decides nothing itself, with one
exception: if the interpreter or the package has vanished, a hook that judges refuses.
"""

import re
import shlex
from typing import NamedTuple

JUDGING_THE_INDEX = ("pre-commit", "pre-merge-commit")
JUDGING = (*JUDGING_THE_INDEX, "commit-msg", "pre-push")
NOTING = ("post-commit", "post-merge", "post-rewrite", "post-applypatch")
OURS = JUDGING + NOTING
SERVER = ("pre-receive",)
READING_INPUT = ("post-rewrite", "pre-push", *SERVER)

# Handed through where `core.hooksPath` is taken over, present or not, so that a hook added later
# runs too. Not in the list: hooks whose mere presence changes what git does (`push-to-checkout`,
# `proc-receive`) or costs on every index write; those are handed through if they are there.
HANDED_THROUGH = (
    "applypatch-msg",
    "pre-applypatch",
    "prepare-commit-msg",
    "pre-rebase",
    "post-checkout",
    "pre-auto-gc",
    "sendemail-validate",
)

HANDED_THROUGH_IF_THERE = (
    "pre-receive",
    "update",
    "post-receive",
    "post-update",
    "proc-receive",
    "push-to-checkout",
    "reference-transaction",
    "post-index-change",
    "p4-changelist",
    "p4-prepare-changelist",
    "p4-post-changelist",
    "p4-pre-submit",
)

_MARK = re.compile(rb"\A#!/bin/sh\n# remit-hook (\d+) ([a-z-]+): ")


class Interpreter(NamedTuple):
    """What a stub starts: an interpreter, and a file of the package, both absolute."""

    python: str
    package: str


def is_ours(content: bytes) -> bool:
    """Whether a hook file was written by `remit install`, of this version or another."""
    return _MARK.match(content) is not None


def hook_stub(name: str, interpreter: Interpreter, previous: str) -> bytes:
    """The script for a hook of remit's own; `previous` is a shell word for what runs after it."""
    judging, reading = name in JUDGING + SERVER, name in READING_INPUT
    parts = [
        _HEAD.format(name=name),
        f"python={shlex.quote(interpreter.python)}\n",
        f"package={shlex.quote(interpreter.package)}\n",
        f"previous={previous}\n",
        _STANDARD,
        _INPUT if reading else "",
        _JUDGE.format(name=name, more=_MORE.get(name, ""), given="given | " if reading else "")
        if judging
        else _NOTE[reading].format(name=name),
        _THEN[reading],
        _AGAIN.format(name=name) if name in JUDGING_THE_INDEX else "",
    ]
    return "".join(parts).encode("utf-8", "surrogateescape")


def passing_stub(name: str, previous: str) -> bytes:
    """The script for a hook that remit has no part in: it only runs what was there before."""
    text = f"{_HEAD.format(name=name)}previous={previous}\n{_ONLY}"
    return text.encode("utf-8", "surrogateescape")


def beside(name: str) -> str:
    """The shell word for a hook that was moved aside, next to the stub that runs it."""
    return f'"${{0%/*}}/{moved_aside(name)}"'


def moved_aside(name: str) -> str:
    """The file name that an existing hook gets."""
    return f"{name}.before-remit"


_HEAD = """\
#!/bin/sh
# remit-hook 1 {name}: written by `remit install`, taken away by `remit uninstall`.
"""

# an empty or relative entry of PATH would take the program of this name from the checked tree
_STANDARD = """\
standard() {
    case $(command -v "$1") in
        "$PWD"/* | [!/]* | '') echo "/bin/$1" ;;
        *) command -v "$1" ;;
    esac
}
"""

# what git says on standard input is for every hook in turn; nothing at all stays nothing
_INPUT = """\
input=$("$(standard cat)") || exit 2
given() {
    [ -z "$input" ] || printf '%s\\n' "$input"
}
"""

_JUDGE = """\
if [ ! -x "$python" ] || [ ! -e "$package" ]; then
    echo "remit: {name} cannot run, because $python or the remit in it is gone." >&2
    echo "hint: run \\`remit install\\` from an environment that has remit;" \\
        "to do without it, delete $0" >&2
    exit 2
fi
{given}"$python" -I -m remit_hooks {name} "$@"{more} || exit
"""

# another manager may have taken the place of our pre-commit, and left this hook alone
_MORE = {"commit-msg": " judge-too"}

_NOTE_PLAIN = """\
if [ ! -x "$python" ] || [ ! -e "$package" ]; then
    echo "remit: {name} could not note this, because $python or the remit in it is gone;" \\
        "run \\`remit install\\` again." >&2
elif [ -z "${{GIT_CHERRY_PICK_HELP-}}" ] || [ ! -d "${{GIT_INDEX_FILE%/*}}/rebase-merge" ]; then
    # one process for each pick of a rebase would double its time; post-rewrite notes them together
    "$python" -I -m remit_hooks {name} "$@" || :
fi
"""

_NOTE_INPUT = """\
if [ ! -x "$python" ] || [ ! -e "$package" ]; then
    echo "remit: {name} could not note this, because $python or the remit in it is gone;" \\
        "run \\`remit install\\` again." >&2
else
    given | "$python" -I -m remit_hooks {name} "$@" || :
fi
"""

_NOTE = (_NOTE_PLAIN, _NOTE_INPUT)

# pre-commit's own hook refuses to run inside itself: it runs a moved hook (this one) before its own
_RUNNABLE = """\
[ -f "$previous" ] && [ -x "$previous" ] || exit 0
if [ -n "${PRE_COMMIT_RUNNING_LEGACY-}" ] &&
    "$(standard grep)" -q 'generated by pre-commit' "$previous"; then
    exit 0
fi
"""

_THEN = (
    _RUNNABLE + '"$previous" "$@" || exit\n',
    _RUNNABLE + 'given | "$previous" "$@"\n',
)

# what ran in between may have changed the index: judge what will really be committed
_AGAIN = '"$python" -I -m remit_hooks {name} again\n'

_ONLY = """\
[ -f "$previous" ] && [ -x "$previous" ] || exit 0
exec "$previous" "$@"
"""
