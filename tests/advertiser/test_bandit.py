"""The bandit finds the level that earns most, advertiser by advertiser, and follows when it moves."""

from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError

from adsim.advertiser.bandit import Bandit, BanditSettings
from tests.advertiser.observations import history, seen

SEED = 20261122
LEVELS = np.array(BanditSettings().levels)
ADS = 60


def played(best, days, settings=None, absent=range(0)):
    """The level each of 30 advertisers (two ads each, in one class) plays on each day [days, 30].

    A click is worth 1. At the level f a day brings searches × 0.1 × f clicks at a price of c f each, so it earns most
    where f = 1 / (2 c): c is such that this is `best(day)`. Searches move by 30 %, earnings by 10 % of the best.
    """
    random, one = np.random.default_rng(SEED), Bandit(settings or BanditSettings(), np.random.default_rng(SEED + 1))
    owner = np.repeat(np.arange(1, 31), 2)
    usual = seen(ADS, day=1, advertiser=owner, klass=np.zeros(ADS, np.int64), account=owner - 1,
                 owner=np.arange(1, 31), budget=np.full(30, 1e6), spent=np.zeros(30))  # fmt: skip
    usual = replace(usual, known=replace(usual.known, cvr=np.ones(ADS), order_margin=np.ones(ADS)))
    seen_by_now, levels = history(0, ADS), []
    for day in range(days):
        live = np.full(ADS, day not in absent)
        now = replace(usual, day=day, history=seen_by_now, bid=np.where(live, usual.bid, 0.0), live=live)
        bid = one.decide(now).max_cpc
        assert live.all() or not bid.any()
        level = np.round(bid / usual.bid, 9)
        assert np.allclose(level[::2], level[1::2])
        levels.append(level[::2])
        searches = 1000 * np.exp(0.3 * random.standard_normal()) * np.ones(ADS)
        clicks = 0.1 * searches * level * (1 + 0.1 * random.standard_normal(ADS))
        cost = clicks * level / (2 * best(day))
        seen_by_now = history(1, ADS, searches=searches[None], clicks=clicks[None], cost=cost[None])
    return np.array(levels)


def test_each_level_is_tried_twice_before_any_is_preferred():
    first = played(lambda day: 1.0, 10)
    assert all(sorted(first[:, player]) == sorted([*LEVELS, *LEVELS]) for player in range(30))
    assert np.unique(first[0]).size > 1  # not all of them the same on the same day


@pytest.mark.parametrize("best", [0.5, 1.4])
def test_the_best_level_is_found(best):
    """In the last 30 of 60 days; with 20 other seeds this share was 0.83 to 0.96, in the tests below 0.80 to 0.87."""
    found = played(lambda day: best, 60)
    assert np.isclose(found[30:], best).mean() > 0.75


def test_it_follows_when_the_best_level_moves():
    found = played(lambda day: 0.5 if day < 40 else 2.0, 90, BanditSettings(half_life_days=5.0))
    assert np.isclose(found[30:40], 0.5).mean() > 0.7 and (found[70:] >= 1.4).mean() > 0.7


def test_days_of_absence_teach_nothing():
    found = played(lambda day: 1.4, 70, absent=range(12, 30))
    assert not found[12:30].any() and np.isclose(found[50:], 1.4).mean() > 0.7


def test_advertisers_and_classes_learn_apart_and_bounds_hold():
    one = Bandit(BanditSettings(levels=(0.5, 3.0)), np.random.default_rng(3))
    now = seen(6, advertiser=np.array([1, 1, 1, 2, 2, 2]), klass=np.array([0, 0, 1, 0, 0, 1]), highest=np.full(6, 4.0))
    picked = {tuple(np.round(one.decide(now).max_cpc / now.bid, 6)) for _ in range(30)}
    assert all(levels[0] == levels[1] or 4.0 in (levels * now.bid) for levels in picked) and len(picked) > 4
    for _ in range(20):
        assert (one.decide(now).max_cpc <= 4.0).all()
    quiet = replace(now, history=history(1, 6, searches=np.zeros((1, 6))))
    assert np.isfinite(one.decide(quiet).max_cpc).all()
    assert Bandit(BanditSettings(), np.random.default_rng(1)).decide(seen(0)).max_cpc.size == 0


def test_levels_must_differ():
    with pytest.raises(ValidationError, match="must differ"):
        BanditSettings(levels=(1.0, 1.0))
