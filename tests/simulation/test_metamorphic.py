"""If this goes up, that must go down: means over worlds on the same shoppers, so a few worlds suffice.

Each direction was fixed before it was run; the seed is the scenario's.
"""

import numpy as np
import pytest

from adsim.market import quality
from adsim.simulation import Study
from tests.simulation import worlds

WORLDS = 12
RICH = {"campaign.daily_budget": 1e5}  # budgets never bind: effects of rank and price show undisturbed
FACTORS = ("head", "long_tail", "precise")


def figures(results):
    """What a report shows of these runs: ratios of totals."""
    counted = ("impressions", "position_sum", "clicks", "orders", "refunds", "cost", "lost_to_rank")
    sums = {name: float(worlds.total(results, name).sum()) for name in counted}
    return {
        "clicks": sums["clicks"],
        "ctr": sums["clicks"] / sums["impressions"],
        "cvr": sums["orders"] / sums["clicks"],
        "cpc": sums["cost"] / sums["clicks"],
        "position": sums["position_sum"] / sums["impressions"],
        "lost_to_rank": sums["lost_to_rank"],
        "quality": sum(r.quality_sum.sum() for r in results) / sums["impressions"],
        "refunds": sums["refunds"],
        "cost": sums["cost"],
        "profit": float(np.mean([r.expected_profit for r in results])),
        "realised": float(np.mean([r.profit for r in results])),
        "dark": float(np.nansum([r.dark_by_day for r in results])),
    }


def both(base, change):
    """Figures without and with a change, on the same shoppers."""
    study = Study.of(worlds.scenario({"market.rivals": {"count": 6, "per_keyword": 4}}, base, plain={}, changed=change))
    return tuple(figures(worlds.runs(study, name, WORLDS)) for name in ("plain", "changed"))


def by_keyword_class(path, value):
    return {f"keywords.{name}.{path}": value for name in FACTORS}


def scaled(path, factor):
    base = worlds.scenario()
    return {f"keywords.{name}.{path}": getattr(getattr(base.keywords, name), path) * factor for name in FACTORS}


DIRECTIONS = {
    "a better page converts more and earns more":
        (RICH, {"products[0].page_strength": 1.4}, {"cvr": 1, "profit": 1, "realised": 1, "quality": 1}),
    "a higher price sells less":
        (RICH, {"products[0].price": 80.0}, {"cvr": -1}),
    "a higher bid wins more clicks at a higher price":
        (RICH, {"campaign.bid_factor": dict.fromkeys(FACTORS, 1.3)}, {"clicks": 1, "cpc": 1, "position": -1}),
    "rivals who bid more make clicks dearer":
        (RICH, scaled("rival_bid", 1.15), {"cpc": 1, "position": 1, "clicks": -1}),
    "more rivals make clicks dearer":
        (RICH, {"market.rivals.per_keyword": 6}, {"cpc": 1}),
    "rivals who run dry leave the page to us":
        (RICH, {"market.rivals.daily_budget": 15.0}, {"position": -1, "cpc": -1, "clicks": 1}),
    "a higher increment makes clicks dearer":
        (RICH, {"market.increment": 0.4}, {"cpc": 1, "profit": -1}),
    # ranked by bid alone: otherwise a reserve may shut out a cheap rival of high quality, and prices fall
    "a higher reserve makes clicks dearer":
        (RICH | {"market.squashing": 0.0}, {"market.reserve": 2.5}, {"cpc": 1}),
    "more refunds earn less":
        (RICH, {"products[0].refunds.rate": 0.4}, {"profit": -1, "realised": -1, "refunds": 1}),
    "dearer refunds earn less":
        (RICH, {"products[0].refunds.cost": 80.0}, {"profit": -1, "realised": -1}),
    "dearer goods earn less":
        (RICH, {"products[0].unit_cost": 50.0}, {"profit": -1, "realised": -1}),
    "a better image is clicked more, lifts quality, and pays less a click":
        (RICH, {"products[0].image_strength": 1.6}, {"ctr": 1, "quality": 1, "clicks": 1}),
    "more money buys more clicks and darkens fewer hours":
        ({}, {"campaign.daily_budget": 220.0}, {"clicks": 1, "cost": 1, "dark": -1}),
    "a better word fit lifts quality":
        (RICH, {"products[0].relevance": 2.0}, {"quality": 1, "position": -1, "clicks": 1}),
    "late payment does not change what matures":
        (RICH, {"uncertainty.delay": 0.0}, {"clicks": 0, "cvr": 0, "realised": 0, "profit": 0}),
}  # fmt: skip


