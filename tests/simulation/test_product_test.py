"""Product tests in the world: arms share its searches and nothing else of it changes; what is seen is what was paid."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from adsim.metrics import ArmAction, Results, TestRecord
from adsim.scenario import patches
from adsim.scenario.objects import Scenario
from adsim.simulation import Study, run
from adsim.simulation.looks import Reader, SoFar
from adsim.simulation.under_test import UnderTest
from adsim.simulation.world import World
from tests.simulation import worlds

DAYS = 14
TEST: dict[str, Any] = {"arms": {"old": {}, "new": {}}, "rule": "none", "effect_spread": 0.0, "looks": [1, 3, 7, 14]}
BETTER_IMAGE = {"arms": {"old": {}, "new": {"products[0].image_strength": 1.6}}}
TARGETS = {"targets": {"ctr": 0.02, "cvr": 0.05}}


def in_test(*changes: dict[str, Any], **test: Any) -> Scenario:
    return worlds.scenario({"days": DAYS}, *changes, {"test": TEST | test})


def record(results: Results) -> TestRecord:
    assert results.test is not None
    return results.test


def records(scenario: Scenario, count: int, variant: str = "base") -> list[TestRecord]:
    study = Study.of(scenario)
    return [record(run(study, variant, world)) for world in range(count)]


def summed(found: list[TestRecord], name: str) -> np.ndarray:
    """Totals over worlds and days, by arm."""
    return np.sum([getattr(one, name).sum(axis=1) for one in found], axis=0)


def test_one_arm_is_the_scenario_without_a_test_to_the_last_digit() -> None:
    plain = run(Study.of(worlds.scenario({"days": DAYS})), "base", 3)
    alone = run(Study.of(in_test(arms={"only": {}})), "base", 3)
    assert worlds.same(plain, replace(alone, test=None))
    found = record(alone)
    assert found.clicks.sum(axis=0).tolist() == plain.by_click["clicks"].sum(axis=0).tolist()
    assert found.true_ctr[0] == pytest.approx(plain.clicks / plain.page["impressions"].sum(), rel=0.15)


@pytest.mark.parametrize("budget", ["shared", "own"])
@pytest.mark.parametrize("rotation", ["even", "thompson", {"old": 0.8, "new": 0.2}])
def test_arms_add_up_to_the_run(budget: str, rotation: Any) -> None:
    scenario = in_test(
        {"campaign.unspent": "share"}, budget=budget, rotation=rotation, effect_spread=0.3, **BETTER_IMAGE
    )
    found = run(Study.of(scenario), "base", 1)
    test = record(found)
    for name in ("clicks", "cost", "orders", "revenue", "margin"):
        assert getattr(test, name).sum(axis=0).tolist() == found.by_click[name].sum(axis=0).tolist(), name
    for name in ("searches", "impressions"):
        assert getattr(test, name).sum(axis=0).tolist() == found.page[name].sum(axis=0).tolist(), name
    assert test.expected_margin.sum() == pytest.approx(found.expected_margin.sum())
    assert test.orders_by_payment.sum() == found.by_event["orders"][:, :DAYS].sum()
    assert int(found.by_click["cost"].sum()) + found.rival_cost == found.platform_revenue
    assert (found.by_click["cost"] <= found.budget).all()
    assert test.weights.sum(axis=0) == pytest.approx(np.ones(DAYS))
    assert worlds.same(replace(found, test=None), replace(run(Study.of(scenario), "base", 1), test=None))


def test_own_budgets_are_the_campaigns_split_by_weight() -> None:
    scenario = in_test(budget="own", rotation={"old": 0.75, "new": 0.25})
    found = run(Study.of(scenario), "base", 0)
    assert found.budget.sum(axis=0).tolist() == [150_000_000] * DAYS
    assert (record(found).cost <= np.array([[112_500_000], [37_500_000]])).all()
    richer = in_test(budget="own", arms={"old": {}, "new": {"campaign.daily_budget": 450.0}})
    assert run(Study.of(richer), "base", 0).budget.sum(axis=0).tolist() == [300_000_000] * DAYS


def test_searches_fall_to_arms_by_their_weights_and_are_those_without_a_test() -> None:
    """|z| below 4.5 in each of three: a false alarm in 50,000."""
    scenario = worlds.scenario(
        {"days": DAYS}, {"test": TEST}, even={}, uneven={"test.rotation": {"old": 0.8, "new": 0.2}}, none={"test": None}
    )
    study = Study.of(scenario)
    plain = run(study, "none", 2).page["searches"]
    for variant, share in (("even", 0.5), ("uneven", 0.2)):
        found = run(study, variant, 2)
        assert np.array_equal(found.page["searches"], plain)
        searches = record(found).searches.sum(axis=1)
        z = (searches[1] - share * searches.sum()) / np.sqrt(share * (1 - share) * searches.sum())
        assert abs(z) < 4.5, (scenario.seed, variant, z)


def test_arms_without_a_difference_sell_what_is_sold_without_a_test() -> None:
    """Where quality does not rank, identical arms are the same page to every shopper: the same clicks to the cent."""
    bids_rank = {"market.squashing": 0.0, "market.rivals.daily_budget": 60.0}
    study = Study.of(worlds.scenario({"days": DAYS} | bids_rank, {"test": TEST}, split={}, none={"test": None}))
    for world in range(3):
        split, plain = run(study, "split", world), run(study, "none", world)
        for name, values in plain.by_click.items():
            assert np.array_equal(split.by_click[name], values), name
        found = record(split)
        assert found.true_ctr[0] == found.true_ctr[1] and found.true_cvr[0] == found.true_cvr[1]
        assert found.clicks.all(axis=1).all()


def test_quality_of_each_arm_learns_from_its_own_clicks_and_moves_no_mean() -> None:
    """With quality in the rank, arms alike and no test differ by chance only: |z| below 4.5 over 60 worlds (paired),
    in three figures: a false alarm in 50,000."""
    study = Study.of(worlds.scenario({"days": 5}, {"test": TEST | {"looks": [1]}}, split={}, none={"test": None}))
    pairs = [(run(study, "split", world), run(study, "none", world)) for world in range(60)]
    for name in ("clicks", "cost", "orders"):
        gap = np.array([int(a.by_click[name].sum() - b.by_click[name].sum()) for a, b in pairs])
        assert abs(gap.mean()) < 4.5 * gap.std(ddof=1) / np.sqrt(gap.size), (study.scenario.seed, name)


def test_a_better_image_is_clicked_more_and_pays_less_for_the_same_place() -> None:
    """On top of every page, where only the next one's bid and the own quality make the price."""
    top = {"campaign.bid_factor": dict.fromkeys(("head", "long_tail", "precise"), 30.0), "campaign.daily_budget": 1e5}
    found = records(in_test(top, **BETTER_IMAGE), 4)
    clicks, cost = summed(found, "clicks"), summed(found, "cost")
    assert clicks[1] > 1.2 * clicks[0]
    assert cost[1] / clicks[1] < 0.95 * cost[0] / clicks[0]
    assert all(one.true_ctr[1] > 1.3 * one.true_ctr[0] and one.true_cvr[1] == one.true_cvr[0] for one in found)


