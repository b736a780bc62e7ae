"""A sequential test by flipping signs: if the arms are alike, each day's gain might as well have been a loss.

The days' gains of one test are read again under many random signs, with error spent look by look: a flipped history
crosses where it is among the largest, and as many may cross by each look as error has been spent. Exact where days
are independent and symmetric; what few days cannot spend is kept for later looks.

What is now known of early days was not known then where orders come late: to find a crossing of an early look only
now would be one more chance to err. So the early looks are read again for the flips, and the history itself is judged
by what it shows today.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from adsim import streams
from adsim.streams import Purpose

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_FLIPS = 999  # and the history itself
_CHUNK = 256  # tests


def sequential(gain: Floats, looks: Sequence[int], spent: Floats, sided: int) -> tuple[Floats, Floats, Bools]:
    """Return the evidence p, the error spent that it must fall to, and whether the gain is positive, each [tests].

    `gain` [tests, days]; `looks` days, the last of them now; `spent` the error that may be spent by each. Only the last
    look decides; who reads look by look stops at the first that does.
    """
    signs = _signs(gain.shape[1])
    parts = [
        _sequential(gain[start : start + _CHUNK], signs, looks, spent, sided)
        for start in range(0, max(len(gain), 1), _CHUNK)
    ]
    p, needed, ahead = (np.concatenate(column) for column in zip(*parts, strict=True))
    return p, needed, ahead


@lru_cache(maxsize=8)
def _signs(days: int) -> Floats:
    """Return the flips, [flips, days], the history itself first.

    A day has the same signs at every look: read again later, what did not cross then does not cross now.
    """
    drawn = [streams.generator(Purpose.SIGN_FLIPS, day).random(_FLIPS + 1) for day in range(days)]
    signs = np.where(np.stack(drawn, axis=1) < 0.5, -1.0, 1.0)
    signs[0] = 1.0
    return signs


def _sequential(
    gain: Floats, signs: Floats, looks: Sequence[int], spent: Floats, sided: int
) -> tuple[Floats, Floats, Bools]:
    flips = len(signs)
    gone = np.zeros((len(gain), flips), dtype=bool)
    for day, error in zip(looks, spent, strict=True):
        # einsum adds up each test alike whoever else is read with it; a trace of rounding makes no difference.
        total = np.round(np.einsum("td,fd->tf", gain[:, :day], signs[:, :day]), 9)
        reached = np.abs(total) if sided == 2 else total
        before, size = gone, np.where(gone, -np.inf, reached)
        allowed = np.floor(flips * error + 1e-9) - np.count_nonzero(before, axis=1)
        gone = before | (size > _exceeded_by(size, allowed)[:, None])
    larger = np.count_nonzero(before | (reached >= reached[:, :1]), axis=1)
    return larger / flips, np.full(len(gain), spent[-1]), total[:, 0] > 0


def _exceeded_by(size: Floats, allowed: Floats) -> Floats:
    """Return the size that at most `allowed` of each row exceed, [tests]."""
    tests, flips = size.shape
    place = np.clip(flips - 1 - allowed.astype(int), 0, flips - 1)
    return np.asarray(np.sort(size, axis=1)[np.arange(tests), place])
