"""At the ends of what a scenario may say: a plain refusal, or a run that balances; never a fault of ours."""

import numpy as np
import pytest

from adsim.errors import InputError
from adsim.simulation import simulate
from tests.simulation import worlds

FOR_ALL = ("head", "long_tail", "precise")
CASES = {
    "the dearest goods": {"products[0].price": 1e7, "products[0].units": 1e6, "products[0].usual_price": 1e7},
    "the highest bids": {f"keywords.{name}.{bid}": 10_000.0 for name in FOR_ALL for bid in ("max_cpc", "rival_bid")},
    "bids times every factor": {"campaign.bid_factor": {"head": 100.0}, "campaign.hours": [100.0] * 24},
    "quality counts twice": {"market.squashing": 2.0, "market.rivals.quality_spread": 3.0},
    "nobody pays in this life": {"products[0].delay": [{"share": 1.0, "mean_hours": 1e12}]},
    "demand mostly absent": {"market.demand.dispersion": 1e-9},
    "searches on Sundays only": {"market.demand.weekdays": [0.0] * 6 + [1.0]},
    "searches at 23 only": {"market.demand.hours": [0.0] * 23 + [1.0]},
    "hardly a search": {f"keywords.{name}.searches": 1e-12 for name in FOR_ALL},
    "hardly a budget": {"campaign.daily_budget": 1e-9},
    "rivals without money": {"market.rivals.daily_budget": 1e-9},
    "rivals with all money": {"market.rivals.daily_budget": 1e12, "market.rivals.budget_spread": 3.0},
    "nothing is known": {
        "uncertainty": dict.fromkeys(("searches", "ctr", "cvr", "rival_bids", "rival_budgets", "delay"), 3.0)},
    "rivals of every kind": {f"market.rivals.{name}_spread": 3.0 for name in ("bid", "quality", "click")},
    "the best ad of all": {f"products[0].{name}": 100.0 for name in ("image_strength", "page_strength", "relevance")},
    "the worst ad of all": {f"products[0].{name}": 1e-9 for name in ("image_strength", "page_strength", "relevance")},
    "everyone clicks everything": {
        "market.devices": {"mobile": {"share": 1.0, "examination": [1.0] * 60}},
        "market.rivals": {"count": 80, "per_keyword": 80}, **{f"keywords.{name}.ctr": 0.9 for name in FOR_ALL}},
    "given away": {"products[0].price": 1e-6, "products[0].price_elasticity": -10.0},
    "clicks for nothing": {"market.increment": 0.0, "market.reserve": 0.0, "market.rivals.per_keyword": 0},
    "a reserve that nobody meets": {"market.reserve": 10_000.0},
}  # fmt: skip


@pytest.mark.parametrize("what", CASES)
def test_the_ends_of_the_range(what):
    try:
        scenario = worlds.scenario({"days": 3}, CASES[what])
    except InputError as refused:
        assert str(refused)
        return
    results = simulate(scenario)
    assert int(results.by_click["cost"].sum()) + results.rival_cost == results.platform_revenue
    assert (results.by_click["cost"] <= results.budget).all()
    for figure in (results.profit, results.expected_profit, results.revenue, results.quality_sum):
        assert np.isfinite(figure).all()
    for name in ("clicks", "orders", "revenue", "cost"):
        assert (results.by_click[name] >= 0).all()
