"""The fixed point: on a toy market whose answer is known, and the rankings against the simulator."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from adsim.experiments.calibration.keyword_means import keyword_means, one_week
from adsim.experiments.calibration.market_fit import HIGHEST_RIVALS, fitted, fitted_with_sketch
from adsim.experiments.calibration.rankings import Rankings
from adsim.scenario import files


def toy_market(keywords: pd.DataFrame) -> pd.DataFrame:
    """A page whose place and price fall and rise smoothly with rivals' bids."""
    pressure = keywords["rival_bid"] / keywords["max_cpc"]
    impressions = keywords["searches"] * np.exp(-0.1 * pressure)
    clicks = impressions * keywords["ctr"] / (1 + pressure)
    price = keywords["max_cpc"] * pressure / (0.4 + pressure)
    return pd.DataFrame({"impressions": impressions, "clicks": clicks, "cost": clicks * price})


def toy_keywords(count: int = 60) -> pd.DataFrame:
    generator = np.random.default_rng(2)
    return pd.DataFrame(
        {
            "keyword": [f"k{i}" for i in range(count)],
            "klass": ["head", "long_tail", "precise"] * (count // 3),
            "searches": generator.lognormal(4, 1, count),
            "ctr": generator.beta(4, 60, count),
            "max_cpc": generator.lognormal(0, 0.3, count),
            "rival_bid": generator.lognormal(-0.8, 0.2, count),
        }
    )


def start_of(truth: pd.DataFrame) -> pd.DataFrame:
    return truth.assign(searches=truth["searches"] * 0.6, ctr=truth["ctr"] * 1.7, rival_bid=truth["max_cpc"] * 0.75)


def test_a_toy_market_is_found_again() -> None:
    truth = toy_keywords()
    fit = fitted(start_of(truth), toy_market(truth), toy_market, bids_known=True, tolerance=1e-6)
    assert fit.gaps[-1] < 1e-6
    for name in ("searches", "ctr", "rival_bid"):
        assert fit.keywords[name].to_numpy() == pytest.approx(truth[name].to_numpy(), rel=1e-3)
    assert fit.keywords["max_cpc"].equals(truth["max_cpc"])


def test_what_the_simulator_keeps_of_the_sketch_is_corrected() -> None:
    truth = toy_keywords()
    factor = truth["klass"].map({"head": 0.6, "long_tail": 0.95, "precise": 1.1})

    def simulate(keywords: pd.DataFrame) -> pd.DataFrame:
        return toy_market(keywords).mul(factor, axis=0)

    target = toy_market(truth)
    fit = fitted_with_sketch(start_of(truth), target, toy_market, toy_market, simulate, rounds=2)
    reached = simulate(fit.keywords)
    for name in ("impressions", "clicks", "cost"):
        assert reached[name].to_numpy() == pytest.approx(target[name].to_numpy(), rel=0.01)
    assert fit.gaps[0] > 10 * fit.gaps[-1]


def test_a_price_beyond_reach_stops_at_the_bound() -> None:
    truth = toy_keywords(3)
    target = toy_market(truth)
    target["cost"] = target["clicks"] * truth["max_cpc"] * 2
    fit = fitted(truth, target, toy_market, bids_known=True)
    assert np.all(fit.keywords["rival_bid"] <= HIGHEST_RIVALS * truth["max_cpc"] * (1 + 1e-12))
    assert np.all(np.isfinite(fit.keywords[["searches", "ctr", "rival_bid"]]))


def test_more_clicks_than_any_place_allows_raise_a_bid_that_is_not_known() -> None:
    truth = toy_keywords(3).assign(ctr=0.8)
    target = toy_market(truth)
    target["clicks"] *= 1.3
    target["cost"] *= 1.3
    free = fitted(truth, target, toy_market)
    assert np.all(free.keywords["max_cpc"] > truth["max_cpc"])
    assert free.gaps[-1] < fitted(truth, target, toy_market, bids_known=True).gaps[-1]


def test_keywords_without_figures_do_not_break_the_fit() -> None:
    truth = toy_keywords(6)
    target = toy_market(truth)
    target.loc[0] = 0.0
    fit = fitted(start_of(truth), target, toy_market, bids_known=True)
    assert np.all(np.isfinite(fit.keywords[["searches", "ctr", "rival_bid"]]))


SCENARIO = """\
name: flat
platform: google
start: 2026-03-02
replications: 30
worlds: drawn
market:
  squashing: 0.0
  demand: {dispersion: null}
keywords: {file: flat.csv}
products: [{name: product, price: 20.0, unit_cost: 5.0}]
campaign: {daily_budget: 1000000.0, split: equal}
uncertainty: {searches: 0.0, ctr: 0.0, cvr: 0.0, rival_bids: 0.0, delay: 0.0}
"""


def test_rankings_are_what_the_simulator_does_without_budgets(tmp_path: Path) -> None:
    rows = [f"k{i},{klass},{2000 + 500 * i},0.1,0.05,{1.0 + 0.2 * i},0.8"
            for i, klass in enumerate(("head", "long_tail", "precise", "head"))]  # fmt: skip
    (tmp_path / "flat.csv").write_text("\n".join(["keyword,class,searches,ctr,cvr,max_cpc,rival_bid", *rows]))
    (tmp_path / "flat.yaml").write_text(SCENARIO)
    scenario = one_week(files.load(tmp_path / "flat.yaml"))
    simulated = keyword_means(scenario)
    keywords = pd.DataFrame([row.model_dump() for row in scenario.listed])
    sketched = Rankings.of(scenario)(keywords)
    # Ranked by bid alone: in the simulation quality moves with chance clicks, in the sketch it stands still.
    for name in ("impressions", "clicks", "cost", "orders"):
        assert sketched[name].to_numpy() == pytest.approx(
            simulated[name].to_numpy(), rel=0.02 if name != "orders" else 0.1
        )
