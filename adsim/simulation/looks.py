"""How a product test is read by its seller: from what he sees that evening to what he does from midnight on.

Whether an arm has won is the acting rule's verdict (`adsim.verdicts`). An arm surely below the target CVR is dropped.
Which of image, page and product is mended is the most probable diagnosis where it is more likely than not
(assumption), and only where no comparison runs any more: who changes an arm while it is compared compares nothing.
Nothing but a rule's verdict is acted on at the end of day 1, which shows mistakes and no more (1688 handbook reads it;
that it decides nothing is an assumption). Only orders paid by then are seen, and only days of the arm as it is now.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adsim.metrics import ArmAction
from adsim.scenario.arms import tested
from adsim.scenario.objects import Scenario
from adsim.scenario.product_test import NO_RULE, ProductTest
from adsim.simulation.under_test import UnderTest
from adsim.stats.late_orders import Delay, seen_shares
from adsim.verdicts import RULES, diagnosis, kill
from adsim.verdicts.contract import NO_ARM, Design, Metric, Seen

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LIKELY = 0.5
FIRST_DAY_TO_MEND = 2


@dataclass(frozen=True)
class SoFar:
    """What is known of the arms at the end of day `day` (from 1); shapes [arms, day], orders by click date."""

    impressions: Ints
    clicks: Ints
    orders: Ints  # paid by now

    @property
    def day(self) -> int:
        return int(self.clicks.shape[1])

    def since(self, first: Ints) -> "SoFar":
        """The same, nothing counted before each arm's first day (from 0), shape [arms]."""
        counts = np.arange(self.day) >= first[:, None]
        return SoFar(self.impressions * counts, self.clicks * counts, self.orders * counts)


def design(test: ProductTest) -> Design:
    """The test as its rules know it."""
    metrics: tuple[Metric, ...] = ("ctr", "cvr")
    targets = {name: float(value) for name in metrics if (value := getattr(test.targets, name)) is not None}
    return Design(
        looks=test.looks,
        planned_days=test.looks[-1],
        metric=test.metric,
        alpha=test.alpha,
        sided=1 if test.sided == 1 else 2,
        spending=test.spending,
        gamma=test.gamma,
        rotation="thompson" if test.rotation == "thompson" else "even" if len(set(test.weights)) == 1 else "weighted",
        targets=targets,
    )


class Reader:
    """Reads one test with its rule, evening by evening."""

    def __init__(self, scenario: Scenario, test: ProductTest) -> None:
        self._test, plan = test, design(test)
        self._rule = None if test.rule == NO_RULE else RULES[test.rule](plan)
        # Of past orders a seller knows how late they came; not how late they come in this world.
        parts = scenario.products[tested(test)[0]].delay
        self._delay = Delay.of_parts(
            [part.share for part in parts], [part.mean_hours for part in parts], [part.cut_days for part in parts]
        )
        drops = self._rule is not None and test.follow_up.drop is not None
        self._kill = kill.Kill(plan, self._delay, test.looks) if drops else None

    def judge(self, so_far: SoFar, arms: UnderTest) -> list[ArmAction]:
        """What is done from midnight on; a winner is noted in `arms` at once."""
        if self._rule is None:
            return []
        seen = so_far.since(arms.since)
        dropped = self._dropped(seen, arms)
        found = [arms.options(arm)["drop"] for arm in dropped]
        delisted = {action.arm for action in found if action.kind == "delist"}
        standing = [arm for arm in np.flatnonzero(arms.live).tolist() if arm not in delisted]
        if arms.winner == NO_ARM:
            winner = self._winner(seen, standing, dropped)
            if winner != NO_ARM:
                arms.winner, arms.decided_on = winner, seen.day
                found.append(ArmAction(0, winner, "promote", self._test.follow_up.winner.promote))
        found += self._mended(seen, arms, standing, dropped)
        return [action._replace(day=seen.day + 1) for action in found]

    def _dropped(self, seen: SoFar, arms: UnderTest) -> list[int]:
        if self._kill is None or seen.day < FIRST_DAY_TO_MEND:
            return []
        killed = self._kill.read(Seen(seen.clicks[None], seen.orders[None])).kill[0]
        return [arm for arm in np.flatnonzero(killed & arms.live).tolist() if "drop" in arms.options(arm)]

    def _winner(self, seen: SoFar, standing: list[int], dropped: list[int]) -> int:
        if len(self._test.arms) == 1:
            return 0 if not dropped and self._course(seen, 0) == "promote" else NO_ARM
        if len(standing) < 2 or self._rule is None:
            return NO_ARM
        of_ctr = self._test.metric == "ctr"
        trials, hits = (seen.impressions, seen.clicks) if of_ctr else (seen.clicks, seen.orders)
        winner = int(self._rule.read(Seen(trials[None], hits[None])).winner[0])
        return winner if winner in standing and winner not in dropped else NO_ARM

    def _mended(self, seen: SoFar, arms: UnderTest, standing: list[int], dropped: list[int]) -> list[ArmAction]:
        """What the one arm that has the traffic needs, if anything."""
        arm = arms.winner if arms.winner in standing else standing[0] if len(standing) == 1 else NO_ARM
        if arm == NO_ARM or arm in dropped:
            return []
        action = arms.options(arm).get(self._course(seen, arm))
        return [] if action is None else [action]

    def _course(self, seen: SoFar, arm: int) -> str:
        """The diagnosis that is more likely than not; empty: none is, or there is nothing to hold it against."""
        targets = self._test.targets
        if targets.ctr is None or targets.cvr is None or seen.day < FIRST_DAY_TO_MEND:
            return ""
        clicks = seen.clicks[arm]
        chances = diagnosis.quadrants(
            seen.impressions[arm].sum(keepdims=True), clicks.sum(keepdims=True), seen.orders[arm].sum(keepdims=True),
            targets.ctr, targets.cvr, np.atleast_1d(clicks @ seen_shares(self._delay, seen.day)),
        )[0]  # fmt: skip
        best = int(np.argmax(chances))
        return diagnosis.COURSES[best] if chances[best] >= LIKELY else ""
