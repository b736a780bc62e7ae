"""What a delay leaves unseen, against counting shoppers one by one."""

import numpy as np
import pytest

from adsim.stats.late_orders import Delay, seen_shares

MARKETPLACE = ([0.345, 0.11, 0.545], [0.25, 8.0, 11.4 * 24], [None, None, 30.0])


def test_a_mixture_is_the_published_one():
    """Share paid by 1 h, 1, 3, 7, 14, 15 and 28 days: .354 .499 .591 .724 .870 .885 .992."""
    delay = Delay.of_parts(*MARKETPLACE)
    shares = [float(delay.shares[delay.ages_days <= age].sum()) for age in (1 / 24, 1, 3, 7, 14, 15, 28)]
    np.testing.assert_allclose(shares, [0.354, 0.499, 0.591, 0.724, 0.870, 0.885, 0.992], atol=6e-4)


def test_unseen_is_averaged_over_the_hours_of_the_click_day():
    random = np.random.default_rng(5)
    ages = random.lognormal(np.log(2), 1, 400)
    hours = (np.arange(2000) + 0.5) / 2000  # of the day, at which clicks fall
    for age in (0, 1, 6):
        want = np.mean([np.mean(ages > age + 1 - hour) for hour in hours])
        assert Delay.of(ages).unseen(np.array([age]))[0] == pytest.approx(want, abs=1e-3)


def test_orders_at_once_leave_nothing_and_days_to_come_all():
    delay = Delay.of(np.zeros(3))
    assert delay.unseen(np.array([-1.0, 0.0, 5.0])).tolist() == [1.0, 0.0, 0.0]


def test_shares_seen_fall_towards_the_last_days():
    seen = seen_shares(Delay.of_parts(*MARKETPLACE), 28)
    assert seen.shape == (28,) and (np.diff(seen) < 0).all() and seen[0] > 0.98 and 0.4 < seen[-1] < 0.5


@pytest.mark.parametrize("ages", [[], [1.0, -0.1], [float("nan")], [float("inf")]])
def test_impossible_delays_are_refused(ages):
    with pytest.raises(ValueError, match="delays must be finite"):
        Delay.of(np.array(ages))
