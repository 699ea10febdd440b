"""Small packs that mean much: trees inside trees, and chains of links."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from repo import Repo


def tree_bomb(repo: "Repo", path: str, levels: int, width: int = 10, *, empty: bool = False) -> str:
    """A commit on `main` that adds `width ** levels` files at `path`, or as many empty trees."""
    entry = f"100644 blob {repo.git('hash-object', '-w', '--stdin', feed=b'x')}"
    if empty:
        entry = f"040000 tree {repo.git('mktree', feed=b'')}"
    for _ in range(levels):
        lines = "".join(f"{entry}\t{number}\n" for number in range(width))
        entry = f"040000 tree {repo.git('mktree', feed=lines.encode())}"
    return commit(repo, path, entry.split(" ")[2])


def commit(repo: "Repo", path: str, tree: str) -> str:
    """A commit on `main` that has `tree` at the new `FOLDER/NAME`; it is in no branch."""
    folder, name = path.split("/")
    inside = f"{repo.git('ls-tree', f'main:{folder}')}\n040000 tree {tree}\t{name}\n"
    changed = repo.git("mktree", feed=inside.encode())
    lines = repo.git("ls-tree", "main").splitlines()
    others = "".join(f"{line}\n" for line in lines if line.split("\t")[1] != folder)
    root = repo.git("mktree", feed=f"{others}040000 tree {changed}\t{folder}\n".encode())
    return repo.git("commit-tree", "-p", "main", "-m", "a bomb", root)


def link_chains(count: int, length: int = 39) -> dict[bytes, bytes]:
    """Links whose targets are as long as they may be, each to the next, in chains of `length`."""
    padding = b"x/../" * 800
    return {
        b"%d" % number: padding + (b"%d" % (number + 1) if (number + 1) % length else b"end")
        for number in range(count)
    }
