"""Many merges by one process: each verdict is git's own, nothing runs, nothing is left behind."""

import subprocess
from typing import TYPE_CHECKING

import pytest
from histories import BRANCHES, histories
from hypothesis import HealthCheck, Phase, given, settings
from landing import lands, text
from repo import Repo

from remit.errors import CouldNotCheck
from remit.git import batch_merge
from remit.git.batch_merge import MergedTree, ScratchCommits, merge_one_by_one, merge_pairs
from remit.git.repository import Repository
from remit.git.scratch_repository import ScratchRepository, find_memory_filesystem

if TYPE_CHECKING:
    from pathlib import Path

    from histories import History


def found(*pairs: tuple[str, str]) -> list[MergedTree]:
    """The merges of pairs of commits, in the repository here."""
    with Repository.discover() as repository, ScratchRepository(repository) as scratch:
        return [*merge_pairs(scratch, pairs)]


def plain(ours: str, theirs: str) -> tuple[bool, str]:
    """What one call of git says: whether it is clean, and the tree."""
    words = ("merge-tree", "--write-tree", "--allow-unrelated-histories", "--no-messages")
    done = subprocess.run(
        ("git", *words, ours, theirs), capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1)
    return done.returncode == 0, done.stdout.split("\n", 1)[0]


@settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=histories())
def test_a_batch_says_of_each_merge_what_git_says_of_it_alone(
    history: "History", tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = Repo.init(tmp_path_factory.mktemp("drawn"))
    monkeypatch.chdir(repo.root)
    names = history.write(repo, {})
    tips = [names[history.tips[name]] for name in BRANCHES]
    pairs = [(ours, theirs) for ours in tips for theirs in tips]
    answers = found(*pairs)
    assert [(not each.conflicts, each.tree) for each in answers] == [plain(*pair) for pair in pairs]
    with Repository.discover() as repository, ScratchRepository(repository) as scratch:
        assert [*merge_one_by_one(scratch, pairs)] == answers


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "conflict"),
    [
        ({"f": text()}, {"f": text(l3="a")}, {"f": text(l3="b")}, ("f", (1, 2, 3))),
        ({"f": text()}, {"f": text(l3="a")}, {"f": text(l17="b")}, None),
        ({"f": text()}, {"f": text(l3="a")}, {"f": None}, ("f", (1, 2))),
        ({"g": "g"}, {"f": text(l1="a")}, {"f": text(l1="b")}, ("f", (2, 3))),
        ({"g": "g"}, {"f": "same\n"}, {"f": "same\n"}, None),
        ({"g": "g"}, {"README": "a\n"}, {"readme": "b\n"}, None),
        ({"f": text()}, {"f": None, "new": text()}, {"f": None}, ("new", (1, 2))),
    ],
    ids=["text", "apart", "delete", "both-add", "alike", "case", "rename-delete"],
)
def test_a_known_merge_conflicts_as_it_must(
    empty: Repo,
    base: dict[str, str | None],
    ours: dict[str, str | None],
    theirs: dict[str, str | None],
    conflict: tuple[str, tuple[int, ...]] | None,
) -> None:
    start = lands(empty, base)
    left = lands(empty, ours)
    empty.git("checkout", "-q", "-b", "other", start)
    right = lands(empty, theirs)
    (answer,) = found((left, right))
    expected = conflict and (conflict[0].encode(), conflict[1])
    assert next(((c.path, c.stages) for c in answer.conflicts), None) == expected


def test_submodules_that_part_are_a_conflict_and_their_advice_is_no_answer(empty: Repo) -> None:
    def at(number: int) -> str:
        link = f"160000,{str(number) * 40},sub"
        empty.git("update-index", "--add", "--cacheinfo", link)
        return empty.commit()

    start = at(1)
    left = at(2)
    empty.git("checkout", "-q", "-f", "-b", "other", start)
    right = at(3)
    answers = found((left, right), (left, start), (right, left))
    assert [[(c.path, c.link) for c in each.conflicts] for each in answers] == [
        [(b"sub", True)],
        [],
        [(b"sub", True)],
    ]


def test_unrelated_histories_do_not_end_the_batch(empty: Repo) -> None:
    one = lands(empty, {"f": "f\n"})
    empty.git("checkout", "-q", "--orphan", "other")
    two = lands(empty, {"f": None, "g": "g\n"})
    assert [bool(each.conflicts) for each in found((one, two), (one, one))] == [False, False]


