"""Conversion and worth of clicks: late orders expected, few orders drawn toward what was believed, many believed."""

from dataclasses import replace

import numpy as np
import pytest

from adsim.advertiser.estimates import click_margin, conversion, order_value, seen_clicks
from tests.advertiser.observations import history, seen


def sold(orders_a_click, *, days=20, scale=1.0, **changes):
    """Days on which every click brought so many orders, each paid as late as the time-lag report says."""
    usual = seen(day=days, **changes)
    clicks = scale * usual.history.clicks
    orders = clicks * orders_a_click * usual.known.lag[np.arange(days)[::-1], None]
    return replace(usual, history=replace(usual.history, clicks=clicks, orders=orders, revenue=60 * orders))


def test_before_anything_is_seen_it_is_what_was_believed():
    first = seen(day=0)
    assert conversion(first) == pytest.approx(first.known.cvr)
    assert order_value(first) == pytest.approx(first.known.order_value)
    assert click_margin(first) == pytest.approx(0.05 * 20)


def test_clicks_count_by_the_share_of_their_orders_that_is_paid_by_now():
    two = seen(day=2)
    assert seen_clicks(two) == pytest.approx(two.history.clicks[0] * 0.55 + two.history.clicks[1] * 0.5)


def test_orders_that_are_only_late_change_nothing():
    for days in (1, 3, 20):
        late = sold(0.05, days=days)
        assert conversion(late) == pytest.approx(late.known.cvr)
        assert order_value(late) == pytest.approx(late.known.order_value)


def test_many_orders_are_believed_and_few_hardly():
    assert conversion(sold(0.10, scale=1e4)) == pytest.approx(np.full(6, 0.10), rel=1e-3)
    hardly = conversion(sold(0.10, scale=1e-5))
    assert (hardly > 0.05).all() and (hardly < 0.0502).all()


def test_an_ad_without_clicks_follows_its_class():
    own = np.array([0.1, 0.1, 0.05, 0.1, 0.1, 0.05])
    told = sold(own, scale=100.0)
    mute = replace(told, history=history(20, 6, **{
        name: np.where(np.arange(6) == 3, 0.0, getattr(told.history, name)) for name in ("clicks", "orders", "revenue")
    }))  # fmt: skip
    assert told.klass.tolist() == [0, 1, 2, 0, 1, 2]
    assert conversion(mute)[3] == pytest.approx(0.1, rel=0.03)
    assert conversion(mute)[5] == pytest.approx(0.05, rel=0.03)


def test_the_whole_adds_up_where_many_ads_have_few_orders_each():
    """Drawn toward each other, hundreds of ads with an order or two still bring together what they brought."""
    ads = 600
    thin = seen(ads=ads, day=10, klass=np.zeros(ads, np.int64))
    clicks = np.full((10, ads), 4.0)
    orders = 0.5 * clicks * thin.known.cvr * thin.known.lag[np.arange(10)[::-1], None]
    thin = replace(thin, history=replace(thin.history, clicks=clicks, orders=orders))
    assert conversion(thin) @ seen_clicks(thin) == pytest.approx(orders.sum(), rel=0.02)


def test_what_rivals_expect_of_their_clicks_is_what_they_find():
    known = replace(seen().known, lag=np.ones(40), cvr=np.linspace(0.02, 0.2, 12), order_value=np.full(12, 50.0),
                    order_margin=np.full(12, 50.0), searches=np.ones(12))  # fmt: skip
    rivals = seen(ads=12, advertisers=2, day=20, known=known)
    expected = rivals.history.clicks * known.cvr
    rivals = replace(rivals, history=replace(rivals.history, orders=expected, revenue=50 * expected))
    assert click_margin(rivals) == pytest.approx(known.click_value)


def test_larger_orders_are_seen_in_the_value_of_an_order():
    larger = sold(0.05, scale=1e4)
    larger = replace(larger, history=replace(larger.history, revenue=90 * larger.history.orders))
    assert order_value(larger) == pytest.approx(np.full(6, 90.0), rel=1e-3)


def test_draws_of_worlds_are_estimated_without_bias_and_better_than_either_extreme():
    """200 worlds as the beliefs assume them; seed 20261122. The mean error is judged at 4 standard errors (false
    alarm 6e-5), the comparison of mean squares at a factor."""
    random = np.random.default_rng(20261122)
    told, errors = seen(ads=60, day=14, klass=np.repeat([0, 1, 2], 20)), []
    share = told.known.lag[np.arange(14)[::-1], None]
    for _ in range(200):
        levels = np.exp(random.normal(-0.02, 0.2, 3))[told.klass] * np.exp(random.normal(-0.045, 0.3, 60))
        orders = random.poisson(told.history.clicks * 0.05 * levels * share).astype(float)
        one = replace(told, history=replace(told.history, orders=orders))
        plain = orders.sum(axis=0) / seen_clicks(one) / 0.05
        errors.append([conversion(one) / 0.05 - levels, plain - levels, 1 - levels])
    estimated, counted, believed = np.array(errors).transpose(1, 0, 2)
    weight = told.history.clicks[0] / told.history.clicks[0].sum()
    bias = estimated @ weight
    assert abs(bias.mean()) < 4 * bias.std(ddof=1) / np.sqrt(200) + 0.005
    assert np.square(estimated).mean() < 0.6 * min(np.square(counted).mean(), np.square(believed).mean())
