"""Product tests in the small: the compiled streams against a slow and obvious oracle, trial by trial.

Seeds are fixed. Each comparison allows 5 standard errors: a false alarm once in 1.7 million, some 400 comparisons.
"""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from adsim.stats.test_streams import World, _binomial, _poisson, draw, zipf

LOOKS = (1, 3, 6)
PLAIN = World("plain", (30.0, 30.0), (0.1, 0.1), days=6)
LATE = tuple(1 - 0.5 * 0.7 ** np.arange(6))
WORLDS = [
    PLAIN,
    replace(PLAIN, name="three arms, unlike", trials=(30.0, 12.0, 5.0), rates=(0.1, 0.3, 0.05)),
    replace(PLAIN, name="own noise", noise=0.4),
    replace(PLAIN, name="shared noise", noise=0.4, noise_shared=True),
    replace(PLAIN, name="wild noise", noise=1.5),
    replace(PLAIN, name="late", paid_by_age=LATE),
    replace(PLAIN, name="payment dates", paid_by_age=LATE, dates="payment"),
    replace(PLAIN, name="keywords", keywords=zipf(4), keyword_spread=0.5, volume_k=6.7),
    replace(PLAIN, name="own budgets", keywords=zipf(4), keyword_spread=0.3, budget=(0.5, 1.1), rise=0.5),
    replace(PLAIN, name="one budget", trials=(30.0, 10.0), budget=(0.4, 1.2), one_budget=True, rise=0.5),
    replace(PLAIN, name="many trials", trials=(900.0, 900.0), rates=(0.05, 0.05), noise=0.2),
    replace(PLAIN, name="thompson", rates=(0.1, 0.2), thompson=True, paid_by_age=LATE),
    replace(PLAIN, name="thompson of three", trials=(9.0, 9.0, 9.0), rates=(0.1, 0.2, 0.3), thompson=True),
]


class SlowTest:
    """One test, arrival by arrival, with numpy's own random numbers."""

    def __init__(self, world: World, random: np.random.Generator) -> None:
        self.world, self.random = world, random
        self.arms = len(world.trials)
        spread = world.keyword_spread
        words = random.normal(size=len(world.keywords))
        self.own = np.exp(spread * words - spread**2 / 2)
        self.trials = np.zeros((self.arms, world.days), np.int64)
        self.paid: list[tuple[int, int, int]] = []  # arm, day of the trial, day of the hit
        for day in range(world.days):
            self.day(day)

    def weights(self, day):
        if not self.world.thompson:
            return np.array(self.world.trials)
        n = self.trials.sum(axis=1) + 2
        a = np.array([sum(1 for who, _, on in self.paid if who == arm and on < day) for arm in range(self.arms)]) + 1
        sd = np.sqrt(a / n * (1 - a / n) / (n + 1))
        draws = 1000 if self.arms == 2 else 100
        best = np.argmax(self.random.normal(a / n, sd, (draws, self.arms)), axis=1)
        return np.bincount(best, minlength=self.arms) / draws * sum(self.world.trials)

    def day(self, day):
        world, random = self.world, self.random
        k = world.volume_k
        volumes = random.gamma(k, 1 / k, len(world.keywords)) if k else np.ones(len(world.keywords))
        means = np.outer(self.weights(day), np.array(world.keywords) * volumes)  # [arms, keywords]
        shape = 1 / world.noise**2 if world.noise else 0
        factor = random.gamma(shape, 1 / shape, self.arms) if shape else np.ones(self.arms)
        if world.noise_shared:
            factor[:] = factor[0]
        arrivals = [
            (time, arm, word)
            for arm in range(self.arms)
            for word in range(means.shape[1])
            for time in random.uniform(size=random.poisson(means[arm, word]))
        ]
        for time, arm, word in self.affordable(sorted(arrivals)):
            self.trials[arm, day] += 1
            rise = 1 + world.rise * (2 * time - 1)
            if random.uniform() < world.rates[arm] * self.own[word] * factor[arm] * rise:
                ages = np.flatnonzero(random.uniform() <= np.array(world.paid_by_age or (1.0,)))
                if ages.size:
                    self.paid.append((arm, day, day + int(ages[0])))

    def affordable(self, arrivals):
        world = self.world
        if not world.budget:
            return arrivals
        if world.one_budget:
            return arrivals[: round(self.random.uniform(*world.budget) * sum(world.trials))]
        kept = []
        for arm in range(self.arms):
            mine = [one for one in arrivals if one[1] == arm]
            kept += mine[: round(self.random.uniform(*world.budget) * world.trials[arm])]
        return kept

    def seen(self, look):
        hits = np.zeros((self.arms, look), np.int64)
        for arm, day, on in self.paid:
            if on < look:
                hits[arm, on if self.world.dates == "payment" else day] += 1
        return hits


