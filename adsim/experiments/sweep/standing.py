"""Which of many alternatives is best, and which cannot be told apart from it, on paired samples.

With hundreds of points some look best by luck. An alternative i is out only if the best of the sample leads it by
more than a bound that, were i truly best, any of the others would pass in at most 5 % of samples: so the ones that
stay hold the truly best one with 95 % (subset selection after Gupta 1965, with the samples' own covariance).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adsim import streams
from adsim.stats import paired
from adsim.streams import Purpose

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LEVEL = 0.95
# Above so many alternatives the bound is Bonferroni's, which is wider and quick.
MOST_DRAWN = 300
_DRAWS = 2000


@dataclass(frozen=True)
class Standing:
    """`best`: place of the highest mean; `behind` and its standard error by alternative; `tied`: not told apart."""

    best: int
    behind: Floats
    error: Floats
    tied: Bools


def standing(samples: Floats) -> Standing:
    """How alternatives stand against the best; `samples` [replication, alternative], at least two replications."""
    replications, count = samples.shape
    best, behind, error, lead = _leads(samples)
    surely_in = lead <= _one_sided(replications, 1 - LEVEL)
    surely_out = lead > _surely(samples)
    tied: Bools = surely_in.copy()
    in_doubt = np.flatnonzero(~surely_in & ~surely_out)
    if count > MOST_DRAWN:
        tied[in_doubt] = True
    elif in_doubt.size:
        means_drawn, scale = _drawn(samples)
        for one in in_doubt:
            tied[one] = lead[one] <= _bound(samples, int(one), means_drawn, scale)
    return Standing(best, behind, error, tied)


def alone(samples: Floats) -> bool:
    """Is the best told apart from all others? By Bonferroni's bound: quick, and a little careful."""
    best, _, _, lead = _leads(samples)
    return bool((np.delete(lead, best) > _surely(samples)).all())


def best_by_world(samples: Floats) -> Floats:
    """The part of each world in which each alternative is best, [replication, alternative].

    Those that are level share a world; those that are alike in every world are one plan, and each has its whole part.
    """
    best = samples == samples.max(axis=1, keepdims=True)
    _, group, sizes = np.unique(samples, axis=1, return_inverse=True, return_counts=True)
    plans = (best / sizes[np.reshape(group, -1)]).sum(axis=1, keepdims=True)
    shared: Floats = best / plans
    return shared


def best_share(samples: Floats) -> Floats:
    """In which share of worlds each alternative is best, as `best_by_world` counts them."""
    share: Floats = best_by_world(samples).mean(axis=0)
    return share


def _leads(samples: Floats) -> tuple[int, Floats, Floats, Floats]:
    """Place of the best, how far each is behind it, the standard error of that, and the two's ratio."""
    means = samples.mean(axis=0)
    best = int(np.argmax(means))
    behind = means[best] - means
    error = np.std(samples[:, [best]] - samples, axis=0, ddof=1) / np.sqrt(samples.shape[0])
    return best, behind, error, np.divide(behind, error, out=np.where(behind > 0, np.inf, 0.0), where=error > 0)


def _surely(samples: Floats) -> float:
    """A lead that tells apart whatever the others' covariance."""
    replications, count = samples.shape
    return _one_sided(replications, (1 - LEVEL) / max(count - 1, 1))


def _one_sided(replications: int, error: float) -> float:
    """The point of Student's t that is passed with this probability."""
    return paired.t_quantile(replications, 1 - 2 * error)


def _drawn(samples: Floats) -> tuple[Floats, Floats]:
    """Means [draw, alternative] with the samples' covariance, and the chance factor of their estimated errors."""
    replications, count = samples.shape
    centred = (samples - samples.mean(axis=0)) / np.sqrt(replications * (replications - 1))
    random = streams.generator(Purpose.INTERVALS, replications, count)
    means = random.standard_normal((_DRAWS, replications)) @ centred
    degrees = replications - 1
    return means, np.sqrt(random.chisquare(degrees, _DRAWS) / degrees)


def _bound(samples: Floats, one: int, means: Floats, scale: Floats) -> float:
    """What the largest lead of another over `one` passes in 5 % of the draws."""
    error = np.std(samples - samples[:, [one]], axis=0, ddof=1) / np.sqrt(samples.shape[0])
    others = np.flatnonzero(error > 0)
    leads = (means[:, others] - means[:, [one]]) / error[others]
    return float(np.quantile(leads.max(axis=1) / scale, LEVEL))
