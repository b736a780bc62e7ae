"""Worlds counted as a report counts them, thinned where they are large, and their mean without luck."""

from datetime import date

import numpy as np
import pytest

from adsim.experiments.calibration import foretold as foretelling
from adsim.experiments.calibration.foretold import FIGURES, Foretold, foretell
from adsim.scenario.objects import KeywordRow, Scenario

SEED = 20260809
ROW = {
    "keyword": "a",
    "class": "head",
    "searches": 900.0,
    "cvr": 0.1,
    "max_cpc": 2.0,
    "observed_ctr": 0.08,
    "observed_cpc": 1.2,
}
CLICKS, ORDERS = FIGURES.index("clicks"), FIGURES.index("orders")


def scenario(days=7, searches=900.0, **changes):
    known = {
        "name": "known", "platform": "generic", "start": date(2025, 3, 3), "days": days, "seed": SEED,
        "keywords": {"file": "k.csv"}, "products": [{"name": "goods", "price": 50.0, "unit_cost": 20.0}],
        "campaign": {"daily_budget": 1e6, "split": {"head": 1.0}},
    }  # fmt: skip
    row = KeywordRow.model_validate({**ROW, "searches": searches})
    return Scenario.model_validate({**known, **changes}).model_copy(update={"listed": (row,)})


def test_orders_are_counted_as_the_report_counts_them():
    """Of all orders 72.4 % come within 7 days of the click (domain figure), by about 5,000 of them (3.5 standard
    errors). The shoppers are the same, so that what is counted of them only falls."""
    large = scenario(10, 8_000.0, worlds="centre")
    whole, week, pulled = (
        foretell(large, window, age, 100.0, 12).figures.sum(axis=(0, 2))
        for window, age in ((None, 400.0), (7, 400.0), (None, 0.0))
    )
    assert (whole[CLICKS] == week[CLICKS]).all() and (whole[CLICKS] == pulled[CLICKS]).all()
    total = whole[ORDERS].sum()
    assert total > 3000
    assert week[ORDERS].sum() / total == pytest.approx(0.724, abs=3.5 * (0.2 / total) ** 0.5)
    part = pulled[ORDERS] / whole[ORDERS]
    assert part[-1] < 0.55 and 0.7 < part[0] < 0.87


def test_large_accounts_are_simulated_in_part_and_brought_back(monkeypatch):
    whole = foretell(scenario(worlds="centre"), None, 400.0, 60.0, 20)
    monkeypatch.setattr(foretelling, "CLICKS_WALKED", 1600)
    monkeypatch.setattr(foretelling, "FEWEST_WORLDS", 12)
    part = foretell(scenario(worlds="centre"), None, 400.0, 60.0, 20)
    assert (len(whole.figures), len(part.figures)) == (20, 15)
    assert np.all(part.figures[:, CLICKS] % 4 == 0)
    means = (part.figures[:, CLICKS].sum(axis=(1, 2)).mean(), whole.figures[:, CLICKS].sum(axis=(1, 2)).mean())
    assert means[0] == pytest.approx(means[1], rel=0.15)


def test_the_mean_is_without_the_luck_of_few_worlds():
    """Twelve worlds with widely drawn levels, eight times: the mean without luck scatters less than half as much
    as the plain one, around the same value."""
    spread = {"searches": 0.3, "ctr": 0.2, "cvr": 0.2, "rival_bids": 0.0, "weekdays": 0.1}
    found = []
    for seed in range(8):
        one = foretell(scenario(seed=seed, uncertainty=spread, searches=3000.0), None, 400.0, 60.0, 12)
        days = slice(0, 7)
        found.append([one.means(days)[CLICKS, 0], one.sums(days)[:, CLICKS, 0].mean()])
    ours, plain = np.array(found).T
    assert ours.std() < plain.std() / 2, f"{ours.std():.1f} {plain.std():.1f}, seeds 0 to 7"
    assert ours.mean() == pytest.approx(plain.mean(), abs=3.5 * plain.std() / 8**0.5)


def test_keywords_that_drew_much_are_luck_too():
    """Six keywords of widely unknown conversion and baskets: twelve worlds tell the revenue much better."""
    rows = tuple(
        KeywordRow.model_validate({**ROW, "keyword": str(n), "searches": 5000.0, "cvr_spread": 0.8,
                                   "basket_spread": 0.5})
        for n in range(6)
    )  # fmt: skip
    found = []
    for seed in range(6):
        one = foretell(scenario(seed=seed).model_copy(update={"listed": rows}), None, 400.0, 60.0, 12)
        days, revenue = slice(0, 7), FIGURES.index("revenue")
        found.append([one.means(days)[revenue, 0], one.sums(days)[:, revenue, 0].mean()])
    ours, plain = np.array(found).T
    assert ours.std() < 0.75 * plain.std(), f"{ours.std():.0f} {plain.std():.0f}, seeds 0 to 5"


def test_luck_is_taken_out_exactly_where_figures_follow_it():
    """Two weeks, the second with half of the orders still to come and twice the searches."""
    demand = np.repeat(np.array([-10.0, 30.0, 5.0, 0.0])[:, None, None], 14, axis=2)
    rates = np.array([0.1, -0.2, 0.0, 0.3])[:, None, None] * [[1.0], [1.5], [2.0], [0.0]]
    searches, held = np.repeat([[50.0, 100.0]], 7, axis=1), np.repeat([1.0, 0.5], 7)
    clicks = 0.2 * searches + 0.1 * demand[:, 0] + 0.3 * searches * rates[:, 0]
    orders = held * (0.02 * searches + 0.01 * demand[:, 0] + 0.03 * searches * rates[:, 2])
    figures = np.stack([clicks, 2 * clicks, orders, 50 * orders], axis=1)[:, :, None, :]
    found = Foretold(figures, searches, held, demand, rates)
    assert found.means(slice(0, 7))[:3, 0] == pytest.approx([70, 140, 7])
    assert found.means(slice(7, 10))[:3, 0] == pytest.approx([60, 120, 3])
    assert found.sums(slice(0, 7))[0, 0, 0] == pytest.approx(clicks[0, :7].sum())


def test_weeks_tell_of_each_other_what_few_worlds_cannot():
    """Twelve worlds of three weeks: the orders of one week scatter over seeds less than the plain mean's."""
    found = []
    for seed in range(6):
        one = foretell(scenario(21, seed=seed, searches=800.0), 30, 400.0, 60.0, 12)
        week = slice(7, 14)
        found.append([one.means(week)[ORDERS, 0], one.sums(week)[:, ORDERS, 0].mean()])
    ours, plain = np.array(found).T
    assert ours.std() < 0.8 * plain.std(), f"{ours.std():.2f} {plain.std():.2f}, seeds 0 to 5"