def test_a_merge_of_trees_needs_no_ancestry(empty: Repo) -> None:
    trees = [
        empty.oid(f"{lands(empty, {'f': content})}^{{tree}}")
        for content in (text(l3="a"), text(), text(l17="b"))
    ]
    with (
        Repository.discover() as repository,
        ScratchRepository(repository, find_memory_filesystem(1)) as scratch,
    ):
        commits = ScratchCommits(scratch)
        ours, base, theirs = trees
        pairs = [commits.sides(base, ours, theirs), commits.sides(base, ours, theirs)]
        one, two = merge_pairs(scratch, pairs)
        blob = repository.within(scratch.environment).run("cat-file", "-p", f"{one.tree}:f")
    assert (one, one.conflicts) == (two, ())
    assert blob.decode() == text(l3="a", l17="b")


def test_the_repository_is_left_as_it_was(empty: Repo) -> None:
    start = lands(empty, {"f": text()})
    left = lands(empty, {"f": text(l3="a")})
    empty.git("checkout", "-q", "-b", "other", start)
    right = lands(empty, {"f": text(l17="b")})
    before = sorted(path for path in empty.root.rglob("*") if path.is_file())
    (answer,) = found((left, right))
    assert not answer.conflicts
    assert sorted(path for path in empty.root.rglob("*") if path.is_file()) == before


def test_no_merge_driver_of_the_repository_runs(empty: Repo) -> None:
    start = lands(empty, {"f": text(), ".gitattributes": "f merge=mine\n"})
    left = lands(empty, {"f": text(l3="a")})
    empty.git("checkout", "-q", "-b", "other", start)
    right = lands(empty, {"f": text(l3="b")})
    empty.git("config", "merge.mine.driver", "touch executed")
    empty.write(".git/info/attributes", "f merge=mine\n")
    (answer,) = found((left, right))
    assert answer.conflicts
    assert not [*empty.root.rglob("executed")]


def test_contents_that_are_not_here_are_a_sentence(empty: Repo) -> None:
    start = lands(empty, {"f": text()})
    left = lands(empty, {"f": text(l3="a")})
    empty.git("checkout", "-q", "-b", "other", start)
    right = lands(empty, {"f": text(l17="b")})
    blob = empty.oid(f"{start}:f")
    (empty.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(CouldNotCheck, match="contents of past files are not here"):
        found((left, right))


def test_a_git_that_breaks_down_over_one_merge_still_answers_the_others(
    empty: Repo, tmp_path: "Path", monkeypatch: pytest.MonkeyPatch
) -> None:
    start = lands(empty, {"f": text()})
    left = lands(empty, {"f": text(l3="a")})
    empty.git("checkout", "-q", "-b", "other", start)
    right = lands(empty, {"f": text(l17="b")})
    good = found((left, right))[0]
    folder = tmp_path / "bin"
    folder.mkdir()
    real = subprocess.run(("which", "git"), capture_output=True, text=True, check=True).stdout
    script = folder / "git"
    script.write_text(
        "#!/bin/sh\n"
        f'case "$*" in *"{right} {left}"*) kill -ABRT $$;; *--stdin*)\n'
        "  feed=$(cat)\n"
        f'  case "$feed" in *"{right} {left}"*) kill -ABRT $$;; esac\n'
        f'  printf "%s\\n" "$feed" | exec {real.strip()} "$@";;\n'
        f'esac\nexec {real.strip()} "$@"\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    assert found((left, right), (right, left), (left, right)) == [good, batch_merge.FAILED, good]


def test_a_git_without_batches_answers_one_by_one(
    empty: Repo, tmp_path: "Path", monkeypatch: pytest.MonkeyPatch
) -> None:
    start = lands(empty, {"f": text()})
    left = lands(empty, {"f": text(l3="a")})
    empty.git("checkout", "-q", "-b", "other", start)
    right = lands(empty, {"f": text(l3="b")})
    batched = found((left, right), (left, start))
    folder = tmp_path / "bin"
    folder.mkdir()
    real = subprocess.run(("which", "git"), capture_output=True, text=True, check=True).stdout
    script = folder / "git"
    script.write_text(
        "#!/bin/sh\n"
        'case "$*" in *merge-tree*--stdin*)\n'
        '  echo "error: unknown option \\`stdin\'" >&2; exit 129;;\n'
        f'esac\nexec {real.strip()} "$@"\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    assert found((left, right), (left, start)) == batched
