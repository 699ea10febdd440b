"""`remit check` and `remit lint` in the formats of platforms, called as a job calls them."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from platform_json import read_gitlab, read_rdjson, read_sarif
from platform_text import read_commands, read_junit, read_markdown, read_outputs

from remit.report.platforms import FORMATS

if TYPE_CHECKING:
    from calling import RemitCall
    from repo import Repo

DOCS = Path(__file__).parents[3] / "docs" / "reference"
READERS = {
    "sarif": read_sarif,
    "github": read_commands,
    "gitlab": read_gitlab,
    "junit": read_junit,
    "rdjson": read_rdjson,
    "markdown": read_markdown,
}
ODD = "secret/x\n::error file=ok.py::\udce9 `|` <script> @user 100%"


@pytest.fixture(autouse=True)
def outside_of_actions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.delenv("GITHUB_OUTPUT", raising=False)


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_of_a_refusal_is_read_and_ends_with_one(
    remit: "RemitCall", repo: "Repo", form: str
) -> None:
    repo.stage(ODD)
    said = remit("check", "--format", form)
    assert (said.code, said.err) == (1, "")
    assert READERS[form](said.out)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("verb", ["check", "lint"])
def test_each_format_of_a_clean_answer_is_read_and_ends_with_zero(
    remit: "RemitCall", repo: "Repo", verb: str, form: str
) -> None:
    repo.stage("allowed/b")
    said = remit(verb, "--format", form)
    assert (said.code, said.err) == (0, "")
    READERS[form](said.out)


@pytest.mark.parametrize("form", FORMATS)
def test_what_could_not_be_checked_is_said_in_the_format_and_to_people(
    remit: "RemitCall", repo: "Repo", form: str
) -> None:
    repo.stage("allowed/b")
    said = remit("check", "--range", "nowhere...HEAD", "--format", form)
    assert said.code == 2
    assert "nowhere" in (said.out if form == "github" else said.err)
    assert (said.err == "") == (form == "github")  # its log is read for commands
    assert READERS[form](said.out)


def test_sarif_of_an_odd_name_comes_back_to_its_bytes(remit: "RemitCall", repo: "Repo") -> None:
    repo.stage(ODD)
    (found,) = read_sarif(remit("check", "--format", "sarif").out).found
    assert found.path == ODD.encode("utf-8", "surrogateescape")


def test_a_rebase_changes_no_fingerprint(remit: "RemitCall", repo: "Repo") -> None:
    repo.put("secret/s", "mine\n")
    before = prints(remit)
    repo.switch("main")
    repo.put("other")
    repo.switch("agent/login")
    repo.git("rebase", "-q", "main")
    repo.put("allowed/later")
    assert prints(remit) == before


def prints(remit: "RemitCall") -> list[str]:
    said = remit("check", "--range", "main...HEAD", "--format", "sarif")
    return [each.fingerprint for each in read_sarif(said.out).found]


def test_faults_of_manifests_point_at_their_lines(remit: "RemitCall", repo: "Repo") -> None:
    repo.stage(".remit/tasks/bad.toml", '[task]\nid = "bad"\nbranch = 3\n')
    (found,) = [
        each
        for each in read_sarif(remit("lint", "--format", "sarif").out).found
        if each.rule == "lint/fault"
    ]
    assert (found.path, found.line, found.level) == (b".remit/tasks/bad.toml", 3, "error")


def test_a_step_of_actions_gets_its_summary_and_its_outputs(
    remit: "RemitCall", repo: "Repo", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary, outputs = tmp_path / "summary", tmp_path / "outputs"
    summary.write_text("what another tool said\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    monkeypatch.setenv("GITHUB_OUTPUT", str(outputs))
    repo.stage(ODD)
    assert remit("check", "--format", "github").code == 1
    assert read_outputs(outputs.read_text()) == {
        "verdict": "violations",
        "task": "login",
        "base": repo.oid("main"),
        "violations": "1",
    }
    before, page = summary.read_text().split("\n", 1)
    assert before == "what another tool said"
    assert read_markdown(page).marker == "remit check"


def test_a_step_is_told_that_nothing_could_be_judged(
    remit: "RemitCall", repo: "Repo", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert repo.root.exists()
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "outputs"))
    assert remit("check", "--range", "nowhere...HEAD", "--format", "github").code == 2
    assert read_outputs((tmp_path / "outputs").read_text())["verdict"] == "could_not_check"


def test_a_summary_that_cannot_be_written_is_no_pass(
    remit: "RemitCall", repo: "Repo", monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.stage("allowed/b")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "/nowhere/summary")
    said = remit("check", "--format", "github")
    assert said.code == 2
    assert "/nowhere/summary cannot be written" in said.err


def test_other_formats_leave_the_files_of_a_step_alone(
    remit: "RemitCall", repo: "Repo", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    repo.stage("allowed/b")
    for form in set(FORMATS) - {"github"}:
        remit("check", "--format", form)
    assert list(tmp_path.glob("summary")) == []


def test_every_format_is_documented() -> None:
    pages = [(DOCS / name).read_text() for name in ("formats.md", "cli.md")]
    assert not [form for form in FORMATS for page in pages if f"`{form}`" not in page]


@pytest.mark.parametrize("form", ["text", "json", "paths", "github"])
def test_one_judgement_is_written_in_as_many_formats_as_are_wanted(
    remit: "RemitCall", repo: "Repo", form: str
) -> None:
    repo.stage("secret/odd `name`" if form == "paths" else ODD)
    alone = remit("check", "--format", form)
    asked = [f"--report={name}={repo.root}/out.{name}" for name in READERS]
    said = remit("check", "--format", form, *asked)
    assert (said.code, said.out) == (1, alone.out)
    for name, read in READERS.items():
        assert read((repo.root / f"out.{name}").read_text())


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_what_prevents_the_check_is_in_the_reports_too(
    remit: "RemitCall", repo: "Repo", form: str
) -> None:
    said = remit("check", "--format", form, "--report", "junit=out.xml", "--task", "nobody")
    assert said.code == 2
    assert "no task" in said.out + said.err
    assert read_junit((repo.root / "out.xml").read_text())[0].outcome == "error"


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_lint_writes_reports_as_well(remit: "RemitCall", repo: "Repo", form: str) -> None:
    repo.task("broken", write=["/absolute"])
    said = remit("lint", "--format", form, "--report", "gitlab=out.json")
    assert said.code == 1
    assert read_gitlab((repo.root / "out.json").read_text())


def test_a_report_replaces_what_is_there_and_follows_no_link(
    remit: "RemitCall", repo: "Repo"
) -> None:
    precious = repo.write("precious", "as it was\n")
    repo.link("out.xml", "precious")
    assert remit("check", "--report", "junit=out.xml").code == 0
    assert precious.read_text() == "as it was\n"
    assert read_junit((repo.root / "out.xml").read_text())


def test_a_report_of_an_earlier_call_is_no_answer_to_this_one(
    remit: "RemitCall", repo: "Repo"
) -> None:
    stale = repo.write("out.xml", "all is well\n")
    assert remit("check", "--range", "HEAD..main", "--report", "junit=out.xml").code == 2
    assert "all is well" not in stale.read_text()


@pytest.mark.parametrize("violation", [False, True])
def test_a_report_that_cannot_be_written_makes_a_clean_answer_two(
    remit: "RemitCall", repo: "Repo", *, violation: bool
) -> None:
    repo.stage("secret/new" if violation else "allowed/new")
    said = remit("check", "--report", "junit=nowhere/out.xml")
    assert said.code == (1 if violation else 2)
    assert "out.xml cannot be written" in said.err


@pytest.mark.parametrize("words", ["junit", "junit=", "nothing=out", "text=out"])
def test_a_report_has_a_format_and_a_file(remit: "RemitCall", repo: "Repo", words: str) -> None:
    assert repo.root.exists()
    said = remit("check", "--report", words)
    assert said.code == 2
    assert "FORMAT=FILE" in said.err
