r"""Paths as words of a POSIX shell that git takes for exactly that path.

A word is safe to show and safe to paste: nothing but printable characters, no expansion, no
history, no pathspec magic. Bytes that cannot be shown go through `printf`, which every shell has.
"""

import os
import re
from typing import TYPE_CHECKING

from remit.changes import ABSENT, GITLINK
from remit.paths import quote_path
from remit.report.context import is_allowed_move_end, violation_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.report.context import ReportContext
    from remit.verdict import VerdictBase, Violation

_PLAIN = "./@%+,:=^-_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_MOST_LISTED = 10
_MAGIC = rb"\A:|[*?\[\\]"
_AS_IT_IS = frozenset(b"/._-+=@:,ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")


def shell_word(text: str) -> str:
    r"""`text`, printable, as one word of the shell.

    >>> print(shell_word("src/a.py"), shell_word("it's here"), shell_word(""))
    src/a.py 'it'\''s here' ''
    """
    if text and not text.strip(_PLAIN):
        return text
    return "'" + text.replace("'", "'\\''") + "'"


def pathspec_arguments(paths: "Sequence[bytes]") -> tuple[str, str]:
    r"""What must run before, and the words, that name exactly `paths` for git at the root.

    Only a name that ends in a line break needs something before: `$(...)` would drop it.

    >>> pathspec_arguments([b"src/a.py", b"a b", b"a[1].py"])
    ('', "src/a.py 'a b' ':(top,literal)a[1].py'")
    >>> pathspec_arguments([b"caf\xe9"])
    ('', '"$(printf \'caf\\351\')"')
    """
    before: list[str] = []
    words: list[str] = []
    for path in paths:
        magic = ":(top,literal)" if re.search(_MAGIC, path) else ""
        if _printable(path):
            words.append(shell_word(magic + path.decode()))
        elif path.endswith(b"\n"):
            name = f"p{len(before)}"
            before.append(f"{name}=$(printf '{magic}{_octal(path)}.') && ")
            words.append(f'"${{{name}%.}}"')
        else:
            words.append(f"\"$(printf '{magic}{_octal(path)}')\"")
    return "".join(before), " ".join(words)


def request_command(paths: "Sequence[bytes]", context: "ReportContext") -> str:
    r"""The command that asks for access to `paths`, which are UTF-8 and hold no control character.

    >>> from remit.report.context import ReportContext
    >>> print(request_command([b"-a b.py", b"src/[x].py"], ReportContext()))
    remit request './-a b.py' 'src/[x].py'
    """
    if len(paths) > _MOST_LISTED:
        return f"{context.again} --format paths | xargs -0 remit request"
    return f"remit request {' '.join(map(_path_word, paths))}"


def _path_word(path: bytes) -> str:
    start = b"./" if path.startswith(b"-") else b""
    if _printable(path):
        return shell_word(os.fsdecode(start + path))
    return f"\"$(printf '{_octal(start + path)}')\""


def _printable(path: bytes) -> bool:
    """Whether `path` may be shown as it is, apart from quotes and backslashes."""
    plain = path.translate(None, b'"\\')
    return quote_path(plain) in {
        plain.decode("utf-8", "replace"),
        f'"{plain.decode("utf-8", "replace")}"',
    }


def _octal(path: bytes) -> str:
    """`path` as a format of `printf`: whatever is not plain, in octal."""
    return "".join(chr(byte) if byte in _AS_IT_IS else f"\\{byte:03o}" for byte in path)


# The commands behind the fixes: git, for exactly the paths that are meant.
#
# Every command works when it is pasted into a POSIX shell at the root of the working tree, and none
# loses content; the tests run each of them.


_INDEX_FILE = '"$(git rev-parse --git-common-dir)/remit-index-$(git write-tree).patch"'
_LONGEST_COMMAND = 2000  # characters; beyond that the paths are piped instead of listed


def patch_file_word(name: str) -> str:
    """A file in the common git directory, where every worktree finds it, as a word of the shell."""
    return f'"$(git rev-parse --git-common-dir)/remit-{name}.patch"'


def patch_command(
    violations: "Sequence[Violation]", base: "VerdictBase | None", context: "ReportContext"
) -> str:
    """The command that writes the changes as a patch that fits where their owner works.

    Plumbing: no configuration of the user changes what it writes. New files of a working tree are
    in no index, so theirs goes through an index of its own.
    """
    violations = context.with_moved(violations)
    if context.source != "worktree":
        return _over(violations, _difference(_commit(base), violations, context), context)
    scratch = 'GIT_INDEX_FILE="$(git rev-parse --absolute-git-dir)/remit-scratch"'
    steps = (
        "git read-tree HEAD",
        'git add -A -- "$@"',
        f'git diff-index --cached {_binary(violations)} HEAD -- "$@"',
        'rm "$GIT_INDEX_FILE"',
    )
    return _over(violations, f"{scratch} sh -c {shell_word(' && '.join(steps))} sh", context)


