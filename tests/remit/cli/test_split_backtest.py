from pathlib import Path
from typing import TYPE_CHECKING, cast
from xml.etree.ElementTree import fromstring

import pytest
from repo import Repo

if TYPE_CHECKING:
    from calling import RemitCall

_OFFLINE = "tree,top,authors"


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """Forty commits of three folders: each commit to two files of one folder, mostly."""
    made = Repo.init(tmp_path_factory.mktemp("grown") / "grown")
    who = {"user.name": "A", "user.email": "a@example.com"}
    for key, value in who.items():
        made.git("config", key, value)
    for step in range(40):
        folder = "abc"[step % 3]
        other = "abc"[(step + 1) % 3] if step % 8 == 0 else folder
        made.stage(f"{folder}/{step % 4}.py", f"{step}\n")
        made.stage(f"{other}/{(step + 1) % 4}.py", f"{step}\n")
        made.stage("CHANGES", f"{step}\n")
        made.commit(f"step {step}")
    return made


def test_a_table_has_every_method_the_directories_and_the_oracle(
    remit: "RemitCall", grown: Repo
) -> None:
    said = remit("-C", str(grown.root), "split", "backtest", "--into", "2", "--methods", _OFFLINE)
    assert said.code == 0, said.err
    for name in ("tree", "top", "authors", "pathcut"):
        assert f"\n{name} " in said.out
    assert "2 scopes, balance 1.2" in said.out
    assert max(map(len, said.out.splitlines())) <= 80


def test_the_same_seed_gives_the_same_bytes(remit: "RemitCall", grown: Repo) -> None:
    words = ("-C", str(grown.root), "split", "backtest", "--into", "2,3", "--format", "json")
    first = remit(*words)
    assert first.code == 0, first.err
    assert first.out == remit(*words).out


def test_json_has_the_conditions_the_ground_and_a_table_for_each_number(
    remit: "RemitCall", grown: Repo
) -> None:
    words = ("split", "backtest", "--into", "3,2", "--methods", "tree", "--format", "json")
    said = remit("-C", str(grown.root), *words, "--shared", "0", "--unit", "pr")
    assert said.fields["version"] == 2
    assert said.within("conditions")["shared"] == {"share": 0.0, "mechanical": False}
    (ground,) = said.each("repositories")
    assert (ground["name"], ground["shared"], ground["held_out"]) == ("grown", [], 8)
    tables = cast("list[dict[str, object]]", ground["tables"])
    assert [table["scopes"] for table in tables] == [2, 3]
    assert said.fields["medians"] is None


def test_several_repositories_give_medians(remit: "RemitCall", grown: Repo) -> None:
    twice = ("--repo", str(grown.root), "--repo", str(grown.root))
    said = remit("split", "backtest", *twice, "--into", "2", "--methods", "tree")
    assert said.code == 0, said.err
    assert "medians of 2 repositories" in said.out


def test_a_plot_is_an_svg_with_a_line_for_each_method(
    remit: "RemitCall", grown: Repo, tmp_path: Path
) -> None:
    file = tmp_path / "plot.svg"
    words = ("--into", "2,3", "--methods", "tree", "--plot", str(file))
    assert remit("-C", str(grown.root), "split", "backtest", *words).code == 0
    picture = fromstring(file.read_text(encoding="utf-8"))  # noqa: S314 - it is our own
    names = {element.text for element in picture.iter("{http://www.w3.org/2000/svg}text")}
    assert {"tree", "pathcut", "2", "3"} <= names


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--into", "1"), "numbers from 2"),
        (("--into", "2,x"), "numbers from 2"),
        (("--into", "500"), "fewer files outside the shared set"),
        (("--methods", "magic"), "no method 'magic'"),
        (("--shared", "much"), "--shared takes a share"),
        (("--balance", "1"), "--balance is"),
        (("--runs", "0"), "--runs is"),
        (("--at", "nowhere"), "nowhere"),
        (("--repo", "/no/such/place"), "no directory"),
        (("--into", "2", "--methods", "tree", "--plot", "/no/such/place/p.svg"), "--plot"),
    ],
)
def test_a_call_that_cannot_be_meant_is_answered_in_one_sentence(
    remit: "RemitCall", grown: Repo, words: tuple[str, ...], complaint: str
) -> None:
    said = remit("-C", str(grown.root), "split", "backtest", *words)
    assert said.code == 2
    assert complaint in said.err


def test_a_history_without_anything_to_score_is_no_answer(remit: "RemitCall", empty: Repo) -> None:
    empty.put("a")
    said = remit("split", "backtest", "--into", "2", "--shared", "0")
    assert (said.code, "(1) than scopes (2)" in said.err) == (2, True)
    empty.stage("b")
    empty.stage("c")
    empty.commit()
    said = remit("split", "backtest", "--into", "2", "--shared", "0")
    assert (said.code, "nothing can be scored" in said.err) == (2, True)


def test_before_the_first_commit_there_is_no_answer(remit: "RemitCall", empty: Repo) -> None:
    del empty
    said = remit("split", "backtest")
    assert (said.code, "there is no commit yet" in said.err) == (2, True)


def test_a_shallow_clone_is_told_from_a_whole_one(
    remit: "RemitCall", grown: Repo, tmp_path: Path
) -> None:
    shallow = grown.clone(tmp_path / "shallow", "--depth=30")
    said = remit("-C", str(shallow.root), "split", "backtest", "--into", "2", "--methods", "tree")
    assert said.code == 0, said.err
    assert "git fetch --unshallow" in said.out


def test_split_alone_says_what_there_is(remit: "RemitCall", empty: Repo) -> None:
    del empty
    assert remit("split").code == 2
