"""What our bids and participation were in the course of a run, by class and day; and who got how much of the traffic.

A mean over the keywords that are bought counts each by its stated searches and by the hours for which a bid held.
Hides when decisions fell: only what is in force counts.
"""

import numpy as np
from numpy.typing import NDArray

from adsim import metrics
from adsim.scenario.objects import CLASSES
from adsim.simulation.setting import Setting

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OURS = "ours"
TRAFFIC = ("impressions", "clicks", "cost")


class BidCourse:
    """Books what is in force of our ads, hour by hour of one day after another."""

    def __init__(self, setting: Setting, days: int) -> None:
        self._klass = np.tile(setting.keywords.klass, setting.arms)
        self._stated = np.tile(setting.keywords.stated, setting.arms)
        self._ads, self._accounts = setting.our_ads, setting.ad_account[setting.our_ads]
        self._since = 0
        self._bid = np.zeros(self._ads.size)
        self._share: Floats | None = None
        self._in_force: Floats | None = None
        self._sums = np.zeros((3, len(CLASSES), days))
        self._day = 0

    def holds(self, hour: int, max_cpc: Floats, participation: Floats | None) -> None:
        """From this hour of the day on these hold: `max_cpc` [ads], `participation` [accounts] or None."""
        bid = max_cpc[self._ads]
        share = None if participation is None else participation[self._accounts]
        if np.array_equal(bid, self._bid) and _alike(share, self._share):
            return
        self._book(hour)
        self._bid, self._share, self._in_force = bid, share, None

    def close_day(self, day: int) -> None:
        """Book the rest of the day; the next one begins at its midnight."""
        self._book(24)
        self._day, self._since = day + 1, 0

    @property
    def max_cpc(self) -> Floats:
        """Mean bid [class, day], currency units, before device and audience factors; nan where none was bought."""
        return metrics.ratio(self._sums[1], self._sums[0])

    @property
    def participation(self) -> Floats:
        """Mean share of searches in whose auctions the ads took part [class, day]; nan where none was bought."""
        return metrics.ratio(self._sums[2], self._sums[0])

    def _book(self, until: int) -> None:
        if until > self._since:
            if self._in_force is None:
                self._in_force = self._now()
            self._sums[:, :, self._day] += (until - self._since) * self._in_force
            self._since = until

    def _now(self) -> Floats:
        """Stated searches of the keywords bought, and these times bid and participation; shape [3, class]."""
        weight = np.where(self._bid > 0, self._stated, 0.0)
        parts = weight, weight * self._bid, weight if self._share is None else weight * self._share
        return np.array([np.bincount(self._klass, weights=part, minlength=len(CLASSES)) for part in parts])


def _alike(one: Floats | None, other: Floats | None) -> bool:
    return one is other or (one is not None and other is not None and np.array_equal(one, other))


class Traffic:
    """Impressions, clicks and cost (micro-units) by group of advertisers [group, day], under these `names`: ours, the
    crowd of rivals, and their groups."""

    def __init__(self, setting: Setting, days: int) -> None:
        self.names = (OURS, *setting.group_names)
        # Few ads belong to us or to a group; what is left is the crowd's, and not walked through.
        group = np.concatenate([[0], 1 + setting.rival_group])[setting.ad_advertiser]
        self._apart = np.flatnonzero(group != 1)
        self._group, count = group[self._apart], len(self.names)
        self.by_group = {name: np.zeros((count, days), np.int64) for name in TRAFFIC}

    def close_day(self, day: int, tallies: dict[str, Floats]) -> None:
        """Book a day from tallies by ad; `cost` in micro-units."""
        for name, table in self.by_group.items():
            sums = np.bincount(self._group, weights=tallies[name][self._apart], minlength=table.shape[0])
            sums[1] = tallies[name].sum() - sums.sum()
            table[:, day] = np.rint(sums)
