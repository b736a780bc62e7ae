"""How long a test still has to run, and how often one is wrong who stops now."""

from dataclasses import replace

import numpy as np
import pytest

from adsim.verdicts import RULES
from adsim.verdicts.contract import NO_ARM, Design, Seen
from adsim.verdicts.needs import needs, wrong_now

SEED = 20424
DESIGN = Design()


def world(days, lift, tests=1, clicks=100, arms=2, rate=0.05):
    random = np.random.default_rng(SEED)
    rates = rate * np.array([1.0] + [1 + lift] * (arms - 1))[:, None]
    trials = np.full((tests, arms, days), clicks)
    return Seen(trials, random.binomial(trials, np.broadcast_to(rates, trials.shape)))


@pytest.mark.parametrize("name", ["naive_test", "group_sequential", "always_valid", "bayes"])
def test_what_is_needed_is_where_the_rule_decides(name):
    """Days repeated as foreseen bring the verdict at that look and at none before it."""
    seen = world(7, 0.5, tests=30)
    found = needs(RULES[name], DESIGN, seen)
    rule = RULES[name](DESIGN)
    within = [(test, int(days)) for test, days in enumerate(found.days_to_go) if found.within_plan[test]]
    assert within
    for test, days in within:
        order = np.arange(7 + days) % 7
        longer = Seen(seen.trials[[test]][:, :, order], seen.hits[[test]][:, :, order])
        for look in [7, *(look for look in DESIGN.looks if 7 < look <= 7 + days)]:
            named = rule.read(Seen(longer.trials[:, :, :look], longer.hits[:, :, :look])).winner[0] != NO_ARM
            assert named == (look == 7 + days)
        assert found.trials_to_go[test] == 200 * days


def test_smaller_lifts_need_longer_plans_and_none_at_all_for_ever():
    control, challenger = np.array([6, 5, 3, 4, 8, 3, 6]), np.array([7, 3, 5, 8, 2, 6, 4])
    hits = np.array([[control, challenger + extra] for extra in (6, 2, 1, 0)])
    found = needs(RULES["group_sequential"], DESIGN, Seen(np.full(hits.shape, 100), hits))
    assert found.days_to_go[0] < found.days_to_go[1] < found.days_to_go[2]
    assert np.isnan(found.days_to_go[3]) and not found.within_plan[3]
    assert found.within_plan[0] and not found.within_plan[2]


def test_a_decided_test_needs_nothing():
    found = needs(RULES["group_sequential"], DESIGN, world(28, 1.5))
    assert found.days_to_go[0] == found.trials_to_go[0] == 0 and found.within_plan[0] and found.wrong_now[0] < 0.001


@pytest.mark.parametrize("day", [1, 2])
def test_the_first_days_already_tell_how_long(day):
    hits = np.array([[[5] * day, [15] * day]])
    found = needs(RULES["group_sequential"], DESIGN, Seen(np.full(hits.shape, 100), hits))
    assert day + found.days_to_go[0] in (7, 14) and 0 < found.wrong_now[0] < 0.05


def test_nothing_seen_is_a_coin():
    nothing = np.zeros((1, 2, 5), dtype=np.int64)
    found = needs(RULES["always_valid"], DESIGN, Seen(nothing, nothing))
    assert np.isnan(found.days_to_go[0]) and found.wrong_now[0] == pytest.approx(0.5)
    three = np.zeros((1, 3, 5), dtype=np.int64)
    assert wrong_now(Seen(three, three))[0] == pytest.approx(2 / 3)


@pytest.mark.parametrize("day", [1, 7])
def test_the_leader_is_wrong_as_often_as_said(day):
    """4,000 tests whose lifts are spread evenly around 0, seed logged: calls of 10 to 40 % come true within 5 points
    (standard error under 1.3)."""
    random = np.random.default_rng(SEED)
    lifts = random.uniform(-1, 1, 4000)
    trials = np.full((4000, 2, day), 400)
    rates = 0.05 * np.stack([1 - lifts / 2, 1 + lifts / 2], axis=1)[:, :, None]
    hits = random.binomial(trials, np.broadcast_to(rates, trials.shape))
    said = wrong_now(Seen(trials, hits))
    leader = hits.sum(axis=2).argmax(axis=1)
    was_wrong = (lifts > 0) != (leader == 1)
    asked = (said > 0.1) & (said < 0.4)
    assert was_wrong[asked].mean() == pytest.approx(said[asked].mean(), abs=0.05)
    assert was_wrong[said < 0.02].mean() < 0.03


def test_a_plan_of_one_look_waits_for_it():
    found = needs(RULES["group_sequential"], replace(DESIGN, looks=(28,)), world(7, 2.0))
    assert found.days_to_go[0] == 21
