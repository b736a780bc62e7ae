"""Who is best, and who cannot be told apart from it. Seeds are fixed: what is asserted is always the same sample."""

import numpy as np
import pytest

from adsim.experiments.sweep import standing as module
from adsim.experiments.sweep.standing import alone, best_share, standing
from adsim.stats import paired


def test_two_alternatives_are_told_apart_as_by_a_one_sided_paired_test():
    random = np.random.default_rng(1)
    for gap in (0.0, 0.2, 0.4, 0.6, 0.8, 1.5):
        samples = random.normal(size=(20, 2)) + np.array([0.0, gap])
        difference = samples[:, 1] - samples[:, 0]
        lead = abs(difference.mean()) / (difference.std(ddof=1) / np.sqrt(20))
        found = standing(samples)
        assert found.tied.sum() == (2 if lead <= paired.t_quantile(20, 0.9) else 1)
        assert found.tied[found.best] and found.behind[found.best] == 0


def test_the_best_is_seldom_lost_among_many_alike():
    """Twelve alike: each set must hold the first of them in 95 %. 200 sets: below 90 % by chance in 1 of 1,000."""
    random = np.random.default_rng(20240506)
    kept = [bool(standing(random.normal(size=(20, 12))).tied[0]) for _ in range(200)]
    assert np.mean(kept) > 0.90


def test_far_worse_ones_are_out_and_equal_ones_are_in():
    random = np.random.default_rng(3)
    world = random.normal(size=(20, 1)) * 100
    samples = world + random.normal(size=(20, 30)) + np.where(np.arange(30) < 5, 0, -10)
    samples[:, 6] = samples[:, 0]
    found = standing(samples)
    assert found.tied[:5].all() and found.tied[6] and found.tied.sum() == 6


def test_what_never_differs_is_tied_and_what_always_does_by_the_same_is_not():
    samples = np.random.default_rng(4).normal(size=(5, 1)) + np.array([[0.0, 0.0, -1.0]])
    assert standing(samples).tied.tolist() == [True, True, False]


def test_the_quick_bound_for_very_many_is_never_narrower(monkeypatch):
    samples = np.random.default_rng(5).normal(size=(12, 40)) + np.linspace(0, 1.5, 40)
    drawn = standing(samples).tied
    monkeypatch.setattr(module, "MOST_DRAWN", 10)
    quick = standing(samples).tied
    assert (quick | ~drawn).all() and quick.sum() > drawn.sum()


def test_worlds_in_which_several_are_best_are_shared():
    samples = np.array([[1.0, 1.0, 0.0], [0.0, 2.0, 0.0], [3.0, 3.0, 3.0], [5.0, 1.0, 2.0]])
    share = best_share(samples)
    assert share == pytest.approx([(0.5 + 1 / 3 + 1) / 4, (0.5 + 1 + 1 / 3) / 4, 1 / 12])


def test_points_that_are_one_plan_have_its_whole_share():
    """A budget that is never spent up makes no difference: none of its points is best in fewer worlds for that."""
    plan, other = np.array([3.0, 1.0, 4.0, 2.0]), np.array([2.0, 5.0, 4.0, 1.0])
    assert best_share(np.stack([plan, plan, plan, other], axis=1)) == pytest.approx([2.5 / 4] * 3 + [1.5 / 4])
    assert best_share(np.stack([plan, plan], axis=1)).tolist() == [1.0, 1.0]


def test_the_best_is_alone_where_it_leads_all_by_more_than_chance():
    random = np.random.default_rng(6)
    samples = random.normal(size=(20, 3)) + np.array([0.0, 0.0, 5.0])
    assert alone(samples) and not alone(samples[:, [2, 2, 0]]) and alone(samples[:, [2]])
    # Two alike: each is out by mistake in 5 %, so one of them in 10 %; 1,000 sets, above 13 % in 1 of 1,000.
    assert np.mean([alone(random.normal(size=(10, 2))) for _ in range(1000)]) < 0.13
