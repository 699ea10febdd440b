"""What the commits of a range show of the commit hook, where the hook's own log is elsewhere.

The hook writes the task into the message, so a commit without it was made past the hook, or where
there is none. A message is easily written and survives a rebase: a name there proves nothing, and
is not said to. The log of this clone knows more, but only of what was committed here.
"""

from typing import TYPE_CHECKING

from remit import trailer
from remit.adapters.git import commits, depth, skipped
from remit.verdict import Traces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.adapters.git.commits import Commit
    from remit.adapters.git.repository import Repository

_SHOWN = 5
_FORGE = "<noreply@github.com>"  # the committer of what is merged, squashed or edited at GitHub


def traced(repository: "Repository", base: str, head: str, task: str) -> Traces:
    """What the commits of `base..head` show, oldest first."""
    made = [c for c in commits.between(repository, base, head) if not _is_forges(c, base, head)]
    logged, cut = skipped.logged(repository), depth.cut(repository)
    names = {commit.oid: trailer.named(commit.message) for commit in made}
    own = task.encode("utf-8", "surrogateescape")
    rest = [commit for commit in made if commit.oid not in logged and names[commit.oid] != (own,)]
    nameless = [commit for commit in rest if not names[commit.oid]]
    return Traces(
        len(made),
        tuple(commit.oid for commit in made if commit.oid in logged),
        tuple(c.oid for c in nameless if not c.committer.endswith(_FORGE)),
        tuple(commit.oid for commit in rest if names[commit.oid]),
        tuple(c.oid for c in nameless if c.committer.endswith(_FORGE)),
        cut.isdisjoint(names),
    )


def worded(traces: Traces) -> "Iterator[str]":
    """Notes for the reader; none where every commit names the task."""
    if traces.skipped:
        yield passed_by(traces.skipped)
    named = traces.commits - len(traces.skipped) - len(traces.unnamed) - len(traces.forge)
    if traces.unnamed and not named:
        yield (
            f"whether the commit hook judged {listed(traces.unnamed)} is unknown: without its "
            "message hook no commit names a task"
        )
    elif traces.unnamed:
        yield (
            f"no task is named in {listed(traces.unnamed)}: made past the commit hook, or where "
            "there is none"
        )
    if traces.others:
        yield f"another task is named in {listed(traces.others)}"
    if traces.forge:
        yield f"made at the forge, where no commit hook runs: {listed(traces.forge)}"
    if not traces.whole:
        yield "this clone is shallow: commits that it lacks were not looked at for the commit hook"


def passed_by(oids: "Sequence[str]") -> str:
    """The note on commits that this clone knows to be made without the hook."""
    return f"the commit hook did not judge {listed(oids)}"


def listed(oids: "Sequence[str]") -> str:
    """The first few commits, and how many more."""
    more = f" and {len(oids) - _SHOWN} more" if len(oids) > _SHOWN else ""
    return ", ".join(oid[:12] for oid in oids[:_SHOWN]) + more


def _is_forges(commit: "Commit", base: str, head: str) -> bool:
    """Whether this is the merge that a forge makes for the check, and nobody's commit."""
    return commit.oid == head and commit.merges and commit.parents[0] == base
