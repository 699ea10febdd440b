"""A case of the public corpus as a value that cannot be wrong; its form is in the cases' README.

Running a case is the work of `case_ground` and of the tests; nothing here touches git.
"""

import re
import tomllib
from pathlib import Path
from typing import NamedTuple, cast

CASES = Path(__file__).parent.parent / "cases"

ENTRIES = ("check", "native", "framework")
OUTCOMES = {"attacks": ("violations", "could_not_check"), "innocent": ("clean", "unassigned")}
NEEDS = ("symlinks", "case-sensitive file system")
GIT_NEED = re.compile(r"git >= (\d+)\.(\d+)")
_ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|(\\)|)")


class Expected(NamedTuple):
    """One violation that must be named: its rule, and its path (None: about the whole)."""

    rule: str
    path: bytes | None


class Case(NamedTuple):
    """One attack or one innocent odd change; the fields are those of the file, see the README."""

    name: str
    title: str
    why: str
    steps: str
    outcome: str
    violations: frozenset[Expected] = frozenset()
    doubts: frozenset[bytes] = frozenset()
    mentions: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    index_after: str = "kept"
    needs: tuple[str, ...] = ()
    start: str = "standard"
    object_format: str = "sha1"
    files: tuple[tuple[str, str], ...] = ()
    setup: str = ""
    task: str = "login"
    branch: str = "agent/login/work"
    bound: bool = True
    cwd: str = "."
    env: tuple[tuple[str, str], ...] = ()
    commit: str = "git commit -q -m change"
    check: str = "--staged"
    entries: tuple[str, ...] = ENTRIES

    @property
    def refused(self) -> bool:
        """Whether a commit must not come about."""
        return self.outcome in OUTCOMES["attacks"]


class CaseFault(Exception):  # noqa: N818 - one word per idea: a fault is what a file has
    """A case file says something that no runner could carry out; the message lists every fault."""


def all_cases() -> tuple[Case, ...]:
    """Every case of the corpus in the order of names; raises `CaseFault` with the faults of all."""
    cases: list[Case] = []
    faults: list[str] = []
    for path in sorted(each for folder in OUTCOMES for each in CASES.glob(f"{folder}/*.toml")):
        try:
            cases.append(read(path))
        except CaseFault as fault:
            faults.append(str(fault))
    if faults:
        raise CaseFault("\n".join(faults))
    return tuple(cases)


def read(path: Path) -> Case:
    """The case in `path`; its folder says whether it is an attack or innocent."""
    return parse(path.read_bytes(), f"{path.parent.name}/{path.stem}")


def parse(data: bytes, name: str) -> Case:
    """The case called `folder/stem`; raises `CaseFault` with every fault of the file."""
    try:
        raw: dict[str, object] = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CaseFault(f"{name}: {error}") from error
    fields = _Fields(raw)
    case = _case(fields, name)
    faults = [*fields.faults, *fields.unknown(), *_contradictions(case, raw)]
    if faults:
        raise CaseFault("\n".join(f"{name}: {fault}" for fault in faults))
    return case


def _case(fields: "_Fields", name: str) -> Case:
    task = fields.text("task", "login")
    return Case(
        name=name,
        title=fields.text("title"),
        why=fields.text("why"),
        steps=fields.text("steps"),
        outcome=fields.text("outcome"),
        violations=frozenset(map(_expected, fields.texts("violations"))),
        doubts=frozenset(map(path_bytes, fields.texts("could_not_check"))),
        mentions=fields.texts("mentions"),
        absent=fields.texts("absent"),
        index_after=fields.text("index_after", "kept"),
        needs=fields.texts("needs"),
        start=fields.text("start", "standard"),
        object_format=fields.text("object_format", "sha1"),
        files=fields.table("files"),
        setup=fields.text("setup", ""),
        task=task,
        branch=fields.text("branch", f"agent/{task}/work"),
        bound=fields.has("task") or not fields.has("branch"),
        cwd=fields.text("cwd", "."),
        env=fields.table("env"),
        commit=fields.text("commit", "git commit -q -m change"),
        check=fields.text("check", "--staged"),
        entries=fields.texts("entries") or ENTRIES,
    )


