"""Delays from windows: orders drawn from a known mixture, seen as a report of a given day sees them."""

import numpy as np
import pandas as pd
import pytest

from adsim.experiments.calibration import order_delay as delays
from adsim.experiments.calibration.order_delay import USUAL, WINDOWS, OrderDelay, counted, order_delay
from adsim.scenario.objects import MARKETPLACE_DELAY, DelayPart

SEED = 20260809


def mixture(slow, by=0.0):
    """The marketplace's with this share of late orders, these slower by exp(by)."""
    instant, day, late = MARKETPLACE_DELAY
    quick = (1 - slow) / (instant.share + day.share)
    return (
        DelayPart(share=instant.share * quick, mean_hours=instant.mean_hours),
        DelayPart(share=day.share * quick, mean_hours=day.mean_hours),
        DelayPart(share=slow, mean_hours=late.mean_hours * np.exp(by), cut_days=late.cut_days),
    )


def report(random, parts, orders, days, names=tuple(WINDOWS)):
    """One line a day: how many of its orders the report of the last evening shows within each window."""
    which = random.choice(len(parts), orders, p=[part.share for part in parts])
    mean = np.array([part.mean_hours for part in parts])[which] / 24
    cut = np.array([part.cut_days or np.inf for part in parts])[which]
    wait = -mean * np.log1p(random.random(orders) * np.expm1(-cut / mean))
    clicked = random.uniform(0, days, orders)
    table = {}
    for name in names:
        seen = (wait <= WINDOWS[name]) & (clicked + wait <= days)
        table[name] = np.bincount(clicked[seen].astype(int), minlength=days).astype(float)
    return pd.DataFrame(table), (days - 1.0 - np.arange(days))[:, None]


def test_many_orders_tell_the_mixture():
    found = order_delay(*report(np.random.default_rng(SEED), mixture(0.3, -0.5), 20_000, 120))
    assert found.parts[2].share == pytest.approx(0.3, abs=0.02)
    assert found.parts[2].mean_hours == pytest.approx(273.6 * np.exp(-0.5), rel=0.12)
    assert found.spread < 0.1 and found.orders > 15_000


def test_a_report_pulled_early_is_not_a_shop_of_quick_buyers():
    """20 days only: half of what late buyers buy is still to come. Taken at their face the windows mislead."""
    table, ages = report(np.random.default_rng(SEED), mixture(0.55), 4000, 20)
    told, naive = order_delay(table, ages), order_delay(table, np.full((20, 1), np.inf))
    undated = order_delay(table.sum().to_frame().T, ages.T)
    assert told.parts[2].share == pytest.approx(0.55, abs=0.06)
    assert undated.parts[2].share == pytest.approx(0.55, abs=0.08)
    assert naive.within(7.0) > told.within(7.0) + 0.05


@pytest.mark.parametrize("names", [(), ("orders_7",)])
def test_one_window_says_nothing_of_the_delay(names):
    table, ages = report(np.random.default_rng(SEED), mixture(0.3), 500, 60, names)
    assert order_delay(table, ages) is USUAL
    assert order_delay(pd.DataFrame({"orders_1": [0.0], "orders_7": [0.0]}), np.array([[5.0]])) is USUAL


def test_what_a_report_holds():
    """Domain figures of the marketplace's delay: 49.9 % within a day, 72.4 % within 7, 87.0 % within 14."""
    assert USUAL.within(np.array([1.0, 7.0, 14.0])) == pytest.approx([0.499, 0.724, 0.870], abs=1e-3)
    ages = np.array([0.5, 6.5, 40.0])
    assert counted(USUAL, 7, ages) == pytest.approx([0.499, 0.724, 0.724], abs=4e-3)
    assert counted(USUAL, None, ages)[2] == pytest.approx(1.0)


def test_the_spread_covers():
    """80 accounts drawn from the prior: ranges of 80 % hold between 68 and 91 % (outside once in 500)."""
    random = np.random.default_rng(SEED)
    held, errors = [], []
    for _ in range(80):
        slow, by = random.beta(16 * 0.545, 16 * 0.455), random.normal(0, delays.SLOWER_SPREAD)
        found = order_delay(*report(random, mixture(slow, by), 300, 60, ("orders_7", "orders_14")))
        share, mean = found.parts[2].share, found.parts[2].mean_hours
        held.append(
            [abs(share - slow) < 1.2816 * found.slow_spread, abs(np.log(mean / 273.6) - by) < 1.2816 * found.spread]
        )
        truth = OrderDelay(mixture(slow, by), 0, 0, 0).within(14.0)
        errors.append([found.within(14.0) - truth, USUAL.within(14.0) - truth])
    assert all(0.68 <= part <= 0.91 for part in np.mean(held, axis=0)), f"{np.mean(held, axis=0)}, seed {SEED}"
    ours, usual = np.sqrt(np.mean(np.square(errors), axis=0))
    assert ours < 0.9 * usual
