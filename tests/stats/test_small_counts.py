"""The guard for few hits in unequal arms against the binomial law."""

import numpy as np
import pytest
from scipy import stats

from adsim.stats import small_counts


@pytest.mark.parametrize(
    ("hits", "total", "share"), [(0, 5, 0.2), (3, 9, 0.2), (7, 7, 0.5), (0, 0, 0.3), (40, 90, 0.5)]
)
def test_mid_p_is_the_binomial_one(hits, total, share):
    law = stats.binom(total, share)
    half = 0.5 * law.pmf(hits)
    want = min(1.0, 2 * min(law.cdf(hits) - half, law.sf(hits - 1) - half))
    got = small_counts.mid_p(np.array([float(hits)]), np.array([float(total)]), np.array([share]))
    assert got[0] == pytest.approx(want, abs=1e-12)


def test_the_guard_speaks_only_where_few_meet_unequal():
    trials = np.array([[[800], [200]], [[500], [500]], [[800], [200]], [[0], [0]]])
    hits = np.array([[[20], [0]], [[20], [0]], [[400], [60]], [[0], [0]]])
    raised = small_counts.guarded(np.array([1e-6, 1e-6, 1e-6, np.nan]), trials, hits)
    assert raised[0] == pytest.approx(0.8**20) and raised[1] == raised[2] == 1e-6 and np.isnan(raised[3])


def test_the_guard_never_makes_evidence_stronger():
    random = np.random.default_rng(7)
    trials = np.stack([random.integers(50, 90, (500, 5)), random.integers(1, 20, (500, 5))], axis=1)
    p = random.random(500)
    assert (small_counts.guarded(p, trials, random.binomial(trials, 0.03)) >= p).all()
