"""An object store that lies: the content of one object under the id of another."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from repo import Repo


def swap(repo: "Repo", name: str, other: str) -> None:
    """Let the id of the object `name` have the content of the object `other`; both are loose."""
    store = repo.root / repo.git("rev-parse", "--git-path", "objects")
    target, source = (store / oid[:2] / oid[2:] for oid in map(repo.oid, (name, other)))
    target.unlink()
    target.write_bytes(source.read_bytes())
