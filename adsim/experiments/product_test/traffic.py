"""How a real test's traffic was shared among its arms: evenly, unevenly, or after what was seen on the way."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Below this the split is not that of a coin (the usual threshold of sample-ratio checks).
UNLIKELY = 0.001
LEAST_DAYS = 5  # a drift is not told from fewer


@dataclass(frozen=True)
class Traffic:
    """`shares` by arm; `p` of a split at least as uneven if each were as likely; `drift_p` of shares that move so
    steadily from day to day if the split were the same on all days (nan: too few days)."""

    shares: tuple[float, ...]
    p: float
    drift_p: float

    @property
    def rotation(self) -> Literal["even", "weighted", "thompson"]:
        """What the traffic looks like; `thompson` stands for any split that follows what was seen."""
        if self.drift_p < UNLIKELY:
            return "thompson"
        return "weighted" if self.p < UNLIKELY else "even"


def traffic(counts: Ints) -> Traffic:
    """The split of `counts` [arms, days], impressions where they are known, else clicks; at least two arms."""
    sums = counts.sum(axis=1).astype(np.float64)
    even = sums.sum() / len(sums)
    chi_square = float(np.sum((sums - even) ** 2) / even)
    return Traffic(
        shares=tuple(float(share) for share in sums / sums.sum()),
        p=float(special.chdtrc(len(sums) - 1, chi_square)),
        drift_p=_drift_p(counts.astype(np.float64)),
    )


def _drift_p(counts: Floats) -> float:
    """The smallest p, times the challengers, of a slope over the days in the log of an arm's traffic over the
    control's. Days scatter more than coins do, so the slope is measured against their own scatter."""
    arms, days = counts.shape
    if days < LEAST_DAYS:
        return float("nan")
    time = np.arange(days) - (days - 1) / 2
    ratios = np.log((counts[1:] + 0.5) / (counts[0] + 0.5))
    slopes = ratios @ time / (time @ time)
    rest = ratios - ratios.mean(axis=1, keepdims=True) - slopes[:, None] * time
    # Never less than counts scatter by chance.
    chance = (1 / (counts[1:] + 0.5) + 1 / (counts[0] + 0.5)).mean(axis=1)
    errors = np.sqrt(np.maximum((rest**2).sum(axis=1) / (days - 2), chance) / (time @ time))
    p = 2 * special.stdtr(days - 2, -np.abs(slopes) / errors)
    return float(min(1.0, p.min() * (arms - 1)))