def test_arms_are_worth_the_same_in_every_variant_and_another_thing_in_every_world() -> None:
    scenario = worlds.scenario({"days": 2}, {"test": TEST | {"effect_spread": 0.3, "looks": [1]}}, one={},
                               other={"test.rotation": {"old": 0.7, "new": 0.3}})  # fmt: skip
    study = Study.of(scenario)
    lifts = {name: [] for name in ("one", "other")}
    for name, found in lifts.items():
        found += [record(run(study, name, w)).true_ctr for w in range(8)]
    ratio = {name: np.array([ctr[1] / ctr[0] for ctr in found]) for name, found in lifts.items()}
    assert ratio["one"] == pytest.approx(ratio["other"], rel=0.03)  # the traffic they are weighed by is chance
    assert 0.1 < np.log(ratio["one"]).std() < 0.9 and len(set(ratio["one"])) == 8
    centre = Study.of(
        worlds.scenario({"days": 2, "worlds": "centre"}, {"test": TEST | {"effect_spread": 0.3, "looks": [1]}})
    )
    assert np.ptp(record(run(centre, "base", 0)).true_ctr) == 0


def test_orders_are_seen_when_they_are_paid() -> None:
    late = {"products[0].delay": [{"share": 0.5, "mean_hours": 1.0}, {"share": 0.5, "mean_hours": 200.0}]}
    (found,) = records(in_test(late), 1)
    orders, seen = found.orders, found.orders_seen
    for index, look in enumerate(found.looks):
        assert not seen[index, :, look:].any()
        assert (seen[index] <= orders).all()
    assert (np.diff(seen, axis=0) >= 0).all()
    assert 0 < seen[-1].sum() < orders.sum()
    assert seen[-1].sum() == found.orders_by_payment.sum()
    # An order is in the figures of the look on its day of payment, not before it.
    assert [int(one.sum()) for one in seen] == [int(found.orders_by_payment[:, :look].sum()) for look in found.looks]


