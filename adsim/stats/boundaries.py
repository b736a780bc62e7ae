"""Group-sequential boundaries: how strong the evidence must be at each look for a stated error over all looks.

Alpha is spent over information fractions (Lan & DeMets 1983) and the boundaries follow by recursive numerical
integration of the density of the score that has crossed no boundary yet (Armitage, McPherson & Rowe 1969).
Hidden here: panels, nodes, how far the tails are followed.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Spending = Literal["obrien_fleming", "pocock", "hwang_shih_decani"]

_REACH = 10.0  # standard deviations to which tails are followed: 1e-23 lies beyond
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)
_HALVINGS = 45


class _Walk:
    """The score of a test that has crossed no boundary yet: its density at nodes, mass included."""

    def __init__(self, sided: int, drift: float = 0.0) -> None:
        self.sided, self.drift, self.information = sided, drift, 0.0
        self.scores, self.masses = np.zeros(1), np.ones(1)

    def crossing(self, bound: float, information: float) -> float:
        """Return the probability of crossing `bound` (z scale) first at `information`."""
        step = np.sqrt(information - self.information)
        ahead = self.scores + self.drift * (information - self.information)
        edge = bound * np.sqrt(information)
        beyond = special.ndtr((ahead - edge) / step)
        if self.sided == 2:
            beyond = beyond + special.ndtr((-edge - ahead) / step)
        return float(self.masses @ beyond)

    def go_on(self, bound: float, information: float, next_information: float) -> None:
        """Move to `information`, staying within `bound`; the nodes are fine enough for the step after it."""
        step = information - self.information
        sd, mean = np.sqrt(information), self.drift * information
        high = min(bound * sd, mean + _REACH * sd)
        low = max(-bound * sd, mean - _REACH * sd) if self.sided == 2 else min(mean - _REACH * sd, high - sd)
        fine = 2.0 * np.sqrt(min(step, next_information - information))
        edges = np.linspace(low, high, int(np.ceil((high - low) / fine)) + 1)
        half = (edges[1] - edges[0]) / 2
        scores = (edges[:-1, None] + half * (1 + _NODES)).ravel()
        gap = (scores[:, None] - self.scores - self.drift * step) / np.sqrt(step)
        density = np.exp(-gap * gap / 2) @ self.masses / np.sqrt(2 * np.pi * step)
        self.masses = density * np.tile(half * _WEIGHTS, edges.size - 1)
        self.scores, self.information = scores, information


def spent(
    information: Sequence[float],
    alpha: float = 0.05,
    sided: int = 2,
    spending: Spending = "obrien_fleming",
    gamma: float = -4.0,
) -> Floats:
    """Return the error that may have been spent by each information fraction, shape [looks]; `alpha` at 1.

    `obrien_fleming`: 4(1 - Phi(z(alpha/4)/sqrt(tau))) two-sided, 2(1 - Phi(z(alpha/2)/sqrt(tau))) one-sided;
    `pocock`: alpha ln(1 + (e - 1) tau) (both Lan & DeMets 1983); `hwang_shih_decani`:
    alpha (1 - exp(-gamma tau))/(1 - exp(-gamma)) (1990; 0: alpha tau).
    """
    tau = np.asarray(information, dtype=float)
    if spending == "pocock":
        return np.asarray(alpha * np.log1p(np.expm1(1.0) * tau))
    if spending == "hwang_shih_decani":
        return np.asarray(alpha * (np.expm1(-gamma * tau) / np.expm1(-gamma) if gamma else tau))
    start = -special.ndtri(alpha / (2 * sided))
    return np.asarray(2 * sided * special.ndtr(-start / np.sqrt(tau)))


def bounds(
    information: Sequence[float],
    alpha: float = 0.05,
    sided: int = 2,
    spending: Spending = "obrien_fleming",
    gamma: float = -4.0,
) -> Floats:
    """Return the z boundary at each information fraction (rising, above 0, at most 1), shape [looks]; to 1e-4.

    Two-sided boundaries are symmetric and spend `alpha` on both sides together. Infinite where nothing is left to
    spend. Raises ValueError for fractions or an alpha that cannot be.
    """
    fractions = tuple(float(fraction) for fraction in information)
    if not fractions or any(b <= a for a, b in zip((0.0, *fractions), fractions, strict=False)) or fractions[-1] > 1:
        raise ValueError(f"information fractions must rise within (0, 1], got {fractions}")
    if not 0 < alpha < 1 or sided not in (1, 2):
        raise ValueError(f"alpha must lie within (0, 1) and sided be 1 or 2, got {alpha} and {sided}")
    return np.array(_bounds(fractions, float(alpha), sided, spending, float(gamma)))


@lru_cache(maxsize=512)
def _bounds(fractions: tuple[float, ...], alpha: float, sided: int, spending: Spending, gamma: float) -> list[float]:
    increments = np.diff(spent(fractions, alpha, sided, spending, gamma), prepend=0.0)
    walk, found = _Walk(sided), []
    for fraction, increment, following in zip(fractions, increments, (*fractions[1:], None), strict=True):
        found.append(_bound(walk, fraction, float(increment)))
        if following is not None:
            walk.go_on(found[-1], fraction, following)
    return found


def _bound(walk: _Walk, fraction: float, increment: float) -> float:
    if increment < 1e-300:
        return float("inf")
    low, high = (0.0 if walk.sided == 2 else -_REACH), 40.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if walk.crossing(middle, fraction) > increment else (low, middle)
    return (low + high) / 2


def nominal_p(
    information: Sequence[float],
    alpha: float = 0.05,
    sided: int = 2,
    spending: Spending = "obrien_fleming",
    gamma: float = -4.0,
) -> Floats:
    """Return what a p-value must fall to at each look, shape [looks]; arguments as of `bounds`."""
    return np.asarray(sided * special.ndtr(-bounds(information, alpha, sided, spending, gamma)))


def crossed(information: Sequence[float], limits: Sequence[float], sided: int = 2, drift: float = 0.0) -> Floats:
    """Return the probability of having crossed `limits` (z scale) by each look, shape [looks].

    `drift` is the mean of z at information 1: 0 gives the error, else the power (of both sides, if two).
    """
    walk, total, found = _Walk(sided, drift), 0.0, []
    for k, (fraction, limit) in enumerate(zip(information, limits, strict=True)):
        total += walk.crossing(limit, fraction)
        found.append(total)
        if k + 1 < len(information):
            walk.go_on(limit, fraction, information[k + 1])
    return np.array(found)


def pocock_constant(looks: int, alpha: float = 0.05, sided: int = 2) -> float:
    """Return the one boundary for all of `looks` equally spaced looks (Pocock 1977)."""
    information = [(k + 1) / looks for k in range(looks)]
    low, high = 0.0, 10.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        error = crossed(information, [middle] * looks, sided)[-1]
        low, high = (middle, high) if error > alpha else (low, middle)
    return (low + high) / 2
