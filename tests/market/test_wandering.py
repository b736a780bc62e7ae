"""Means over a wandering rank: in closed form, and against dice."""

import numpy as np
import pytest

from adsim.market.quality import QualityLedger, wander
from adsim.market.wandering import Averages

SEED, DRAWS = 20240610, 400_000


def averages(ranks, bid, spread, looked, increment=0.0, reserve=0.0):
    return Averages.of(np.array([ranks]), np.array([bid]), np.array([spread]), np.array(looked), increment, reserve)


def test_one_rival_far_below():
    """The price is rank / w, and the mean of 1/w is exp(spread²)."""
    found = averages([1.0], 100.0, 0.2, [0.5, 0.2])
    assert found.look[0] == pytest.approx(0.5) and found.price[0] == pytest.approx(np.exp(0.04), rel=1e-6)
    assert found.by_lower[0] == pytest.approx(np.exp(0.04), rel=1e-6)


def test_nobody_there_and_everybody_above():
    alone = averages([0.0, 0.0], 2.0, 0.2, [1.0, 0.5], reserve=0.3)
    assert alone.look[0] == 1.0 and alone.price[0] == pytest.approx(0.3) and alone.by_lower[0] == 0.0
    lost = averages([50.0, 60.0, 70.0], 2.0, 0.1, [1.0, 0.5])
    assert lost.look[0] == pytest.approx(0.0, abs=1e-12) and np.isfinite(lost.price[0])


def test_means_are_those_of_dice():
    """Standard errors are some 0.1 %: 0.7 % is missed by chance once in a million runs."""
    ranks, bid, spread, looked = [4.1, 3.2, 2.8, 1.9, 0.7], 3.0, 0.15, [1.0, 0.6, 0.4]
    weight = np.exp(spread * np.random.default_rng(SEED).standard_normal(DRAWS) - spread**2 / 2)
    place = (np.array(ranks) > bid * weight[:, None]).sum(axis=1)
    look = np.append(looked, [0.0] * 4)[place]
    following = np.append(ranks, 0.0)[place]
    price = np.minimum(following / weight + 0.1, bid)
    found = averages(ranks, bid, spread, looked, increment=0.1, reserve=0.1)
    assert found.look[0] == pytest.approx(look.mean(), rel=0.007)
    # where the bid caps the price, the mean is taken before it is capped: at most an increment too much
    assert found.price[0] == pytest.approx((look * price).sum() / look.sum(), rel=0.012)
    lower = np.where(following < bid, following / weight, 0.0)
    assert found.by_lower[0] == pytest.approx((look * lower).sum() / look.sum(), rel=0.007)


def test_the_spread_of_quality_is_what_a_ledger_shows():
    """An ad of average quality whose clicks are chance, day by day through the ledger itself."""
    random, days, clicks = np.random.default_rng(SEED), 14, np.array([0.5, 4.0, 60.0])
    copies = 4000
    a_day = np.repeat(clicks, copies)
    ledger = QualityLedger(np.ones(a_day.size), np.ones(a_day.size), 0.6, 10.0, 14.0)
    squares = np.zeros(a_day.size)
    for _ in range(days):
        squares += (ledger.coec() - 1) ** 2 / days
        ledger.close_day(random.poisson(a_day).astype(float), a_day)
    measured = np.sqrt(squares.reshape(3, copies).mean(axis=1))
    assert wander(clicks, days, 10.0, 14.0) == pytest.approx(measured, rel=0.05)
