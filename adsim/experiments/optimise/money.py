"""What can be typed into an account: amounts in whole cents, bids in whole increments, budgets that add up."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from adsim.platforms import platform
from adsim.platforms.currencies import WITHOUT_CENTS
from adsim.scenario.objects import Scenario
from adsim.simulation.accounts import apportion


def currency(scenario: Scenario) -> str:
    """The ISO code of the scenario's currency."""
    return scenario.currency or platform(scenario.platform).currency


def cent(scenario: Scenario) -> float:
    """The smallest amount of the scenario's currency."""
    return 1.0 if currency(scenario) in WITHOUT_CENTS else 0.01


def rounded(amount: float, step: float) -> float:
    """`amount` to whole steps, halves up, at least one; exact in decimals."""
    unit = Decimal(repr(float(step)))
    # Six figures more than the step: 0.285 is no 0.28499999999999998.
    exact = Decimal(repr(float(amount))).quantize(unit / 1_000_000)
    steps = (exact / unit).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return float(max(steps, Decimal(1)) * unit)


def parts(total: float, shares: Mapping[str, float], step: float) -> dict[str, float]:
    """`total`, whole steps, split by shares into whole steps that add up to it."""
    unit = Decimal(repr(float(step)))
    weights = np.array(list(shares.values()))
    counts = apportion(int((Decimal(repr(float(total))) / unit).to_integral_value()), weights / weights.sum())
    return {name: float(int(count) * unit) for name, count in zip(shares, counts, strict=True)}