def apply_command(file: str) -> str:
    """The command that applies a patch: as it is, whatever the user has set about white space."""
    return f"git apply --3way --whitespace=nowarn {file}"


def drop_commands(
    violations: "Sequence[Violation]", base: "VerdictBase | None", context: "ReportContext"
) -> "Iterator[str]":
    """The commands, one after the other, that take the changes out of what was judged.

    What they take out of the last place that has it is in a patch before.
    """
    violations = context.with_moved(violations)
    match context.source:
        case "staged":
            yield _saving(violations, base, context) + _unstaging(
                violations, _commit(base), context
            )
        case "range":
            yield from _putting_back(violations, _commit(base), context)
        case "commits":
            yield from _redoing(violations, base, context)
        case "worktree":
            yield from _stashing(violations, context)


def unstage_all_command(context: "ReportContext") -> str:
    """The command that takes everything out of the index."""
    saved = f"{_saving_index(context)} && " if context.unsaved else ""
    return f"{saved}git reset --quiet"


def abort_merge_command(context: "ReportContext") -> str:
    """The command that leaves a merge; what was done in it by hand is in a patch before."""
    return f"{_saving_index(context)} && git merge --abort"


def merge_base_command(base: "VerdictBase | None", context: "ReportContext") -> str:
    """The command that merges the base into the branch that was judged."""
    return f"{_switching(context)}git merge --no-edit {_commit(base)}"


def needs_pipe(violations: "Sequence[Violation]", context: "ReportContext") -> bool:
    """Whether the paths are too many to list; the pipe gives all of them, so only all at once."""
    if context.source not in {"staged", "range"} or context.partial:
        return False
    paths = map(violation_path, context.with_moved(violations))
    return sum(len(path) + 1 for path in paths) > _LONGEST_COMMAND


def _switching(context: "ReportContext") -> str:
    return f"git switch {shell_word(context.elsewhere)} && " if context.elsewhere else ""


def _difference(base: str, violations: "Sequence[Violation]", context: "ReportContext") -> str:
    if context.source != "staged":
        head = shell_word(context.head)
        met = f'"$(git merge-base {base} {head})"'
        return f"git diff-tree -r {_binary(violations)} {met} {head} --"
    if context.partial:  # what git took from the working tree for this commit is not in the index
        return f"git diff-index {_binary(violations)} HEAD --"
    return f"git diff-index --cached {_binary(violations)} {_before_index(base, context)} --"


def _before_index(base: str, context: "ReportContext") -> str:
    if context.merging:
        return base
    return '"$(git hash-object -t tree /dev/null)"' if context.unborn else "HEAD"


def _binary(violations: "Sequence[Violation]") -> str:
    """Options of a patch; a submodule may be set to be left out of every difference."""
    modes = {
        m
        for each in violations
        if each.change
        for m in (each.change.old_mode, each.change.new_mode)
    }
    return "--binary --ignore-submodules=none" if GITLINK in modes else "--binary"


def find_unsaved(violations: "Sequence[Violation]", context: "ReportContext") -> list["Violation"]:
    """Those whose staged content, at the path or below it, the working tree may not have."""
    places = {*context.unsaved, *(up for path in context.unsaved for up in _above(path))}
    return [
        violation
        for violation in context.with_moved(violations)
        if violation_path(violation) in places
    ]


def _saving(
    violations: "Sequence[Violation]", base: "VerdictBase | None", context: "ReportContext"
) -> str:
    """What runs before: a patch of staged content that the working tree does not have."""
    alone = find_unsaved(violations, context)
    if not alone:
        return ""
    before = _before_index(_commit(base), context)
    listing = f"git diff-index --cached {_binary(alone)} {before} --"
    return f"{_over(alone, listing, context)} > {_INDEX_FILE} && "


def _saving_index(context: "ReportContext") -> str:
    before = _before_index("HEAD", context)
    options = "--cached --binary --ignore-submodules=none"
    return f"git diff-index {options} {before} -- > {_INDEX_FILE}"


