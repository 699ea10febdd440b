"""Requests for access, in the repository's store: who asked for which paths, and the answer.

A request's id is a digest of its task and its paths. So what a person has read under an id is what
they grant by it, whatever somebody writes into the store meanwhile. Asking twice is asking once.
"""

# See decision 0320.

from base64 import b32encode
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from remit.errors import UsageError
from remit.stores.sqlite import open_store, open_store_to_read, snapshot, transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

State = Literal["open", "granted", "refused"]

MOST_PATHS = 100
MOST_OPEN = 50
LONGEST_REASON = 1000
_KEPT = 1000
_DIGITS = 8  # 40 bits: another request with the same id takes hours to find, and is shown as it is
_TABLE = """\
CREATE TABLE IF NOT EXISTS access_requests (
  id TEXT PRIMARY KEY, task TEXT NOT NULL, paths BLOB NOT NULL, why TEXT NOT NULL,
  branch TEXT NOT NULL, asked INTEGER NOT NULL, state TEXT NOT NULL, answered INTEGER NOT NULL,
  answered_by TEXT NOT NULL, answer TEXT NOT NULL, until INTEGER NOT NULL)"""
_NO_TABLE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'access_requests'"


class AccessRequest(NamedTuple):
    """What a task asked for, and what became of it; times are seconds since 1970.

    `answer` is why it was refused, or the commit that granted it; `until` is when a local grant
    ends, 0 where it is not one.
    """

    id: str
    task: str
    paths: tuple[bytes, ...]
    why: str
    branch: str
    asked: int
    state: State = "open"
    answered: int = 0
    answered_by: str = ""
    answer: str = ""
    until: int = 0


def request_id(task: str, paths: "Iterable[bytes]") -> str:
    """The id of a request: eight letters and digits, the same for the same task and paths."""
    text = b"\0".join((task.encode("utf-8", "surrogateescape"), *sorted(set(paths))))
    return b32encode(sha256(text).digest()).decode("ascii")[:_DIGITS].lower()


def ask_for_access(common_directory: str, asked: AccessRequest) -> AccessRequest:
    """The request as it stands now: a new one, or one for the same paths that is there.

    One that was refused is opened again by another reason, one that was granted in any case: the
    caller has seen that the task lacks the access. Raises `UsageError` where it asks for too much.
    """
    _require_bounds(asked)
    store = open_store(common_directory)
    try:
        with transaction(store):
            store.execute(_TABLE)
            known = {each.id: each for each in _rows(store)}
            found = known.get(asked.id)
            if found and (
                found.state == "open" or (found.state == "refused" and found.why == asked.why)
            ):
                return found
            mine = [e for e in known.values() if e.task == asked.task and e.state == "open"]
            if len(mine) >= MOST_OPEN:
                raise UsageError(
                    f"{MOST_OPEN} requests of {asked.task} wait for an answer already.",
                    "wait until a person has answered some: `remit requests` lists them",
                )
            _write(store, asked)
            _prune(store, known)
            return asked
    finally:
        store.close()


def answer_access_request(common_directory: str, answered: AccessRequest) -> None:
    """Keep the answer to a request."""
    store = open_store(common_directory)
    try:
        with transaction(store):
            store.execute(_TABLE)
            _write(store, answered)
    finally:
        store.close()


def list_access_requests(common_directory: str, task: str | None = None) -> list[AccessRequest]:
    """The requests, oldest first; those of one task where one is named. Writes nothing."""
    store = open_store_to_read(common_directory)
    if store is None:
        return []
    try:
        with snapshot(store):
            found = _rows(store) if store.execute(_NO_TABLE).fetchone() else []
    finally:
        store.close()
    return [each for each in found if task in {None, each.task}]


def find_access_request(common_directory: str, name: str) -> AccessRequest:
    """The request of this id; raises `UsageError` where there is none."""
    found = list_access_requests(common_directory)
    for each in found:
        if each.id == name:
            return each
    from remit.text_safety import nearest_word, quote_text

    near = nearest_word(name, [each.id for each in found])
    hint = f"did you mean {near}?" if near else "`remit requests --all` lists them"
    raise UsageError(f"there is no request {quote_text(name)}.", hint)


def _require_bounds(asked: AccessRequest) -> None:
    if len(asked.paths) > MOST_PATHS:
        raise UsageError(
            f"that are {len(asked.paths)} paths; a request has at most {MOST_PATHS}.",
            "ask for the directory that they are in",
        )
    if len(asked.why) > LONGEST_REASON:
        raise UsageError(
            f"the reason has {len(asked.why)} characters; {LONGEST_REASON} are read.",
            "say it in a sentence or two",
        )


def _write(store: "sqlite3.Connection", request: AccessRequest) -> None:
    values = request._replace(paths=b"\0".join(request.paths))  # type: ignore[arg-type]
    marks = ", ".join("?" * len(values))
    store.execute(f"INSERT OR REPLACE INTO access_requests VALUES ({marks})", tuple(values))  # noqa: S608 - question marks


def _prune(store: "sqlite3.Connection", known: "dict[str, AccessRequest]") -> None:
    """Forget the oldest answers."""
    closed = sorted((e.asked, e.id) for e in known.values() if e.state != "open")
    for _, name in closed[: max(0, len(known) + 1 - _KEPT)]:
        store.execute("DELETE FROM access_requests WHERE id = ?", (name,))


def _rows(store: "sqlite3.Connection") -> list[AccessRequest]:
    """The requests in the store, oldest first; a row that nobody here wrote is passed over."""
    rows = store.execute("SELECT * FROM access_requests ORDER BY asked, id LIMIT 2000").fetchall()
    found = (_parse_row(row) for row in rows)
    return [each for each in found if each is not None]


def _parse_row(row: "tuple[object, ...]") -> AccessRequest | None:
    match row:
        case (
            str(name), str(task), bytes(paths), str(why), str(branch), int(asked), str(state),
            int(answered), str(by), str(answer), int(until),
        ) if state in get_args(State):  # fmt: skip
            listed = tuple(paths.split(b"\0"))
            if name != request_id(task, listed) or len(listed) > MOST_PATHS:
                return None
            rest = (why, branch, asked, state, answered, by, answer, until)
            return AccessRequest(name, task, listed, *rest)  # type: ignore[arg-type]
        case _:
            return None
