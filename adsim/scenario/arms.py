"""The arms of a product test as whole scenarios, and what each follow-up sets in one of them.

Follow-ups are about the product tested: those products that the arms set, or the first where none does.
"""

import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from adsim.scenario.faults import Path
from adsim.scenario.objects import Scenario
from adsim.scenario.patches import patched
from adsim.scenario.product_test import ProductTest

FollowUpKind = Literal["swap_image", "new_page", "change_product", "relist"]


class FollowUpStep(NamedTuple):
    """What one follow-up sets: `path` is where the test says so, `sets` new values by key of a product."""

    kind: FollowUpKind
    path: Path
    sets: dict[str, Any]


def arms(scenario: Scenario) -> tuple[Scenario, ...]:
    """The scenario as each arm has it; the scenario alone where there is no test."""
    if scenario.test is None:
        return (scenario,)
    return tuple(patched(scenario, patch) for patch in scenario.test.arms.values())


def tested(test: ProductTest) -> tuple[int, ...]:
    """The products that the test is about, by their place in the scenario."""
    named = [re.match(r"products\[(\d+)\]", path) for patch in test.arms.values() for path in patch]
    return tuple(sorted({int(found[1]) for found in named if found})) or (0,)


def steps(test: ProductTest) -> Iterator[FollowUpStep]:
    """All that follow-ups may set, in the order of the file."""
    follow = test.follow_up
    if follow.fix_image is not None:
        for index, strength in enumerate(follow.fix_image.swap_image):
            at: Path = ("test", "follow_up", "fix_image", "swap_image", index)
            yield FollowUpStep("swap_image", at, {"image_strength": strength})
    if follow.fix_page is not None:
        page = {"page_strength": follow.fix_page.new_page}
        yield FollowUpStep("new_page", ("test", "follow_up", "fix_page", "new_page"), page)
    if follow.change_product is not None:
        at = ("test", "follow_up", "change_product", "change_product")
        yield FollowUpStep("change_product", at, follow.change_product.change_product)
    if follow.drop is not None and follow.drop.relist is not None:
        yield FollowUpStep("relist", ("test", "follow_up", "drop", "relist"), follow.drop.relist)


def patch(test: ProductTest, sets: dict[str, Any]) -> dict[str, Any]:
    """These keys of the tested products as a patch of a scenario."""
    return {f"products[{index}].{key}": value for index in tested(test) for key, value in sets.items()}
