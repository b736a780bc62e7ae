"""A copycat comes where something is seen to sell, and leaves when nothing is."""

import numpy as np

from adsim.advertiser.copycat import Copycat, CopycatSettings
from tests.advertiser.observations import seen


def days(sold, one=None, **settings):
    """Which of his ads bid, day by day, as `sold` [days, ads] by each midnight says; the bids must be those set up."""
    one = one or Copycat(CopycatSettings(**settings), np.random.default_rng(1))
    found = []
    for day, total in enumerate(np.asarray(sold, float)):
        now = seen(total.size, day=day, sold=total)
        bid = one.decide(now).max_cpc
        assert np.isin(bid, [0.0, *now.bid * settings.get("bid", 1.0)]).all()
        found.append((bid > 0).astype(int).tolist())
    return found


def test_he_comes_after_so_many_orders_within_so_many_days():
    # 1 order a day; 3 on one day; 2 a day for a while
    sold = np.stack([np.arange(8), [0, 0, 3, 3, 3, 3, 3, 3], [0, 2, 4, 4, 4, 4, 4, 4]], axis=1)
    found = days(sold, orders=3, days=2, patience=2)
    assert np.array(found).T.tolist() == [[0] * 8, [0, 0, 1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0, 0, 0]]


def test_he_stays_while_anything_sells():
    sold = np.array([[0], [5], [5], [6], [6], [7], [7], [7], [7], [7]])
    assert np.ravel(days(sold, orders=5, days=1, patience=3)).tolist() == [0, 1, 1, 1, 1, 1, 1, 1, 0, 0]


def test_a_first_day_with_sales_counts_and_bids_follow_the_factor():
    found = days(np.array([[9.0, 0.0]]), orders=5, bid=1.4)
    assert found == [[1, 0]]


def test_he_does_not_revive_what_is_off_nor_bid_above_the_highest():
    one = Copycat(CopycatSettings(orders=1, bid=9.0), np.random.default_rng(1))
    now = seen(4, sold=np.full(4, 50.0), live=np.array([True, False, True, True]), highest=np.array([2.0, 5, 5, 0]))
    assert one.decide(now).max_cpc.tolist() == [2.0, 0.0, 5.0, 0.0]
    assert one.decide(seen(0)).max_cpc.size == 0
