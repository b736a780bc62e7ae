"""Noisy rates drawn towards those of their kind: empirical Bayes with a beta-binomial.

A term with 1 click in 2 impressions does not have a click rate of 50 %. The rates of all terms of a kind
are taken as draws from a beta distribution whose mean is the kind's pooled rate and whose strength (the
trials it is worth) is fitted by maximum likelihood; each term gets the mean of its posterior.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, polygamma

Floats = NDArray[np.float64]

STRENGTHS = np.geomspace(1.0, 1e5, 201)


@dataclass(frozen=True)
class BetaPrior:
    """A rate's distribution over terms: its mean, and how many trials it is worth."""

    mean: float
    strength: float

    def posterior(self, successes: Floats, trials: Floats) -> tuple[Floats, Floats]:
        """Mean of each term's rate, and the standard deviation of the logarithm of the rate."""
        good = self.mean * self.strength + np.minimum(successes, trials)
        whole = self.strength + trials
        spread = np.sqrt(polygamma(1, good) - polygamma(1, whole))
        return good / whole, spread


def fitted_prior(successes: Floats, trials: Floats) -> BetaPrior:
    """The prior of largest likelihood on a fine grid of strengths, its mean being the pooled rate.

    Half a success and half a failure are added to the pooled rate, so that it is never 0 or 1.
    """
    counted = np.minimum(successes, trials)
    mean = float((counted.sum() + 0.5) / (trials.sum() + 1.0))
    good, bad = mean * STRENGTHS[:, None], (1 - mean) * STRENGTHS[:, None]
    likelihood = betaln(good + counted, bad + trials - counted) - betaln(good, bad)
    return BetaPrior(mean, float(STRENGTHS[np.argmax(likelihood.sum(axis=1))]))


def shrunk(successes: Floats, trials: Floats, kinds: NDArray[np.str_], least: float = 10.0) -> tuple[Floats, Floats]:
    """Each term's shrunk rate and its spread; the successes of every kind stay as many as they were.

    Kinds with fewer than `least` successes share one prior and keep only their common total.
    """
    rate, spread = np.empty(len(trials)), np.empty(len(trials))
    rich = [kind for kind in np.unique(kinds) if successes[kinds == kind].sum() >= least]
    groups = [kinds == kind for kind in rich] + [~np.isin(kinds, rich)]
    for group in groups:
        if not group.any():
            continue
        prior = fitted_prior(successes[group], trials[group])
        means, spread[group] = prior.posterior(successes[group], trials[group])
        expected = float((means * trials[group]).sum())
        total = float(successes[group].sum())
        rate[group] = means * (total / expected if total > 0 and expected > 0 else 1.0)
    return rate, spread
