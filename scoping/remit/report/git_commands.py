r"""Paths as words of a POSIX shell that git takes for exactly that path.

A word is safe to show and safe to paste: nothing but printable characters, no expansion, no
history, no pathspec magic. Bytes that cannot be shown go through `printf`, which every shell has.
"""

import re
from typing import TYPE_CHECKING

from remit.changes import ABSENT
from remit.paths import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.report.context import Context
    from remit.verdict import Base, Stray

_PLAIN = "./@%+,:=^-_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_MAGIC = rb"\A:|[*?\[\\]"
_AS_IT_IS = frozenset(b"/._-+=@:,ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")


def word(text: str) -> str:
    r"""`text`, printable, as one word of the shell.

    >>> print(word("src/a.py"), word("it's here"), word(""))
    src/a.py 'it'\''s here' ''
    """
    if text and not text.strip(_PLAIN):
        return text
    return "'" + text.replace("'", "'\\''") + "'"


def pathspecs(paths: "Sequence[bytes]") -> tuple[str, str]:
    r"""What must run before, and the words, that name exactly `paths` for git at the root.

    Only a name that ends in a line break needs something before: `$(...)` would drop it.

    >>> pathspecs([b"src/a.py", b"a b", b"a[1].py"])
    ('', "src/a.py 'a b' ':(top,literal)a[1].py'")
    >>> pathspecs([b"caf\xe9"])
    ('', '"$(printf \'caf\\351\')"')
    """
    before: list[str] = []
    words: list[str] = []
    for path in paths:
        magic = ":(top,literal)" if re.search(_MAGIC, path) else ""
        if _printable(path):
            words.append(word(magic + path.decode()))
        elif path.endswith(b"\n"):
            name = f"p{len(before)}"
            before.append(f"{name}=$(printf '{magic}{_octal(path)}.') && ")
            words.append(f'"${{{name}%.}}"')
        else:
            words.append(f"\"$(printf '{magic}{_octal(path)}')\"")
    return "".join(before), " ".join(words)


def _printable(path: bytes) -> bool:
    """Whether `path` may be shown as it is, apart from quotes and backslashes."""
    plain = path.translate(None, b'"\\')
    return shown(plain) in {
        plain.decode("utf-8", "replace"),
        f'"{plain.decode("utf-8", "replace")}"',
    }


def _octal(path: bytes) -> str:
    """`path` as a format of `printf`: whatever is not plain, in octal."""
    return "".join(chr(byte) if byte in _AS_IT_IS else f"\\{byte:03o}" for byte in path)


# The commands behind the ways out: git, for exactly the paths that are meant.
#
# Every command works when it is pasted into a POSIX shell at the root of the working tree, and none
# loses content; the tests run each of them.


_LONGEST_COMMAND = 2000  # characters; beyond that the paths are piped instead of listed


def patch(strays: "Sequence[Stray]", base: "Base | None", context: "Context") -> str:
    """The command that writes the changes as a patch that fits where their owner works.

    Plumbing: no configuration of the user changes what it writes. New files of a working tree are
    in no index, so theirs goes through an index of its own.
    """
    if context.source != "worktree":
        return _over(strays, _difference(_commit(base), context), context)
    scratch = 'GIT_INDEX_FILE="$(git rev-parse --absolute-git-dir)/remit-scratch"'
    steps = (
        "git read-tree HEAD",
        'git add -A -- "$@"',
        'git diff-index --cached --binary HEAD -- "$@"',
        'rm "$GIT_INDEX_FILE"',
    )
    return _over(strays, f"{scratch} sh -c {word(' && '.join(steps))} sh", context)


def dropping(strays: "Sequence[Stray]", base: "Base | None", context: "Context") -> "Iterator[str]":
    """The commands, one after the other, that take the changes out of what was judged."""
    lost = [stray for stray in strays if _path(stray) in context.lost]
    strays = [stray for stray in strays if stray not in lost]
    restored = f"git restore --source={_commit(base)} --staged --worktree --"
    switch = _switching(context)
    match context.source:
        case "staged":
            yield _over(strays, _unstaging(_commit(base), context), context)
        case "range":
            met = f'git restore --source="$(git merge-base {_commit(base)} HEAD)"'
            if strays:
                yield switch + _over(strays, restored, context)
            if lost:
                yield switch + _over(lost, f"{met} --staged --worktree --", context)
        case "commits":
            reset = f'{switch}git reset --soft "$(git merge-base {_commit(base)} HEAD)"'
            yield _over(strays, f"{reset} && {restored}", context) if strays else reset
            if lost:
                yield _over(lost, "git restore --source=HEAD --staged --worktree --", context)
        case "worktree":
            yield from _stashing(strays, context)


def merging(base: "Base | None", context: "Context") -> str:
    """The command that merges the base into the branch that was judged."""
    return f"{_switching(context)}git merge --no-edit {_commit(base)}"


def piped(strays: "Sequence[Stray]", context: "Context") -> bool:
    """Whether the paths are too many to list; the pipe gives all of them, so only all at once."""
    if context.source not in {"staged", "range"} or context.partial:
        return False
    return sum(len(_path(stray)) + 1 for stray in strays) > _LONGEST_COMMAND


def _switching(context: "Context") -> str:
    return f"git switch {word(context.elsewhere)} && " if context.elsewhere else ""


def _difference(base: str, context: "Context") -> str:
    if context.source != "staged":
        head = word(context.head)
        return f'git diff-tree -r --binary "$(git merge-base {base} {head})" {head} --'
    if context.merging:
        return f"git diff-index --cached --binary {base} --"
    if context.partial:  # what git took from the working tree for this commit is not in the index
        return "git diff-index --binary HEAD --"
    start = '"$(git hash-object -t tree /dev/null)"' if context.unborn else "HEAD"
    return f"git diff-index --cached --binary {start} --"


def _unstaging(base: str, context: "Context") -> str:
    """In a merge HEAD may lack what the base brings; the base's own entry is always allowed."""
    if context.merging:
        return f"git restore --source={base} --staged --"
    return "git rm --cached --force --quiet --" if context.unborn else "git restore --staged --"


def _stashing(strays: "Sequence[Stray]", context: "Context") -> "Iterator[str]":
    """A deletion has no content to keep, and `git stash push` cannot name a path that is gone."""
    gone = [stray for stray in strays if stray.change and stray.change.new_mode == ABSENT]
    kept = [stray for stray in strays if stray not in gone]
    if kept:
        yield _over(kept, "git stash push --include-untracked --quiet --", context)
    if gone:
        yield _over(gone, "git restore --source=HEAD --staged --worktree --", context)


def _over(strays: "Sequence[Stray]", command: str, context: "Context") -> str:
    """`command` for the paths of `strays`: listed, or piped where the line would grow too long."""
    if piped(strays, context):
        literal = command.replace("git ", "git --literal-pathspecs ", 1)
        return f"{context.again} --format paths | xargs -0 {literal}"
    before, words = pathspecs(_topmost([_path(stray) for stray in strays]))
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


def _path(stray: "Stray") -> bytes:
    return stray.change.path if stray.change else b""


def _commit(base: "Base | None") -> str:
    """The base for git: by its full name where it has one, which says more than an object id."""
    if base is None:
        return "HEAD"
    return word(base.ref) if base.ref.startswith("refs/") else base.commit
