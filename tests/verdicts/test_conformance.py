"""What every rule must do, whatever it believes: the suite a new rule passes by being registered."""

from dataclasses import replace

import numpy as np
import pytest

from adsim.verdicts import RULES
from adsim.verdicts.contract import NO_ARM, Condition, Design, Seen

SEED = 20421
# Every registered rule as planned by default, and group sequential with its other spendings.
PLANS = {name: (name, Design()) for name in RULES} | {
    "pocock": ("group_sequential", Design(spending="pocock")),
    "hwang_shih_decani": ("group_sequential", Design(spending="hwang_shih_decani")),
}
REPORTS_ONLY_ON_DAY_1 = set(PLANS) - {"thresholds", "naive_test", "bayes"}


@pytest.fixture(params=PLANS)
def rule(request):
    name, design = PLANS[request.param]
    return RULES[name](design)


def some_tests(tests=40, arms=2, days=28, lift=0.3, trials=100):
    random = np.random.default_rng(SEED)
    rates = 0.05 * random.uniform(1 - lift, 1 + lift, (tests, arms, 1))
    counts = random.poisson(trials, (tests, arms, days))
    return Seen(counts, random.binomial(counts, rates))


def until(seen, day):
    return Seen(seen.trials[:, :, :day], seen.hits[:, :, :day])


def figures(found):
    return (found.winner, found.evidence, found.needed, found.lift, found.low, found.high)


def same(one, other):
    for a, b in zip(figures(one), figures(other), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("arms", [2, 3, 5])
@pytest.mark.parametrize("day", [1, 3, 14])
def test_shapes_and_bounds(rule, arms, day):
    found = rule.read(until(some_tests(arms=arms), day))
    assert found.winner.shape == found.evidence.shape == found.needed.shape == (40,)
    assert found.lift.shape == found.low.shape == found.high.shape == (40, arms)
    assert np.issubdtype(found.winner.dtype, np.integer)
    assert ((found.winner >= NO_ARM) & (found.winner < arms)).all()
    assert ((found.evidence >= 0) & (found.evidence <= 1)).all() and (found.needed >= 0).all()
    assert (found.lift[:, 0] == 0).all() and (found.low[:, 0] == 0).all() and (found.high[:, 0] == 0).all()
    known = ~np.isnan(found.low)
    if rule.name == "bayes":  # its prior holds back what few hits say
        return
    assert (found.low[known] <= found.lift[known] + 1e-12).all() and (found.lift[known] <= found.high[known]).all()


def test_it_decides_where_the_evidence_is_what_is_needed(rule):
    winners = []
    for arms in (2, 3):
        for day in (1, 3, 7, 14, 28):
            found = rule.read(until(some_tests(arms=arms, lift=0.9), day))
            np.testing.assert_array_equal(found.winner != NO_ARM, found.evidence <= found.needed)
            winners += found.winner.tolist()
    assert {NO_ARM, 0, 1, 2} - set(winners) <= ({NO_ARM} if rule.name == "thresholds" else set())


def test_a_range_leaves_out_nothing_only_where_it_decides(rule):
    seen = some_tests(lift=0.9)
    found = rule.read(seen)
    if not np.isfinite(found.low[:, 1]).any():
        pytest.skip("this rule has no range")
    clear = np.abs(found.evidence / found.needed - 1) > 0.01
    if rule.name != "bayes":  # a loss is no test, its range no confidence
        np.testing.assert_array_equal(((found.low > 0) | (found.high < 0)).any(axis=1)[clear], found.winner[clear] >= 0)


def test_the_same_again_and_in_any_order_of_looks(rule):
    """No state, no chance, and what is shown is left as it was."""
    seen = some_tests()
    trials, hits = seen.trials.copy(), seen.hits.copy()
    early = rule.read(until(seen, 7))
    late = rule.read(seen)
    same(rule.read(until(seen, 7)), early)
    same(type(rule)(rule.design).read(seen), late)
    np.testing.assert_array_equal(seen.trials, trials)
    np.testing.assert_array_equal(seen.hits, hits)


def test_what_comes_later_changes_nothing(rule):
    seen = some_tests()
    other = Seen(seen.trials.copy(), seen.hits.copy())
    other.hits[:, :, 7:] = 0
    same(rule.read(until(seen, 7)), rule.read(until(other, 7)))


def test_arms_swapped_swap_the_winner(rule):
    seen = some_tests(lift=0.9)
    found = rule.read(seen)
    swapped = rule.read(Seen(seen.trials[:, ::-1], seen.hits[:, ::-1]))
    np.testing.assert_array_equal(swapped.winner, np.array([1, 0, NO_ARM])[found.winner])
    np.testing.assert_allclose(swapped.evidence, found.evidence, rtol=1e-6, atol=1e-12)


def test_thousands_at_once_are_read_as_one_by_one(rule):
    seen = some_tests(tests=3000, days=14)
    together = rule.read(seen)
    for test in (0, 1, 777, 2048, 2999):
        alone = rule.read(Seen(seen.trials[[test]], seen.hits[[test]]))
        for a, b in zip(figures(alone), figures(together), strict=True):
            np.testing.assert_allclose(a[0], b[test], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("arms", [1, 2, 3])
@pytest.mark.parametrize("day", [1, 14, 28])
def test_nothing_seen_decides_nothing(rule, arms, day):
    nothing = np.zeros((3, arms, day), dtype=np.int64)
    assert (rule.read(Seen(nothing, nothing)).winner == NO_ARM).all()
    assert (rule.read(Seen(nothing + 50, nothing)).winner == NO_ARM).all()


@pytest.mark.parametrize("idle", [0, 1])
def test_an_arm_without_traffic_neither_wins_nor_loses(rule, idle):
    seen = some_tests(lift=0.9)
    seen.trials[:, idle] = seen.hits[:, idle] = 0
    found = rule.read(seen)
    assert (found.winner == NO_ARM).all() and np.isnan(found.lift[:, 1]).all()


def test_one_arm_alone_wins_nothing_without_a_target(rule):
    assert (rule.read(some_tests(arms=1)).winner == NO_ARM).all()


def test_no_tests_are_read_as_none(rule):
    assert rule.read(some_tests(tests=0)).winner.shape == (0,)


@pytest.mark.parametrize("plan", sorted(REPORTS_ONLY_ON_DAY_1))
@pytest.mark.parametrize("day", [1, 2])
def test_the_first_days_report_only(plan, day):
    name, design = PLANS[plan]
    sure = Seen(np.full((1, 2, day), 10_000), np.array([[[100] * day, [9000 - i for i in range(day)]]]))
    assert RULES[name](design).read(sure).winner[0] == NO_ARM


def test_a_clear_winner_is_found_in_the_end(rule):
    random = np.random.default_rng(SEED)
    trials = np.full((5, 3, 28), 400)
    hits = random.binomial(trials, np.array([0.04, 0.03, 0.08])[:, None])
    assert (rule.read(Seen(trials, hits)).winner == 2).all()


def test_one_sided_tests_never_name_the_control(rule):
    one_sided = type(rule)(replace(rule.design, sided=1))
    found = one_sided.read(some_tests(lift=0.9))
    assert set(found.winner.tolist()) == {NO_ARM, 1}
    np.testing.assert_array_equal(found.winner != NO_ARM, found.evidence <= found.needed)


def test_it_has_its_name_and_knows_its_conditions(rule):
    assert RULES[rule.name] is type(rule)
    assert rule.holds <= frozenset(Condition)
