"""Whole runs where theory knows the answer: one keyword, one ad, nobody else; and the control's mean.

Each test states its chance of a false alarm; the seed is that of the scenario.
"""

import numpy as np
import pytest
from scipy import stats

from adsim.scenario import patches
from adsim.scenario.objects import CLASSES
from adsim.simulation import Study, run
from adsim.simulation.levels import draw_world
from tests.shop.test_delay import MARKETPLACE
from tests.simulation import worlds

FALSE_ALARM = 1e-4
DAYS, RUNS = 14, 150
CLICKS_A_DAY = 2000 * 0.05  # searches × click rate; the top slot is surely looked at
CVR = 0.3


@pytest.fixture(scope="module")
def quiet():
    """150 seasons of 14 days in a world held at its centre."""
    return worlds.runs(Study.of(worlds.scenario(worlds.QUIET, {"days": DAYS})), "base", RUNS)


def poisson_alarm(counts, mean):
    """The smallest p-value of mean and variance of counts that should be Poisson, times two."""
    law, spread = stats.poisson(mean * counts.size), counts.var() * counts.size / mean
    tails = (law.cdf(counts.sum()), law.sf(counts.sum() - 1), stats.chi2(counts.size - 1).cdf(spread),
             stats.chi2(counts.size - 1).sf(spread))  # fmt: skip
    return 2 * min(tails) * 2


def test_searches_clicks_and_orders_are_poisson(quiet):
    for counts, mean in (
        (worlds.total(quiet, "searches"), 2000.0 * DAYS),
        (worlds.total(quiet, "clicks"), CLICKS_A_DAY * DAYS),
        (worlds.total(quiet, "orders"), CLICKS_A_DAY * DAYS * CVR),
    ):
        assert poisson_alarm(counts, mean) > FALSE_ALARM / 3
    assert all(np.array_equal(r.page["searches"], r.page["impressions"]) for r in quiet)


def test_hours_of_the_day_have_their_share(quiet):
    """Searches are the same every hour here, so clicks are."""
    counts = sum(r.by_hour["clicks"][0] for r in quiet)
    assert stats.chisquare(counts).pvalue > FALSE_ALARM


def test_orders_so_far_and_pending_follow_the_delay_oracle(quiet):
    """Seen by the end with mean r·CVR·∫F(age), pending r·CVR·∫(1 − F(age)), independent; also day by day."""
    ages = (np.arange(20_000) + 0.5) * 24 * DAYS / 20_000
    share = float(MARKETPLACE.cdf(ages).mean())
    seen = np.array([r.by_event["orders"][0, :DAYS].sum() for r in quiet])
    pending = np.array([r.by_event["orders"][0, DAYS] for r in quiet])
    whole = CLICKS_A_DAY * DAYS * CVR
    level = FALSE_ALARM / 4
    assert poisson_alarm(seen, whole * share) > level
    assert poisson_alarm(pending, whole * (1 - share)) > level
    assert stats.pearsonr(seen, pending).pvalue > level
    # paid on day d: of the clicks of each day up to d, the delay's mass in that calendar day
    by_day = CLICKS_A_DAY * CVR * np.cumsum([_paid_after(days) for days in range(DAYS)])
    paid = sum(r.by_event["orders"][0, :DAYS] for r in quiet)
    z = (paid - RUNS * by_day) / np.sqrt(RUNS * by_day)
    assert stats.chi2(DAYS).sf((z**2).sum()) > level


def _paid_after(days):
    """Share of a day's orders that are paid so many calendar days after the click."""
    hour = (np.arange(240) + 0.5) / 10
    until, before = 24 * days + 24 - hour, np.maximum(24 * days - hour, 0)
    return float((MARKETPLACE.cdf(until) - MARKETPLACE.cdf(before)).mean())


def test_midnight_belongs_to_the_day_that_begins():
    """Who pays at once pays on the day of the click; who pays a full day later, on the next, from the same hour on."""
    at_once = {"products[0].delay": [{"share": 1.0, "mean_hours": 1e-9}]}
    results = worlds.runs(Study.of(worlds.scenario(worlds.QUIET, at_once)), "base", 1)[0]
    assert np.array_equal(results.by_event["orders"][:, :7], results.by_click["orders"])
    never = {"products[0].delay": [{"share": 1.0, "mean_hours": 1e9}]}
    results = worlds.runs(Study.of(worlds.scenario(worlds.QUIET, never)), "base", 1)[0]
    assert results.by_event["orders"][0, 7] == results.by_click["orders"].sum() > 0


