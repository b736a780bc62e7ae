"""The one contract of a product test's rules: what has been seen goes in, what may be said comes out.

A rule reads many tests of one design at once, in arrays, so that an audit of 100,000 tests, a simulated test and a
seller's real one go through the same lines. A rule keeps no state: at each look it is shown all that is known by then.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Metric = Literal["ctr", "cvr"]
NO_ARM = -1


class Condition(StrEnum):
    """What a test may be like that costs some rules their promised error."""

    REPEATED_LOOKS = "repeated_looks"
    DAY_NOISE = "day_noise"  # rates that move from day to day, each arm for itself
    SPARSE = "sparse"  # few orders expected
    LATE_ORDERS = "late_orders"
    UNEQUAL_ROTATION = "unequal_rotation"
    ADAPTIVE_ROTATION = "adaptive_rotation"  # traffic follows what was seen (Thompson)
    PAYMENT_DATES = "payment_dates"  # orders told by the day of payment, not of the click


@dataclass(frozen=True)
class Design:
    """How a test is planned: fixed before it begins, the same for all rules.

    `looks`: days (from 1, ascending) at whose ends it is read; `planned_days`: the last planned day.
    `alpha`: the probability, over all looks together, of seeing a difference where there is none (`sided`: 1 counts
    only arms better than the first, 2 either way). `targets`: what the category reaches, by metric; asked of
    `thresholds` and of kill decisions.
    """

    looks: tuple[int, ...] = (1, 3, 7, 14, 28)
    planned_days: int = 28
    metric: Metric = "cvr"
    alpha: float = 0.05
    sided: Literal[1, 2] = 2
    spending: Literal["obrien_fleming", "pocock", "hwang_shih_decani"] = "obrien_fleming"
    gamma: float = -4.0  # of Hwang, Shih & DeCani
    rotation: Literal["even", "weighted", "thompson"] = "even"
    dates: Literal["click", "payment"] = "click"
    targets: dict[Metric, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """What is known of tests of one design at the end of day `day` (from 1). Shapes [tests, arms, day].

    Of `cvr` the trials are clicks and the hits orders by the date of the click, as far as they are paid by now; of
    `ctr` impressions and clicks. The first arm is the control.
    """

    trials: Ints
    hits: Ints

    @property
    def day(self) -> int:
        return int(self.trials.shape[2])


@dataclass(frozen=True)
class Finding:
    """What a rule says of each test at one look. Shapes [tests], of the lifts [tests, arms].

    `winner`: the arm seen to be the best, or `NO_ARM`: not yet. `evidence` lies at or below `needed` where the rule
    decides: a p-value and what it must fall to at this look, or an expected loss and the one that may be borne.
    `lift`, `low`, `high`: each arm's rate over the control's less 1 and the rule's own range for it (nan: none; the
    control's are 0).
    """

    winner: Ints
    evidence: Floats
    needed: Floats
    lift: Floats
    low: Floats
    high: Floats


class Rule(Protocol):
    """Reads a test. Made of a `Design`; registered by name in `adsim.verdicts.RULES`."""

    name: ClassVar[str]
    holds: ClassVar[frozenset[Condition]]  # in which its error stays what the design says

    def __init__(self, design: Design) -> None: ...

    def read(self, seen: Seen) -> Finding: ...
