"""A proposed split as one page that needs no network: treemap, scopes, coupling, crossings."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from remit.paths import readable, shown
from remit.report.page import embedded, page
from remit.report.split.asked import likeliest, sureness, wording
from remit.report.split.text import WHAT
from remit.report.split.treemap import tree

if TYPE_CHECKING:
    from remit.report.split.asked import Answer
    from remit.split.proposal import Proposal
    from remit.split.shared_files import Crossing

SHARED, LEFT_OUT = -1, -2
_MOST = 200  # crossing changes that are listed


def render(answer: "Answer", name: str) -> str:
    """The page about the repository `name`."""
    found = answer.found.proposal
    ids = [scope.id for scope in found.scopes]
    return page(
        "split.html.j2",
        title=f"{len(ids)} scopes for {readable(name)}",
        answer=answer,
        sureness=sureness,
        likeliest=likeliest,
        wording=wording,
        proposal=found,
        readable=readable,
        shown=shown,
        what=WHAT,
        tree=embedded({"scopes": ids, "root": tree(_files(found))}),
        matrix=_matrix(found),
        crossings=[_crossing(each) for each in found.crossings.changes[:_MOST]],
    )


def _files(found: "Proposal") -> list[tuple[bytes, int, int]]:
    homes = {path: n for n, scope in enumerate(found.scopes) for path in scope.files}
    homes |= {one.path: SHARED for one in found.shared}
    return [(path, homes.get(path, LEFT_OUT), weight) for path, weight in found.churn.items()]


def _matrix(found: "Proposal") -> list[tuple[str, list[int]]]:
    """For each scope how many past changes it has together with each scope."""
    pairs = dict(found.crossings.pairs)
    ids = [scope.id for scope in found.scopes]
    return [(one, [pairs.get((min(one, two), max(one, two)), 0) for two in ids]) for one in ids]


def _crossing(each: "Crossing") -> dict[str, object]:
    day = datetime.fromtimestamp(min(max(each.commit.time, 0), 253402300799), UTC)
    return {
        "oid": each.commit.oid[:10],
        "day": f"{day:%Y-%m-%d}",
        "subject": readable(each.commit.subject),
        "scopes": each.scopes,
    }
