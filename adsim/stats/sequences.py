"""Confidence sequences on days: evidence that may be read every day, for ever, and whatever the traffic follows.

The normal mixture of Robbins (1970) on the paired statistic of days: over all days D together, |z| crosses
sqrt((1 + 1/(D rho^2)) ln((D rho^2 + 1)/alpha^2)) with probability alpha at most. As the spread is estimated from
few days, the threshold is asked in the t law: the same nominal p-value.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

RHO_SQUARED = 7.94 / 14  # narrowest after about two weeks


def threshold(days: Floats, alpha: float) -> Floats:
    """Return the z threshold after `days` days (shape any; infinite at 0) of a sequence that errs at most `alpha`."""
    with np.errstate(divide="ignore"):
        scale = np.asarray(days, dtype=float) * RHO_SQUARED
        return np.asarray(np.sqrt((1 + 1 / scale) * np.log((scale + 1) / alpha**2)))


def nominal_p(days: Floats, alpha: float) -> Floats:
    """Return the two-sided p-value that may be believed after `days` days, shape alike."""
    return np.asarray(2 * special.ndtr(-threshold(days, alpha)))
