"""The trailer `Remit-Task:` in a commit message: which tasks it names, and adding it.

What counts as a trailer is what git counts (git-interpret-trailers(1)): the last paragraph, where
at least a quarter of the lines are trailers and one is git's own, or all are. The parser is ours
because git before 2.45 never ends on the message that `git commit -v` hands to a hook.
"""

# See decision 0035.

import re

KEY = b"Remit-Task"
_SCISSORS = rb"(?m)^[^\n]? ?-+ >8 -+\n"
_TRAILER = rb"(?s)([A-Za-z0-9-]+)[ \t]*:(.*)"
_GITS_OWN = (b"Signed-off-by: ", b"(cherry picked from commit ")


def parse_task_trailer(message: bytes, comment: bytes = b"#") -> tuple[bytes, ...]:
    r"""The distinct tasks that the trailers of `message` name, in their order.

    >>> parse_task_trailer(b"Subject\n\nremit-task: login\nRemit-Task: login\n")
    (b'login',)
    """
    if KEY.lower() not in message.lower():
        return ()  # nearly every message, in a tenth of the time
    block = _block(_split(message, comment)[0], comment)
    values = (_value(line) for line in _unfolded(block))
    return tuple(dict.fromkeys(value for value in values if value is not None))


def add_task_trailer(message: bytes, task: bytes, comment: bytes = b"#") -> bytes:
    r"""The message with a trailer that names `task`, above comments and the scissors line.

    An empty message stays as it is: git is about to refuse it.

    >>> add_task_trailer(b"Subject\n# on branch main\n", b"login")
    b'Subject\n\nRemit-Task: login\n# on branch main\n'
    """
    body, rest = _split(message, comment)
    if not any(_says_something(line, comment) for line in body.splitlines()):
        return message
    if not body.endswith(b"\n"):
        body += b"\n"
    gap = b"" if _block(body, comment) else b"\n"
    return b"%b%b%b: %b\n%b" % (body, gap, KEY, task, rest)


def _split(message: bytes, comment: bytes) -> tuple[bytes, bytes]:
    """The message proper, and what follows: blank lines, comments, and all below the scissors."""
    scissors = re.search(_SCISSORS, message)
    lines = message[: scissors.start() if scissors else None].splitlines(keepends=True)
    while lines and not _says_something(lines[-1], comment):
        lines.pop()
    body = b"".join(lines)
    return body, message[len(body) :]


def _block(body: bytes, comment: bytes) -> list[bytes]:
    """The lines of the trailer block that ends `body`; none if its last paragraph is no such."""
    lines = body.removesuffix(b"\n").split(b"\n")
    start = next((at for at in range(len(lines), 0, -1) if not lines[at - 1].strip()), 0)
    if not any(_says_something(line, comment) for line in lines[:start]):
        return []  # a message of one paragraph is all title
    trailers = others = folded = 0
    recognised = False
    for line in reversed(lines[start:]):
        if line.startswith(_GITS_OWN) or re.fullmatch(_TRAILER, line):
            recognised = recognised or line.startswith(_GITS_OWN)
            trailers, folded = trailers + 1, 0
        elif line[:1].isspace():
            folded += 1
        else:  # a comment counts as nothing, but what follows it continues no trailer
            others += folded + (not line.startswith(comment))
            folded = 0
    others += folded
    enough = not others or (recognised and trailers * 3 >= others)
    return lines[start:] if trailers and enough else []


def _unfolded(block: list[bytes]) -> list[bytes]:
    lines: list[list[bytes]] = []
    continued = False
    for line in block:
        if line[:1].isspace() and continued:
            lines[-1].append(line.strip())
        else:
            lines.append([line])
            continued = re.fullmatch(_TRAILER, line) is not None
    return [b" ".join(parts) for parts in lines]


def _value(line: bytes) -> bytes | None:
    found = re.fullmatch(_TRAILER, line)
    return found[2].strip() if found and found[1].lower() == KEY.lower() else None


def _says_something(line: bytes, comment: bytes) -> bool:
    return bool(line.strip()) and not line.startswith(comment)
