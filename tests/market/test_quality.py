"""Clicks over expected clicks: shrinkage, fading and score by their closed forms."""

import numpy as np
import pytest
from scipy.stats import norm

from adsim.market import quality
from adsim.market.quality import QualityLedger

KAPPA, HALF_LIFE, EXPONENT = 10.0, 14.0, 0.6


def ledger(prior=1.0, fixed=1.0):
    return QualityLedger(np.full(1, prior), np.full(1, fixed), EXPONENT, KAPPA, HALF_LIFE)


def days(book, *pairs):
    for clicks, expected in pairs:
        book.close_day(np.full(1, float(clicks)), np.full(1, float(expected)))
    return book


def test_a_new_ad_starts_from_its_prior():
    assert ledger().coec() == 1 and ledger().quality() == 1
    assert ledger(prior=1.3).coec() == pytest.approx(1.3)
    assert ledger(prior=1.3, fixed=0.9).quality() == pytest.approx(1.3**0.6 * 0.9)


def test_one_day_is_shrunk_by_ten_expected_clicks():
    """(clicks + κ·prior) / (expected + κ)."""
    assert days(ledger(), (30, 20)).coec() == pytest.approx((30 + 10) / (20 + 10))
    assert days(ledger(prior=2.0), (30, 20)).coec() == pytest.approx((30 + 20) / (20 + 10))
    assert days(ledger(), (0, 0)).coec() == 1


def test_evidence_halves_in_fourteen_days():
    book = days(ledger(), (300, 200), *[(0, 0)] * 14)
    assert book.coec() == pytest.approx((150 + 10) / (100 + 10))


def test_an_ad_of_constant_appeal_comes_to_it():
    """Appeal a and e expected clicks a day: COEC after n days = (a·E + κ)/(E + κ) with E = e(1 − f^n)/(1 − f)."""
    appeal, a_day = 1.5, 20.0
    fade = 0.5 ** (1 / HALF_LIFE)
    book = ledger()
    for n in range(1, 29):
        days(book, (appeal * a_day, a_day))
        expected = a_day * (1 - fade**n) / (1 - fade)
        assert book.coec() == pytest.approx((appeal * expected + KAPPA) / (expected + KAPPA), rel=1e-12)


def test_relevance_and_page_may_change_while_the_evidence_stays():
    book = days(ledger(), (30, 20))
    before = book.quality()
    book.fixed[:] = 1.1
    assert book.quality() == pytest.approx(1.1 * before)


def test_weights_are_whole_millionths_of_the_squashed_quality():
    raw = np.array([1.0, 2.0, 0.5, 1e-30])
    assert quality.weights(raw, 1.0).tolist() == [1_000_000, 2_000_000, 500_000, 1]
    assert quality.weights(raw, 0.0).tolist() == [1_000_000] * 4
    assert quality.weights(raw, 0.5).tolist() == [1_000_000, 1_414_214, 707_107, 1]


def test_quality_stays_within_bounds_that_money_can_be_multiplied_with():
    assert ledger(prior=1e9).quality() == 100
    assert ledger(prior=1e-12).quality() == pytest.approx(1e-4)


@pytest.mark.parametrize("raw", [0.01, 0.3, 0.6, 0.9, 1.0, 1.1, 1.5, 2.5, 50.0])
def test_the_score_from_1_to_10(raw):
    assert quality.score(np.array([raw])) == max(round(10 * norm.cdf(np.log(raw) / 0.5)), 1)


def test_the_average_ad_scores_five_and_scores_rise_with_quality():
    scores = quality.score(np.geomspace(0.01, 100, 400))
    assert quality.score(np.ones(1)) == 5 and (np.diff(scores) >= 0).all() and {scores[0], scores[-1]} == {1, 10}