def figures(trials, hits):
    """Figures of each test whose means must agree: counts, their squares, and how they go together. [tests, figures]"""
    total, late, early = trials.sum(axis=2), hits[-1].sum(axis=2), hits[1].sum(axis=2)
    first, last = hits[-1][:, :, 0], hits[-1][:, :, -1]
    parts = [total, late, early, first, last, hits[0][:, :, 0], trials[:, :, -1], trials[:, :, -1] ** 2, total**2,
             late**2, first**2, last * trials[:, :, -1], total * late, (hits[-1] ** 2).sum(axis=2)]  # fmt: skip
    across = [total[:, :1] * total[:, 1:], late[:, :1] * late[:, 1:], (hits[-1][:, :1] * hits[-1][:, 1:]).sum(axis=2)]
    return np.concatenate([part.reshape(len(part), -1) for part in (*parts, *across)], axis=1).astype(float)


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_tests_in_the_small_are_the_slow_ones(world):
    few = 25 if max(world.trials) > 100 else 60 if world.thompson else 120
    random = np.random.default_rng(20)
    slow = [SlowTest(world, random) for _ in range(few)]
    expected = figures(
        np.stack([one.trials for one in slow]), [np.stack([one.seen(look) for one in slow]) for look in LOOKS]
    )
    found = figures(*draw(world, LOOKS, 20_000, seed=3))
    error = np.sqrt(expected.var(axis=0) / few + found.var(axis=0) / len(found))
    gap = expected.mean(axis=0) - found.mean(axis=0)
    assert np.all(np.abs(gap) <= 5 * error + 1e-9), np.round(gap / error, 1)


@pytest.mark.parametrize("share", [0.5, 1.0, 1.2])
@pytest.mark.parametrize("one_budget", [False, True])
def test_money_buys_the_first_so_many_trials(share, one_budget):
    """Trials a day are those of a Poisson count cut at what can be paid; 120,000 days, 5 standard errors."""
    world = replace(PLAIN, budget=(share, share), one_budget=one_budget)
    trials, _ = draw(world, LOOKS, 20_000, seed=6)
    counts = trials.sum(axis=1) if one_budget else trials[:, 0]
    mean, most = (60, round(share * 60)) if one_budget else (30, round(share * 30))
    count = np.arange(200)
    chance = stats.poisson.pmf(count, mean)
    expected = np.minimum(count, most) @ chance
    sd = np.sqrt(np.minimum(count, most) ** 2 @ chance - expected**2)
    assert counts.max() == most
    assert abs(counts.mean() - expected) <= 5 * sd / np.sqrt(counts.size)


def test_no_chunk_and_no_neighbour_changes_a_test():
    world = replace(PLAIN, noise=0.3, paid_by_age=LATE, volume_k=5.0)
    trials, hits = draw(world, LOOKS, 50, seed=9)
    parts = [draw(world, LOOKS, count, seed=9, first=first) for first, count in ((0, 7), (7, 40), (47, 3))]
    assert np.array_equal(trials, np.concatenate([part[0] for part in parts]))
    for look in range(len(LOOKS)):
        assert np.array_equal(hits[look], np.concatenate([part[1][look] for part in parts]))
    assert not np.array_equal(trials, draw(world, LOOKS, 50, seed=10)[0])


def test_looks_change_nothing_but_what_is_known():
    world = replace(PLAIN, paid_by_age=LATE)
    all_days = draw(world, tuple(range(1, 7)), 40, seed=4)[1]
    for look, seen in zip(LOOKS, draw(world, LOOKS, 40, seed=4)[1], strict=True):
        assert np.array_equal(seen, all_days[look - 1])
    later = [hits.sum() for hits in all_days]
    assert later == sorted(later) and later[0] > 0


@pytest.mark.parametrize(("n", "p"), [(0, 0.5), (1, 0.3), (7, 0.5), (40, 0.97), (300, 0.02), (2000, 0.4)])
def test_binomial_counts_are_binomial(n, p):
    """Mean and variance of 40,000 draws within 5 standard errors, and nothing out of range."""
    stream = np.array([n + 1], np.uint64)
    drawn = np.array([_binomial(n, p, stream) for _ in range(40_000)])
    assert drawn.min() >= 0 and drawn.max() <= n
    sd = np.sqrt(n * p * (1 - p))
    assert abs(drawn.mean() - n * p) <= 5 * sd / 200
    assert abs(drawn.var() - sd**2) <= 5 * sd**2 * np.sqrt(2 / 40_000) * 1.5


@pytest.mark.parametrize("mean", [0.0, 0.2, 9.9, 10.1, 45.0, 4000.0])
def test_poisson_counts_are_poisson(mean):
    stream = np.array([77], np.uint64)
    drawn = np.array([_poisson(mean, stream) for _ in range(40_000)])
    assert drawn.min() >= 0
    assert abs(drawn.mean() - mean) <= 5 * np.sqrt(mean) / 200
    assert abs(drawn.var() - mean) <= 5 * mean * np.sqrt(2 / 40_000) * 1.5 + 5 * np.sqrt(mean / 40_000)


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, 1.5])
def test_rates_at_the_ends_are_certain(p):
    assert _binomial(12, p, np.array([1], np.uint64)) == (12 if p >= 1 else 0)
