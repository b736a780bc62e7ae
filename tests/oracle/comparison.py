"""Are two samples of days drawn from the same law? Means, variances and covariances, by z tests.

Every figure of a day is compared in mean and variance, and every pair of *leading* figures in covariance.
The false-alarm rate is shared out over all tests (Bonferroni), so one call errs at most that often.
"""

from dataclasses import dataclass
from math import isnan
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from tests.oracle.search_by_search import Market, Tally

BLOCKS = 6  # parts of the day in which our clicks are counted


@dataclass(frozen=True)
class Deviation:
    """One test: what was compared and how many standard errors apart."""

    what: str
    z: float


def figures(tally: Tally, market: Market) -> dict[str, float]:
    """The day as named figures; the capitalised ones lead (they enter the covariances)."""
    found: dict[str, float] = {}
    ads = [ad for cell in market.cells for ad in cell.ads]
    for entry, ad in enumerate(ads):
        found[f"{'Own' if ad.ours else 'Rival'} clicks of ad {entry}"] = tally.clicks[entry]
        found[f"impressions of ad {entry}"] = tally.impressions[entry]
        found[f"examined ad {entry}"] = tally.examined[entry]
        found[f"position of ad {entry}"] = tally.position_sum[entry]
    for account, spent in enumerate(tally.spent):
        time = tally.exhausted_at[account]
        found[f"Spend of account {account}"] = spent / 1e6
        found[f"account {account} out"] = float(not isnan(time))
        found[f"Hours of account {account}"] = 24.0 if isnan(time) else time
    for cell in range(len(market.cells)):
        found[f"Searches of cell {cell}"] = tally.searches[cell]
        found[f"lost to budget in cell {cell}"] = tally.lost_to_budget[cell]
        found[f"lost to rank in cell {cell}"] = tally.lost_to_rank[cell]
        found[f"lost to pacing in cell {cell}"] = tally.lost_to_pacing[cell]
    found["revenue"] = tally.platform_revenue / 1e6
    _own_click_figures(tally, market, found)
    return found


def _own_click_figures(tally: Tally, market: Market, found: dict[str, float]) -> None:
    most = max(len(cell.examination) for cell in market.cells)
    slots, hours, dearer = [0] * most, [0] * BLOCKS, 0.0
    for click in tally.own:
        slots[click.slot] += 1
        hours[int(click.time * BLOCKS / 24)] += 1
        dearer += (click.price / 1e6) ** 2
    found["own prices squared"] = dearer
    found |= {f"own clicks in slot {slot}": count for slot, count in enumerate(slots)}
    found |= {f"own clicks in part {part} of the day": count for part, count in enumerate(hours)}


def table(tallies: list[Tally], market: Market) -> tuple[list[str], NDArray[np.float64]]:
    """Names of the figures and their values, one row a day."""
    rows = [figures(tally, market) for tally in tallies]
    return list(rows[0]), np.array([list(row.values()) for row in rows], dtype=np.float64)


def deviations(
    names: list[str], left: NDArray[np.float64], right: NDArray[np.float64], only_means: tuple[str, ...] = ()
) -> list[Deviation]:
    """Every test of `left` against `right` (rows are independent days), the largest |z| first.

    Figures whose names begin with one of `only_means` are compared in their means alone.
    """
    found = [Deviation(f"mean {name}", z) for name, z in zip(names, _z(left, right), strict=True)]
    centre = np.vstack([left, right]).mean(axis=0)
    left, right = left - centre, right - centre
    leading = [i for i, name in enumerate(names) if name[0].isupper()]
    pairs = [(i, i) for i, name in enumerate(names) if not name.startswith(only_means)]
    pairs += [(i, j) for i in leading for j in leading if i < j]
    a, b = (list(side) for side in zip(*pairs, strict=True))
    for (i, j), z in zip(pairs, _z(left[:, a] * left[:, b], right[:, a] * right[:, b]), strict=True):
        what = f"variance {names[i]}" if i == j else f"covariance {names[i]} with {names[j]}"
        found.append(Deviation(what, z))
    return sorted(found, key=lambda deviation: -abs(deviation.z))


def _z(left: NDArray[np.float64], right: NDArray[np.float64]) -> list[float]:
    gap = left.mean(axis=0) - right.mean(axis=0)
    error = np.sqrt(left.var(axis=0) / len(left) + right.var(axis=0) / len(right))
    apart = np.where(np.abs(gap) < 1e-9, 0.0, np.inf)  # figures that never vary must agree
    return [float(g / e if e > 1e-12 else other) for g, e, other in zip(gap, error, apart, strict=True)]


def critical(tests: int, false_alarm: float) -> float:
    """|z| beyond which one of so many tests alarms, for this chance of any false alarm."""
    return NormalDist().inv_cdf(1 - false_alarm / tests / 2)
