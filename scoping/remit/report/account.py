"""What the writers for other programs share: one call of `check` or `lint` as a list of items.

Verdicts, findings of `lint` and failures all become an account (see `items`), and every writer (see
`formats`) takes an account. So there is one place that says what belongs into an answer, and one
where text is made harmless: all text in an account is printable and on one line. What is special to
a format is only its own syntax.
"""

from hashlib import sha256
from typing import Literal, NamedTuple

from remit.paths import hostile, shown
from remit.report.exits import Exit

Kind = Literal["stray", "finding", "undecided", "unbound"]
Level = Literal["error", "warning", "note"]
_GRAVE = ("R103", "R107", "R5", "R6")  # denied, hostile, protected, trust


class Item(NamedTuple):
    """One thing to show at one place.

    `kind` says whether it is a judgement (a stray, a finding of lint) or the lack of one. `path` is
    what git stores, None where the item is about everything; `line` 0 is the file as a whole.
    `subject` tells apart what has the same rule and path, in every run alike.
    """

    kind: Kind
    rule: str
    title: str
    level: Level
    message: str
    advice: str = ""
    path: bytes | None = None
    line: int = 0
    status: str = ""
    subject: str = ""

    @property
    def grave(self) -> bool:
        """Whether it is about what is denied or protected, which is to be seen first."""
        return self.rule.startswith(_GRAVE)

    @property
    def judged(self) -> bool:
        """Whether it is a judgement, with a rule that can be looked up."""
        return self.kind in {"stray", "finding"}

    @property
    def label(self) -> str:
        """The title, after the rule where there is one to look up."""
        return f"{self.rule} {self.title}" if self.judged else self.title

    @property
    def sentence(self) -> str:
        """Title and message: what is wrong, without the path."""
        return f"{self.title}: {self.message}" if self.message else self.title


class Account(NamedTuple):
    """One call: its answer in one sentence, the items, gravest first, and what else was said.

    `home` is the file to point at where an item has no path of its own that a platform could show:
    the manifest of the task, else the policy. `ways` are the ways out for all items together.
    """

    command: Literal["check", "lint"]
    outcome: str
    exit_code: int
    headline: str
    home: bytes = b".remit/policy.toml"
    items: tuple[Item, ...] = ()
    remarks: tuple[str, ...] = ()
    ways: tuple[Exit, ...] = ()
    task: str = ""
    branch: str = ""
    base: str = ""
    version: str = ""

    def place(self, item: Item) -> bytes:
        """The path that a platform is pointed at: its own, or `home` where none can be meant."""
        return self.home if item.path is None or hostile(item.path) else item.path

    def named(self, item: Item) -> str:
        """The item's own path as it is shown; empty where there is none."""
        return "" if item.path is None else shown(item.path)

    def fingerprints(self) -> tuple[str, ...]:
        """A name for each item that another run finds again: from its rule, path and subject.

        No line, no commit, no object id, no order goes into it, so that a rebase changes nothing;
        only items that are alike in all three are numbered.
        """
        seen: dict[tuple[object, ...], int] = {}
        found: list[str] = []
        for item in self.items:
            key = (self.command, item.kind, item.rule, item.path, item.subject)
            seen[key] = seen.get(key, 0) + 1
            found.append(sha256(repr((*key, seen[key])).encode()).hexdigest())
        return tuple(found)


def text_of(path: bytes) -> str:
    """`path` as text for a format that has nothing else: as it is, or as shown if not UTF-8."""
    try:
        return path.decode("utf-8")
    except UnicodeDecodeError:
        return shown(path)
