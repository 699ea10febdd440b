"""The answer of a backtest: the most scopes that keep half of the changes inside one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.cli.split_propose import METHODS
from remit.report.backtest.text import answer
from remit.split.backtest.conclusion import conclude
from remit.split.backtest.entrants import ENTRANTS, OFFERED
from remit.split.backtest.figures import Figures
from remit.split.backtest.result import Backtest, Ground
from remit.split.backtest.table import Row, Table

_FIGURES = Figures(None, None, None, None, 1.0, None, 1.0, 1.0)


def _row(name: str, share: float | None, *, balanced: bool = True) -> Row:
    return Row(name, _FIGURES._replace(containment=share), balanced=balanced)


def _backtest(*tables: Table, several: int = 500) -> Backtest:
    return Backtest(Ground("r", "1" * 40, "2" * 40, 9, (), 9, 9, several, 9), tables)


def _curve(*shares: tuple[int, float], several: int = 500) -> Backtest:
    tables = (
        Table(scopes, (_row("cochange", share), _row("tree", share / 2), _row("oracle", 1.0)), "")
        for scopes, share in shares
    )
    return _backtest(*tables, several=several)


@pytest.mark.parametrize(
    ("shares", "says"),
    [
        (
            [(2, 0.83), (8, 0.65), (16, 0.48)],
            (
                "8 scopes by cochange keep 65% of the changes inside one scope; beyond 8 it falls below "
                "half (16 scopes: 48%)."
            ),
        ),
        (
            [(2, 0.83), (4, 0.65)],
            (
                "4 scopes by cochange keep 65% of the changes inside one scope (2 scopes: 83%); more were "
                "not tried."
            ),
        ),
        (
            [(2, 0.7), (4, 0.704), (8, 0.7)],
            (
                "8 scopes by cochange keep 70% of the changes inside one scope, and fewer keep no more; "
                "more were not tried."
            ),
        ),
        (
            [(2, 0.4), (4, 0.4), (8, 0.3)],
            (
                "No number of scopes tried keeps half of the changes inside one scope: 4 scopes by "
                "cochange keep most, 40%."
            ),
        ),
        (
            [(3, 0.9)],
            "3 scopes by cochange keep 90% of the changes inside one scope; no other number was tried.",
        ),
        (
            [(3, 0.0)],
            (
                "3 scopes by cochange or tree keep 0% of the changes inside one scope, fewer than half; "
                "no other number was tried."
            ),
        ),
        (
            [(2, 0.2), (4, 0.5), (8, 0.494)],
            (
                "4 scopes by cochange keep 50% of the changes inside one scope; beyond 4 it falls below "
                "half (8 scopes: 49%)."
            ),
        ),
    ],
)
def test_the_answer_of_a_curve(shares: list[tuple[int, float]], says: str) -> None:
    assert answer([_curve(*shares)]) == says


def test_few_changes_are_a_doubt() -> None:
    assert answer([_curve((2, 0.9), several=9)]).endswith(
        "Only 9 changes were scored, so this says little."
    )


def test_methods_that_contain_as_much_are_all_named() -> None:
    rows = (_row("auto", 0.701), _row("cochange", 0.699), _row("authors", 0.7), _row("tree", 0.6))
    found = conclude([_backtest(Table(4, rows, "tree"))])
    assert found is not None
    assert found.chosen == (4, 70, ("auto", "cochange", "authors"))
    assert "by auto, cochange or authors keep" in answer([_backtest(Table(4, rows, "tree"))])


def test_what_split_does_not_offer_or_breaks_the_balance_is_no_answer() -> None:
    rows = (_row("kahip", 0.9), _row("auto", 0.8, balanced=False), _row("tree", 0.6))
    found = conclude([_backtest(Table(4, rows, "tree"))])
    assert found is not None
    assert found.chosen.methods == ("tree",)


def test_where_everything_breaks_the_balance_it_does_not_count() -> None:
    rows = (_row("auto", 0.8, balanced=False), _row("tree", 0.6, balanced=False))
    found = conclude([_backtest(Table(4, rows, "tree"))])
    assert found is not None
    assert found.chosen.methods == ("auto",)


def test_of_several_repositories_only_what_took_part_in_all_counts() -> None:
    one = _backtest(Table(4, (_row("codeowners", 0.9), _row("tree", 0.5)), "tree"))
    two = _backtest(Table(4, (Row("codeowners", why="no file"), _row("tree", 0.7)), "tree"))
    found = conclude([one, two])
    assert found is not None
    assert found.chosen == (4, 60, ("tree",))


def test_without_a_figure_there_is_no_answer() -> None:
    nothing = _backtest(Table(2, (_row("tree", None), Row("auto", why="absent")), "tree"))
    assert conclude([nothing]) is None
    assert answer([nothing]) == "No method has a figure, so no number of scopes can be named."


@given(st.dictionaries(st.integers(2, 64), st.floats(0, 1), min_size=1, max_size=6))
def test_the_answer_is_true_of_every_curve(curve: dict[int, float]) -> None:
    shares = {scopes: round(100 * share) for scopes, share in sorted(curve.items())}
    found = conclude([_curve(*sorted(curve.items()))])
    assert found is not None
    chosen = found.chosen
    assert chosen.percent == shares[chosen.scopes]
    assert found.keeps_half == any(share >= 50 for share in shares.values())
    beyond = [share for scopes, share in shares.items() if scopes > chosen.scopes]
    assert all(share < 50 for share in beyond)
    if not found.keeps_half:
        assert chosen.percent == max(shares.values())
        assert all(share < chosen.percent for share in beyond)


def test_what_split_offers_is_what_an_answer_may_name() -> None:
    assert set(METHODS) == OFFERED
    assert {entrant.name for entrant in ENTRANTS} >= OFFERED
