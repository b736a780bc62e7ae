"""The joint odds of how many rivals stand above our ad and where their middle lies, on a grid, ready to draw from.

Ad ranks of n rivals are lognormal around a middle mu with a known spread s; the prior of mu is normal around our
own bid. Known is that `above` of them stand above our bid, that one stands exactly at the threshold (`pinned`),
and that all others stand below it. Hidden here: the grid of mu, laid anew for each keyword until it covers what
has any odds at all, and the logarithms that hold far out in the tails.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, log_ndtr

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Assumption: rivals bid about as we do, within a factor of e in two of three cases.
PRIOR_SPREAD = 1.0
_POINTS, _ROUNDS, _CHUNK = 33, 4, 2000
# Odds below exp(-14) of the best are not worth a point of the grid.
_NEGLIGIBLE = 14.0


@dataclass(frozen=True)
class Sides:
    """What parts the rivals of each keyword; arrays [keywords], `bid` and `threshold` in currency units."""

    bid: Floats
    threshold: Floats
    pinned: NDArray[np.bool_]
    rivals: Ints

    def of(self, rows: Ints | slice) -> "Sides":
        return Sides(self.bid[rows], self.threshold[rows], self.pinned[rows], self.rivals[rows])


@dataclass(frozen=True)
class Odds:
    """Cumulative odds of (above, point of the grid), keyword by keyword in one line: those of row i lie in (i, i+1]."""

    cumulative: Floats
    first: Floats  # [keywords] first point of the grid
    step: Floats
    places: int

    @classmethod
    def of(cls, sides: Sides, place_odds: Floats, spread: float) -> "Odds":
        """`place_odds` [keywords, places] are log odds of 0, 1, … rivals above us before prices say anything."""
        size, places = place_odds.shape
        parts = [slice(i, i + _CHUNK) for i in range(0, size, _CHUNK)]
        made = [_laid_out(sides.of(part), place_odds[part], spread) for part in parts]
        odds, first, step = (
            (np.concatenate(column) for column in zip(*made, strict=True)) if made else (np.zeros(0),) * 3
        )
        return cls(odds + np.repeat(np.arange(size), places * _POINTS), first, step, places)

    def draw(self, rows: Ints, lot: Floats, jitter: Floats) -> tuple[Ints, Floats]:
        """Draw the number above us and the middle mu (a logarithm) by uniforms `lot` and, within a cell, `jitter`."""
        width = self.places * _POINTS
        cell = np.searchsorted(self.cumulative, rows + lot, side="left") - rows * width
        above, point = np.divmod(np.clip(cell, 0, width - 1), _POINTS)
        return above, self.first[rows] + self.step[rows] * (point + jitter - 0.5)


def _laid_out(sides: Sides, place_odds: Floats, spread: float) -> tuple[Floats, Floats, Floats]:
    """Cumulative odds in one line, first point and step of the grid of these keywords."""
    bid, threshold = np.log(sides.bid), np.log(sides.threshold)
    # With an ad pinned the middle cannot be far from it; otherwise only the prior holds it.
    reach = 5 * np.where(sides.pinned, min(spread, PRIOR_SPREAD), PRIOR_SPREAD)
    low, high = np.minimum(threshold, bid) - reach, bid + reach
    for left in reversed(range(_ROUNDS)):
        grid = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, _POINTS)
        odds = _log_odds(sides, place_odds, grid, spread)
        best = odds.max(axis=1)
        near = best > best.max(axis=1, keepdims=True) - _NEGLIGIBLE
        if left:
            rows = np.arange(bid.size)
            low = grid[rows, np.maximum(near.argmax(axis=1) - 1, 0)]
            high = grid[rows, np.minimum(_POINTS - near[:, ::-1].argmax(axis=1), _POINTS - 1)]
    odds = np.exp(odds - odds.max(axis=(1, 2), keepdims=True)).reshape(bid.size, -1)
    total = np.cumsum(odds, axis=1)
    return (total / total[:, -1:]).ravel(), low, (high - low) / (_POINTS - 1)


def _log_odds(sides: Sides, place_odds: Floats, grid: Floats, spread: float) -> Floats:
    """Log odds, up to a constant a keyword, shape [keywords, places, points]."""
    bid, threshold = np.log(sides.bid)[:, None], np.log(sides.threshold)[:, None]
    over, under = log_ndtr((grid - bid) / spread), log_ndtr((threshold - grid) / spread)
    at = np.where(sides.pinned[:, None], -0.5 * ((threshold - grid) / spread) ** 2, 0.0)
    prior = -0.5 * ((grid - bid) / PRIOR_SPREAD) ** 2
    above = np.arange(place_odds.shape[1])
    rest = (sides.rivals - sides.pinned)[:, None] - above
    ways = np.where(rest >= 0, -gammaln(above + 1.0) - gammaln(np.maximum(rest, 0) + 1.0), -np.inf)
    known = (place_odds + ways)[:, :, None] + (at + prior)[:, None, :]
    known = known + np.maximum(rest, 0)[:, :, None] * under[:, None, :]
    odds: Floats = known + above[:, None] * over[:, None, :]
    return odds
