"""Groups of rivals: advertisers beside the crowd, who change nobody else, come and go, and meet the same shoppers."""

from datetime import date, timedelta

import numpy as np
import pytest

from adsim.errors import WorkLimitError
from adsim.experiments.runs import estimate, run_key
from adsim.metrics import MICRO
from adsim.simulation import Study, run
from adsim.simulation.rival_groups import NEVER_DRY, reaches
from adsim.simulation.setting import build
from adsim.simulation.world import World
from tests.simulation import worlds

GROUPS = "market.rivals.groups"
LEADER = {"count": 1, "bid": 1.6, "bid_spread": 0.0, "quality": 1.3, "quality_spread": 0.0}
SOME = {"count": 3, "keywords": 0.6, "bid": 0.9}
FIRST = date(2024, 5, 6)


def day(number):
    return str(FIRST + timedelta(days=number))


def of_group(setting, name):
    """The ads of a group."""
    rival = setting.ad_advertiser - 1
    return np.flatnonzero((rival >= 0) & (setting.rival_group[rival] == setting.group_names.index(name)))


def ads(setting, chosen, *names):
    return {name: getattr(setting, name)[chosen].tolist() for name in names}


def test_a_group_changes_nothing_of_the_crowd_nor_of_the_world():
    budget = {"market.rivals.daily_budget": 80.0}
    plain, more = (build(worlds.scenario(budget, change), 3) for change in ({}, {GROUPS: {"b": SOME, "a": LEADER}}))
    crowd = of_group(more, "crowd")
    for name in ("ad_keyword", "ad_advertiser", "ad_bid", "ad_prior", "ad_fixed"):
        assert np.array_equal(getattr(plain, name)[plain.ad_advertiser > 0], getattr(more, name)[crowd]), name
    assert np.array_equal(plain.rival_budget, more.rival_budget[:6]) and (more.rival_budget[6:] == NEVER_DRY).all()
    assert np.array_equal(plain.keywords.cvr, more.keywords.cvr) and np.array_equal(plain.base_ctr, more.base_ctr)
    assert more.group_names == ("crowd", "a", "b") and more.rival_group.tolist() == [0] * 6 + [1] + [2] * 3


def test_on_each_keyword_the_crowd_stands_first_and_we_last():
    setting = build(worlds.scenario({GROUPS: {"b": SOME, "a": LEADER}}), 0)
    rank = np.append(setting.rival_group, 9)[setting.ad_advertiser - 1]
    for keyword in range(15):
        order = rank[setting.ad_keyword == keyword].tolist()
        assert order == sorted(order) and order[:5] == [0, 0, 0, 0, 1] and order[-1] == 9
    assert setting.our_ads.tolist() == np.flatnonzero(setting.ad_advertiser == 0).tolist()
    assert np.array_equal(setting.ad_advertiser[setting.entry_ad[setting.our_entries]], np.zeros(15))
    assert setting.n_accounts == 3 + 10 and setting.account.max() == 12


def test_a_member_is_the_same_whoever_else_there_is():
    drawn = "ad_keyword", "ad_bid", "ad_prior", "ad_fixed"
    one = build(worlds.scenario({GROUPS: {"some": SOME}}), 1)
    with_others = build(worlds.scenario({GROUPS: {"some": SOME, "also": LEADER, "zoo": SOME}}), 1)
    assert ads(one, of_group(one, "some"), *drawn) == ads(with_others, of_group(with_others, "some"), *drawn)
    many = build(worlds.scenario({GROUPS: {"some": SOME | {"count": 5}}}), 1)
    first = of_group(many, "some")
    first = first[many.ad_advertiser[first] <= 6 + 3]
    assert ads(one, of_group(one, "some"), *drawn) == ads(many, first, *drawn)
    zoo = of_group(with_others, "zoo")
    assert ads(one, of_group(one, "some"), *drawn) != ads(with_others, zoo, *drawn)
    other_world = build(worlds.scenario({GROUPS: {"some": SOME}}), 2)
    assert ads(one, of_group(one, "some"), *drawn) != ads(other_world, of_group(other_world, "some"), *drawn)


def test_groups_are_as_they_are_told():
    """200 members on 8 of 15 keywords: shares and means within 4 standard errors; false alarm below 4e-4."""
    told = {"count": 200, "keywords": 0.3, "classes": ["long_tail"], "bid": 1.5, "bid_spread": 0.4,
            "quality": 1.2, "quality_spread": 0.2, "daily_budget": 25.0}  # fmt: skip
    setting = build(worlds.scenario({GROUPS: {"many": told}, "worlds": "centre"}), 0)
    chosen = of_group(setting, "many")
    assert set(setting.keywords.klass[setting.ad_keyword[chosen]]) == {1}
    assert abs(chosen.size - 480) < 4 * np.sqrt(1600 * 0.3 * 0.7)
    bid = np.log(setting.ad_bid[chosen] / 2.8)
    good = setting.ad_fixed[chosen] * setting.ad_prior[chosen] ** 0.6
    assert abs(bid.mean() - np.log(1.5)) < 4 * 0.4 / np.sqrt(chosen.size) and bid.std() == pytest.approx(0.4, rel=0.15)
    assert abs(np.log(good).mean() - np.log(1.2)) < 4 * 0.2 / np.sqrt(chosen.size)
    relative = np.log(setting.ad_prior[chosen] / good)
    assert relative.std() == pytest.approx(0.2, rel=0.15) and np.log(good).std() == pytest.approx(0.2, rel=0.15)
    assert (setting.rival_budget[6:] == 25 * MICRO).all()


