"""The changes of the index, as the adapter reads them, beside GitPython's reading of the same."""

import random
from pathlib import Path

import git
import pytest
from repo import Repo

from remit.changes import GITLINK
from remit.git import diff as reading

NAMES = ("a", "b c", "d/e", "d/f.py", "g/h/i", "ü", "-n", 'q"uote')
State = dict[bytes, tuple[str, str | None, str | None]]


def scramble(repo: Repo, chance: random.Random) -> None:
    """Stage some of everything: edits, deletions, moves, modes, links, gitlinks."""
    for name in chance.sample(NAMES, 5):
        tracked = (repo.root / name).is_file()
        match chance.randrange(6):
            case 0 if tracked:
                repo.git("rm", "-q", "--cached", "--", name)
            case 1 if tracked:
                repo.git("mv", "--", name, f"moved-{chance.randrange(99)}")
            case 2 if tracked:
                repo.git("update-index", "--chmod=+x", "--", name)
            case 3:
                repo.link(name, chance.choice(["a", "../x", "d"]))
                repo.git("add", "-f", "--", name)
            case 4:
                entry = f"{GITLINK:o},{repo.oid('HEAD')},sub-{chance.randrange(9)}"
                repo.git("update-index", "--add", "--cacheinfo", entry)
            case _:
                repo.stage(name, f"{chance.random()}\n")


def seen_by_gitpython(root: Path) -> State:
    """Per path: the kind of change, and both object ids (GitPython loads no gitlink's)."""
    with git.Repo(root) as repository:
        found: State = {}
        for diff in repository.head.commit.diff(git.INDEX, no_renames=True):
            path = diff.b_rawpath or diff.a_rawpath or b""
            old = diff.a_blob.hexsha if diff.a_blob else None
            new = diff.b_blob.hexsha if diff.b_blob else None
            found[path] = (diff.change_type or "", old, new)
        return found


@pytest.mark.parametrize("seed", range(12))
def test_the_index_holds_the_changes_that_gitpython_sees(repo: Repo, seed: int) -> None:
    chance = random.Random(seed)
    for name in NAMES:
        repo.stage(name, f"{name}\n")
    repo.commit()
    scramble(repo, chance)
    with repo.inside() as repository:
        changes = reading.diff_index(repository, repo.oid("HEAD"))
    ours: State = {
        change.path: (
            change.status,
            change.old_oid if change.old_mode else None,
            change.new_oid if change.new_mode else None,
        )
        for change in changes
    }
    assert ours == seen_by_gitpython(repo.root)
