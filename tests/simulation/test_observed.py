"""Observed keywords: every world shows what was observed at the present bid, and worlds differ in what was not."""

import logging
from dataclasses import replace

import numpy as np
import pytest

from adsim.platforms import PLATFORMS, platform
from adsim.simulation import Study, run
from adsim.simulation.setting import build
from tests.simulation import worlds

# Nothing but dice and rivals: no budget binds, days are alike, levels are known.
PLAIN = {
    "campaign.daily_budget": 1e7, "market.demand.dispersion": None, "market.demand.weekdays": [1.0] * 7,
    "uncertainty": {"searches": 0.0, "ctr": 0.0, "cvr": 0.0, "rival_bids": 0.0, "delay": 0.0},
    "market.rivals": {"count": 14, "per_keyword": 8},
}  # fmt: skip
SEED = worlds.scenario().seed
BUSY = [
    {"observed_ctr": 0.03, "observed_cpc": 2.2, "searches": 9000.0},
    {"observed_ctr": 0.01, "observed_cpc": 1.1, "searches": 20000.0, "class": "long_tail"},
    {"observed_ctr": 0.02, "observed_cpc": 2.6, "searches": 9000.0, "observed_position": 3.4, "class": "precise"},
    {"observed_ctr": 0.15, "observed_cpc": 0.9, "searches": 2000.0, "max_cpc": 1.2, "rivals": 2},
    {"observed_ctr": 0.05, "observed_cpc": 0.1, "searches": 2000.0, "max_cpc": 0.5},
]


def told(**known):
    return {"ctr": 0.05, "rival_bid": 2.4} | known


def observed(**known):
    return {"observed_ctr": 0.03, "observed_cpc": 2.0} | known


SEARCHES, CTR, CPC = (np.array([row[name] for row in BUSY]) for name in ("searches", "observed_ctr", "observed_cpc"))


@pytest.mark.parametrize("spread", [0.2, 0.5, 1.0])
def test_every_world_shows_what_was_observed(spread, monkeypatch):
    """Whatever the spread of rivals, while our quality stands still: 45 keywords in all, |z| < 4.5 on searches and
    clicks fails by chance once in 1,500 runs."""
    logging.info("seed %d", SEED)
    still = replace(platform("1688"), quality=replace(platform("1688").quality, kappa=1e12))
    monkeypatch.setitem(PLATFORMS, "1688", still)
    scenario = worlds.listed(BUSY, PLAIN, {"market.rivals.bid_spread": spread})
    study = Study.of(scenario)
    for world in range(3):
        found = run(study, "base", world).by_keyword
        searches, clicks = SEARCHES * scenario.days, SEARCHES * CTR * scenario.days
        assert (np.abs(found["searches"] - searches) < 4.5 * np.sqrt(searches)).all()
        assert (found["impressions"] == found["searches"]).all()
        assert (np.abs(found["clicks"] - clicks) < 4.5 * np.sqrt(clicks)).all()
        assert found["cost"] / found["clicks"] / 1e6 == pytest.approx(CPC, abs=2e-5)
        assert found["position_sum"][2] / found["impressions"][2] in (3, 4)


def test_the_mean_of_worlds_is_what_was_observed_while_quality_wanders():
    """24 worlds: no mean is off by 4.5 of its own standard errors and 1 % (once in 10,000 runs by chance)."""
    scenario = worlds.listed(BUSY, PLAIN)
    study = Study.of(scenario)
    found = [run(study, "base", world).by_keyword for world in range(24)]
    for name, usual in (("clicks", SEARCHES * CTR), ("cost", SEARCHES * CTR * CPC * 1e6)):
        relative = np.array([one[name] for one in found]) / (usual * scenario.days)
        error = relative.std(axis=0) / np.sqrt(len(found))
        assert (np.abs(relative.mean(axis=0) - 1) < 4.5 * error + 0.01).all(), name
        assert (error[:4] < 0.03).all()  # at the reserve prices jump more


def test_worlds_differ_in_what_another_bid_brings():
    rows, raised = [BUSY[0] | {"observed_position": 4.0}], {"campaign.bid_factor.head": 1.3}
    gains = {}
    for spread in (0.15, 1.0):
        scenario = worlds.listed(rows, PLAIN, {"market.rivals.bid_spread": spread}, {"days": 2}, base={}, more=raised)
        study = Study.of(scenario)
        gains[spread] = [run(study, "more", world).clicks / run(study, "base", world).clicks for world in range(24)]
    # Rivals close together are passed together: the same raise wins far more clicks, in some worlds.
    assert np.mean(gains[0.15]) > np.mean(gains[1.0]) + 0.15
    assert np.std(gains[0.15]) > 0.2 and np.std(gains[1.0]) > 0.1


