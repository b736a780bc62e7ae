"""The way of a visitor: nested steps, binomial orders, baskets of mean 1, money to the micro-unit, late orders."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from adsim import streams
from adsim.shop.funnel import HIGHEST_CVR, MICRO, Delay, Terms, visit
from adsim.shop.offers import Offer
from adsim.streams import Purpose
from tests.shop.test_delay import MARKETPLACE

SEED = 20260810
FALSE_ALARM = 1e-4
OFFER = Offer(price=68, unit_cost=42, units=5, commission=0.05, tax=0.01, freight=18, refund_rate=0.15, refund_cost=20)
AT_ONCE = Delay(np.ones(1), np.array([1e-9]), np.array([np.inf]))


def terms(cvr=0.05, basket=1.0, offer=OFFER, **changes):
    one = np.ones(1)
    money = ("order_value", "order_margin", "freight", "refund_rate", "refund_margin")
    usual = Terms(cvr=cvr * one, carts_per_order=2.74 * one, favourites_per_order=1.43 * one, paid_share=0.85 * one,
                  basket=basket * one, basket_spread=0.4 * one, refund_days=4.0 * one,
                  **{name: getattr(offer, name) * one for name in money})  # fmt: skip
    return replace(usual, **{name: value * one for name, value in changes.items()})


def shoppers(count, *parts):
    return streams.keys(streams.key(SEED, *parts), count)


@pytest.mark.parametrize("changes", [{}, {"cvr": 0.6}, {"cvr": 1.0, "paid_share": 0.3}, {"carts_per_order": 1.0}])
def test_each_step_is_taken_only_by_those_of_the_step_before(changes):
    """visits ≥ carts ≥ orders placed ≥ paid ≥ refunded, shopper by shopper."""
    out = visit(shoppers(100_000), terms(**changes), MARKETPLACE)
    for later, earlier in (("refunded", "paid"), ("paid", "ordered"), ("ordered", "carted")):
        assert not (getattr(out, later) & ~getattr(out, earlier)).any(), f"{later} without {earlier}"
    assert out.refunded.sum() > 0
    assert not out.revenue[~out.paid].any() and not out.margin[~out.paid].any() and not out.refund[~out.refunded].any()
    assert (out.payment_delay >= 0).all() and (out.refund_delay >= out.payment_delay).all()


@pytest.mark.parametrize(
    ("step", "share"),
    [("paid", 0.05), ("ordered", 0.05 / 0.85), ("carted", 0.05 * 2.74), ("favourited", 0.05 * 1.43)],
)
def test_each_step_has_its_rate(step, share):
    out = visit(shoppers(200_000), terms(), MARKETPLACE)
    taken = int(getattr(out, step).sum())
    assert stats.binomtest(taken, 200_000, share).pvalue > FALSE_ALARM / 4, f"{taken}, seed {SEED}"


def test_refunds_have_their_rate_and_come_after_payment():
    out = visit(shoppers(200_000), terms(cvr=0.5), MARKETPLACE)
    paid = int(out.paid.sum())
    assert stats.binomtest(int(out.refunded.sum()), paid, 0.15).pvalue > FALSE_ALARM / 2, f"seed {SEED}"
    wait = (out.refund_delay - out.payment_delay)[out.refunded]
    assert stats.kstest(wait, "expon", args=(0, 96)).pvalue > FALSE_ALARM / 2, f"seed {SEED}"


def test_no_one_buys_beyond_the_highest_rate():
    out = visit(shoppers(200_000), terms(cvr=3.0), MARKETPLACE)
    assert stats.binomtest(int(out.paid.sum()), 200_000, HIGHEST_CVR).pvalue > FALSE_ALARM, f"seed {SEED}"


def test_orders_given_clicks_have_the_binomial_variance():
    """1,000 days of 400 clicks."""
    out = visit(shoppers(400_000), terms(), MARKETPLACE)
    orders = out.paid.reshape(1000, 400).sum(axis=1)
    tail = stats.chi2.cdf(orders.var() * 1000 / (400 * 0.05 * 0.95), 999)
    assert min(tail, 1 - tail) > FALSE_ALARM / 2, f"seed {SEED}"


@pytest.mark.parametrize("spread", [0.0, 0.4, 1.0])
def test_baskets_have_mean_one_and_their_spread(spread):
    out = visit(shoppers(400_000), terms(cvr=0.9, basket=1.5, basket_spread=spread), MARKETPLACE)
    size = out.revenue[out.paid] / MICRO / OFFER.order_value / 1.5
    assert abs(size.mean() - 1) < 4 * size.std() / size.size**0.5 + 1e-6, f"seed {SEED}, four standard errors"
    assert np.log(size).std() == pytest.approx(spread, abs=0.005)


def test_money_of_an_order_is_what_the_offer_says():
    """Without spread: price × units; less commission, tax, goods and freight; a refund leaves freight and its cost."""
    out = visit(shoppers(10_000), terms(basket_spread=0.0), MARKETPLACE)
    kept = round((5 * (68 * 0.94 - 42) - 18) * MICRO)
    assert set(out.revenue[out.paid]) == {340 * MICRO}
    assert set(out.margin[out.paid]) == {kept}
    assert set((out.margin + out.refund)[out.refunded]) == {round((-18 - 20) * MICRO)}


@pytest.mark.parametrize(
    "changes",
    [{}, {"cvr": 0.4, "basket": 0.6}, {"basket_spread": 1.0}, {"offer": replace(OFFER, refund_rate=0.9)},
     {"offer": replace(OFFER, unit_cost=90.0)}, {"cvr": 2.0}],
    ids=["usual", "often, small baskets", "wide baskets", "many refunds", "sold at a loss", "above the highest rate"],
)  # fmt: skip
def test_the_expected_margin_is_the_mean_of_the_realised(changes):
    """The control is unbiased: 400,000 shoppers, three and a half standard errors (1 false alarm in 2,000 each)."""
    met = terms(**changes)
    out = visit(shoppers(400_000, 7), met, MARKETPLACE)
    realised = (out.margin + out.refund) / MICRO
    offer = changes.get("offer", OFFER)
    expected = float((np.minimum(met.cvr, HIGHEST_CVR) * offer.expected_margin(met.basket))[0])
    assert abs(realised.mean() - expected) < 3.5 * realised.std() / realised.size**0.5, f"seed {SEED}"


def test_the_same_shopper_decides_alike_whatever_is_offered():
    """A better page wins buyers and loses none; who buys buys the same basket, waits as long, returns as surely."""
    keys = shoppers(100_000)
    plain, better = visit(keys, terms(cvr=0.05), MARKETPLACE), visit(keys, terms(cvr=0.055), MARKETPLACE)
    assert not (plain.paid & ~better.paid).any() and better.paid.sum() > plain.paid.sum()
    both = plain.paid
    assert np.array_equal(plain.revenue[both], better.revenue[both])
    assert np.array_equal(plain.payment_delay, better.payment_delay)
    assert np.array_equal(plain.refunded[both], better.refunded[both])


def test_an_order_of_visits_or_their_company_changes_nothing():
    keys = shoppers(1000)
    whole, part = visit(keys, terms(), MARKETPLACE), visit(keys[400:500], terms(), MARKETPLACE)
    for name in ("paid", "revenue", "payment_delay", "refund"):
        assert np.array_equal(getattr(whole, name)[400:500], getattr(part, name))


def test_orders_seen_so_far_and_pending_ones_are_independent_poisson():
    """The delay oracle: clicks Poisson at rate r; seen by T with mean r·CVR·∫F(age), pending r·CVR·∫(1 − F(age)).

    3,000 seasons of 10 days; means, variances, their covariance and the whole distribution, together one false
    alarm in 10,000.
    """
    seasons, hours, rate, cvr = 3000, 240.0, 1.5, 0.2
    random = np.random.default_rng(SEED)
    clicks = random.poisson(rate * hours, seasons)
    season = np.repeat(np.arange(seasons), clicks)
    clicked = random.random(season.size) * hours
    out = visit(shoppers(season.size, 1), terms(cvr=cvr), MARKETPLACE)
    seen = np.bincount(season[out.paid & (clicked + out.payment_delay <= hours)], minlength=seasons)
    pending = np.bincount(season[out.paid & (clicked + out.payment_delay > hours)], minlength=seasons)
    ages = (np.arange(4000) + 0.5) * hours / 4000
    share = float(MARKETPLACE.cdf(ages).mean())
    level = FALSE_ALARM / 7
    for found, mean in ((seen, rate * cvr * hours * share), (pending, rate * cvr * hours * (1 - share))):
        total = stats.poisson(mean * seasons)
        assert min(total.cdf(found.sum()), total.sf(found.sum() - 1)) > level / 2, f"mean, seed {SEED}"
        spread = stats.chi2(seasons - 1).cdf(found.var() * seasons / mean)
        assert min(spread, 1 - spread) > level / 2, f"variance, seed {SEED}"
        assert _poisson_fit(found, mean) > level, f"distribution, seed {SEED}"
    assert stats.pearsonr(seen, pending).pvalue > level, f"covariance, seed {SEED}"
    # an ignored delay would be seen
    assert stats.poisson(rate * cvr * hours * seasons).cdf(seen.sum()) < 1e-12


def _poisson_fit(found, mean):
    edges = np.unique(stats.poisson.ppf(np.linspace(0.05, 0.95, 19), mean))
    counts = np.bincount(np.searchsorted(edges, found), minlength=edges.size + 1)
    shares = np.diff(np.concatenate([[0.0], stats.poisson.cdf(edges, mean), [1.0]]))
    return stats.chisquare(counts, shares * found.size).pvalue


def test_marks_of_the_funnel_are_apart():
    """Buying says nothing about basket, waiting or returning (each pair at its part of 1 in 10,000)."""
    keys = shoppers(100_000)
    out = visit(keys, terms(cvr=0.3), MARKETPLACE)
    for purpose in (Purpose.DELAY, Purpose.DELAY_PART, Purpose.BASKET, Purpose.REFUND, Purpose.FAVOURITE):
        marks = streams.marks(keys, purpose)
        assert stats.kstest(marks[out.paid], "uniform").pvalue > FALSE_ALARM / 5, f"{purpose.name}, seed {SEED}"