def _unstaging(violations: "Sequence[Violation]", base: str, context: "ReportContext") -> str:
    """In a merge HEAD may lack what the base brings; the base's own entry is always allowed."""
    if not context.merging:
        command = "git restore --staged --"
        return _over(
            violations, "git rm --cached --force --quiet --" if context.unborn else command, context
        )
    sources = {
        violation_path(move.old): move.source
        for move in context.moves
        if is_allowed_move_end(move.old)
    }
    by_source: dict[str, list[Violation]] = {}
    for violation in violations:
        by_source.setdefault(sources.get(violation_path(violation), base), []).append(violation)
    return " && ".join(
        _over(theirs, f"git restore --source={source} --staged --", context)
        for source, theirs in by_source.items()
    )


def _putting_back(
    violations: "Sequence[Violation]", base: str, context: "ReportContext"
) -> "Iterator[str]":
    """As patches: `git apply` refuses where a file has uncommitted edits, or is not tracked.

    The new end of a move into the task's own area stays where it is.
    """
    back = [
        violation
        for violation in violations
        if _is_gone(violation) or not is_allowed_move_end(violation)
    ]
    lost = [violation for violation in back if violation_path(violation) in context.lost]
    rest = [violation for violation in back if violation not in lost]
    if rest:
        yield _switching(context) + _back_to(base, rest, context)
    if lost:
        met = f'"$(git merge-base {base} HEAD)"'
        yield _switching(context) + _back_to(met, lost, context)


def _back_to(commit: str, violations: "Sequence[Violation]", context: "ReportContext") -> str:
    listing = f"git diff-tree -r {_binary(violations)} HEAD {commit} --"
    apply = "git apply --index --whitespace=nowarn"
    if needs_pipe(violations, context):
        literal = listing.replace("git ", "git --literal-pathspecs ", 1)
        script = shell_word(f'{literal} "$@" | {apply}')
        return _over(violations, f"sh -c {script} sh", context)
    return f"{_over(violations, listing, context)} | {apply}"


def _redoing(
    violations: "Sequence[Violation]", base: "VerdictBase | None", context: "ReportContext"
) -> "Iterator[str]":
    reset = f'git reset --soft "$(git merge-base {_commit(base)} HEAD)"'
    # what the base has renamed is gone from both, and has to come back all the same
    settled = context.unchanged | (context.restored - context.lost)
    left = [violation for violation in violations if violation_path(violation) not in settled]
    if not left:
        yield _switching(context) + reset
        return
    yield (
        f"{patch_command(left, base, context)} > "
        f"{patch_file_word(f'dropped-{change_fingerprint(left)}')}"
    )
    yield " && ".join((*_putting_back(left, _commit(base), context), reset))


def _stashing(violations: "Sequence[Violation]", context: "ReportContext") -> "Iterator[str]":
    """A deletion has no content to keep, and `git stash push` cannot name a path that is gone.

    `git checkout-index` overwrites nothing: an ignored file may stand at the path.
    """
    gone = [violation for violation in violations if _is_gone(violation)]
    kept = [violation for violation in violations if violation not in gone]
    if kept:
        yield _over(kept, "git stash push --include-untracked --quiet --", context)
    if gone:
        staged = _over(gone, "git restore --source=HEAD --staged --", context)
        listed = _over(gone, "git ls-files -z --", context)
        saved = _saving(gone, None, context)
        yield f"{saved}{staged} && {listed} | git checkout-index -z --stdin"


def _is_gone(violation: "Violation") -> bool:
    return violation.change is not None and violation.change.new_mode == ABSENT


def change_fingerprint(violations: "Sequence[Violation]") -> str:
    """Eight digits that differ between changes, so that one patch never overwrites another."""
    from binascii import crc32

    return f"{crc32(repr([violation.change for violation in violations]).encode()):08x}"


def _over(violations: "Sequence[Violation]", command: str, context: "ReportContext") -> str:
    """`command` for the paths of `violations`: listed, or piped where the line grows too long."""
    if needs_pipe(violations, context):
        literal = command.replace("git ", "git --literal-pathspecs ", 1)
        return f"{context.again} --format paths | xargs -0 {literal}"
    before, words = pathspec_arguments(
        _topmost([violation_path(violation) for violation in violations])
    )
    return f"{before}{command} {words}"


def _topmost(paths: "Sequence[bytes]") -> list[bytes]:
    """`paths` without those below another one: a file took a directory's place, or the reverse.

    The upper path stands for both, and git refuses a path that the upper one has settled already.
    """
    known = set(paths)
    return [path for path in paths if known.isdisjoint(_above(path))]


def _above(path: bytes) -> "Iterator[bytes]":
    while b"/" in path:
        path = path.rpartition(b"/")[0]
        yield path


def _commit(base: "VerdictBase | None") -> str:
    """The base for git: by its full name where it has one, which says more than an object id."""
    if base is None:
        return "HEAD"
    return shell_word(base.ref) if base.ref.startswith("refs/") else base.commit
