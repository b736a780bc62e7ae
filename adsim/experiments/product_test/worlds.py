"""The worlds that rules are tried in: standard ones, each with one thing that real tests have, and a scenario's own.

Figures not measured anywhere are assumptions and called so here. What a world is like, as rules see it, follows from
its numbers: `conditions`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from adsim.scenario.objects import MARKETPLACE_DELAY
from adsim.shop.funnel import Delay
from adsim.stats.test_streams import World, zipf
from adsim.verdicts.contract import Condition, Design, Metric

Floats = NDArray[np.float64]

LOOKS = (1, 3, 7, 14, 28)
# Fewer hits than this expected of an arm in the whole test are few (the guard of sparse counts begins there).
_FEW_HITS = 40.0
_MOMENTS_A_DAY = 96


@dataclass(frozen=True)
class Case:
    """A world, what is counted in it, and what it is there for (one line)."""

    world: World
    metric: Metric
    what: str

    def design(self, plan: Design) -> Design:
        """That plan for tests of this world; without a target that is what the control really reaches."""
        world = self.world
        rotation: Literal["even", "weighted", "thompson"] = "even" if len(set(world.trials)) == 1 else "weighted"
        return replace(
            plan, metric=self.metric, dates=world.dates, rotation="thompson" if world.thompson else rotation,
            targets=plan.targets or {self.metric: world.rates[0]},
        )  # fmt: skip


def conditions(world: World, looks: tuple[int, ...] = LOOKS) -> frozenset[Condition]:
    """What of all that costs rules their error this world has."""
    hits = [trials * rate * world.days for trials, rate in zip(world.trials, world.rates, strict=True)]
    apart = world.noise > 0 and not world.noise_shared
    met = {
        Condition.REPEATED_LOOKS: len(looks) > 1,
        # Arms whose money ends at other hours have days that differ, too.
        Condition.DAY_NOISE: apart or bool(world.budget and world.rise and not world.one_budget),
        Condition.SPARSE: min(hits) < _FEW_HITS,
        Condition.LATE_ORDERS: bool(world.paid_by_age),
        Condition.UNEQUAL_ROTATION: len(set(world.trials)) > 1,
        Condition.ADAPTIVE_ROTATION: world.thompson,
        Condition.PAYMENT_DATES: world.dates == "payment",
    }
    return frozenset(condition for condition, is_met in met.items() if is_met)


def paid_by_age(share_within: Callable[[Floats], Floats], days: int) -> tuple[float, ...]:
    """Share of orders paid by the end of the click's day, the next day ...; clicks evenly spread over their day.

    `share_within` tells the share of orders paid within so many hours of the click.
    """
    to_midnight = (np.arange(_MOMENTS_A_DAY) + 0.5) * 24 / _MOMENTS_A_DAY
    hours = 24.0 * np.arange(days)[:, None] + to_midnight
    return tuple(float(share) for share in share_within(hours).mean(axis=1))


def lognormal(median_days: float, sigma: float) -> Callable[[Floats], Floats]:
    """Share of orders paid within so many hours, of a lognormal delay."""
    return lambda hours: np.asarray(ndtr(np.log(hours / (24.0 * median_days)) / sigma))


def mixture(parts: tuple[tuple[float, float, float | None], ...]) -> Callable[[Floats], Floats]:
    """The same of a mixture of exponential delays: (share, mean hours, days after which it is cut off)."""
    shares, means, cuts = zip(*parts, strict=True)
    cut_hours = [np.inf if cut is None else 24.0 * cut for cut in cuts]
    return Delay(np.array(shares), np.array(means), np.array(cut_hours)).cdf


def marketplace(days: int) -> tuple[float, ...]:
    """The delay of a marketplace that scenarios have by default, as `paid_by_age`."""
    parts = tuple((part.share, part.mean_hours, part.cut_days) for part in MARKETPLACE_DELAY)
    return paid_by_age(mixture(parts), days)


def marketplace_ages(random: np.random.Generator, orders: int) -> Floats:
    """Days from click to payment of so many orders of a marketplace."""
    shares = np.array([part.share for part in MARKETPLACE_DELAY])
    part = random.choice(shares.size, orders, p=shares / shares.sum())
    means = np.array([each.mean_hours for each in MARKETPLACE_DELAY])[part] / 24
    cuts = np.array([each.cut_days or np.inf for each in MARKETPLACE_DELAY])[part]
    ages: Floats = -means * np.log1p(random.uniform(size=orders) * np.expm1(-cuts / means))
    return ages


def standard(days: int = LOOKS[-1]) -> dict[str, Case]:
    """The standard worlds, by name: two arms without any difference."""
    plain = World("plain", (100.0, 100.0), (0.05, 0.05), days=days)
    sparse = replace(plain, trials=(10.0, 10.0), rates=(0.02, 0.02))
    ctr = replace(plain, trials=(5000.0, 5000.0), rates=(0.02, 0.02))
    late = paid_by_age(lognormal(2.0, 1.0), days)
    # Assumptions: money for half to all of a day and a tenth; rates 20 % lower at dawn than on average, 20 % higher
    # at night; keywords' own rates a factor 1.65 apart (sd of the logarithm 0.5). Day volumes: k = 6.7 (measured).
    dry = replace(plain, budget=(0.5, 1.1), rise=0.2)
    words = replace(dry, keywords=zipf(20), keyword_spread=0.5, volume_k=6.7)
    noise = 0.3
    cases = [
        ("plain", plain, "100 clicks a day and arm, CVR 5 %"),
        ("sparse", sparse, "10 clicks a day and arm, CVR 2 %"),
        ("own_noise", replace(plain, noise=noise), "plain; each arm has good and bad days of its own (CV 0.3)"),
        ("shared_noise", replace(plain, noise=noise, noise_shared=True), "plain; both arms have the same such days"),
        ("late_lognormal", replace(plain, paid_by_age=late), "plain; orders late: lognormal, median 2 days, σ 1"),
        ("late_mixture", replace(plain, paid_by_age=marketplace(days)), "plain; orders late as on a marketplace"),
        ("keywords", words, "20 Zipf keywords, each arm's money runs out at hours of its own"),
        ("one_budget", replace(dry, one_budget=True), "both arms on one budget that runs out"),
        ("ctr", ctr, "CTR: 5,000 impressions a day and arm at 2 %"),
        ("ctr_own_noise", replace(ctr, noise=noise), "CTR; each arm has days of its own (CV 0.3)"),
        ("ctr_shared_noise", replace(ctr, noise=noise, noise_shared=True), "CTR; both arms have the same days"),
        ("rotation_80_20", replace(sparse, trials=(16.0, 4.0)), "sparse; 80 % of the traffic on the control"),
        ("thompson", replace(plain, thompson=True), "plain; traffic follows what is seen (Thompson)"),
        ("thompson_noise", replace(plain, thompson=True, noise=noise, paid_by_age=late),
         "Thompson, with days of the arms' own and late orders"),
        ("payment_dates", replace(plain, noise=noise, paid_by_age=late, dates="payment"),
         "days of the arms' own and late orders, told by the day of payment"),
    ]  # fmt: skip
    return {
        name: Case(replace(world, name=name), "ctr" if name.startswith("ctr") else "cvr", what)
        for name, world, what in cases
    }
