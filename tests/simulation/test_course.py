"""What bidders did is booked as it held: bids by searches and hours, participation, and whose traffic it was."""

from dataclasses import replace

import numpy as np
import pytest

from adsim.metrics import MICRO
from adsim.simulation import simulate
from adsim.simulation.course import BidCourse, Traffic
from adsim.simulation.setting import build
from tests.simulation import worlds

HALF_A_DAY = [0.5] * 6 + [1.0] * 12 + [0.0] * 6


def stated_mean(setting, klass, bids):
    of = (setting.keywords.klass == klass) & (bids > 0)
    return np.average(bids[of], weights=setting.keywords.stated[of])


def test_fixed_bids_are_the_mean_by_stated_searches():
    scenario = worlds.listed([
        {"searches": 900.0, "max_cpc": 2.0, "ctr": 0.05, "rival_bid": 1.0},
        {"searches": 100.0, "max_cpc": 7.0, "ctr": 0.05, "rival_bid": 1.0},
    ])  # fmt: skip
    run = simulate(scenario)
    np.testing.assert_allclose(run.max_cpc[0], 0.9 * 2.0 + 0.1 * 7.0, rtol=1e-12)
    assert np.isnan(run.max_cpc[1:]).all() and np.isnan(run.participation[1:]).all()
    assert (run.participation[0] == 1.0).all()


def test_hours_count_as_long_as_they_last():
    """Six hours at half the bid, twelve at all of it, six without a bid: these count for nothing."""
    plain = simulate(worlds.scenario())
    run = simulate(worlds.scenario({"campaign.hours": HALF_A_DAY}))
    np.testing.assert_allclose(run.max_cpc, plain.max_cpc * (6 * 0.5 + 12) / 18, rtol=1e-12)


def test_keywords_that_are_not_bought_do_not_count():
    words = ("cheap", "good valve", "valve")
    rows = [{"keyword": word, "max_cpc": 3.0 + len(word), "ctr": 0.05, "rival_bid": 1.0} for word in words]
    scenario = worlds.listed(rows, {"campaign.keyword_bids": {"cheap": 0.0}})
    setting = build(scenario, 0)
    bids = np.array([0.0, 13.0, 8.0])
    run = simulate(scenario)
    assert run.max_cpc[0, 0] == pytest.approx(stated_mean(setting, 0, bids))


class TestParticipation:
    setting = build(worlds.scenario(), 0)

    def course(self, *turns):
        course = BidCourse(self.setting, 1)
        bids = np.zeros(self.setting.ad_keyword.size)
        bids[self.setting.our_ads] = 2.0
        for hour, factor, share in turns:
            took = None if share is None else np.full(self.setting.n_accounts, share)
            course.holds(hour, bids * factor, took)
        course.close_day(0)
        return course

    def test_weighed_by_hours(self):
        course = self.course((0, 1.0, None), (18, 1.0, 0.2))
        np.testing.assert_allclose(course.participation, (18 + 6 * 0.2) / 24)
        np.testing.assert_allclose(course.max_cpc, 2.0)

    def test_a_decision_that_changes_nothing_changes_nothing(self):
        once = self.course((0, 1.0, 0.3))
        often = self.course(*((hour, 1.0, 0.3) for hour in range(24)))
        assert np.array_equal(once.participation, often.participation)

    def test_the_next_day_begins_anew(self):
        course = BidCourse(self.setting, 2)
        bids = np.full(self.setting.ad_keyword.size, 1.0)
        course.holds(0, bids, None)
        course.close_day(0)
        course.holds(0, bids * 3, None)
        course.close_day(1)
        np.testing.assert_allclose(course.max_cpc, [[1.0, 3.0]] * 3, rtol=1e-12)


def test_traffic_of_all_groups_is_all_traffic():
    scenario = worlds.scenario({"market.rivals": {"count": 6, "per_keyword": 4, "daily_budget": 40.0}})
    run = simulate(scenario)
    assert run.by_group["clicks"].shape == (2, 7)
    assert np.array_equal(run.by_group["clicks"][0], run.by_click["clicks"].sum(axis=0))
    assert np.array_equal(run.by_group["cost"][0], run.by_click["cost"].sum(axis=0))
    assert np.array_equal(run.by_group["impressions"][0], run.page["impressions"].sum(axis=0))
    assert run.by_group["cost"][1].sum() == run.rival_cost > 0


def test_named_groups_have_rows_of_their_own():
    setting = replace(build(worlds.scenario(), 0), group_names=("crowd", "two"))
    setting.rival_group[-2:] = 1
    traffic = Traffic(setting, 1)
    assert traffic.names == ("ours", "crowd", "two")
    ads = np.arange(setting.ad_keyword.size, dtype=float)
    traffic.close_day(0, dict.fromkeys(("impressions", "clicks", "cost"), ads))
    rival = setting.ad_advertiser
    wanted = [ads[rival == 0].sum(), ads[(rival > 0) & (rival < 5)].sum(), ads[rival >= 5].sum()]
    assert traffic.by_group["clicks"][:, 0].tolist() == wanted


def test_a_crowd_of_nobody_gets_nothing():
    run = simulate(worlds.scenario(worlds.QUIET))
    assert run.groups == ("ours", "crowd")
    assert run.by_group["cost"].shape == (2, 7)
    assert not run.by_group["impressions"][1].any()
    assert run.by_group["cost"].sum() / MICRO == pytest.approx(run.cost)


def test_arms_of_a_product_test_are_counted_together():
    arms = {"old": {}, "new": {"products[0].image_strength": 1.2}}
    scenario = worlds.scenario({"test": {"arms": arms, "rule": "none", "looks": [1, 7]}})
    plain, run = simulate(worlds.scenario()), simulate(scenario)
    np.testing.assert_allclose(run.max_cpc, plain.max_cpc)
    assert np.array_equal(run.by_group["clicks"][0], run.by_click["clicks"].sum(axis=0))
