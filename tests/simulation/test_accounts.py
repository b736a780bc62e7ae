"""Campaigns as accounts: budgets by campaign, bids by keyword, negatives, and what tables by class make of them."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adsim.metrics import MICRO
from adsim.scenario.listing import Listing
from adsim.scenario.objects import CLASSES
from adsim.simulation import Study, plans, run
from adsim.simulation.accounts import Mix, account_of, budgets
from adsim.simulation.keywords import rows_of
from adsim.simulation.setting import build
from tests.simulation import worlds
from tests.simulation.test_conservation import bookings_agree, counts_are_nested, money_balances

# Campaign a lies in head and long tail, b in long tail and precise.
ROWS = [
    {"class": klass, "campaign": campaign, "searches": searches, "ctr": 0.06, "rival_bid": 2.4, "rivals": rivals}
    for klass, campaign, searches, rivals in (
        ("head", "a", 900.0, 4), ("long_tail", "a", 300.0, 4), ("long_tail", "b", 100.0, 3), ("precise", "b", 100.0, 4))
]  # fmt: skip
BY_CAMPAIGN = {"campaign.split_of": "campaigns", "campaign.campaigns": {"b": 0.25, "a": 0.75}}


def by_campaign(*changes, **variants):
    return worlds.listed(ROWS, BY_CAMPAIGN, *changes, **variants)


def test_accounts_are_ours_first_then_rivals():
    scenario = by_campaign()
    setting = build(scenario, 0)
    assert setting.our_accounts == 2 and setting.our_account.tolist() == [0, 0, 1, 1]
    ours = setting.ad_advertiser[setting.entry_ad] == 0
    assert setting.account[ours].tolist() == [0, 0, 1, 1]
    assert (setting.account[~ours] == setting.ad_advertiser[setting.entry_ad][~ours] + 1).all()
    assert setting.n_accounts == 2 + scenario.market.rivals.count
    assert budgets(scenario).tolist() == [112.5 * MICRO, 37.5 * MICRO]


def test_the_order_in_which_campaigns_are_named_changes_nothing():
    other = {"campaign.campaigns": {"a": 0.75, "b": 0.25}}
    assert worlds.same(run(Study.of(by_campaign()), "base", 1), run(Study.of(by_campaign(other)), "base", 1))


def test_one_campaign_a_class_is_a_split_by_class():
    """The same money for the same keywords, whatever it is called: equal to the last digit."""
    rows = [row | {"campaign": f"c{('head', 'long_tail', 'precise').index(row['class'])}"} for row in ROWS]
    shares = {"head": 0.3, "long_tail": 0.6, "precise": 0.1}
    named = dict(zip(("c0", "c1", "c2"), shares.values(), strict=True))
    scenario = worlds.listed(
        rows, {"campaign.daily_budget": 60.0, "campaign.unspent": "share"},
        campaigns={"campaign.split_of": "campaigns", "campaign.campaigns": named}, classes={"campaign.split": shares},
    )  # fmt: skip
    study = Study.of(scenario)
    one, other = run(study, "campaigns", 2), run(study, "classes", 2)
    assert worlds.same(one, other) and one.dark_by_day.sum() > 0


def test_a_campaign_spends_its_own_money_and_no_more():
    scenario = by_campaign({"campaign.daily_budget": 20.0})
    study, campaign = Study.of(scenario), np.array([0, 0, 1, 1])
    for world in range(3):
        found = run(study, "base", world)
        spent = np.bincount(campaign, weights=found.by_keyword["cost"])
        assert (spent <= budgets(scenario) * scenario.days).all()
        assert spent[0] > 0.95 * 15 * MICRO * scenario.days  # a runs dry every day
        assert int(found.budget.sum()) == 20 * MICRO * scenario.days
        assert found.page["lost_to_budget"].sum() > 0


def test_unspent_money_goes_to_the_campaign_that_ran_dry():
    quiet = {"campaign.daily_budget": 80.0, "campaign.campaigns": {"a": 0.2, "b": 0.8}}
    spent = {}
    for unspent in ("keep", "share"):
        found = run(Study.of(by_campaign(quiet, {"campaign.unspent": unspent})), "base", 0)
        spent[unspent] = found.by_keyword["cost"][:2].sum() / MICRO
    assert spent["keep"] == pytest.approx(0.2 * 80 * 7, rel=0.05)
    assert spent["share"] > 1.3 * spent["keep"]


def test_a_campaign_without_money_is_not_in_the_race():
    scenario = by_campaign({"campaign.campaigns": {"a": 1.0, "b": 0.0}})
    found = run(Study.of(scenario), "base", 0)
    assert found.by_keyword["impressions"][:2].all() and not found.by_keyword["impressions"][2:].any()
    assert np.isnan(found.dark_by_day[2]).all() and not found.page["lost_to_budget"][2].any()


def test_tables_by_class_weigh_campaigns_by_their_searches():
    scenario = by_campaign()
    keywords = build(scenario, 0).keywords
    mix = Mix.of(scenario, keywords, account_of(scenario, keywords.klass))
    assert mix.budget(budgets(scenario)).tolist() == [0.75 * 112_500_000, 0.25 * 112_500_000 + 18_750_000, 18_750_000]
    # long tail: 300 searches of a, 100 of b; precise: b alone
    assert mix.mean(np.array([8.0, 4.0])).tolist() == [8.0, 7.0, 4.0]
    assert mix.mean(np.array([8.0, np.nan]))[:2].tolist() == [8.0, 8.0] and np.isnan(
        mix.mean(np.array([8.0, np.nan]))[2]
    )
    for money in (1, 7, 999_999_999_999):
        assert mix.budget(np.array([money, 3])).sum() == money + 3


def test_variants_may_differ_in_what_an_account_is():
    by_class = {"campaign.split_of": "budget", "campaign.split": {"head": 0.3, "long_tail": 0.6, "precise": 0.1}}
    common = {"campaign.split_of": "keywords", "campaign.keywords": 2, "campaign.split": {"head": 0.5, "precise": 0.5}}
    study = Study.of(by_campaign(campaigns={}, classes=by_class, common=common))
    found = {name: run(study, name, 1) for name in study.timetables}
    assert len({tuple(one.page["searches"].sum(axis=1)) for one in found.values()}) == 1
    assert {int(one.budget.sum()) for one in found.values()} == {150 * MICRO * 7}
    assert len({int(one.by_click["cost"].sum()) for one in found.values()}) == 3


def bid_of(scenario, world=0):
    return plans.bids(scenario, build(scenario, world)).tolist()


def test_bids_by_keyword_and_negatives():
    assert bid_of(by_campaign({"campaign.keyword_bids": {"词 1": 0.5, "词 3": 0.0}})) == [3.0, 1.5, 3.0, 0.0]
    both = {"campaign.bid_factor.long_tail": 1.1, "campaign.keyword_bids": {"词 1": 2.0}}
    assert bid_of(by_campaign(both)) == pytest.approx([3.0, 6.6, 3.3, 3.0])
    assert bid_of(by_campaign({"campaign.negatives": [{"keyword": "2"}]})) == [3.0, 3.0, 0.0, 3.0]
    of_a = {"campaign.negatives": [{"keyword": "词", "campaign": "a"}, {"keyword": "3", "campaign": "a"}]}
    assert bid_of(by_campaign(of_a)) == [0.0, 0.0, 3.0, 3.0]
    generated = worlds.scenario({"campaign.keyword_bids": {"head-2": 0.5}, "campaign.negatives": [
        {"keyword": "precise-3", "match_type": "exact"}]})  # fmt: skip
    assert bid_of(generated)[:3] == [3.0, 1.5, 3.0] and bid_of(generated)[-4:] == [5.0, 5.0, 0.0, 5.0]


def test_negatives_take_their_searches_out_and_leave_the_others_alone():
    taken = {"campaign.negatives": [{"keyword": "词 0", "match_type": "exact"}]}
    back = {"changes": [{"from": "2024-05-09", "set": {"campaign.negatives": []}}]}
    study = Study.of(by_campaign({"campaign.daily_budget": 1e6}, base={}, without=taken, at_first=taken | back))
    base, without, at_first = (run(study, name, 0) for name in study.timetables)
    assert without.by_keyword["impressions"][0] == 0 == without.by_keyword["clicks"][0]
    assert without.page["lost_to_rank"][0].sum() == 0 == without.page["lost_to_budget"][0].sum()
    assert np.array_equal(without.by_keyword["clicks"][1:], base.by_keyword["clicks"][1:])
    assert not at_first.page["impressions"][0, :3].any() and at_first.page["impressions"][0, 3:].all()


def test_keywords_bought_are_those_of_most_stated_searches():
    """What a world draws of volumes is nothing a buyer knows."""
    rows = [row | {"class": "head", "searches": 100.0 + i, "searches_spread": 1.0} for i, row in enumerate(ROWS * 3)]
    common = {"campaign.split_of": "keywords", "campaign.keywords": 5, "campaign.split": "equal"}
    scenario = worlds.listed([row | {"keyword": f"k{i}"} for i, row in enumerate(rows)], common)
    for world in range(3):
        assert np.flatnonzero(bid_of(scenario, world)).tolist() == [7, 8, 9, 10, 11]
    assert rows_of(Listing(scenario.listed)).campaigns == ("a", "b")


@st.composite
def accounts_as_exported(draw):
    """Any keyword file: told and observed rows, shown or not, of two campaigns, at odd bids and prices."""
    rows = []
    for number in range(draw(st.integers(1, 6))):
        bid = draw(st.sampled_from([0.12, 0.8, 3.0, 40.0]))
        row = {"keyword": f"k{number}", "class": draw(st.sampled_from(CLASSES)), "max_cpc": bid, "cvr": 0.1,
               "campaign": draw(st.sampled_from("ab")), "searches": draw(st.sampled_from([0.3, 20.0, 900.0])),
               "rivals": draw(st.sampled_from([0, 1, 5]))}  # fmt: skip
        if draw(st.booleans()):
            row |= {"ctr": 0.1, "rival_bid": draw(st.sampled_from([0.0, 2.0]))}
        else:
            row |= {"observed_ctr": draw(st.sampled_from([1e-4, 0.05, 0.9])),
                    "cpc_spread": draw(st.sampled_from([0.0, 0.4])),
                    "observed_cpc": round(bid * draw(st.sampled_from([0.001, 0.5, 1.0])), 6) or 1e-6,
                    "observed_position": draw(st.sampled_from([None, 1.0, 2.5]))}  # fmt: skip
            if row["rivals"] == 5 and draw(st.booleans()):
                row["shown"] = "no"
        rows.append(row)
    return rows


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=accounts_as_exported(), replication=st.integers(0, 30), budget=st.sampled_from([0.3, 12.0, 1e5]))
def test_runs_of_any_account_balance(rows, replication, budget):
    names = sorted({row["campaign"] for row in rows})
    shares = {name: 1.0 if len(names) == 1 else 0.5 for name in names}
    market = {"market.devices": {"mobile": {"share": 0.6, "slots": 2}, "pc": {"share": 0.4, "slots": 3}},
              "market.rivals": {"count": 7, "per_keyword": 4}}  # fmt: skip
    scenario = worlds.listed(
        rows, market, {"days": 3, "campaign.daily_budget": budget, "campaign.unspent": "share"},
        {"campaign.split_of": "campaigns", "campaign.campaigns": shares},
        plain={}, raised={"campaign.bid_factor.head": 2.0},
    )  # fmt: skip
    study = Study.of(scenario)
    found = run(study, "plain", replication)
    counts_are_nested(found)
    money_balances(found)
    bookings_agree(found)
    assert int(found.by_click["cost"].sum()) <= round(budget * MICRO) * 3
    assert worlds.same(found, run(study, "plain", replication))
    assert np.array_equal(run(study, "raised", replication).page["searches"], found.page["searches"])