def test_searches_lost_to_rank_are_won_by_higher_bids():
    rows = [observed(), observed(shown="no", keyword="词 0", searches=50.0, rivals=14)]
    scenario = worlds.listed(rows, PLAIN, base={}, double={"campaign.bid_factor.head": 2.0})
    study = Study.of(scenario)
    won = []
    for world in range(10):
        base, double = run(study, "base", world), run(study, "double", world)
        assert base.by_keyword["impressions"][1] < 0.1 * base.by_keyword["searches"][1]
        assert base.page["lost_to_rank"].sum() + base.by_keyword["impressions"].sum() == base.page["searches"].sum()
        won.append(double.by_keyword["impressions"][1] / double.by_keyword["searches"][1])
    # each world's page is won as a whole or not at all, but for the wandering of quality
    assert 0.2 < np.mean(won) < 1.0 and np.std(won) > 0.2


def test_told_keywords_do_not_notice_observed_ones():
    all_told = [told(), told(rivals=3, **{"class": "long_tail"}), told(ctr_spread=0.3), told()]
    mixed = [all_told[0], all_told[1], all_told[2], observed(cpc_spread=0.2, ctr_spread=0.1)]
    for world in range(3):
        plain, other = build(worlds.listed(all_told), world), build(worlds.listed(mixed), world)
        kept = plain.ad_keyword < 3
        for name in ("ad_bid", "ad_prior", "ad_fixed", "ad_advertiser"):
            assert np.array_equal(getattr(plain, name)[kept], getattr(other, name)[kept]), name
        for name in ("searches", "ctr", "cvr", "basket", "rival_bid"):
            assert np.array_equal(getattr(plain.keywords, name)[:3], getattr(other.keywords, name)[:3]), name
        assert not other.ad_settled[kept].any() and other.ad_settled[~kept][:-1].all()


