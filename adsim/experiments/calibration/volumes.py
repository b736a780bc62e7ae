"""How many searches a day, and how well so many days tell it.

Volumes follow a power law: no unit's volume says what another's is, so the prior of a rate has no scale and the
mean of what is believed is what was counted. Counted are searches that come in days: beside counting noise each
day has a factor of its own (negative binomial, k), in part common to all units, which no number of units averages
out, only days do.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import polygamma

from adsim.experiments.calibration.dispersion import Dispersion

Floats = NDArray[np.float64]


def own_spread(counted: Floats, days: float, scatter: Dispersion) -> Floats:
    """The sd of the log of each unit's rate, but for what all units have in common."""
    own = 0.0 if scatter.k is None else (1 - scatter.shared) / scatter.k / days
    events = 1 / (1 / np.maximum(counted, 0.5) + own)
    spread: Floats = np.sqrt(polygamma(1, events))
    return spread


def common_spread(days: float, scatter: Dispersion) -> float:
    """The sd of the log of the level of all units together, from so many days."""
    return 0.0 if scatter.k is None else float(np.sqrt(scatter.shared / scatter.k / days))
