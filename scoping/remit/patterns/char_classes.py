"""Character classes, read as git's `wildmatch.c` reads them; what git never matches is a fault.

A set of bytes is an integer: bit `b` is set if byte `b` is a member.
"""

from remit.patterns.errors import escape_invisible, pattern_error

SLASH = ord("/")
ANY = ((1 << 256) - 1) & ~(1 << SLASH) & ~1  # what `?` takes: any byte of a name
ESCAPABLE = frozenset("*?[]\\{},! ")

_ESCAPABLE_IN_CLASS = ESCAPABLE | frozenset("-^")
_ASCII = 128
_POSIX = {  # ranges, first and last; ASCII only and without \v and \f, as git has them
    "alnum": ("09", "AZ", "az"),
    "alpha": ("AZ", "az"),
    "blank": ("  ", "\t\t"),
    "cntrl": ("\0\x1f", "\x7f\x7f"),
    "digit": ("09",),
    "graph": ("!~",),
    "lower": ("az",),
    "print": (" ~",),
    "punct": ("!/", ":@", "[`", "{~"),
    "space": ("\t\n", "\r\r", "  "),
    "upper": ("AZ",),
    "xdigit": ("09", "AF", "af"),
}
_BARE_POSIX = frozenset(f":{name}:" for name in _POSIX)


def parse_char_class(pattern: str, start: int) -> tuple[int, int]:
    """The class that opens at `start`: the index after its `]`, and the set of its bytes.

    Neither a range nor a negation ever has `/` as a member. Raises `PatternError`.
    """
    first = at = start + 1 + pattern.startswith(("!", "^"), start + 1)
    members, previous = 0, 0
    while at == first or not pattern.startswith("]", at):
        if posix := _posix(pattern, at):
            at, more = posix
            previous = 0
        elif previous and pattern[at] == "-" and pattern[at + 1 : at + 2] not in {"", "]"}:
            last, at = _member(pattern, at + 1)
            more, previous = _range(pattern, previous, last), 0
        else:
            previous, at = _member(pattern, at)
            more = 1 << previous
        members |= more
        if at >= len(pattern):
            raise _unterminated(pattern)
    _refuse_bare_posix(pattern, start, at)
    return at + 1, (ANY & ~members if first > start + 1 else ANY & members)


def _posix(pattern: str, at: int) -> tuple[int, int] | None:
    """The end and the members of a `[:name:]` at `at`; None if something else stands there."""
    if not pattern.startswith("[:", at):
        return None
    end = pattern.find("]", at + 2)
    if end < at + 3 or pattern[end - 1] != ":":
        return None
    name = pattern[at + 2 : end - 1]
    if name not in _POSIX:
        raise pattern_error(
            pattern,
            f"has an unknown class name '[:{escape_invisible(name)}:]'",
            f"git knows {', '.join(_POSIX)}",
        )
    return end + 1, sum(_span(ord(pair[0]), ord(pair[1])) for pair in _POSIX[name])


def _member(pattern: str, at: int) -> tuple[int, int]:
    """The byte that stands at `at` inside a class, and the index after it."""
    member = pattern[at : at + 1]
    if member == "\\":
        at += 1
        member = pattern[at : at + 1]
        if member and member not in _ESCAPABLE_IN_CLASS:
            raise pattern_error(
                pattern,
                f"escapes '{escape_invisible(member)}' in a class, which needs no escape",
                "remove the backslash; to mean a backslash itself write two",
            )
    if not member:
        raise _unterminated(pattern)
    if ord(member) >= _ASCII:
        raise pattern_error(
            pattern,
            f"has '{escape_invisible(member)}' in a class, but a class takes one byte and "
            "this is several",
            "list the characters in braces instead, as in '{é,è}'",
        )
    if member == "/":
        raise pattern_error(
            pattern,
            "has '/' in a class, and no class ever matches '/'",
            "take the '/' out of the class; if no class is meant, write the '[' as '\\['",
        )
    return ord(member), at + 1


def _range(pattern: str, first: int, last: int) -> int:
    if first > last:
        shown = escape_invisible(f"{chr(first)}-{chr(last)}")
        raise pattern_error(
            pattern,
            f"has the reversed range '{shown}'",
            f"write '{escape_invisible(f'{chr(last)}-{chr(first)}')}', or '\\-' for a plain '-'",
        )
    return _span(first, last)


def _span(first: int, last: int) -> int:
    return (1 << (last + 1)) - (1 << first)


def _unterminated(pattern: str) -> Exception:
    return pattern_error(
        pattern,
        "has a '[' that no ']' closes",
        "close the class, or write '\\[' for a plain '['",
    )


def _refuse_bare_posix(pattern: str, start: int, end: int) -> None:
    """`[:alpha:]` is a class of `:`, `a`, `l`, `p`, `h`: never meant (grep refuses it too)."""
    content = pattern[start + 1 : end]
    if content in _BARE_POSIX:
        raise pattern_error(
            pattern,
            f"has '[{content}]', which is only a set of letters",
            f"write '[[{content}]]'",
        )
