"""What a task may write near a path, for the reader of a refusal."""

from typing import TYPE_CHECKING

from remit.paths import shown

if TYPE_CHECKING:
    from remit.manifest.scope import Files

_MOST = 4


def near(path: bytes, files: "Files") -> str:
    """The patterns that share the longest beginning with `path`, by list; "nothing" without any.

    >>> from remit.manifest.scope import Files
    >>> near(b"src/api/x.py", Files(write=("src/web/**", "docs/**"), append=("CHANGES.md",)))
    'write src/web/**'
    """
    granted = [
        (verb, pattern)
        for verb, patterns in (
            ("write", files.write),
            ("create", files.create),
            ("append to", files.append),
        )
        for pattern in patterns
    ]
    if not granted:
        return "nothing"
    shared = [_shared(path, pattern) for _, pattern in granted]
    nearest = [each for each, depth in zip(granted, shared, strict=True) if depth == max(shared)]
    listed = [f"{verb} {_shown(pattern)}" for verb, pattern in nearest[:_MOST]]
    more = len(granted) - len(listed)
    return ", ".join(listed) + (
        f" (of {len(granted)} patterns)" if more and len(listed) == _MOST else ""
    )


def _shared(path: bytes, pattern: str) -> int:
    """How many whole segments `pattern` and `path` have in common from the root."""
    raw = pattern.encode("utf-8", "surrogateescape").split(b"/")
    depth = 0
    for left, right in zip(path.split(b"/"), raw, strict=False):
        if left != right:
            break
        depth += 1
    return depth


def _shown(pattern: str) -> str:
    return shown(pattern.encode("utf-8", "surrogateescape"))
