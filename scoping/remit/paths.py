"""Paths as git has them: raw bytes. How one is shown, and what makes one dangerous or unportable.

Which paths a task may write is not decided here, see `judge`.
"""

import re

# Expressions are compiled (and kept, by `re`) when they are first asked: nearly no path needs one.
_DANGEROUS = rb"(?i:/(\.{0,2}|\.git)(?=/))"
_DANGEROUS_AMONG = rb"(?i:[/\0](\.{0,2}|\.git)(?=[/\0]))"
_ALIKE = bytes.maketrans(b".\0", b"//")
_WHY = {
    b"": "it has an empty component",
    b".": "it has the component `.`",
    b"..": "it has the component `..`, which climbs out of its directory",
}
_C_ESCAPES = {
    "\a": "\\a",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\v": "\\v",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}
# Printable to Python, yet nothing is seen: joiners, fillers and variation selectors
# (Default_Ignorable_Code_Point in the Unicode Character Database), and the empty Braille cell.
_INVISIBLE = (
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0000-\U000e0fff]"
)
LONGEST = 4096
"""Bytes of a path, or of a symlink's target, beyond which no system follows it (PATH_MAX)."""
_COMPONENT_BYTES = 255
_WINDOWS_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [device + digit for device in ("com", "lpt") for digit in "123456789¹²³"]
)
_WINDOWS_FORBIDS = '[<>:"|?*\\\\\x00-\x1f\x7f]'
_HFS_IGNORES = "[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]"


def quote_path(path: bytes | str) -> str:
    r"""A path or another name, for a person: as it is where that is safe, else quoted as git does.

    The text is printable and reversible: no control, bidirectional, invisible or malformed
    character survives, so a name can neither end the line nor drive the terminal.

    >>> quote_path("src/café.py".encode()), quote_path(b"a\nb"), quote_path(b"\xff")
    ('src/café.py', '"a\\nb"', '"\\377"')
    """
    text = path if isinstance(path, str) else path.decode("utf-8", "surrogateescape")
    if _safe(text) and not any(escape in text for escape in '"\\') and text.strip(" ") == text:
        return text or '""'
    return f'"{"".join(map(_escaped, text))}"'


def escape_text(text: str) -> str:
    r"""`text` on one line, with every character escaped that is not printed or not seen.

    For prose around names, where `shown` would quote the whole sentence.

    >>> print(escape_text("it says\n::error::\x1b[2J"))
    it says\n::error::\033[2J
    """
    return text if _safe(text) else "".join(map(_unseen_escaped, text))


def path_hazard(path: bytes) -> str | None:
    """Why `path` must never be matched against a pattern, or None.

    git's own commands refuse such names, `git mktree` and a crafted push do not; a pattern like
    `allowed/**` would cover `allowed/../secret`. `.git` counts in any case.
    """
    if len(path) > LONGEST:
        return f"it is longer than {LONGEST} bytes, so no system can check it out"
    wrapped = b"/%b/" % path
    if b"/." not in wrapped and b"//" not in wrapped:
        return None  # nearly every path, in a third of the time
    found = re.search(_DANGEROUS, wrapped)
    if found is None:
        return None
    return _WHY.get(found[1], "it has the component `.git`, which is git's own")


def has_hostile_path(text: bytes) -> bool:
    """Whether one of the paths in `text`, each between two NULs, is hostile."""
    if b"//" not in text.translate(_ALIKE):
        return False  # no two slashes, dots or ends meet: one search for six pairs of these
    return re.search(_DANGEROUS_AMONG, text) is not None


def fold_path(path: bytes) -> bytes:
    """`path` as a file system that ignores case and normal form compares it; equal means clash.

    Case folding and NFC per component (Unicode 3.13, D145); bytes that are not UTF-8 are kept.
    """
    if path.isascii():
        return path.lower()
    from unicodedata import normalize

    text = path.decode("utf-8", "surrogateescape")
    text = normalize("NFC", normalize("NFD", text).casefold())
    return text.encode("utf-8", "surrogateescape")


def portability_problem(path: bytes) -> str | None:
    """Why some common system cannot check `path` out as it is, or None."""
    for component in path.split(b"/"):
        reason = _unportable(component)
        if reason:
            return reason
    return None


def _safe(text: str) -> bool:
    return text.isprintable() and (text.isascii() or not re.search(_INVISIBLE, text))


def _escaped(character: str) -> str:
    if character in _C_ESCAPES:
        return _C_ESCAPES[character]
    if _safe(character):
        return character
    # JSON may hold half of a surrogate pair, which stands for no byte of a name
    how = "surrogateescape" if "\udc80" <= character <= "\udcff" else "surrogatepass"
    return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", how))


def _unseen_escaped(character: str) -> str:
    return character if _safe(character) else _escaped(character)


def _unportable(component: bytes) -> str | None:
    if len(component) > _COMPONENT_BYTES:
        return f"a component is longer than {_COMPONENT_BYTES} bytes"
    try:
        name = component.decode("utf-8")
    except UnicodeDecodeError:
        return "a component is not UTF-8, which macOS refuses"
    return _unportable_to_windows(name) or _unportable_to_macos(name)


def _unportable_to_windows(name: str) -> str | None:
    if name.endswith((".", " ")):
        return "a component ends with a dot or a space, which Windows drops"
    if re.search(_WINDOWS_FORBIDS, name):
        return "a component has a character that Windows forbids"
    if name.split(".", 1)[0].rstrip(" ").casefold() in _WINDOWS_DEVICES:
        return "a component is the name of a Windows device"
    return "a component is Windows' short name of `.git`" if name.casefold() == "git~1" else None


def _unportable_to_macos(name: str) -> str | None:
    if re.search(_HFS_IGNORES, name) and re.sub(_HFS_IGNORES, "", name).casefold() == ".git":
        return "a component is `.git` to macOS, which skips invisible characters"
    return None
