"""Expected loss, as shop tools do it: name the leader once choosing it would cost little if it were the worse."""

from typing import ClassVar

import numpy as np
from scipy import special

from adsim.stats import betas
from adsim.verdicts.contract import NO_ARM, Condition, Design, Finding, Floats, Seen
from adsim.verdicts.pairs import lifts, rate

BEARABLE_LOSS = 0.02  # of the mean rate of all arms: assumption


class Bayes:
    """Uniform priors, Beta posteriors; names the leader when its expected loss is at most 2 % of the mean rate.

    The loss is summed over the other arms, so with more than two it is an upper bound. Not a test: arms that are
    alike lose nothing, so it names a winner among them as well. The range is that of the posterior, 1 - alpha.
    """

    name: ClassVar[str] = "bayes"
    holds: ClassVar[frozenset[Condition]] = frozenset()

    def __init__(self, design: Design) -> None:
        self.design = design

    def read(self, seen: Seen) -> Finding:
        trials, hits = seen.trials.sum(axis=2).astype(float), seen.hits.sum(axis=2).astype(float)
        a, b = 1 + hits, 1 + trials - hits
        needed = BEARABLE_LOSS * (1 + hits.sum(axis=1)) / (2 + trials.sum(axis=1))
        loss = _losses(a, b, needed)
        leader = np.argmin(loss, axis=1)
        evidence = np.where((trials > 0).all(axis=1) & (trials.shape[1] > 1), loss.min(axis=1), 1.0)
        decided = evidence <= needed
        if self.design.sided == 1:
            evidence = np.where(leader == 0, 1.0, evidence)
            decided &= leader > 0
        winner = np.where(decided, leader, NO_ARM)
        return Finding(winner, evidence, needed, lifts(rate(seen)), *_credible(a, b, self.design.alpha))


def _losses(a: Floats, b: Floats, near: Floats) -> Floats:
    """Return the expected loss of choosing each arm, summed over the others, [tests, arms]."""
    loss = np.zeros(a.shape)
    for i in range(a.shape[1]):
        for j in range(i + 1, a.shape[1]):
            of_i, of_j = betas.losses(a[:, i], b[:, i], a[:, j], b[:, j], near)
            loss[:, i] += of_i
            loss[:, j] += of_j
    return loss


def _credible(a: Floats, b: Floats, alpha: float) -> tuple[Floats, Floats]:
    """Return the range of each arm's lift by the normal law of the logarithm of rates, [tests, arms]."""
    mean = special.psi(a) - special.psi(a + b)
    spread = _trigamma(a) - _trigamma(a + b)
    centre = mean - mean[:, :1]
    reach = -special.ndtri(alpha / 2) * np.sqrt(spread + spread[:, :1])
    centre[:, 0] = reach[:, 0] = 0.0
    return np.expm1(centre - reach), np.expm1(centre + reach)


def _trigamma(x: Floats) -> Floats:
    """Return the trigamma function at 1 and above, to 1e-6: three steps up, then its series."""
    below = 1 / (x * x) + 1 / (x + 1) ** 2 + 1 / (x + 2) ** 2
    y = 1 / (x + 3)
    return np.asarray(below + y * (1 + y * (0.5 + y * (1 / 6 - y * y / 30))))
