"""`remit split` as it is called: what it answers, writes, and refuses."""

import json
import shutil
from contextlib import chdir
from hashlib import md5
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repo import Repo

from remit.cli.context import working_catalog
from remit.patterns.overlap import PathArea, find_overlap

if TYPE_CHECKING:
    from calling import RemitCall


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty commits, each to two files of one folder; every other one notes it in CHANGES."""
    made = _empty(tmp_path_factory.mktemp("grown") / "shop")
    for step in range(60):
        folder = ("web", "db", "docs")[step % 3]
        for name in (step % 4, (step + 1) % 4):
            made.write(f"{folder}/{name}.py", f"{step}\n")
        if step % 2:
            made.write("CHANGES", f"{step}\n")
        made.git("add", ".")
        made.commit(f"step {step}")
    return made.root


@pytest.fixture
def shop(grown: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A copy of `grown` of one's own, as the current directory."""
    shutil.copytree(grown, tmp_path / "shop")
    monkeypatch.chdir(tmp_path / "shop")
    return Repo(tmp_path / "shop")


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository without a commit, as the current directory."""
    made = _empty(tmp_path / "bare")
    monkeypatch.chdir(made.root)
    return made


def _empty(root: Path) -> Repo:
    made = Repo.init(root)
    made.git("config", "user.name", "A")
    made.git("config", "user.email", "a@example.com")
    return made


@pytest.mark.usefixtures("shop")
def test_every_folder_that_changes_by_itself_becomes_a_scope(remit: "RemitCall") -> None:
    said = remit("split", "--into", "3", "--method", "tree")
    assert said.code == 0, said.err
    for name in ("web", "db", "docs"):
        assert f"\n{name}  " in said.out
    assert "append-only" in said.out
    assert "CHANGES" in said.out


@pytest.mark.usefixtures("shop")
def test_the_same_call_gives_the_same_bytes(remit: "RemitCall") -> None:
    words = ("split", "--into", "2", "--method", "tree", "--format", "json")
    assert remit(*words).out == remit(*words).out


@pytest.mark.usefixtures("shop")
def test_json_has_the_commit_the_scopes_what_is_shared_and_the_evidence(
    remit: "RemitCall", shop: Repo
) -> None:
    said = remit("split", "--into", "3", "--method", "tree", "--format", "json")
    assert (said.fields["version"], said.fields["at"]) == (2, shop.oid("HEAD"))
    assert {str(scope["id"]) for scope in said.each("scopes")} == {"web", "db", "docs"}
    keys = {"id", "write", "deny", "owners", "files", "share_of_recent_edits", "bus_factor"}
    assert all(scope.keys() == keys for scope in said.each("scopes"))
    areas = [PathArea(tuple(s["write"]), tuple(s["deny"])) for s in said.each("scopes")]  # type: ignore[arg-type]
    assert all(find_overlap(left, right) is None for left, right in combinations(areas, 2))
    advice = {shared["glob"]: shared["advice"] for shared in said.each("shared")}
    assert advice["CHANGES"] == "append-only"


def test_the_manifests_are_written_and_lint_finds_no_overlap(
    remit: "RemitCall", shop: Repo
) -> None:
    said = remit("split", "--into", "3", "--method", "tree", "--write")
    assert said.code == 0, said.err
    assert sorted(path.name for path in (shop.root / ".remit/tasks").iterdir()) == [
        *("db.toml", "docs.toml", "web.toml"),
    ]
    assert "git commit -m 'Split the work into 3 scopes'" in said.out
    linted = remit("lint")
    assert linted.code == 0, linted.out
    assert "overlap" not in linted.out


@pytest.mark.parametrize("form", ["json", "html"])
def test_every_format_says_what_was_written(remit: "RemitCall", shop: Repo, form: str) -> None:
    del shop
    said = remit("split", "--into", "3", "--method", "tree", "--write", "--format", form)
    landing = "git commit -m 'Split the work into 3 scopes' --"
    if form == "html":
        assert "wrote .remit/tasks/web.toml\n" in said.err
        assert landing in said.err
        return
    written = json.loads(said.out)["written"]
    assert {"path": ".remit/tasks/web.toml", "change": "wrote"} in written["files"]
    assert written["commands"][-1].startswith(landing)


def test_the_policy_says_how_branches_of_the_scopes_are_called(
    remit: "RemitCall", shop: Repo
) -> None:
    shop.write(".remit/policy.toml", 'base = "main"\ntask_branches = ["worktree-{task}"]\n')
    shop.git("add", "-A")
    shop.commit()
    split = ("split", "--into", "3", "--method", "tree")
    assert remit(*split, "--write").code == 0
    scopes = tuple(working_catalog(shop.root).scopes())
    assert {each.branch for each in scopes} == {(f"worktree-{each.id}",) for each in scopes}
    shop.git("add", "-A")
    shop.commit()
    assert remit("split", "--into", "2", "--method", "tree", "--update").code == 0
    assert len(working_catalog(shop.root).ids) == 2


def test_nothing_is_replaced_and_nothing_is_half_written(remit: "RemitCall", shop: Repo) -> None:
    text = '[task]\nid = "docs"\nbranch = "agent/mine"\n'
    mine = shop.write(".remit/tasks/docs.toml", text)
    said = remit("split", "--into", "3", "--method", "tree", "--write")
    assert said.code == 2
    assert "exists already; nothing was written" in said.err
    assert [path.name for path in (shop.root / ".remit/tasks").iterdir()] == ["docs.toml"]
    assert mine.read_text() == text


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        ("mine\n", ("--write",), ".remit/tasks/old.toml:1: no TOML"),
        ("mine\n", ("--update",), ".remit/tasks/old.toml:1: no TOML"),
        ('[files]\nwrite = ["web/**"]\n', ("--write",), "remit: the task old may write web/0.py"),
        ('[files]\ncreate = ["**"]\n', ("--write", "--paths", "db/**"), "remit: the task old may"),
    ],
)
def test_manifests_that_are_there_are_noticed_before_the_work(  # noqa: PLR0913, PLR0917
    remit: "RemitCall",
    shop: Repo,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    options: tuple[str, ...],
    sentence: str,
) -> None:
    def never(*_: object, **_options: object) -> None:
        pytest.fail("the history is read")

    monkeypatch.setattr("remit.cli.split_propose.proposal", never)
    head = '[task]\nid = "old"\nbranch = "agent/old"\n' if text.startswith("[") else ""
    shop.write(".remit/tasks/old.toml", head + text)
    said = remit("split", "--into", "2", *options)
    assert said.code == 2
    assert said.err.startswith(sentence)


def test_a_scope_whose_branch_is_taken_is_not_written(remit: "RemitCall", shop: Repo) -> None:
    shop.write(".remit/tasks/all.toml", '[task]\nid = "all"\nbranch = "agent/**"\n')
    said = remit("split", "--into", "3", "--method", "tree", "--write")
    assert said.code == 2
    assert "both name the branch agent/db/" in said.err
    assert [path.name for path in (shop.root / ".remit/tasks").iterdir()] == ["all.toml"]


def test_an_update_shows_a_diff_and_keeps_what_a_person_has_written(
    remit: "RemitCall", shop: Repo
) -> None:
    split = ("split", "--into", "3", "--method", "tree")
    assert remit(*split, "--write").code == 0
    folder = shop.root / ".remit/tasks"
    docs = folder / "docs.toml"
    docs.write_text(docs.read_text().replace("The part of", "My part of"))
    said = remit(*split, "--update")
    assert said.out.endswith("nothing had to be written.\n")
    shop.git("add", "-A")
    shop.commit()
    kept = (line for line in docs.read_text().splitlines() if not line.startswith("write"))
    docs.write_text("\n".join([*kept, 'write = ["docs/0.md"]', ""]))
    said = remit(*split, "--update")
    assert said.code == 2
    assert "docs.toml is not committed as it is here; nothing was written." in said.err
    shop.git("add", "-A")
    shop.commit()
    said = remit(*split, "--update")
    assert said.code == 0, said.err
    assert "--- a/.remit/tasks/docs.toml\n+++ b/.remit/tasks/docs.toml\n" in said.out
    assert "My part of" in docs.read_text()
    assert "changed .remit/tasks/docs.toml\n" in said.out
    assert remit("lint").code == 0


def test_an_update_removes_the_scopes_of_an_earlier_split(remit: "RemitCall", shop: Repo) -> None:
    assert remit("split", "--into", "3", "--method", "tree", "--write").code == 0
    shop.write(".remit/tasks/mine.toml", '[task]\nid = "mine"\nbranch = "agent/mine"\n')
    shop.git("add", "-A")
    shop.commit()
    before = {path.name for path in (shop.root / ".remit/tasks").iterdir()}
    said = remit("split", "--into", "2", "--method", "tree", "--update")
    assert said.code == 0, said.err
    after = {path.name for path in (shop.root / ".remit/tasks").iterdir()}
    assert len(after) == 3
    assert "mine.toml" in after
    for name in before - after:
        assert f"--- a/.remit/tasks/{name}\n+++ /dev/null\n" in said.out
        assert f"removed .remit/tasks/{name}\n" in said.out
    assert remit("lint").code == 0
    assert before - after


LAYOUT = st.lists(
    st.sampled_from(
        [
            *("src/a.py", "src/b.py", "src/deep/c.py", "src/deep/sitecustomize.py", "src/x.pth"),
            *("src/.gitattributes", "docs/x.md", "docs/CODEOWNERS", "docs/[1].md", "web/a b.js"),
            *(".github/workflows/ci.yml", ".husky/pre-commit", "Jenkinsfile", "AGENTS.md"),
            *("README.md", ".gitattributes", ".claude/settings.json", "lefthook.yml", "tools/run"),
        ]
    ),
    unique=True,
    min_size=4,
)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(paths=LAYOUT, count=st.integers(2, 4), method=st.sampled_from(["tree", "cochange"]))
def test_what_a_split_writes_is_sound_and_lets_each_task_change_its_files(
    remit: "RemitCall", tmp_path: Path, paths: list[str], count: int, method: str
) -> None:
    repo = Repo.init(tmp_path / uuid4().hex)
    for path in paths:
        repo.write(path, f"{path}\n")
    repo.git("add", "-A")
    repo.commit()
    with chdir(repo.root):
        words = ("split", "--into", str(count), "--method", method, "--write")
        said = remit(*words)
        if said.code:  # too few files that are not protected
            assert not (repo.root / ".remit").exists()
            return
        linted = remit("lint")
        assert linted.code == 0, linted.out
        assert "note: " not in linted.out.replace("note: not in force, because main", "")
        catalog = working_catalog(repo.root)
        assert len(catalog.ids) == count
        repo.git("add", "-A")
        repo.commit()
        for task in catalog.ids:
            repo.branch(f"agent/{task}/work", "main")
            for path in paths:
                if task in catalog.owners(path.encode()):
                    repo.stage(path, "changed\n")
            checked = remit("check", "--staged")
            assert checked.code == 0, checked.out
            repo.commit()


def test_nothing_is_written_that_would_overlap_with_a_task_that_is_there(
    remit: "RemitCall", shop: Repo
) -> None:
    shop.stage(".remit/tasks/old.toml")
    task = '[task]\nid = "old"\nbranch = "agent/old"\n[files]\nwrite = ["web/**"]\n'
    shop.write(".remit/tasks/old.toml", task)
    shop.git("commit", "-qam", "old")
    said = remit("split", "--into", "2", "--write")
    assert said.code == 2
    assert said.err.startswith("remit: the task old may write web/0.py already; nothing was ")
    assert [path.name for path in (shop.root / ".remit/tasks").iterdir()] == ["old.toml"]
    other = remit("split", "--into", "2", "--paths", "{db,docs}/**", "--write")
    assert other.code == 0, other.err
    assert "overlap" not in remit("lint").out


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "how many scopes?"),
        (("--into", "1"), "--into takes numbers from 2"),
        (("--into", "x"), "--into takes numbers from 2"),
        (("--into", "9" * 50), "--into takes numbers from 2"),
        (("--into", "900"), "files cannot make 900 scopes"),
        (("--into", "2", "--balance", "1"), "--balance is the heaviest scope"),
        (("--into", "2", "--balance", "nan"), "--balance is the heaviest scope"),
        (("--into", "2", "--balance", "inf"), "one of the 2 scopes could have everything"),
        (("--into", "3", "--balance", "3"), "one of the 3 scopes could have everything"),
        (("--into", "2", "--goal", ""), "--goal is empty"),
        (("--into", "2", "--goal", " \n"), "--goal is empty"),
        (("--into", "2", "--shared", "200%"), "--shared takes a share"),
        (("--into", "2", "--paths", "nowhere/**"), "no file is covered by --paths"),
        (("--into", "2", "--paths", "nowhere/**"), "patterns begin at the root"),
        (("--into", "2", "--paths", "[z"), "[z"),
        (("--into", "2", "--at", "nothing"), "nothing"),
    ],
)
def test_what_cannot_be_meant_is_answered_by_a_sentence(
    remit: "RemitCall", words: tuple[str, ...], sentence: str
) -> None:
    said = remit("split", "--method", "tree", *words)
    assert said.code == 2
    assert sentence in said.err


def test_a_repository_without_history_is_split_without_evidence(
    remit: "RemitCall", bare: Repo
) -> None:
    for name in "abcd":
        bare.stage(f"{name}/{name}.bin", b"\0\1\2")
    bare.commit("all at once")
    said = remit("split", "--into", "2", "--method", "tree", "--shared", "0")
    assert said.code == 0, said.err
    assert "evidence: none" in said.out


@pytest.mark.usefixtures("bare")
def test_a_repository_without_a_commit_is_refused(remit: "RemitCall") -> None:
    said = remit("split", "--into", "2", "--method", "tree")
    assert said.code == 2, said.out
    assert "no commit" in said.err


def test_manifests_are_in_no_scope(remit: "RemitCall", shop: Repo) -> None:
    shop.stage(".remit/tasks/old.toml", "")
    shop.stage(".remit/policy.toml", "")
    shop.commit("manifests")
    said = remit("split", "--into", "3", "--method", "tree", "--format", "json")
    areas = [PathArea(tuple(s["write"]), tuple(s["deny"])) for s in said.each("scopes")]  # type: ignore[arg-type]
    assert all(find_overlap(area, PathArea((".remit/**",))) is None for area in areas)


@pytest.mark.usefixtures("shop")
def test_a_goal_splits_only_the_files_that_it_is_about(remit: "RemitCall", shop: Repo) -> None:
    for name in ("login", "form", "session"):
        shop.stage(f"web/{name}.py", f"def {name}(): pass\n")
        shop.stage(f"web/test_{name}.py", f"{name}()\n")
        shop.commit(f"Rework the {name}")
    for number in range(20):
        shop.stage(f"legal/terms_{number}.txt")
        shop.commit(f"Say more {number}")
    words = ("split", "--into", "2", "--method", "tree", "--format", "json")
    said = remit(*words, "--goal", "rework the login session")
    assert said.code == 0, said.err
    about = said.within("goal")
    files = cast("list[dict[str, object]]", about["files"])
    assert {str(each["path"]) for each in files[:2]} <= {
        *("web/login.py", "web/test_login.py", "web/session.py", "web/test_session.py"),
    }
    areas = [PathArea(tuple(s["write"]), tuple(s["deny"])) for s in said.each("scopes")]  # type: ignore[arg-type]
    others = set(shop.git("ls-files").split("\n")) - {str(each["path"]) for each in files}
    assert len(others) > 1
    for path in others:
        assert not any(find_overlap(area, PathArea((path,))) for area in areas)


def test_a_goal_about_fewer_files_than_scopes_says_so(remit: "RemitCall", shop: Repo) -> None:
    shop.stage("web/session.py", "def session(): pass\n")
    shop.commit("Rework the session")
    goal = ("--goal", "rework the session")
    said = remit("split", "--into", "3", "--paths", "web/session.py", *goal)
    assert said.code == 2
    assert "the goal 'rework the session' is about 1 file of those asked about" in said.err
    assert "too few for 3 scopes" in said.err


def test_a_goal_takes_no_more_patterns_than_people_read(remit: "RemitCall", empty: Repo) -> None:
    for number in range(160):
        name = md5(str(number).encode(), usedforsecurity=False).hexdigest()
        about = "_login_" if number % 4 == 0 else ""
        empty.stage(f"d{number // 4}/{name[:9]}{about}{name[9:]}.py")
    empty.commit("Begin anew")
    said = remit("split", "--into", "2", "--format", "json", "--goal", "login")
    assert said.code == 0, said.err
    for scope in said.each("scopes"):
        assert len([*cast("list[str]", scope["write"]), *cast("list[str]", scope["deny"])]) <= 16
    assert cast("int", said.within("goal")["left_out"]) > 0


def test_what_a_goal_is_about_most_is_in_a_scope(remit: "RemitCall", shop: Repo) -> None:
    for number in range(9):
        for name in ("web/login.py", f"web/form_{number}.py", "CHANGES.md"):
            shop.write(name, f"{number}\n")
            shop.git("add", name)
        shop.commit(f"Rework the login form {number}")
    said = remit("split", "--into", "2", "--format", "json", "--goal", "rework the login form")
    assert said.code == 0, said.err
    areas = [PathArea(tuple(s["write"]), tuple(s["deny"])) for s in said.each("scopes")]  # type: ignore[arg-type]
    assert any(find_overlap(area, PathArea(("web/login.py",))) for area in areas)
    assert "CHANGES.md" in [each["glob"] for each in said.each("shared")]


def test_manifests_towards_a_goal_say_it(remit: "RemitCall", shop: Repo) -> None:
    for name in ("login", "form"):
        shop.stage(f"web/{name}.py")
        shop.commit(f"Rework the {name}")
    aim = ("--goal", "rework the\n login form")
    said = remit("split", "--into", "2", "--method", "tree", *aim, "--write")
    assert said.code == 0, said.err
    written = [*(shop.root / ".remit/tasks").glob("*.toml")]
    assert written
    for file in written:
        assert 'goal = "rework the login form"' in file.read_text()


@pytest.mark.usefixtures("shop")
def test_each_scope_has_its_bus_factor(remit: "RemitCall") -> None:
    words = ("split", "--into", "2", "--method", "tree")
    scopes = remit(*words, "--format", "json").each("scopes")
    assert [scope["bus_factor"] for scope in scopes] == [1, 1]
    assert ", bus factor 1" in remit(*words).out


@pytest.mark.usefixtures("shop")
def test_a_goal_of_unknown_words_is_refused_with_a_fix(remit: "RemitCall") -> None:
    said = remit("split", "--into", "2", "--goal", "xyzzy plugh")
    assert said.code == 2
    assert "no word of the goal" in said.err
    assert "--paths" in said.err


@pytest.mark.usefixtures("shop")
def test_a_long_goal_is_not_said_again_in_full(remit: "RemitCall", shop: Repo) -> None:
    shop.stage("web/login.py")
    shop.stage("web/form.py")
    shop.commit("Rework the login form")
    said = remit("split", "--into", "2", "--method", "tree", "--goal", "login form " * 9000)
    assert said.code == 0, said.err
    assert len(said.out) < 4000
    assert "goal: login form" in said.out


def test_what_a_clone_lacks_is_said_beside_its_split(
    remit: "RemitCall", shop: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.git("mv", "web/0.py", "db/new.py")
    shop.write("db/new.py", "59\nmore\n")
    shop.git("commit", "-qam", "move")
    shop.git("config", "uploadpack.allowFilter", "true")
    partial = shop.clone(shop.root.parent / "partial", "--filter=blob:none")
    partial.git("config", "remote.origin.url", "file:///nowhere")
    monkeypatch.chdir(partial.root)
    said = remit("split", "--into", "2", "--method", "tree")
    assert said.code == 0, said.err
    assert "contents of past files are not here" in " ".join(said.out.split())


@pytest.mark.usefixtures("shop")
def test_protected_files_and_submodules_are_spoken_of(remit: "RemitCall", shop: Repo) -> None:
    shop.stage(".github/workflows/ci.yml")
    shop.git("update-index", "--add", "--cacheinfo", f"160000,{shop.oid('HEAD')},lib/other")
    shop.commit("a workflow and a submodule")
    said = remit("split", "--into", "2", "--method", "tree")
    assert "protected by the policy" in said.out
    assert "1 submodule" in said.out


def test_scopes_that_take_many_rules_say_so(remit: "RemitCall", bare: Repo) -> None:
    for number in range(100):
        bare.write(f"data/{number}", f"{number}\n")
    bare.git("add", ".")
    bare.commit("everything")
    said = remit("split", "--into", "3")
    assert said.code == 0, said.err
    assert "path rules, more than 10 each" in " ".join(said.out.split())
    assert "path rules" not in remit("split", "--into", "3", "--balance", "2.9").out
