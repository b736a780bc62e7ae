"""The worlds of a product test in which nobody acts: what every rule is shown, and what is true there."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from adsim.metrics import MICRO, TestRecord, ratio
from adsim.verdicts.contract import NO_ARM, Metric, Seen

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Rates as near as this are the same arm twice, not one better than another.
_SAME = 1e-9


class Watched:
    """Records of all worlds, stacked [worlds, arms, days]; the first arm is the control."""

    def __init__(self, records: Sequence[TestRecord], metric: Metric) -> None:
        self.records, self.metric = list(records), metric
        self.arms, self.looks = records[0].arms, records[0].looks
        self._counts: dict[str, Ints] = {}

    @property
    def days(self) -> int:
        return int(self.records[0].clicks.shape[1])

    def counts(self, name: str) -> Ints:
        """A count or a sum of money (micro-units) by click date."""
        if name not in self._counts:
            self._counts[name] = np.stack([getattr(record, name) for record in self.records])
        return self._counts[name]

    def orders_seen(self, look: int) -> Ints:
        """Orders by click date paid by the end of the look of this place, up to its day."""
        return np.stack([record.orders_seen[look] for record in self.records])[:, :, : self.looks[look]]

    def seen(self, look: int) -> Seen:
        """What is known at the look of this place, of all worlds."""
        day = self.looks[look]
        clicks = self.counts("clicks")[:, :, :day]
        if self.metric == "ctr":
            return Seen(self.counts("impressions")[:, :, :day], clicks)
        return Seen(clicks, self.orders_seen(look))

    def truth(self, metric: Metric) -> Floats:
        """The arms' true rates, [worlds, arms]."""
        return np.stack([getattr(record, f"true_{metric}") for record in self.records])

    def best(self) -> Ints:
        """The truly best arm of each world; `NO_ARM` where the best two are alike, or nothing was shown."""
        rates = self.truth(self.metric)
        top = np.nan_to_num(rates, nan=0.0).max(axis=1)
        level = np.nan_to_num(rates, nan=0.0) >= (1 - _SAME) * top[:, None]
        return np.where(level.sum(axis=1) == 1, level.argmax(axis=1), NO_ARM)

    def spent(self) -> Floats:
        """Money spent by the end of each day, all arms together, [worlds, days]."""
        found: Floats = self.counts("cost").sum(axis=1).cumsum(axis=1) / MICRO
        return found

    def rates(self, metric: Metric) -> tuple[Floats, Floats]:
        """Each arm's rate from the first day to each day, so far and matured, [worlds, arms, days]."""
        clicks = self.counts("clicks").cumsum(axis=2)
        if metric == "ctr":
            rate = ratio(clicks, self.counts("impressions").cumsum(axis=2))
            return rate, rate
        so_far = ratio(self.counts("orders_by_payment").cumsum(axis=2), clicks)
        return so_far, ratio(self.counts("orders").cumsum(axis=2), clicks)

    def pooled(self, metric: Metric) -> tuple[Floats, Floats]:
        """The same as ratios of totals over all worlds, [arms, days]."""
        clicks = self.counts("clicks").sum(axis=0).cumsum(axis=1)
        if metric == "ctr":
            rate = ratio(clicks, self.counts("impressions").sum(axis=0).cumsum(axis=1))
            return rate, rate
        so_far = ratio(self.counts("orders_by_payment").sum(axis=0).cumsum(axis=1), clicks)
        return so_far, ratio(self.counts("orders").sum(axis=0).cumsum(axis=1), clicks)