def test_an_observed_world_is_the_same_in_all_variants():
    scenario = worlds.listed([observed(), told()], base={}, other={"campaign.bid_factor.head": 1.5})
    one, other = (build(state[0][1], 2) for state in Study.of(scenario).timetables.values())
    for name in ("ad_bid", "ad_prior", "ad_fixed", "base_ctr"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name


def price_at_present(setting, keyword=0):
    """What our click costs at the listed bid and quality 1, by the rule."""
    ours = setting.keywords.max_cpc[keyword]
    ads = (setting.ad_keyword == keyword) & (setting.ad_advertiser > 0)
    quality = setting.ad_prior**0.6 * setting.ad_fixed
    rank = (setting.ad_bid * quality)[ads & (setting.ad_bid >= 0.1)]
    below = rank[rank < ours]
    return min(ours, max(0.1, below.max() + 0.1)) if below.size else 0.1


def test_spreads_of_a_row_are_drawn_anew_in_every_world():
    spreads = {f"{name}_spread": 0.2 for name in ("searches", "ctr", "cvr", "cpc", "basket")}
    # so many clicks that quality stands still
    row = observed(searches=1e7, rivals=1, observed_position=1.0, **spreads)
    quiet = {"uncertainty": PLAIN["uncertainty"]}
    scenario = worlds.listed([row], quiet)
    settings = [build(scenario, world) for world in range(400)]
    found = {name: np.array([getattr(one.keywords, name)[0] for one in settings])
             for name in ("searches", "ctr", "cvr", "basket")}  # fmt: skip
    found["cpc"] = np.array([price_at_present(one) for one in settings])
    usual = {"searches": 1e7, "ctr": 0.03, "cvr": 0.05, "basket": 1.0, "cpc": 2.0}
    for name, values in found.items():
        spread = np.log(values[values < 3.0] if name == "cpc" else values).std()
        assert spread == pytest.approx(0.2, rel=0.15), name
        # sixteen standard errors of 1 % would be far off; 4 are allowed
        assert values.mean() == pytest.approx(usual[name], rel=0.04), name
    together = np.corrcoef([np.log(values) for values in found.values()])
    assert np.abs(together - np.eye(5)).max() < 0.2


def test_searches_with_and_without_our_ad_share_what_they_are_like():
    spreads = {f"{name}_spread": 0.3 for name in ("searches", "ctr", "cvr", "basket")}
    rows = [told(), observed(**spreads, keyword="阀门"), observed(**spreads, keyword="阀门", shown="no", rivals=13),
            observed(**spreads, keyword="阀门", campaign="other")]  # fmt: skip
    scenario = worlds.listed(rows, {"market.rivals": {"count": 14, "per_keyword": 13}})
    for world in range(5):
        keywords = build(scenario, world).keywords
        for name in ("cvr", "basket"):
            values = getattr(keywords, name)
            assert values[1] == values[2] != values[3], name
        assert keywords.ctr[1] == pytest.approx(keywords.ctr[2], rel=0.2)  # the same place; quality wanders where shown
        assert keywords.searches[1] != keywords.searches[2]


def test_the_centre_draws_rivals_and_nothing_else():
    row = observed(searches=1e7, searches_spread=0.3, cpc_spread=0.3, cvr_spread=0.3)
    centre = build(worlds.listed([row], {"worlds": "centre"}), 7)
    assert centre.keywords.searches[0] == 1e7 and centre.keywords.cvr[0] == 0.05
    assert price_at_present(centre) == pytest.approx(2.0, abs=0.01)


def test_levels_of_the_world_act_on_top():
    rows, level = [observed(searches=1e7)], {"uncertainty": PLAIN["uncertainty"] | {"rival_bids": 0.3, "ctr": 0.2}}
    quiet = worlds.listed(rows, {"uncertainty": PLAIN["uncertainty"]})
    for world in range(5):
        plain, moved = build(quiet, world), build(worlds.listed(rows, level), world)
        rivals = moved.world.levels["rival_bids"][0]
        assert moved.ad_bid == pytest.approx(np.minimum(plain.ad_bid * rivals, 10_000))
        assert moved.base_ctr == pytest.approx(plain.base_ctr * moved.world.levels["ctr"][0])


def test_pages_of_several_devices_weigh_by_their_searches():
    devices = {"mobile": {"share": 0.6, "ctr": 0.9, "examination": [1.0, 0.5]},
               "pc": {"share": 0.4, "ctr": 1.25, "examination": [0.8, 0.4, 0.2]}}  # fmt: skip
    audiences = {"trade": {"share": 0.5}, "private": {"share": 0.5, "ctr": 1.4}}
    scenario = worlds.listed(
        [observed(searches=1e9, observed_position=2.0)],
        {"market.devices": devices, "market.audiences": audiences, "uncertainty": PLAIN["uncertainty"]},
    )
    setting = build(scenario, 0)
    # second place on both: clicks an impression over the base click rate
    assert setting.keywords.ctr[0] * 1.2 * (0.6 * 0.9 * 0.5 + 0.4 * 1.25 * 0.4) == pytest.approx(0.03, rel=1e-3)
    third = worlds.listed([observed(observed_position=3.0)], {"market.devices": devices})
    ranks = [int((build(third, world).ad_bid > 0).sum()) for world in range(3)]
    assert min(ranks) > 0  # a place that not every page has is not taken: the nearest is


def test_weekdays_are_drawn_in_shape_not_in_level():
    scenario = worlds.scenario({"uncertainty.weekdays": 0.3})
    drawn = np.array([build(scenario, world).world.weekdays for world in range(300)])
    assert np.log(drawn).std() == pytest.approx(0.3, rel=0.08) and drawn.mean() == pytest.approx(1, rel=0.03)
    assert np.array_equal(build(worlds.scenario(), 0).world.weekdays, np.ones(7))
    assert np.array_equal(build(worlds.scenario({"uncertainty.weekdays": 0.3, "worlds": "centre"}), 0).world.weekdays,
                          np.ones(7))  # fmt: skip
    # the other levels of the world stay where they were
    levels = build(scenario, 5).world.levels
    assert all(np.array_equal(levels[name], build(worlds.scenario(), 5).world.levels[name]) for name in levels)
    quiet, wild = {"market.demand": {"dispersion": None}}, {"uncertainty.weekdays": 0.5}
    plain, varied = Study.of(worlds.scenario(quiet)), Study.of(worlds.scenario(quiet, wild))
    for world in range(4):
        weeks = [run(study, "base", world).page["searches"].sum(axis=0) for study in (plain, varied)]
        assert weeks[1].sum() == pytest.approx(weeks[0].sum(), rel=0.05) and not np.allclose(*weeks, rtol=0.1)
