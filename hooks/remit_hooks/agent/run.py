"""`remit-hook agent NAME`: one event on standard input, one answer on standard output.

It fails closed: whatever goes wrong before a call ends with exit code 2 and a sentence on standard
error, which every agent takes for a denial. Other codes than 0 and 2 let the call run in most, and
so does a hook that is waited for in vain: it answers before the agent's patience ends.
"""

# See decision 0291.

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from remit.errors import RemitError, UsageError
from remit.process_exit import format_error, print_error, print_output, run_with_exit_codes
from remit.system.deadline import enforce_deadline
from remit_hooks.agent.event import unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    from remit_hooks.agent.event import Document, ToolEvent

    class Dialect(Protocol):
        """The module of one agent's protocol."""

        NOTHING: str
        DENIED: int

        def read_event(self, document: "Document") -> "ToolEvent | None":
            """The tool call in an event; None for any other event."""
            ...

        def word_denial(self, reason: str) -> str:
            """The answer that denies a call."""
            ...

        def word_warning(self, text: str) -> str:
            """The answer that lets a call be made, and says what is wrong with it."""
            ...

        def word_report(self, text: str) -> str:
            """The answer that tells the agent what its call has done."""
            ...


NAMES = ("claude-code", "codex", "gemini", "opencode", "cursor", "copilot", "generic")
REVERT = "--revert"
_UNDECIDED = 2
_MOST = 1 << 26  # bytes of an event; it holds the whole content of a file that is written
_LONGEST = 20  # seconds for an answer; the configured agents wait for 30
_TOO_LONG = "make a shorter call, or several"


def run_agent_hook(words: "Sequence[str]") -> int:
    """Answer one event: 0, or 2 with a sentence where the call is denied because of a failure."""
    call = ("agent", *words)
    code = run_with_exit_codes("remit", lambda: _answer(words), call, _crash_folder)
    if code == 0 or (code == _UNDECIDED and _is_known(words)):
        return code
    print_error("remit: the call is denied, since it could not be checked.")
    return _UNDECIDED


def load_dialect(name: str) -> "Dialect":
    """The protocol of the agent `name`; raises `UsageError` for any other name."""
    if name not in NAMES:
        raise UsageError(f"there is no agent {name!r}.", f"the agents are {', '.join(NAMES)}.")
    module: Dialect = import_module(f"remit_hooks.agent.dialects.{name.replace('-', '_')}")  # pyright: ignore[reportAssignmentType] - a module is a value of the protocol
    return module


def _crash_folder() -> str | None:
    from remit_hooks.entry import find_crash_folder

    return find_crash_folder()


def _is_known(words: "Sequence[str]") -> bool:
    return bool(words) and words[0] in NAMES


def _answer(words: "Sequence[str]") -> int:
    name = words[0] if words else ""
    dialect = load_dialect(name)
    if {*words[1:]} - {REVERT}:
        raise UsageError(f"{words[1:]!r} is no option of this hook.", f"the only one is {REVERT}.")
    event = None
    try:
        with enforce_deadline(_LONGEST, _TOO_LONG):
            event = dialect.read_event(_read_document())
            if event is None:
                return print_output(dialect.NOTHING)
            return _say(dialect, event, revert=REVERT in words)
    except RemitError as error:
        return _say_failure(dialect, event, format_error("remit", error))


def _read_document() -> "Document":
    import json

    text = sys.stdin.buffer.read(_MOST + 1)
    if len(text) > _MOST:
        raise unreadable(f"it is longer than {_MOST} bytes")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise unreadable("it is no JSON" if text.strip() else "it is empty") from None
    if not isinstance(document, dict):
        raise unreadable("it is no object")
    return document  # pyright: ignore[reportUnknownVariableType] - a parser's edge


def _say(dialect: "Dialect", event: "ToolEvent", *, revert: bool) -> int:
    """Judge the call, and print what comes of it."""
    from remit_hooks.agent.judgement import judge_after, judge_before

    folder = event.folder or os.getcwd()  # noqa: PTH109 - pathlib costs 9 ms here
    if event.phase == "after":
        report = judge_after(event, folder, revert=revert)
        return print_output(dialect.word_report(report) if report else dialect.NOTHING)
    objection = judge_before(event, folder)
    if objection is None:
        return print_output(dialect.NOTHING)
    if objection.enforced:
        return _deny(dialect, objection.text)
    print_error(objection.text)
    return print_output(dialect.word_warning(objection.text))


def _deny(dialect: "Dialect", reason: str) -> int:
    code = print_output(dialect.word_denial(reason))
    if dialect.DENIED or code:
        print_error(reason)
        return dialect.DENIED or code
    return 0


def _say_failure(dialect: "Dialect", event: "ToolEvent | None", sentence: str) -> int:
    """The answer where a call could not be checked: denied before it, told after it."""
    if event is not None and event.phase == "after":
        return print_output(dialect.word_report(sentence))
    print_output(dialect.word_denial(sentence))
    print_error(sentence)
    return _UNDECIDED
