"""Observations made by hand, for tests of strategies: two accounts of one advertiser, the first pays for most ads."""

from dataclasses import replace

import numpy as np

from adsim.advertiser.contract import History, Known, Landscape, Observation

ADS = 6


def history(days=3, ads=ADS, **changes):
    """The same every day; the k-th ad has k times the traffic of the first."""
    size = np.tile(np.arange(1.0, ads + 1), (days, 1))
    usual = History(
        searches=1000 * size, impressions=100 * size, positions=300 * size, clicks=10 * size, cost=20 * size,
        orders=np.floor(size / 2), revenue=60 * np.floor(size / 2),
    )  # fmt: skip
    return replace(usual, **changes)


def nobody_asks(ads):
    raise AssertionError("this strategy needs no bid simulator")


def slots(ads):
    """A bid simulator: three slots, the same on every keyword."""
    whole = np.ones((ads.size, 1))
    return Landscape(
        bid=whole * [3.0, 2.0, 1.0], price=whole * [2.5, 1.5, 0.8], clicks=whole * [20.0, 12.0, 5.0]
    )


def seen(ads=ADS, day=3, **changes):
    """At midnight of the fourth day unless said otherwise."""
    count = np.arange(ads)
    bid = 1.5 + count
    usual = Observation(
        day=day, hour=0, weekday=day % 7, advertiser=np.zeros(ads, np.int64), keyword=count,
        klass=np.minimum(count // 2, 2), account=np.minimum(count // 4, 1), bid=bid, highest=5 * bid,
        live=np.ones(ads, bool), sold=np.zeros(ads), owner=np.zeros(2, np.int64), budget=np.array([300.0, 100.0]),
        spent=np.zeros(2),
        known=Known(
            searches=1000.0 * (count + 1), cvr=np.full(ads, 0.05), order_value=np.full(ads, 60.0),
            order_margin=np.full(ads, 20.0), lag=np.minimum(1.0, 0.5 + 0.05 * np.arange(40)), hours=np.full(24, 1 / 24),
        ),
        history=history(min(day, 28), ads), landscape=nobody_asks,
    )  # fmt: skip
    return replace(usual, **changes)
