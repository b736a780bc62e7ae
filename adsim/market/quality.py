"""How the platform scores an ad: clicks over expected clicks, relevance, landing page.

`COEC = (clicks + κ·prior) / (expected clicks + κ)`, both fading with a half-life; the prior is 1 for a
new ad. `quality = COEC^0.6 × relevance^0.25 × page^0.15`. The exponents, κ ≈ 10 and the half-life of
14 days are assumptions; that a better image lowers the price of the same slot through this score is
what sellers' handbooks insist on (1688 handbook, operations collection).
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MILLIONTHS = 1_000_000
# Far outside what quality reaches; they and HIGHEST_BID keep bid × weight inside 64 bits.
LOWEST, HIGHEST = 1e-4, 1e2


# As many expected clicks as prior leave a quality where it stands.
SETTLED = 1e12


def wander(clicks_a_day: Floats, days: int, kappa: float, half_life_days: float) -> Floats:
    """Spread of the COEC of an ad of true COEC 1 by chance alone, root mean square over its first days."""
    fade, day = 0.5 ** (1 / half_life_days), np.arange(days)
    expected = clicks_a_day[:, None] * (1 - fade**day) / (1 - fade)
    variance = clicks_a_day[:, None] * (1 - fade ** (2 * day)) / (1 - fade**2)
    spread: Floats = np.sqrt((variance / (expected + kappa) ** 2).mean(axis=1))
    return spread


class QualityLedger:
    """Quality of many ads at once; `prior` is the COEC each starts from, as sure as `kappa` expected clicks make it,
    `fixed` its relevance and page part."""

    def __init__(
        self, prior: Floats, fixed: Floats, exponent: float, kappa: Floats | float, half_life_days: float
    ) -> None:
        self._prior, self._exponent, self._kappa = prior, exponent, kappa
        self.fixed = fixed
        self._fade = 0.5 ** (1 / half_life_days)
        self._clicks = np.zeros_like(prior)
        self._expected = np.zeros_like(prior)

    def close_day(self, clicks: Floats, expected: Floats) -> None:
        """Book a day's clicks and expected clicks (impressions × base click rate × examination), shape [ads]."""
        self._clicks = self._clicks * self._fade + clicks
        self._expected = self._expected * self._fade + expected

    def forget(self, ads: Ints) -> None:
        """Let these ads begin anew, as if nobody had seen them."""
        self._clicks[ads] = self._expected[ads] = 0.0

    def coec(self) -> Floats:
        """Return clicks over expected clicks, shrunk toward the prior, shape [ads]."""
        return (self._clicks + self._kappa * self._prior) / (self._expected + self._kappa)

    def quality(self) -> Floats:
        """Return the raw quality (1 = average), shape [ads]."""
        return np.clip(self.coec() ** self._exponent * self.fixed, LOWEST, HIGHEST)


def weights(quality: Floats, squashing: float) -> Ints:
    """Return quality^squashing in whole millionths, at least 1: the weight that ranks and prices."""
    return np.clip(np.rint(quality**squashing * MILLIONTHS), 1, HIGHEST * MILLIONTHS).astype(np.int64)


def score(quality: Floats) -> Ints:
    """Return the 1–10 score that a platform would report for a raw quality (the map is an assumption)."""
    return np.maximum(np.rint(10 * ndtr(np.log(quality) / 0.5)), 1).astype(np.int64)
