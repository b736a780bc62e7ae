"""The table of the bid response: means with their error, ranges over worlds, and which factor is best and how surely.

Means and ranges use each click's *expected* margin: of one keyword hardly anybody buys in a month, and who
happened to is not what a bid decides. Ratios are ratios of totals. A low or high level has fewer worlds than the
middle: what it changes there is carried over to all, so that levels can be laid side by side.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.experiments.bid_response import Response
from adsim.experiments.sensitivity import carried_over
from adsim.metrics import ratio
from adsim.stats import paired

Floats = NDArray[np.float64]

LOW, HIGH = 0.10, 0.90
SUMS = ("clicks", "cost", "profit")
RATIOS = {
    "cpc": ("cost", ("clicks",)),
    "position": ("position_sum", ("impressions",)),
    "impression_share": ("impressions", ("impressions", "lost_to_budget", "lost_to_rank")),
}
COLUMNS = (
    *("scope", "name", "level", "factor", "bid"),
    *(f"{name}{end}" for name in (*SUMS, *RATIOS) for end in ("", "_error", "_p10", "_p90")),
    *("gain", "gain_low", "gain_high", "better_share", "best", "as_good"),
)


def bid_table(responses: Sequence[Response], factors: Sequence[float]) -> pd.DataFrame:
    """One row an item, level and factor; see docs/reference/tables.md."""
    middle = {response.item: response for response in responses if response.level == "mid"}
    rows = [row for response in responses for row in _rows(response, middle[response.item], factors)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(response: Response, middle: Response, factors: Sequence[float]) -> Iterator[dict[str, object]]:
    known = {"scope": response.item.scope, "name": response.item.name, "level": response.level}
    worlds = response.figures
    # Of the middle these are its own figures.
    samples = {name: carried_over(middle.figures[name].T, values.T).T for name, values in worlds.items()}
    worth = _gains(samples["shared_profit"], worlds["shared_profit"], factors.index(1.0))
    for place, factor in enumerate(factors):
        row: dict[str, object] = {"factor": factor, "bid": response.bid * factor}
        for name in SUMS:
            sample = samples[name][place]
            row |= _named(name, float(sample.mean()), _error(sample), worlds[name][place])
        for name, (top, parts) in RATIOS.items():
            above, below = samples[top][place], np.sum([samples[part][place] for part in parts], axis=0)
            by_world = ratio(worlds[top][place], np.sum([worlds[part][place] for part in parts], axis=0))
            row |= _named(name, float(ratio(above.mean(), below.mean())), paired.ratio_error(above, below), by_world)
        yield known | row | {name: values[place] for name, values in worth.items()}


def _named(name: str, mean: float, error: float, by_world: Floats) -> dict[str, object]:
    known = by_world[~np.isnan(by_world)]
    low, high = np.quantile(known, [LOW, HIGH]) if known.size else (np.nan, np.nan)
    return {name: mean, f"{name}_error": error, f"{name}_p10": float(low), f"{name}_p90": float(high)}


def _error(values: Floats) -> float:
    return float(np.std(values, ddof=1) / np.sqrt(values.size)) if values.size > 1 else float("nan")


def _gains(samples: Floats, worlds: Floats, present: int) -> dict[str, list[object]]:
    """What each factor adds to the profit at the present bid, paired world by world.

    `samples` and `worlds` [factor, replication]: for means, and as they were run. The intervals hold for all pairs of
    factors at once, so also for the best, which the data chose. Where several are best alike, the best is the
    present bid, or else the smallest.
    """
    few, many = worlds.shape[1], samples.shape[1]
    quantile = paired.t_quantile(few) / paired.t_quantile(many) * paired.simultaneous_quantile(samples.T)
    errors = dict(zip(paired.all_pairs(len(samples)), paired.pair_errors(samples.T), strict=True))

    def half(one: int, other: int) -> float:
        error = errors.get((min(one, other), max(one, other)), 0.0)
        return float(quantile * error) if error > 0 else 0.0

    gain = (samples - samples[present]).mean(axis=1)
    best = present if gain[present] == gain.max() else int(np.argmax(gain))
    each = range(len(samples))
    return {
        "gain": [float(value) for value in gain],
        "gain_low": [float(gain[place] - half(place, present)) for place in each],
        "gain_high": [float(gain[place] + half(place, present)) for place in each],
        "better_share": [float(np.mean(worlds[place] > worlds[present])) for place in each],
        "best": [place == best for place in each],
        "as_good": [bool(gain[best] - gain[place] <= half(place, best)) for place in each],
    }
