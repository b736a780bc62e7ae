"""How a scenario becomes arrays: volumes, cells, rivals, and what all variants of a world have in common."""

import numpy as np
import pytest

from adsim.platforms import platform
from adsim.scenario.objects import CLASSES, KeywordRow
from adsim.simulation.keywords import keyword_names
from adsim.simulation.setting import build
from tests.simulation import worlds

SPLIT_PAGES = {
    "market.devices": {"mobile": {"share": 0.6, "ctr": 0.9}, "pc": {"share": 0.4, "slots": 3, "ctr": 1.2}},
    "market.audiences": {"trade": {"share": 0.7}, "private": {"share": 0.3, "ctr": 1.5}},
}


@pytest.fixture
def centre():
    return build(worlds.scenario(SPLIT_PAGES, {"worlds": "centre"}), 0)


def test_volumes_are_a_power_law_that_adds_up_to_the_class(centre):
    for index, name in enumerate(CLASSES):
        part = getattr(worlds.scenario().keywords, name)
        volumes = centre.keywords.searches[centre.keywords.klass == index]
        assert volumes.sum() == pytest.approx(part.searches)
        assert volumes[0] / volumes[1] == pytest.approx(2**part.zipf)


def test_cells_are_keyword_times_audience_times_device(centre):
    assert centre.keyword.size == 15 * 4
    assert np.bincount(centre.keyword, weights=centre.share) == pytest.approx([1.0] * 15)
    combinations = {(k, a, d) for k, a, d in zip(centre.keyword, centre.audience, centre.device, strict=True)}
    assert len(combinations) == 60
    own = centre.keywords.ctr[centre.keyword]
    factor = np.array([0.9, 1.2])[centre.device] * np.array([1.0, 1.5])[centre.audience]
    assert centre.base_ctr == pytest.approx(own * factor)


def test_pages_have_their_devices_slots_and_curve(centre):
    curve = platform("1688").layout("pc").examination[:3]
    pc = centre.device == 1
    assert (centre.slots[pc] == 3).all() and (centre.examination[pc][:, :3] == curve).all()
    assert (centre.examination[pc][:, 3:] == 0).all()
    assert (centre.slots[~pc] == platform("1688").layout("mobile").slots).all()
    given = {"market.devices": {"odd": {"share": 1.0, "examination": [0.3, 0.9, 0.1]}}}
    odd = build(worlds.scenario(given), 0)
    assert odd.examination[0].tolist() == [0.3, 0.9, 0.1]


def test_rivals_of_a_keyword_are_distinct_and_ours_comes_last(centre):
    """Ties go to the earlier entrant, so we lose them."""
    for cell in range(centre.keyword.size):
        entries = slice(centre.first[cell], centre.first[cell + 1])
        advertisers = centre.ad_advertiser[centre.entry_ad[entries]]
        assert advertisers[-1] == 0 and np.unique(advertisers).size == 5
        assert (centre.ad_keyword[centre.entry_ad[entries]] == centre.keyword[cell]).all()
        accounts = centre.account[entries]
        assert accounts[-1] == centre.keywords.klass[centre.keyword[cell]]
        assert (accounts[:-1] == advertisers[:-1] + centre.our_accounts - 1).all()


def test_rivals_spread_as_stated():
    many = {"market.rivals": {"count": 40, "per_keyword": 40, "bid_spread": 0.5, "quality_spread": 0.3,
                              "click_spread": 0.2, "daily_budget": 50.0, "budget_spread": 0.4},
            "keywords.long_tail.count": 100, "uncertainty.rival_bids": 0.0}  # fmt: skip
    setting = build(worlds.scenario(many), 0)
    rival = setting.ad_advertiser > 0
    bids = np.log(setting.ad_bid[rival] / setting.keywords.rival_bid[setting.ad_keyword[rival]])
    assert bids.mean() == pytest.approx(0, abs=0.04) and bids.std() == pytest.approx(0.5, rel=0.05)
    exponent = platform("1688").quality.ctr_exponent
    quality = np.log(setting.ad_prior[rival] ** exponent * setting.ad_fixed[rival])
    assert quality.mean() == pytest.approx(0, abs=0.03) and quality.std() == pytest.approx(0.3, rel=0.05)
    extra = np.log(setting.ad_prior[rival]) - quality
    assert extra.std() == pytest.approx(0.2, rel=0.05) and abs(np.corrcoef(extra, quality)[0, 1]) < 0.08
    assert np.log(setting.rival_budget / 50e6).std() == pytest.approx(0.4, rel=0.35)


def test_a_world_is_the_same_in_all_variants():
    """Whatever the variant decides: keywords, rates and rivals are drawn by the world alone."""
    decided = {"campaign.split": "equal", "campaign.bid_factor.head": 3.0, "products[0].image_strength": 2.0}
    plain, varied = build(worlds.scenario(), 3), build(worlds.scenario(decided), 3)
    for name in ("ad_bid", "ad_prior", "ad_fixed", "ad_advertiser", "base_ctr", "click_rate", "rival_budget", "share"):
        assert np.array_equal(getattr(plain, name), getattr(varied, name)), name
    for name in ("searches", "ctr", "cvr", "rival_bid"):
        assert np.array_equal(getattr(plain.keywords, name), getattr(varied.keywords, name)), name
    assert not np.array_equal(plain.ad_bid, build(worlds.scenario(), 4).ad_bid)


def test_no_rivals_at_all():
    setting = build(worlds.scenario({"market.rivals": {"count": 0, "per_keyword": 0}}), 0)
    assert setting.rival_budget.size == 0 and np.diff(setting.first).tolist() == [1] * 15
    assert setting.our_ads.tolist() == list(range(15))


def test_listed_keywords_are_taken_over_as_they_stand():
    rows = [KeywordRow.model_validate({"keyword": f"词 {n}", "class": klass, "searches": 10.0 + n, "ctr": 0.04,
                                       "cvr": 0.05, "max_cpc": 1.0 + n, "rival_bid": 1.0, "ctr_spread": 0.3,
                                       "rivals": n})
            for n, klass in enumerate(("precise", "head", "head"))]  # fmt: skip
    scenario = worlds.scenario({"worlds": "centre"}).model_copy(update={"listed": tuple(rows)})
    names, klass = keyword_names(scenario)
    setting = build(scenario, 5)
    assert names == ("词 0", "词 1", "词 2") and klass.tolist() == [2, 0, 0]
    # at the centre not even the keywords' own spread is drawn
    assert setting.keywords.searches.tolist() == [10, 11, 12] and setting.keywords.ctr.tolist() == [0.04] * 3
    assert setting.keywords.rivals.tolist() == [0, 1, 2] and np.diff(setting.first).tolist() == [1, 2, 3]
    drawn = build(scenario.model_copy(update={"worlds": "drawn"}), 5)
    assert len(set((drawn.keywords.ctr / 0.04).tolist())) == 3