def test_thompson_gives_traffic_to_what_was_seen_to_be_better_and_knows_only_the_past() -> None:
    better = in_test(rotation="thompson", metric="ctr", **BETTER_IMAGE)
    found = records(better, 4)
    assert all(one.weights[0, 0] == 0.5 for one in found)
    assert np.mean([one.weights[1, -1] for one in found]) > 0.85
    # What only happens from day 8 on leaves no trace before.
    start = better.start.replace(day=better.start.day + 7).isoformat()
    worse_later = patches.patched(
        better, {"changes": [{"from": start, "set": {"market.demand.level": {"head": 0.2, "long_tail": 0.2}}}]}
    )
    (later,) = records(worse_later, 1)
    assert np.array_equal(later.weights[:, :8], found[0].weights[:, :8])
    assert not np.array_equal(later.weights[:, 8:], found[0].weights[:, 8:])


def before(found: Results, other: Results, day: int) -> bool:
    """Are two runs the same up to the end of `day` (from 1), whatever follows?"""
    names = ("clicks", "cost", "orders", "revenue")
    return all(np.array_equal(found.by_click[name][:, :day], other.by_click[name][:, :day]) for name in names)


@pytest.mark.parametrize("budget", ["shared", "own"])
def test_a_winner_gets_all_traffic_and_more_money_from_the_next_midnight(budget: str) -> None:
    acted = {"test.rule": "naive_test", "test.follow_up": {"winner": {"promote": 1.5}}}
    scenario = worlds.scenario({"days": DAYS}, {"test": TEST | BETTER_IMAGE | {"metric": "ctr", "budget": budget}},
                               waits={}, acts=acted)  # fmt: skip
    study = Study.of(scenario)
    waits, acts = run(study, "waits", 0), run(study, "acts", 0)
    found = record(acts)
    day = found.decided_on
    assert day in found.looks[:3] and found.winner == 1
    assert found.actions == (ArmAction(day + 1, 1, "promote", 1.5),)
    assert before(acts, waits, day)
    assert not before(acts, waits, day + 1)
    assert (found.weights[:, :day] == 0.5).all() and found.weights[:, day:].tolist() == [
        [0.0] * (DAYS - day),
        [1.0] * (DAYS - day),
    ]
    assert not found.impressions[0, day:].any() and not found.clicks[0, day:].any()
    assert acts.budget.sum(axis=0).tolist() == [150_000_000] * day + [225_000_000] * (DAYS - day)
    assert record(waits).actions == () and record(waits).winner == -1