def test_variants_with_other_groups_meet_the_same_shoppers():
    """A group that is never there leaves a run as it is to the last digit, and all variants share the bounds."""
    away = LEADER | {"seasons": [{"from": day(0), "bid": 0.0}]}
    scenario = worlds.scenario(
        {"campaign.daily_budget": 1e5}, plain={}, none={f"{GROUPS}": {"lead": LEADER | {"count": 0}}},
        away={GROUPS: {"lead": away}}, lead={GROUPS: {"lead": LEADER}},
        loud={GROUPS: {"lead": LEADER | {"quality": 3.0}, "some": SOME | {"keywords": 0.2}}},
    )  # fmt: skip
    study = Study.of(scenario)
    found = {name: run(study, name, 1) for name in study.timetables}
    assert worlds.same(found["plain"], found["away"]) and worlds.same(found["plain"], found["none"])
    for name in ("lead", "loud"):
        assert np.array_equal(found["plain"].page["searches"], found[name].page["searches"])
        assert found[name].page["position_sum"].sum() > found["plain"].page["position_sum"].sum()
    alone = run(Study.of(worlds.scenario({"campaign.daily_budget": 1e5})), "base", 1)
    assert not worlds.same(found["plain"], alone)  # other bounds, other candidates


def test_the_bound_covers_every_variant():
    patches = {"one": {GROUPS: {"lead": LEADER}}, "two": {GROUPS: {"lead": LEADER | {"quality": 2.5, "count": 2}}},
               "three": {GROUPS: {"some": SOME}}, "four": {}}  # fmt: skip
    study = Study.of(worlds.scenario(**patches))
    settings = {name: build(study.timetables[name][0][1], 2, study.rival_groups) for name in patches}
    for setting in settings.values():
        assert np.array_equal(setting.highest_rate, settings["two"].highest_rate)
        assert (setting.click_rate <= setting.highest_rate).all()
    lead = of_group(settings["one"], "lead")
    assert settings["one"].ad_bid[lead].tolist().count(0.0) == 15 and (settings["two"].ad_bid[lead] > 0).all()
    assert not settings["four"].ad_bid[of_group(settings["four"], "some")].any()
    assert study.rival_groups == reaches(table[0][1] for table in reversed([*study.timetables.values()]))


def test_who_comes_and_goes_bids_on_his_days_only():
    seasons = [{"from": day(2), "until": day(4), "bid": 1.5, "budget": 3.0}, {"from": day(4), "bid": 2.0}]
    groups = {"new": LEADER | {"from": day(3)}, "old": LEADER | {"until": day(1)},
              "fair": LEADER | {"daily_budget": 20.0, "seasons": seasons}}  # fmt: skip
    world = World(Study.of(worlds.scenario({GROUPS: groups})), "base", 0)
    setting = world.setting
    bids, spent = {name: [] for name in groups}, {name: [] for name in groups}
    for _ in range(7):
        world.open_day()
        for name, found in bids.items():
            drawn = setting.ad_bid[of_group(setting, name)]
            factor = np.unique(np.round(world.bidders.max_cpc[of_group(setting, name)] / drawn, 9))
            assert factor.size == 1
            found.append(factor[0])
        world.advance(24)
        for name, found in spent.items():
            account = setting.our_accounts + np.flatnonzero(setting.rival_group == setting.group_names.index(name))
            found.append(world._auction.spent[account].sum() / MICRO)
        world.close_day()
    assert bids == {"new": [0, 0, 0, 1, 1, 1, 1], "old": [1, 1, 0, 0, 0, 0, 0], "fair": [1, 1, 1.5, 1.5, 3, 2, 2]}
    assert [cost > 0 for cost in spent["new"]] == [False] * 3 + [True] * 4
    assert [cost > 0 for cost in spent["old"]] == [True] * 2 + [False] * 5
    assert spent["fair"] == [20, 20, 60, 60, 60, 20, 20]


def test_money_adds_up_with_groups_and_arms():
    groups = {GROUPS: {"lead": LEADER, "poor": SOME | {"daily_budget": 15.0, "hours": [0.0] * 12 + [1.0] * 12}}}
    arms = {"test": {"arms": {"control": {}, "other": {"products[0].image_strength": 1.3}}, "looks": [1, 3, 7]}}
    for scenario in (worlds.scenario(groups), worlds.scenario(groups, arms)):
        results = run(Study.of(scenario), "base", 0)
        ours = int(results.by_click["cost"].sum())
        assert ours > 0 and results.platform_revenue == ours + results.rival_cost


def test_runs_are_kept_apart_when_a_group_elsewhere_moves_the_bound():
    def key(**change):
        variants = {"plain": {}, "lead": {GROUPS: {"lead": LEADER | change}}}
        return run_key(Study.of(worlds.scenario(**variants)), "plain", 0)

    assert key() != key(quality=1.4) and key() != key(count=2)
    assert key() == key(bid=1.1) == key(daily_budget=9.0)


def test_ads_are_counted_before_anything_runs():
    pages = {"market.devices": {"mobile": {"share": 0.5}, "pc": {"share": 0.5}}}
    many = {GROUPS: {"many": {"count": 400, "keywords": 0.5, "classes": ["long_tail", "precise"]}}}
    study = Study.of(worlds.scenario(pages, plain={}, many=many))
    setting = build(study.timetables["plain"][0][1], 0, study.rival_groups)
    for name in ("plain", "many"):
        entries = estimate(study, [name], 2).entries
        assert entries == 2 * (15 * 5 + 12 * 200) and setting.entry_ad.size == pytest.approx(entries, rel=0.05)
    wide = {"keywords.long_tail.count": 30_000} | {GROUPS: {"many": {"count": 500}}}
    with pytest.raises(WorkLimitError, match="ads of all advertisers in all cells, the limit is 10,000,000"):
        estimate(Study.of(worlds.scenario(wide)), ["base"], 2).refuse_if_too_much()
