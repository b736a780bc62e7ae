"""The levels of one world: what is uncertain for whole classes or for all, drawn once a replication.

Keyed by the world and never by the variant, so all variants of a replication meet the same.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adsim import streams
from adsim.scenario.objects import CLASSES, Held, Scenario
from adsim.streams import Purpose

Floats = NDArray[np.float64]

_LEVELS = ("searches", "ctr", "cvr", "rival_bids")


def lognormal(normal: Floats, spread: Floats | float) -> Floats:
    """Factors with mean 1 and this standard deviation of the logarithm."""
    return np.exp(spread * normal - np.square(spread) / 2)


@dataclass(frozen=True)
class WorldDraw:
    """The levels that one replication's world drew: factors [class] on searches, ctr, cvr and rivals' bids, and
    [7] on the demand of each weekday."""

    levels: dict[str, Floats]
    rival_budgets: float
    delay: float
    weekdays: Floats
    number: int  # 0 at the centre


def draw_world(scenario: Scenario, replication: int) -> WorldDraw:
    """Draw the world of a replication; with `worlds: centre` all levels are 1 and world 0's market stays.

    Levels that the scenario holds are as it says; all others come out as if none were held.
    """
    drawn, held = _drawn(scenario, replication), scenario.uncertainty.held
    return drawn if held is None else _held(drawn, held)


def _held(drawn: WorldDraw, held: Held) -> WorldDraw:
    levels = {name: drawn.levels[name] if (level := getattr(held, name)) is None
              else np.array([level.of(klass) for klass in CLASSES]) for name in _LEVELS}  # fmt: skip
    return WorldDraw(
        levels,
        drawn.rival_budgets if held.rival_budgets is None else held.rival_budgets,
        drawn.delay if held.delay is None else held.delay,
        drawn.weekdays if held.weekdays is None else np.array(held.weekdays),
        drawn.number,
    )


def _drawn(scenario: Scenario, replication: int) -> WorldDraw:
    if scenario.worlds == "centre":
        return WorldDraw({name: np.ones(len(CLASSES)) for name in _LEVELS}, 1.0, 1.0, np.ones(7), 0)
    number, spread = replication + 1, scenario.uncertainty
    random = streams.generator(Purpose.WORLD, scenario.seed, number)
    normal = random.standard_normal((len(_LEVELS), len(CLASSES)))
    common, weekdays = random.standard_normal(2), random.standard_normal(7)
    return WorldDraw(
        {name: lognormal(normal[i], getattr(spread, name)) for i, name in enumerate(_LEVELS)},
        float(lognormal(common[0], spread.rival_budgets)),
        float(lognormal(common[1], spread.delay)),
        lognormal(weekdays, spread.weekdays),
        number,
    )
