"""`remit brief`: the scope of a task for an agent's prompt, or for a file that agents read."""

import argparse
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from remit.cli.context import open_context, require_task, worktree_root
from remit.cli.output import print_answer
from remit.cli.values import TASK
from remit.errors import RemitError, UsageError
from remit.paths import quote_path
from remit.report.brief import LEAST_TOKENS, TOKENS, brief_fields, make_brief, render_brief
from remit.report.git_commands import shell_word
from remit.report.verdict_json import dump_versioned
from remit.system.atomic_write import replace_file

if TYPE_CHECKING:
    from remit.cli.context import CliContext
    from remit.git.repository import Repository

DESCRIPTION = (
    "Print what an agent needs to know about a task: what it may change, what others own near "
    "there, what it must deliver, how to ask for more and how to check itself. The same manifests "
    "give the same bytes. A token is counted as 4 bytes."
)
FORMATS = ("text", "json", "md", "agents-md")
BEGIN = "<!-- remit:begin (written by `remit brief`; do not edit) -->"
END = "<!-- remit:end -->"
_NAME = re.compile(r"(?!\.git)[A-Za-z0-9._-]+", re.IGNORECASE)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The task, how long, and in which form."""
    parser.add_argument(
        "task", metavar="TASK", nargs="?", type=TASK, help="default: the task of this worktree"
    )
    parser.add_argument(
        "--tokens",
        metavar="N",
        type=_tokens,
        default=TOKENS,
        help=f"at most so many (default: {TOKENS})",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="text",
        help="Markdown (text or md), JSON, or Markdown between markers for AGENTS.md",
    )
    parser.add_argument(
        "--write",
        metavar="FILE",
        help="put the block of agents-md into FILE of this worktree, which git does not track",
    )


def _tokens(text: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", text) or int(text) < LEAST_TOKENS:
        raise argparse.ArgumentTypeError(f"a brief takes a number of at least {LEAST_TOKENS}")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """0 when it is printed or written."""
    here = open_context()
    task = require_task(here, arguments.task)
    brief = make_brief(here.catalog, task, arguments.tokens)
    if arguments.write is not None:
        said = write_block(here, arguments.write, agents_block(render_brief(brief)))
        if arguments.format == "json":
            return print_answer(dump_versioned({"exit_code": 0, "written": arguments.write}))
        return print_answer(said)
    if arguments.format == "json":
        return print_answer(dump_versioned(brief_fields(brief)))
    text = render_brief(brief)
    return print_answer(agents_block(text) if arguments.format == "agents-md" else text)


def agents_block(text: str) -> str:
    """The brief between markers, of which a goal may quote none."""
    return f"{BEGIN}\n{text.replace(END, END.replace(':', ': '))}{END}\n"


# A file of the worktree that agents read. It must never become a part of a change: a tracked file
# would be one at once, outside of the scope.


def write_block(here: "CliContext", name: str, block: str) -> str:
    """Put the block into a file that git does not track, and let git ignore it in this clone.

    Raises `UsageError` for a file that git tracks, in this worktree or on the base, and in a
    checkout of the base.
    """
    repository = here.repository
    root = worktree_root(repository)
    path = Path(os.path.normpath(Path.cwd() / repository.folder / name))
    if path.parent != root:
        raise UsageError(
            f"{quote_path(name)} is not at the root of this worktree.",
            "agents read such a file at the root: AGENTS.md, CLAUDE.md, CLAUDE.local.md, GEMINI.md",
        )
    if not _NAME.fullmatch(path.name):
        raise UsageError(
            f"{quote_path(path.name)} is no name of a file that an agent reads.",
            "letters, digits, `.`, `_` and `-` are allowed, and names of git's own files are not",
        )
    if repository.branch is not None and repository.branch == here.trusted.branch:
        raise UsageError(
            f"this is a checkout of {quote_path(repository.branch)}, where no task works.",
            "run it in the worktree of the task",
        )
    _require_untracked(here, path.name)
    text = _with_block(_read(path), block, quote_path(name))
    try:
        replace_file(str(path), text.encode())
    except OSError as error:
        raise RemitError(f"{quote_path(name)} cannot be written: {error.strerror}.") from None
    ignored = _ignore(repository, path.name)
    return f"wrote {quote_path(path.name)}{ignored}\n"


def _require_untracked(here: "CliContext", name: str) -> None:
    repository = here.repository
    with repository:
        tracked = repository.run("ls-files", "-z", "--full-name", "--", f"{repository.up}{name}")
        on_base = repository.run("ls-tree", "-z", here.trusted.base.commit, "--", name)
    if tracked or on_base:
        raise UsageError(
            f"git tracks {quote_path(name)}, so a brief in it would be a change of the task.",
            "write to a file that git does not track (Claude Code reads CLAUDE.local.md), or put "
            "the brief into the prompt: remit brief",
        )


def _read(path: Path) -> str:
    try:
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise UsageError(f"{quote_path(str(path))} is no regular file.", "move it away first")
        return path.read_bytes().decode() if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise RemitError(f"{quote_path(str(path))} cannot be read: {error}.") from None


def _with_block(text: str, block: str, name: str) -> str:
    """`text` with the block in the place of an earlier one, else at its end.

    Line breaks stay as they are. Raises `UsageError` for a block whose end cannot be told.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    block = block.replace("\n", newline)
    before, begin, rest = text.partition(BEGIN)
    if begin:
        _, end, after = rest.partition(END)
        if not end:
            raise UsageError(
                f"in {name} a brief begins, and its last line is missing: {END}",
                f"write that line where the brief ends, or delete the line {BEGIN}",
            )
        return before + block + after.removeprefix("\r").removeprefix("\n")
    gap = "" if not text else newline if text.endswith("\n") else newline * 2
    return text + gap + block


def _ignore(repository: "Repository", name: str) -> str:
    """Let git ignore the file in this clone, unless it does already; what was done, in words."""
    asked = ("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--full-name")
    if repository.run(*asked, "--", f"{repository.up}{name}"):
        return ""
    exclude = Path(repository.common_dir) / "info" / "exclude"
    try:
        old = exclude.read_bytes() if exclude.exists() else b""
        gap = b"" if not old or old.endswith(b"\n") else b"\n"
        exclude.parent.mkdir(exist_ok=True)
        replace_file(str(exclude), old + gap + b"/" + os.fsencode(name) + b"\n")
    except OSError as error:
        raise RemitError(
            f"{quote_path(str(exclude))} cannot be written: {error.strerror}.",
            f"let git ignore the file: echo /{shell_word(name)} >> .git/info/exclude",
        ) from None
    return f", and a line /{quote_path(name)} to info/exclude of this clone, so git ignores it"
