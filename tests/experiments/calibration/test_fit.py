"""The correction by simulation, on a toy market whose answer is known."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from adsim.experiments.calibration.fit import fitted, levelled
from adsim.experiments.calibration.keyword_means import Walk

CAMPAIGN = ["A"] * 6 + ["B"] * 6
KLASS = ["head", "long_tail"] * 6
NAMES = ("impressions", "clicks", "cost")


def target() -> pd.DataFrame:
    impressions = np.linspace(100, 1200, 12)
    clicks = impressions * np.linspace(0.02, 0.08, 12)
    return pd.DataFrame({"impressions": impressions, "clicks": clicks, "cost": clicks * np.linspace(0.3, 0.9, 12)})


def market(keep: dict[str, float], dice: float = 1.0, budget: float | None = None) -> Callable[[pd.DataFrame], Walk]:
    """Shows a part of each campaign's searches, and click rates and prices somewhat off by class; with a `budget`
    no campaign gets more impressions than that."""
    told = target()

    def simulate(factors: pd.DataFrame) -> Walk:
        shown = told["impressions"] * factors["searches"] * pd.Series(CAMPAIGN).map(keep)
        if budget is not None:
            whole = shown.groupby(CAMPAIGN).transform("sum")
            shown = shown * (1 - np.exp(-budget / whole))
        rate = (
            told["clicks"]
            / told["impressions"]
            * factors["ctr"]
            * pd.Series(KLASS).map({"head": 0.95, "long_tail": 1.1})
        )
        price = told["cost"] / told["clicks"] * factors["cpc"] * pd.Series(KLASS).map({"head": 1.04, "long_tail": 0.9})
        means = pd.DataFrame({"impressions": shown, "clicks": shown * rate, "cost": shown * rate * price}) * dice
        means["searches"] = told["impressions"] * factors["searches"] * dice
        return Walk(means, pd.DataFrame(dice, means.index, list(NAMES)))

    return simulate


@pytest.mark.parametrize("dice", [1.0, 1.2])
def test_what_the_simulation_keeps_is_put_back(dice: float) -> None:
    """By campaign and class; what the dice of the worlds gave is not chased."""
    simulate = market({"A": 0.6, "B": 0.95}, dice)
    fit = fitted(target(), CAMPAIGN, KLASS, simulate, 3)
    reached = simulate(fit.factors).means / dice
    for name in NAMES:
        assert reached[name].to_numpy() == pytest.approx(target()[name].to_numpy(), rel=0.01)
    assert fit.gaps[0] > 0.1 > fit.gaps[-1]


def test_a_budget_that_binds_is_answered_by_more_searches() -> None:
    """Saturating: twice the searches bring a fifth more impressions; the step follows the response."""
    simulate = market({"A": 1.0, "B": 1.0}, budget=6000.0)
    fit = fitted(target(), CAMPAIGN, KLASS, simulate, 5)
    reached = simulate(fit.factors).means["impressions"].groupby(CAMPAIGN).sum()
    want = target()["impressions"].groupby(CAMPAIGN).sum()
    assert reached.to_numpy() == pytest.approx(want.to_numpy(), rel=0.02)
    assert fit.factors["searches"].max() > 1.2


def test_what_a_wandering_rank_loses_is_no_budget() -> None:
    """Budgets are to be moved, but 97 % of the searches are found: what is missing is not for want of money."""
    simulate = market({"A": 0.97, "B": 0.97})
    fit = fitted(target(), CAMPAIGN, KLASS, simulate, 2, by_budget=True)
    assert (fit.factors["budget"] == 1).all()
    assert fit.factors["searches"].to_numpy() == pytest.approx(1 / 0.97, rel=0.01)
    missing = fitted(target(), CAMPAIGN, KLASS, market({"A": 0.7, "B": 0.7}), 1, by_budget=True)
    assert (missing.factors["searches"] == 1).all() and missing.factors["budget"].min() > 1.3


@pytest.mark.parametrize(("keep", "searches"), [(0.97, 1 / 0.97), (0.5, 1.0)])
def test_drawn_worlds_bring_the_account_as_a_whole(keep: float, searches: float) -> None:
    """One factor for all rows; where a budget binds, more searches would not bring what is missing."""
    start = fitted(target(), CAMPAIGN, KLASS, market({"A": 1.0, "B": 1.0}), 0)
    simulate = market({"A": keep, "B": keep}, dice=1.3)
    fit = levelled(start, target(), simulate(start.factors))
    assert fit.factors["searches"].to_numpy() == pytest.approx(searches)
    reached = simulate(fit.factors).means[list(NAMES)].sum() / 1.3
    want = target()[list(NAMES)].sum() * (1 if keep > 0.9 else keep)
    assert reached.to_numpy() == pytest.approx(want.to_numpy(), rel=1e-6)
    assert fit.factors["ctr"].nunique() == fit.factors["cpc"].nunique() == 1
    assert levelled(start, target() * 0, simulate(start.factors)) is start


def test_no_figure_moves_without_end() -> None:
    fit = fitted(target(), CAMPAIGN, KLASS, market({"A": 1e-4, "B": 1.0}), 8)
    assert np.isfinite(fit.factors.to_numpy()).all()
    assert fit.factors.to_numpy().max() <= 10 and fit.factors.to_numpy().min() >= 0.1


def test_rows_without_figures_do_not_break_it() -> None:
    empty = target()
    empty.loc[:5] = 0.0
    fit = fitted(empty, CAMPAIGN, KLASS, market({"A": 1.0, "B": 0.8}), 2)
    assert np.isfinite(fit.factors.to_numpy()).all()
    assert fitted(target() * 0, CAMPAIGN, KLASS, market({"A": 1.0, "B": 1.0}), 2).gaps[0] == 0


def test_no_round_no_correction() -> None:
    fit = fitted(target(), CAMPAIGN, KLASS, market({"A": 0.5, "B": 0.5}), 0)
    assert (fit.factors.to_numpy() == 1).all() and fit.gaps == ()
