r"""The paths that a patch writes: of `apply_patch` (Codex and others), and of unified diffs.

>>> read_patch("*** Begin Patch\n*** Update File: a\n*** Move to: b\n*** Delete File: c\n")
[('remove', 'a'), ('write', 'b'), ('remove', 'c')]
>>> read_diff("--- a/x\n+++ b/y\n@@ -1 +1 @@\n-1\n+2\n", 1)
[('remove', 'x'), ('write', 'y')]
"""

import re
from typing import Literal

Patched = Literal["write", "remove"]
PatchedPath = tuple[Patched, str]

_FILE = r"\*\*\* (Add File|Update File|Delete File|Move to): (.+)"
_HUNK = r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@"
_NOWHERE = "/dev/null"


def read_patch(text: str) -> list[PatchedPath]:
    """What a patch of `apply_patch` writes and removes; a file that it moves is removed.

    As in Codex, blanks before a file's line are ignored, unless they make it a line of an update.
    """
    found: list[PatchedPath] = []
    updated = False
    for line in text.split("\n"):
        header = re.match(_FILE, line.rstrip() if updated else line.strip())
        if header is None:
            continue
        action, path = header.groups()
        updated = action in {"Update File", "Move to"}
        if action == "Move to" and found:
            found[-1] = ("remove", found[-1][1])
        found.append(("remove" if action == "Delete File" else "write", path))
    return found


def read_diff(text: str, strip: int) -> list[PatchedPath]:
    """What a unified diff writes and removes, with `strip` leading directories taken off."""
    found: list[PatchedPath] = []
    old, left = "", (0, 0)
    bare: list[PatchedPath] = []  # of a file that is added, deleted or binary, without any lines
    for line in text.splitlines():
        hunk = re.match(_HUNK, line)
        if hunk:
            left = int(hunk[1] or 1), int(hunk[2] or 1)
        elif left[0] > 0 or left[1] > 0:  # a line of a hunk, which may begin with `--- `
            left = (left[0] - (line[:1] != "+"), left[1] - (line[:1] != "-"))
        elif line.startswith("diff --git "):
            found += bare
            bare = _twice_named(line[11:], strip)
        elif line.startswith("deleted file mode "):
            bare = [("remove", path) for _, path in bare]
        elif line.startswith("--- "):
            old, bare = _named(line[4:], strip), []
        elif line.startswith("+++ "):
            found += _replaced(old, _named(line[4:], strip))
        elif line.startswith(("rename from ", "rename to ", "copy to ")):
            verb, _, path = line.partition(" ")
            bare = []
            found.append(("remove" if path.startswith("from ") and verb == "rename" else "write",
                          path.partition(" ")[2]))  # fmt: skip
    return found + bare


def _replaced(old: str, new: str) -> list[PatchedPath]:
    """What becomes of a file that has these names in a diff, before and after it."""
    gone: list[PatchedPath] = [] if old in {new, _NOWHERE} else [("remove", old)]
    return gone if new == _NOWHERE else [*gone, ("write", new)]


def _twice_named(text: str, strip: int) -> list[PatchedPath]:
    """A write of the path that both halves of a header of git name; nothing where they differ."""
    middle = len(text) // 2
    names = {_named(text[:middle], strip), _named(text[middle + 1 :], strip)}
    return [("write", name) for name in names] if len(names) == 1 else []


def _named(text: str, strip: int) -> str:
    path = text.partition("\t")[0].strip()
    if path == _NOWHERE:
        return path
    if path.startswith('"'):
        path = _unquoted(path)
    return "/".join(path.split("/")[strip:]) or path


def _unquoted(path: str) -> str:
    """A path that git has quoted as C does."""
    octal = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), path[1:-1])
    raw = octal.replace('\\"', '"').replace("\\\\", "\\")
    return raw.encode("latin-1", "replace").decode("utf-8", "surrogateescape")