@pytest.mark.parametrize("what", DIRECTIONS)
def test_direction(what):
    base, change, expected = DIRECTIONS[what]
    plain, changed = both(base, change)
    moved = {name: int(np.sign(changed[name] - plain[name])) for name in expected}
    assert moved == expected, {name: (plain[name], changed[name]) for name in expected}


def test_a_better_image_pays_less_for_the_same_slot():
    """One slot, one rival of fixed quality below us: the price falls with our quality, day by day as it is seen.

    At squashing 0 quality is not asked, and the price stays where it was.
    """
    slot = {
        **RICH, "worlds": "centre", "days": 14,
        "market.devices": {"mobile": {"share": 1.0, "slots": 1}},
        "market.rivals": {"count": 1, "per_keyword": 1, "bid_spread": 0.0, "quality_spread": 0.0, "click_spread": 0.0},
        **scaled("max_cpc", 4.0),
    }  # fmt: skip
    for squashing, cheaper in ((1.0, True), (0.0, False)):
        study = Study.of(worlds.scenario(slot, {"market.squashing": squashing}, plain={},
                                         image={"products[0].image_strength": 1.6}))  # fmt: skip
        plain, image = (worlds.runs(study, name, 4) for name in ("plain", "image"))
        for one, other in zip(plain, image, strict=True):
            assert np.array_equal(one.page["position_sum"], other.page["position_sum"])
        cost, clicks = (
            np.array([sum(r.by_click[name].sum(axis=0) for r in runs) for runs in (plain, image)])
            for name in ("cost", "clicks")
        )
        ratio = (cost[1] / clicks[1]) / (cost[0] / clicks[0])
        # the mix of keywords among the clicks moves a little, the price itself not at all before quality is seen
        assert ratio[0] == pytest.approx(1, abs=0.03)
        assert (ratio[-5:].mean() < 0.92) if cheaper else ratio[-5:].mean() == pytest.approx(1, abs=0.03)


def test_quality_of_an_image_comes_to_its_appeal():
    """COEC → appeal: after 28 days of many clicks the quality of a 1.6 image is near 1.6^(0.76·0.6)."""
    busy = {**RICH, **scaled("searches", 30.0), "days": 28, "worlds": "centre", "products[0].image_strength": 1.6}
    runs = worlds.runs(Study.of(worlds.scenario(busy, base={})), "base", 2)
    last = sum(r.quality_sum[:, -1].sum() for r in runs) / sum(r.page["impressions"][:, -1].sum() for r in runs)
    assert last == pytest.approx(1.6 ** (0.76 * 0.6), rel=0.03)
    assert quality.score(np.array([last])) > quality.score(np.ones(1))


def test_alone_on_the_page_every_click_costs_the_reserve():
    for reserve in (0.3, 0.4567891):
        results = worlds.runs(Study.of(worlds.scenario(worlds.QUIET, {"market.reserve": reserve})), "base", 1)[0]
        assert results.by_click["cost"].sum() == round(reserve * 1e6) * results.clicks > 0
        assert results.page["position_sum"].sum() == results.page["impressions"].sum()


@pytest.mark.parametrize("budget", [20.0, 60.0, 110.0, 200.0, 400.0])
def test_more_budget_never_buys_fewer_clicks(budget):
    """Class by class and day by day while quality holds still (first day), on the same shoppers."""
    study = Study.of(worlds.scenario({"days": 1}, plain={"campaign.daily_budget": budget},
                                     more={"campaign.daily_budget": budget * 1.25}))  # fmt: skip
    for replication in range(8):
        plain, more = (worlds.run(study, name, replication) for name in ("plain", "more"))
        assert (more.by_click["clicks"] >= plain.by_click["clicks"]).all()
        assert (more.by_click["cost"] >= plain.by_click["cost"]).all()