def test_the_reader_sees_what_is_paid_by_that_evening(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[SoFar] = []
    judge = Reader.judge
    monkeypatch.setattr(Reader, "judge", lambda self, so_far, arms: shown.append(so_far) or judge(self, so_far, arms))
    (found,) = records(in_test(rule="always_valid"), 1)
    assert [one.day for one in shown] == list(found.looks)
    for one, seen in zip(shown, found.orders_seen, strict=True):
        assert np.array_equal(one.orders, seen[:, : one.day])
        assert np.array_equal(one.clicks, found.clicks[:, : one.day])
        assert np.array_equal(one.impressions, found.impressions[:, : one.day])


def test_nobody_mends_an_arm_while_it_is_compared_nor_on_the_first_day() -> None:
    bad = {"targets": {"ctr": 0.2, "cvr": 0.001}, "follow_up": {"fix_image": {"swap_image": [1.5]}}}
    compared = records(in_test(rule="group_sequential", **bad), 3)
    assert all(one.winner == -1 and one.actions == () for one in compared)
    (alone,) = records(in_test(**(ALONE | bad | {"looks": [1]})), 1)
    assert alone.actions == ()


def test_what_is_delisted_leaves_its_traffic_to_the_others() -> None:
    """The worse arm is surely below the target: it goes, the other stays and is mended."""
    arms = {"good": {"products[0].page_strength": 3.0}, "bad": {"products[0].page_strength": 0.02}}
    follow = {"drop": {"delist": True}, "fix_image": {"swap_image": [1.5]}}
    test = {"arms": arms, "rule": "always_valid", "targets": {"ctr": 0.2, "cvr": 0.08}, "follow_up": follow}
    (found,) = records(in_test({"campaign.daily_budget": 400.0}, **test, looks=[7, 10]), 1)
    assert found.actions[0] == ArmAction(8, 1, "delist", 0.0)
    assert found.weights[:, 7:].tolist() == [[1.0] * 7, [0.0] * 7]
    assert not found.impressions[1, 7:].any()
    assert "swap_image" in [action.kind for action in found.actions if action.arm == 0]


ALONE = {"arms": {"only": {}}, "rule": "group_sequential", "looks": [3, 7, 10]}
FOLLOW_UPS: dict[str, tuple[dict[str, float], dict[str, Any]]] = {
    "swap_image": ({"ctr": 0.2, "cvr": 0.001}, {"fix_image": {"swap_image": [1.5, 2.0, 3.0]}}),
    "new_page": ({"ctr": 0.001, "cvr": 0.15}, {"fix_page": {"new_page": 1.5}}),
    "change_product": ({"ctr": 0.001, "cvr": 0.7}, {"change_product": {"change_product": {"price": 50.0}}}),
    "relist": ({"ctr": 0.2, "cvr": 0.7}, {"drop": {"relist": {"page_strength": 2.0}}}),
    "delist": ({"ctr": 0.2, "cvr": 0.7}, {"drop": {"delist": True}}),
    "promote": ({"ctr": 0.001, "cvr": 0.001}, {"winner": {"promote": 2.0}}),
}


@pytest.mark.parametrize("kind", FOLLOW_UPS)
def test_a_follow_up_changes_the_world_from_the_next_midnight(kind: str) -> None:
    targets, follow_up = FOLLOW_UPS[kind]
    scenario = worlds.scenario({"days": DAYS}, {"test": TEST | ALONE | {"targets": targets, "follow_up": follow_up}},
                               acts={}, waits={"test.rule": "none"})  # fmt: skip
    study = Study.of(scenario)
    acts, waits = run(study, "acts", 2), run(study, "waits", 2)
    first = record(acts).actions[0]
    assert (first.kind, first.day) == (kind, 4)
    assert before(acts, waits, 3) and record(waits).actions == ()
    clicks = record(acts).clicks[0, 3:].sum()
    rate = {name: record(run_).orders[0, 3:].sum() / max(record(run_).clicks[0, 3:].sum(), 1)
            for name, run_ in (("acts", acts), ("waits", waits))}  # fmt: skip
    if kind == "delist":
        assert clicks == 0 and not record(acts).impressions[0, 3:].any()
    elif kind == "promote":
        assert acts.budget.sum(axis=0).tolist() == [150_000_000] * 3 + [300_000_000] * (DAYS - 3)
    elif kind == "swap_image":
        assert clicks > record(waits).clicks[0, 3:].sum()
        swaps = [action for action in record(acts).actions if action.kind == "swap_image"]
        assert [(swap.day, swap.value) for swap in swaps] == [(4, 1.5), (8, 2.0), (11, 3.0)]
    else:
        assert rate["acts"] > rate["waits"]


def test_a_winner_that_is_delisted_leaves_no_extra_money_behind() -> None:
    test = in_test().test
    assert test is not None
    arms = UnderTest(test)
    arms.apply(ArmAction(4, 1, "promote", 1.5))
    assert arms.promotion == 1.5 and arms.weights(np.array([0.5, 0.5])).tolist() == [0.0, 1.0]
    arms.apply(ArmAction(8, 1, "delist", 0.0))
    assert arms.promotion == 1.0 and arms.weights(np.array([0.5, 0.5])).tolist() == [1.0, 0.0]


def test_a_relisted_product_has_no_history() -> None:
    """Its quality begins anew, and the days before it do not count for or against it."""
    targets, follow_up = FOLLOW_UPS["relist"]
    scenario = in_test(**(ALONE | {"targets": targets, "follow_up": follow_up}))
    world = World(Study.of(scenario), "base", 0)
    ours = world.setting.our_ads
    for _ in range(3):
        world.open_day()
        world.advance(24)
        world.close_day()
    fixed = world._ledger.quality()[ours] / world._ledger.coec()[ours] ** world.platform.quality.ctr_exponent
    assert not np.allclose(world._ledger.coec()[ours], 1.0)
    world.evening()
    assert not np.allclose(world._ledger.coec()[ours], 1.0)
    world.open_day()
    assert world._ledger.coec()[ours] == pytest.approx(1.0)
    better = world._ledger.quality()[ours] / fixed
    assert better == pytest.approx(2.0**world.platform.quality.page_exponent)
    assert world.test is not None and world.test.arms.since.tolist() == [3]


def test_a_new_listing_is_judged_by_its_first_day_and_its_first_week() -> None:
    factors = {"first_sale": 1.3, "no_sale": 0.6, "review_met": 1.2, "review_missed": 0.5, "review_day": 7}
    goals = {"met": {"ctr": 0.001, "cvr": 0.001}, "missed": {"ctr": 0.5, "cvr": 0.9}}
    for name, targets in goals.items():
        (found,) = records(in_test(arms={"only": {}}, new_listing=factors, targets=targets), 1)
        sold = found.orders_seen[0].sum() > 0
        first, review = found.actions
        assert first == ArmAction(2, 0, "first_sale" if sold else "no_sale", 1.3 if sold else 0.6)
        assert review == ArmAction(8, 0, "review", pytest.approx(1.44 if name == "met" else 0.25))


def test_the_judgement_moves_rank_and_price_from_the_next_midnight() -> None:
    switch = {"new_listing": {"first_sale": 2.0, "no_sale": 2.0}, **TARGETS}
    scenario = worlds.scenario({"days": 7}, {"test": TEST | {"arms": {"only": {}}, "looks": [1]} | switch},
                               new={}, known={"test.new_listing": False})  # fmt: skip
    study = Study.of(scenario)
    new, known = run(study, "new", 2), run(study, "known", 2)
    assert before(new, known, 1) and not before(new, known, 3)
    position = {run_.variant: run_.page["position_sum"][:, 1:].sum() / run_.page["impressions"][:, 1:].sum()
                for run_ in (new, known)}  # fmt: skip
    assert position["new"] < position["known"]


def test_arms_have_their_own_bids_hours_and_products() -> None:
    off = [0.0] * 12 + [1.0] * 12
    arms = {
        "old": {},
        "new": {
            "campaign.hours": off,
            "products[0].price": 136.0,
            "products[0].delay": [{"share": 1.0, "mean_hours": 2.0}],
        },
    }
    found = run(Study.of(in_test(arms=arms)), "base", 0)
    test = record(found)
    assert test.revenue[1].sum() / test.orders[1].sum() > 1.4 * test.revenue[0].sum() / test.orders[0].sum()
    assert test.true_cvr[1] < 0.5 * test.true_cvr[0]
    assert test.impressions[1].sum() < 0.75 * test.impressions[0].sum()


def test_dated_changes_and_arms_go_together() -> None:
    change = {
        "changes": [{"from": "2024-05-10", "set": {"products[0].page_strength": 3.0, "campaign.daily_budget": 300.0}}]
    }
    (found,) = records(in_test(change, **BETTER_IMAGE), 1)
    cvr = found.orders.sum(axis=0) / found.clicks.sum(axis=0)
    assert cvr[4:].mean() > 1.5 * cvr[:4].mean()
    assert found.true_ctr[1] > 1.2 * found.true_ctr[0]
