"""What the tutorial and the how-to pages tell people to paste works, and prints what they show."""

import re
from pathlib import Path

import pytest
from repo import Repo
from sessions import differences, run_shell, session

ROOT = Path(__file__).parents[2]
TUTORIALS = sorted((ROOT / "docs/tutorial").glob("*.md"))
GUIDES = sorted((ROOT / "docs/how-to").glob("*.md"))
WRITES = re.compile(r"^(?:ADDRESS|ACTION|PACKAGE)=", re.MULTILINE)
SHOP = (ROOT / "tests/support/shop.sh").read_text(encoding="utf-8")


@pytest.fixture
def clone(tmp_path: Path) -> Repo:
    """A clone of a hosted repository of remit, as far as the pages look at it.

    The host has refs that end in `HEAD` too, as a mirror of another repository does.
    """
    origin = Repo.init(tmp_path / "origin")
    origin.stage("hooks/gitlab/templates/remit.yml")
    origin.commit()
    hosted = origin.clone(tmp_path / "acme" / "remit.git")
    hosted.put("README.md")
    return hosted.clone(tmp_path / "clone")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_a_tutorial_prints_what_it_shows(path: Path, home: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert differences(page, home) == []


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_a_how_to_page_prints_what_it_shows(path: Path, home: Path, clone: Repo) -> None:
    page = path.read_text(encoding="utf-8")
    assert differences(page, home, before=SHOP, REMIT=str(clone.root)) == []


@pytest.fixture
def written(clone: Repo, tmp_path: Path) -> Path:
    """A folder with the configurations that the pages write."""
    pages = [page.read_text(encoding="utf-8") for page in GUIDES]
    commands = [piece for page in pages for piece, _ in session(page) if WRITES.search(piece)]
    done = run_shell("\n".join(["set -eu", *commands]), tmp_path, REMIT=str(clone.root))
    assert done.returncode == 0, done.stdout
    return tmp_path


def test_the_configuration_of_pre_commit_names_the_host_and_its_commit(
    written: Path, clone: Repo
) -> None:
    config = (written / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    address, commit = clone.git("remote", "get-url", "origin"), clone.oid("origin/main")
    assert f"  - repo: {address}\n    rev: {commit}\n    hooks:\n" in config
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    published = re.findall(r"^- id: (\S+)", hooks, re.MULTILINE)
    assert re.findall(r"- id: (\S+)", config) == published
    valid = run_shell("pre-commit validate-config .pre-commit-config.yaml", written)
    assert valid.returncode == 0, valid.stdout


def test_the_workflow_of_github_names_owner_repository_and_commit(
    written: Path, clone: Repo
) -> None:
    workflow = (written / ".github/workflows/remit.yml").read_text(encoding="utf-8")
    assert f"- uses: acme/remit/hooks/github@{clone.oid('origin/main')}\n" in workflow
    schema = "--builtin-schema vendor.github-workflows"
    valid = run_shell(f"check-jsonschema {schema} .github/workflows/remit.yml", written)
    assert valid.returncode == 0, valid.stdout


def test_the_pipeline_of_gitlab_includes_a_job_that_names_a_commit(
    written: Path, clone: Repo
) -> None:
    pipeline = (written / ".gitlab-ci.yml").read_text(encoding="utf-8")
    (included,) = re.findall(r"- local: (\S+)\n", pipeline)
    assert (written / included).is_file()
    assert f"/acme/remit.git@{clone.oid('origin/main')}\n" in pipeline
    valid = run_shell("check-jsonschema --builtin-schema vendor.gitlab-ci .gitlab-ci.yml", written)
    assert valid.returncode == 0, valid.stdout


@pytest.mark.parametrize(
    ("address", "action", "package"),
    [
        ("git@host.test:acme/remit.git", "acme/remit", "git+https://host.test/acme/remit.git"),
        ("https://host.test/acme/remit", "acme/remit", "git+https://host.test/acme/remit"),
        ("ssh://git@host.test/acme/remit", "acme/remit", "git+ssh://git@host.test/acme/remit"),
    ],
)
def test_addresses_are_written_as_each_platform_wants_them(
    address: str, action: str, package: str, tmp_path: Path
) -> None:
    page = (ROOT / "docs/how-to/ci.md").read_text(encoding="utf-8")
    lines = re.findall(r"^(?:ACTION|PACKAGE)=.*$", page, re.MULTILINE)
    script = "\n".join([*lines, 'echo "$ACTION $PACKAGE"'])
    written = run_shell(script, tmp_path, ADDRESS=address, COMMIT="0123").stdout.strip()
    assert written == f"{action}/hooks/github {package}@0123"


def test_a_page_that_shows_something_else_is_found(home: Path) -> None:
    page = "```sh\necho one; echo two\n```\n\n```text\n{}\n```\n"
    home.mkdir(exist_ok=True)
    assert differences(page.format("one\ntwo"), home) == []
    assert differences(page.format("...\ntwo"), home) == []
    assert differences(page.format("one"), home) == ["$ echo one; echo two\none\ntwo\n(0)"]
    assert differences("```sh\nfalse\n```\n", home) == ["$ false\n(1)"]