def test_refunds_are_known_only_after_their_wait():
    slow = {"products[0].delay": [{"share": 1.0, "mean_hours": 1e-9}], "products[0].refunds.mean_days": 1e6}
    results = worlds.runs(Study.of(worlds.scenario(worlds.QUIET, slow)), "base", 1)[0]
    assert results.by_event["refunds"][0, 7] == results.by_click["refunds"].sum() > 0
    # so far everything looks kept; matured, refunds are taken out
    assert results.by_event["margin"][0, :7].sum() > results.by_click["margin"].sum()


def test_the_control_has_the_mean_of_the_realised_profit():
    """Paired over 200 worlds with budgets binding: 4 standard errors."""
    runs = worlds.runs(Study.of(worlds.scenario({"products[0].basket_spread": 0.8})), "base", 200)
    gap = np.array([r.profit - r.expected_profit for r in runs])
    error = gap.std(ddof=1) / gap.size**0.5
    assert abs(gap.mean()) < 4 * error
    # and it is worth having: it varies far less than what it stands for
    assert np.std([r.expected_profit for r in runs]) < np.std([r.profit for r in runs])


def test_the_control_knows_who_comes_and_what_is_offered():
    """Audiences with baskets and rates of their own, a price away from the usual, many refunds: 4 standard errors."""
    offer = {
        "market.audiences": {"trade": {"share": 0.6, "cvr": 1.2, "basket": 1.6},
                             "private": {"share": 0.4, "basket": 0.3}},
        "products[0].price": 60.0, "products[0].page_strength": 1.3, "products[0].refunds.rate": 0.4,
    }  # fmt: skip
    runs = worlds.runs(Study.of(worlds.scenario(worlds.QUIET, offer)), "base", 40)
    gap = np.array([r.profit - r.expected_profit for r in runs])
    assert abs(gap.mean()) < 4 * gap.std(ddof=1) / gap.size**0.5
    # a control without baskets would be off by far more than that
    assert gap.std(ddof=1) / gap.size**0.5 < 0.02 * np.mean([r.expected_margin.sum() for r in runs])


def test_worlds_are_drawn_around_their_centre():
    """Levels have mean 1 and the stated spread; held at the centre, no world differs but by its dice."""
    scenario = worlds.scenario({"uncertainty.cvr": 0.4, "uncertainty.rival_budgets": 0.3})
    drawn = [draw_world(scenario, replication) for replication in range(3000)]
    for name, spread in (("searches", 0.1), ("ctr", 0.15), ("cvr", 0.4), ("rival_bids", 0.15)):
        levels = np.array([world.levels[name] for world in drawn])
        assert np.abs(levels.mean(axis=0) - 1).max() < 4.5 * spread * 1.1 / 3000**0.5
        assert np.log(levels).std(axis=0) == pytest.approx([spread] * 3, rel=0.06)
        assert np.abs(np.corrcoef(levels.T)[np.triu_indices(3, 1)]).max() < 0.09
    assert np.log([world.rival_budgets for world in drawn]).std() == pytest.approx(0.3, rel=0.06)
    assert np.log([world.delay for world in drawn]).std() == pytest.approx(0.1, rel=0.06)
    centre = draw_world(scenario.model_copy(update={"worlds": "centre"}), 7)
    assert centre.delay == centre.rival_budgets == 1 and all((v == 1).all() for v in centre.levels.values())


def test_a_world_whose_levels_are_held_at_what_it_drew_is_the_same_world():
    """And with one level held, the others are as drawn."""
    drawn = worlds.scenario(
        {"uncertainty": {"rival_budgets": 0.3, "weekdays": 0.2}, "market.rivals.daily_budget": 90.0}
    )
    world = draw_world(drawn, 3)
    by_class = {name: dict(zip(CLASSES, level.tolist(), strict=True)) for name, level in world.levels.items()}
    held = by_class | {
        "rival_budgets": world.rival_budgets, "weekdays": world.weekdays.tolist(), "delay": world.delay,
    }  # fmt: skip
    # Spreads of 3 would move everything, were anything drawn from them.
    wide = dict.fromkeys(("searches", "ctr", "cvr", "rival_bids", "rival_budgets", "weekdays", "delay"), 3.0)
    alike = worlds.scenario({"uncertainty": wide | {"held": held}, "market.rivals.daily_budget": 90.0})
    assert worlds.same(run(Study.of(drawn), "base", 3), run(Study.of(alike), "base", 3))
    one = draw_world(patches.patched(drawn, {"uncertainty.held": {"cvr": {"head": 0.5}}}), 3)
    assert one.levels["cvr"].tolist() == [0.5, 1.0, 1.0] and one.delay == world.delay
    assert (one.levels["ctr"] == world.levels["ctr"]).all() and (one.weekdays == world.weekdays).all()
