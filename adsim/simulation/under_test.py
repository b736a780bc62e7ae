"""The arms of one run as they stand: what follow-ups made of them, who gets which traffic, what is still to be done.

A part of the world's state, changed by `apply` alone, at midnight. Hides nothing of the market.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from adsim.metrics import ArmAction
from adsim.scenario.product_test import ProductTest

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# The platform's judgements of a new listing, as actions: what they multiply is the arm's quality.
PLATFORM_KINDS = ("first_sale", "no_sale", "review")


class UnderTest:
    """State of all arms, arrays [arms]: `live` (not delisted), `listing` (the platform's factor on quality), `since`
    (first day, from 0, of the arm as it is now), `listed_on`, and by arm what follow-ups have `set` in its products.

    `winner` is known from the evening of `decided_on` on, `promoted` to all traffic from the midnight after it.
    """

    def __init__(self, test: ProductTest) -> None:
        self._test = test
        arms = len(test.arms)
        self.live = np.ones(arms, bool)
        self.listing = np.ones(arms)
        self.since = np.zeros(arms, np.int64)
        self.listed_on = np.zeros(arms, np.int64)
        self.set: list[dict[str, Any]] = [{} for _ in range(arms)]
        self.promoted, self.promotion = -1, 1.0
        self.winner = -1
        self.decided_on: int | None = None
        self.actions: list[ArmAction] = []

    def plan(self, actions: list[ArmAction]) -> None:
        """Note what is to be done; main images change one a night."""
        for action in actions:
            day = action.day
            if action.kind == "swap_image":
                swaps = [one.day for one in self.actions if (one.arm, one.kind) == (action.arm, "swap_image")]
                day = max([day, *(last + 1 for last in swaps)])
            self.actions.append(action._replace(day=day))

    def due(self, day: int) -> list[ArmAction]:
        """What holds from the midnight that opens `day` (from 0)."""
        return [action for action in self.actions if action.day == day + 1]

    def apply(self, action: ArmAction) -> None:
        """Change the arm; what the platform makes of it is no change of the arm itself."""
        arm, day = action.arm, action.day - 1
        if action.kind in PLATFORM_KINDS:
            self.listing[arm] *= action.value
            return
        if action.kind == "promote":
            self.promoted, self.promotion = action.arm, action.value
            return
        if action.kind == "delist":
            self.live[arm] = False
            if arm == self.promoted:  # its traffic goes back to the others, its extra money to nobody
                self.promoted, self.promotion = -1, 1.0
            return
        if action.kind == "relist":
            self.listing[arm], self.listed_on[arm] = 1.0, day
        self.set[arm] |= self._values(action)
        self.since[arm] = day

    def _values(self, action: ArmAction) -> dict[str, Any]:
        """What a follow-up sets, by key of a product."""
        follow = self._test.follow_up
        if action.kind == "swap_image":
            return {"image_strength": action.value}
        if action.kind == "new_page":
            return {"page_strength": action.value}
        if action.kind == "change_product" and follow.change_product is not None:
            return follow.change_product.change_product
        return dict(follow.drop.relist or {}) if follow.drop is not None else {}

    def options(self, arm: int) -> dict[str, ArmAction]:
        """The next action by what is at fault (fix_image, fix_page, change_product, drop); days are still open."""
        follow = self._test.follow_up
        open_to: dict[str, ArmAction] = {}
        done = [action.kind for action in self.actions if action.arm == arm]
        if follow.fix_image is not None and done.count("swap_image") < len(follow.fix_image.swap_image):
            image = follow.fix_image.swap_image[done.count("swap_image")]
            open_to["fix_image"] = ArmAction(0, arm, "swap_image", image)
        if follow.fix_page is not None and "new_page" not in done:
            open_to["fix_page"] = ArmAction(0, arm, "new_page", follow.fix_page.new_page)
        if follow.change_product is not None and "change_product" not in done:
            open_to["change_product"] = ArmAction(0, arm, "change_product", 0.0)
        if follow.drop is not None and self.live[arm]:
            open_to["drop"] = ArmAction(0, arm, "delist" if follow.drop.delist else "relist", 0.0)
        return open_to

    @property
    def as_planned(self) -> bool:
        """Whether no follow-up has changed anything yet."""
        return self.promoted < 0 and not self.since.any() and bool(self.live.all())

    def weights(self, usual: Floats) -> Floats:
        """Each arm's part of the searches, adding up to 1: the `usual` one among those left, or all for the winner."""
        if self.promoted >= 0 and self.live[self.promoted]:
            all_to_one: Floats = np.eye(usual.size)[self.promoted]
            return all_to_one
        shown = usual * self.live if self.live.any() else usual
        parts: Floats = shown / shown.sum()
        return parts