def _contradictions(case: Case, raw: dict[str, object]) -> list[str]:
    folder = case.name.split("/")[0]
    claims = {
        f"the outcome of a case in {folder}/ is one of {OUTCOMES[folder]}": case.outcome
        in OUTCOMES[folder],
        "`violations` are listed exactly where the outcome is `violations`": bool(case.violations)
        == (case.outcome == "violations"),
        "`could_not_check` and `mentions` belong to the outcome `could_not_check`": case.outcome
        == "could_not_check"
        or not (case.doubts or case.mentions),
        f"`entries` are among {ENTRIES}": set(case.entries) <= set(ENTRIES),
        "a case that leaves entries out says why in `entries_why`, and no other does": (
            "entries" in raw
        )
        == ("entries_why" in raw),
        "`index_after` is `kept` or `moves`": case.index_after in {"kept", "moves"},
        "`start` is `standard` or `empty`": case.start in {"standard", "empty"},
        "an empty start has no `files` and no `setup`": case.start == "standard"
        or not (case.files or case.setup),
        "`object_format` is `sha1` or `sha256`": case.object_format in {"sha1", "sha256"},
        f"`needs` are among {NEEDS} or `git >= X.Y`": all(
            need in NEEDS or GIT_NEED.fullmatch(need) for need in case.needs
        ),
    }
    return [claim for claim, holds in claims.items() if not holds]


def _expected(text: str) -> Expected:
    """`R101 src/x` or, for a rule about the whole change, `R604`."""
    rule, _, path = text.partition(" ")
    return Expected(rule, path_bytes(path) if path else None)


def path_bytes(text: str) -> bytes:
    r"""A path as written in a case: `\xhh` is a byte, `\\` a backslash, the rest UTF-8.

    >>> path_bytes(r"caf\xe9/a\\b") == b"caf" + bytes([0xE9]) + b"/a" + bytes([92]) + b"b"
    True
    """
    found = bytearray()
    end = 0
    for escape in _ESCAPE.finditer(text):
        found += text[end : escape.start()].encode()
        if escape[1] is None and escape[2] is None:
            raise CaseFault(f"a backslash in {text!r} begins neither \\xhh nor \\\\")
        found += bytes.fromhex(escape[1]) if escape[1] else b"\\"
        end = escape.end()
    return bytes(found + text[end:].encode())


class _Fields:
    """Typed access to the keys of a file that remembers what was asked for and what was wrong."""

    def __init__(self, raw: dict[str, object]) -> None:
        self._raw = raw
        self._known = {"entries_why"}
        self.faults: list[str] = []

    def has(self, key: str) -> bool:
        return key in self._raw

    def text(self, key: str, default: str | None = None) -> str:
        value = self._value(key, default)
        if isinstance(value, str):
            return value
        self.faults.append(f"`{key}` is missing or no text")
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._value(key, [])
        if isinstance(value, list):
            items = cast("list[object]", value)
            if all(isinstance(item, str) for item in items):
                return tuple(str(item) for item in items)
        self.faults.append(f"`{key}` is no list of texts")
        return ()

    def table(self, key: str) -> tuple[tuple[str, str], ...]:
        value = self._value(key, {})
        if isinstance(value, dict):
            items = cast("dict[str, object]", value)
            if all(isinstance(item, str) for item in items.values()):
                return tuple((name, str(item)) for name, item in items.items())
        self.faults.append(f"`{key}` is no table of texts")
        return ()

    def unknown(self) -> list[str]:
        return [f"there is no key `{key}`" for key in self._raw if key not in self._known]

    def _value(self, key: str, default: object) -> object:
        self._known.add(key)
        return self._raw.get(key, default)
