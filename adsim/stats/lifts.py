"""The range of a lift that agrees with a test: all lifts the test would not reject (Fieller 1954)."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def fieller(
    gain: Floats, base: Floats, variances: tuple[Floats, Floats, Floats], reach: Floats
) -> tuple[Floats, Floats]:
    """Return the lowest and highest lift L with (gain - L base)^2 <= reach^2 Var(gain - L base), shapes of `gain`.

    `gain` is what the challenger has above the control, `base` the control on the same scale, `variances` those of
    the gain, of both together (covariance) and of the base. Lifts end at -1 below and may be infinite above;
    nan where nothing is known.
    """
    of_gain, of_both, of_base = variances
    with np.errstate(all="ignore"):
        square = reach * reach
        rejects = gain * gain > square * of_gain
        a = base * base - square * of_base
        b = gain * base - square * of_both
        root = np.sqrt(np.maximum(b * b - a * (gain * gain - square * of_gain), 0.0))
        one, other = (b - root) / a, (b + root) / a
    smaller, larger = np.minimum(one, other), np.maximum(one, other)
    bounded = (a > 0) & np.isfinite(square)
    # A base that may be nothing leaves one end open, even if the gain is sure.
    above, below = (~bounded & rejects & (gain > 0)), (~bounded & rejects & (gain < 0))
    low = np.select([bounded, above], [np.maximum(smaller, -1.0), larger], -1.0)
    high = np.select([bounded, below], [larger, smaller], np.inf)
    unknown = ~(base > 0) | ~np.isfinite(gain)
    return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)
