"""`remit import`: manifests from the files of other tools, as drafts."""

from pathlib import Path
from typing import TYPE_CHECKING

from remit.cli.context import worktree_root
from remit.cli.new import reparse_manifest, with_new_branches
from remit.cli.output import add_format, print_answer
from remit.cli.split_write import ExistingManifests, write_task_manifests
from remit.errors import RemitError, UsageError
from remit.git.repository import Repository
from remit.manifest.scope import FOLDER, SUFFIX
from remit.manifest.writer import render_manifest
from remit.paths import escape_text, quote_path
from remit.plan.importers import KINDS, import_scopes
from remit.report.verdict_json import dump_versioned
from remit.system.bounded_read import read_bounded
from remit.text_safety import count_noun, escape_unsafe

if TYPE_CHECKING:
    import argparse

    from remit.cli.write_manifests import WrittenManifests
    from remit.plan.importers.imported import Imported

DESCRIPTION = (
    "Show the manifests that a file of another tool comes to, and what of it could not be carried "
    "over; --write writes them as drafts, all of them or none. Kinds: bmad (a story), spec-kit "
    "(tasks.md), codeowners (a scope for each group of owners), lanekeeper (lanes.yaml), "
    "worktreeinclude (no scope: it says why)."
)
_MOST = 1 << 21


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """What kind of file, which, and whether to write."""
    parser.add_argument("kind", choices=KINDS, help="whose file it is")
    parser.add_argument("file", metavar="FILE", help="from the current directory")
    parser.add_argument("--write", action="store_true", help="write the manifests")
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0, with what was left out listed; 2 where the file cannot be read, or nothing was written."""
    found = _with_branches(import_scopes(arguments.kind, _read(arguments.file), arguments.file))
    texts = {
        f"{FOLDER}{each.id}{SUFFIX}": render_manifest(
            reparse_manifest(each, f"{FOLDER}{each.id}{SUFFIX}")
        )
        for each in found.scopes
    }
    written = None
    if arguments.write and texts:
        standing = ExistingManifests(Repository.discover())
        name = quote_path(Path(arguments.file).name)
        written = write_task_manifests(standing, found.scopes, f"Import tasks from {name}")
    if arguments.format == "json":
        return print_answer(dump_versioned(_fields(found, texts, written)))
    shown = "".join(f"# {place}\n{escape_lines(text)}\n" for place, text in texts.items())
    summary = _summary(arguments, found, written=written is not None)
    return print_answer((written.text if written else shown) + summary)


def _with_branches(found: "Imported") -> "Imported":
    """The scopes with the branches that the policy here gives to new tasks, as they are written."""
    try:
        root = worktree_root(Repository.discover())
    except RemitError:
        return found  # outside of a repository this is a look at the file alone
    return found._replace(scopes=tuple(with_new_branches(each, root) for each in found.scopes))


def _read(name: str) -> bytes:
    try:
        return read_bounded(name, _MOST)
    except OSError as error:
        why = (error.strerror or "").lower()
        raise UsageError(f"{quote_path(name)} cannot be read: {why}.") from None


def escape_lines(text: str) -> str:
    """A text of several lines, safe to show."""
    return "".join(f"{escape_unsafe(line)}\n" for line in text.splitlines())


def _fields(
    found: "Imported", texts: dict[str, str], written: "WrittenManifests | None"
) -> dict[str, object]:
    return {
        "exit_code": 0,
        "written": written.json_fields() if written else None,
        "manifests": [{"file": place, "text": text} for place, text in texts.items()],
        "left_out": [each._asdict() for each in found.left_out],
    }


def _summary(arguments: "argparse.Namespace", found: "Imported", *, written: bool) -> str:
    lines = [
        f"not carried over: {f'line {each.line}: ' if each.line else ''}{escape_text(each.what)}"
        for each in found.left_out
    ]
    if not found.scopes:
        lines.append(f"there is no scope in {quote_path(arguments.file)}; nothing was written")
    elif not written:
        count = count_noun(len(found.scopes), "manifest")
        lines.append(f"{count}, not written yet: the same with --write writes them as drafts")
    return "".join(f"{line}\n" for line in lines)
