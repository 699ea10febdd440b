"""git hashes no tree and no blob that it reads: what an id names may be another object's content.

Manifests are held to the id of the base's commit, wherever they are read from objects.
"""

from pathlib import Path

import pytest
from repo import Repo
from swapped import swap

from remit.cli.main import main as remit
from remit.errors import CouldNotCheck
from remit.gates.range import judge_range
from remit.git import manifests
from remit.git.objects import object_id

PARTS = ["", "^{tree}", ":.remit", ":.remit/tasks", ":.remit/tasks/login.toml"]


@pytest.fixture
def wider(repo: Repo) -> Repo:
    """A change outside the scope, staged, and the branch `wider`, whose manifest would allow it."""
    repo.switch("main")
    repo.branch("wider")
    repo.task("login", write=["**"])
    repo.commit()
    repo.switch("agent/login")
    repo.stage("secret/new")
    return repo


@pytest.mark.parametrize("part", PARTS)
def test_a_swapped_part_of_the_manifests_is_no_answer(wider: Repo, part: str) -> None:
    swap(wider, f"main{part}", f"wider{part}")
    with wider.inside() as repository, pytest.raises(CouldNotCheck, match="swapped"):
        manifests.read_base_catalog(repository.objects(), wider.oid("main"))
    assert remit(["check", "--staged"]) == 2
    assert remit(["check", "--staged"]) == 2, "and nothing of it was cached"


@pytest.mark.parametrize("part", PARTS)
def test_a_range_of_a_swapped_base_is_no_answer(wider: Repo, part: str) -> None:
    wider.commit()
    swap(wider, f"main{part}", f"wider{part}")
    with wider.inside() as repository, pytest.raises(CouldNotCheck):  # git hashes a commit itself
        judge_range(repository, "main", "agent/login")


def test_what_was_read_before_is_judged_by_as_it_was(wider: Repo) -> None:
    assert remit(["check", "--staged"]) == 1
    swap(wider, "main:.remit/tasks/login.toml", "wider:.remit/tasks/login.toml")
    assert remit(["check", "--staged"]) == 1


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
@pytest.mark.parametrize("name", ["HEAD", "HEAD^{tree}", "HEAD:file"])
def test_an_id_is_the_hash_of_kind_size_and_content(
    tmp_path: Path, object_format: str, name: str
) -> None:
    repo = Repo.init(tmp_path / "other", f"--object-format={object_format}")
    repo.put("file", b"\0 \xff\n")
    with repo.inside() as repository:
        found = repository.objects().find(name)
    assert found is not None
    again = object_id(found.kind, len(found.content), (found.content,), len(found.oid))
    assert again == found.oid == repo.oid(name)
