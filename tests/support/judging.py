"""Small worlds for the judge: trees written down in a line, and what is found in them."""

from collections.abc import Mapping, Sequence

from fake_trees import FakeTrees, Tree, changes

from remit.changes import EXECUTABLE, GITLINK, REGULAR, SYMLINK
from remit.judge import judge
from remit.manifest.policy import Policy
from remit.manifest.scope import FileRules, Scope, SymbolRules
from remit.patterns.matcher import OwnerIndex
from remit.verdict import JudgeFindings

Entry = tuple[int, bytes]

TASK = "login"
DEFAULT = Policy()


def file(content: str = "x\n") -> Entry:
    """A regular file."""
    return REGULAR, content.encode()


def program(content: str = "x\n") -> Entry:
    """An executable file."""
    return EXECUTABLE, content.encode()


def link(target: bytes | str) -> Entry:
    """A symlink."""
    return SYMLINK, target if isinstance(target, bytes) else target.encode()


def submodule(digit: str = "1") -> Entry:
    """A gitlink."""
    return GITLINK, digit.encode() * 40


def tree(entries: Mapping[str, Entry]) -> dict[bytes, Entry]:
    """A tree with paths as text."""
    return {path.encode("utf-8", "surrogateescape"): entry for path, entry in entries.items()}


def remit(files: FileRules, *symbols: str) -> Scope:
    """The scope of `TASK`."""
    shares = tuple(SymbolRules(path, ("*",)) for path in symbols)
    return Scope(TASK, ("agent/login/*",), files=files, symbols=shares)


def judged(  # noqa: PLR0913 - one word for each part of a world
    before: Tree,
    after: Tree,
    files: FileRules | Scope,
    *,
    policy: Policy = DEFAULT,
    base: Tree | None = None,
    fork: Tree | None = None,
    others: Sequence[tuple[str, str]] = (),
) -> JudgeFindings:
    """The findings in the change from `before` to `after`; the base is `before` unless given.

    `others` are pairs of a pattern and the task that may write it.
    """
    trees = FakeTrees(after, before if base is None else base, fork)
    trees.remember(before)
    task = files if isinstance(files, Scope) else remit(files)
    return judge(changes(before, after), task, policy, trees, OwnerIndex(others).owners)


def broken(findings: JudgeFindings) -> list[tuple[str, str]]:
    """Rule and path of every violation; the path is empty where the rule is about the whole."""
    paths = (
        violation.change.path if violation.change else b"" for violation in findings.violations
    )
    return [
        (violation.rule, path.decode("utf-8", "surrogateescape"))
        for violation, path in zip(findings.violations, paths, strict=True)
    ]
