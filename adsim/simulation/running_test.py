"""A product test inside one run: its arms, what is counted of them, and its evenings.

It counts what the market did (`close_day`), reads what a seller sees (`evening`) and tells what became of it
(`record`). The world alone changes its arms, through `UnderTest.apply`.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from adsim import metrics
from adsim.market.auction import Auction
from adsim.metrics import ArmAction, ClickLog, TestRecord
from adsim.scenario.arms import patch
from adsim.scenario.objects import Scenario
from adsim.scenario.patches import patched
from adsim.scenario.product_test import NewListing, ProductTest
from adsim.simulation.arms import chances_to_be_best
from adsim.simulation.looks import Reader, SoFar
from adsim.simulation.setting import Setting
from adsim.simulation.under_test import UnderTest

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class RunningTest:
    """One run's test; `arms` is its state. Arrays [arms, days] grow day by day."""

    def __init__(self, scenario: Scenario, test: ProductTest, setting: Setting) -> None:
        self.arms = UnderTest(test)
        self._test, self._setting = test, setting
        self._seed, self._days = scenario.seed, scenario.days
        self._reader = Reader(scenario, test)
        shape = setting.arms, self._days
        self._searches, self._impressions = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        self._weights = np.zeros(shape)
        # Of all arms together until the first follow-up: times shown, and what each arm would have made of it.
        self._shown, self._looked = 0.0, 0.0
        self._would_click, self._would_buy = np.zeros(setting.arms), np.zeros(setting.arms)

    def as_they_are(self, arms: tuple[Scenario, ...]) -> tuple[Scenario, ...]:
        """The arms with all that follow-ups have changed in them."""
        return tuple(patched(arm, patch(self._test, sets)) for arm, sets in zip(arms, self.arms.set, strict=True))

    def by_ad(self, values: NDArray[np.generic]) -> NDArray[np.generic]:
        """Values [arms] for each of our ads, [arms × keywords]."""
        return np.repeat(values, self._setting.keywords.klass.size)

    def weights(self, replication: int, day: int, log: Callable[[], ClickLog]) -> Floats:
        """Each arm's part of the searches of `day` (from 0), from what was seen until the midnight before it."""
        if self.arms.promoted >= 0 or self._test.rotation != "thompson" or not day:
            return self.arms.weights(np.array(self._test.weights))
        seen = self._so_far(day - 1, log()).since(self.arms.since)
        pair = (seen.impressions, seen.clicks) if self._test.metric == "ctr" else (seen.clicks, seen.orders)
        trials, hits = (counts.sum(axis=1) for counts in pair)
        return self.arms.weights(chances_to_be_best(trials, hits, self._seed, replication, day))

    def close_day(self, day: int, weights: Floats, auction: Auction, click_rate: Floats, cvr: Floats) -> None:
        """Count a day; `click_rate` and `cvr` are those of our ad in each cell."""
        setting = self._setting
        ours, by_arm = setting.our_entries, (setting.arms, -1)
        impressions = auction.impressions[ours].reshape(by_arm)
        self._weights[:, day] = weights
        self._searches[:, day] = auction.searches.reshape(by_arm).sum(axis=1)
        self._impressions[:, day] = impressions.sum(axis=1)
        if self.arms.as_planned:
            looked = auction.examined[ours].reshape(by_arm).sum(axis=0)
            base = looked * setting.base_ctr[: looked.size]
            self._shown += float(impressions.sum())
            self._looked += float(base.sum())
            self._would_click += click_rate.reshape(by_arm) @ looked
            self._would_buy += cvr.reshape(by_arm) @ base

    def watched(self, day: int) -> bool:
        """Whether at the end of `day` (from 0) someone reads the test or judges a new listing."""
        return day + 1 in self._test.looks or bool(self._judged_today(day))

    def evening(self, day: int, log: ClickLog) -> None:
        """The platform's judgements and the seller's reading at the end of `day` (from 0)."""
        so_far = self._so_far(day, log)
        self.arms.plan([self._judgement(arm, day, so_far, log) for arm in self._judged_today(day)])
        if day + 1 in self._test.looks:
            self.arms.plan(self._reader.judge(so_far, self.arms))

    def _so_far(self, day: int, log: ClickLog) -> SoFar:
        arms = self._setting.arms
        clicks = metrics.by_arm(log, arms, self._days)["clicks"]
        orders = metrics.orders_seen(log, arms, self._days, day)
        return SoFar(*(counts[:, : day + 1] for counts in (self._impressions, clicks, orders)))

    def _judged_today(self, day: int) -> list[int]:
        """Arms that the platform judges tonight: after their first day, and after their first week."""
        listing = self._test.listing
        if listing is None:
            return []
        age = day + 1 - self.arms.listed_on
        return np.flatnonzero(self.arms.live & ((age == 1) | (age == listing.review_day))).tolist()

    def _judgement(self, arm: int, day: int, so_far: SoFar, log: ClickLog) -> ArmAction:
        listing, targets = self._test.listing or NewListing(), self._test.targets
        since = int(self.arms.listed_on[arm])
        impressions, clicks, orders = (
            int(counts[arm, since:].sum()) for counts in (so_far.impressions, so_far.clicks, so_far.orders)
        )
        if day == since:
            kind = "first_sale" if orders else "no_sale"
            return ArmAction(day + 2, arm, kind, getattr(listing, kind))
        met = [clicks >= (targets.ctr or 0) * impressions > 0, orders >= (targets.cvr or 0) * clicks > 0]
        factor = listing.review_met ** sum(met) * listing.review_missed ** (2 - sum(met))
        return ArmAction(day + 2, arm, "review", factor)

    def record(self, log: ClickLog) -> TestRecord:
        """What became of the test, at the end of the run."""
        arms, days, looks = self._setting.arms, self._days, self._test.looks
        tallies = metrics.by_arm(log, arms, days)
        return TestRecord(
            arms=self._test.names,
            looks=looks,
            searches=self._searches,
            impressions=self._impressions,
            **tallies,
            orders_seen=np.array([metrics.orders_seen(log, arms, days, look - 1) for look in looks]),
            expected_margin=metrics.expected_margin_by_arm(log, arms, days),
            weights=self._weights,
            true_ctr=metrics.ratio(self._would_click, self._shown),
            true_cvr=metrics.ratio(self._would_buy, self._looked),
            decided_on=self.arms.decided_on,
            winner=self.arms.winner,
            actions=tuple(self.arms.actions),
        )
