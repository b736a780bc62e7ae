"""The tables of a search: trials, the front, and what the winner and its rivals did again in fresh worlds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.experiments.optimise.logbook import Trial
from adsim.experiments.optimise.measuring import Sample
from adsim.experiments.optimise.race import Entry
from adsim.experiments.optimise.space import Space
from adsim.experiments.sweep.tables import FEWEST_FOR_RANGE, HIGH, LOW
from adsim.stats import paired

Floats = NDArray[np.float64]

FOUND = "found"  # the name and kind of the search's own winner


@dataclass(frozen=True)
class Candidate:
    """Somebody who may win: an entry, or a trial that was complete. Profit is the mean of the search's worlds."""

    name: str
    kind: str
    entry: Entry
    trial: int | None
    profit: float
    low: float
    loss_share: float


def low_quantile(profit: Floats) -> float:
    """The profit below which one world in twenty stays; of fewer than twenty worlds the worst."""
    return float(np.quantile(profit, LOW)) if profit.size >= FEWEST_FOR_RANGE else float(profit.min())


def trials_table(space: Space, trials: Sequence[Trial], race: Sequence[Candidate]) -> pd.DataFrame:
    """One row an entry or trial, in the order in which they were measured: its values and what it was worth."""
    rows: list[dict[str, object]] = []
    for one in race:
        head: dict[str, object] = {"trial": 0, "name": one.name, "kind": one.kind, "state": "complete"}
        told = {"worlds": pd.NA, "profit": one.profit, "low": one.low, "loss_share": one.loss_share}
        rows.append(head | told | space.values(one.entry.state))
    for trial in trials:
        head = {"trial": trial.number, "name": "", "kind": "trial", "state": trial.state}
        told = {"worlds": trial.worlds, "profit": trial.profit, "low": trial.low, "loss_share": trial.loss_share}
        rows.append(head | told | space.values(space.state(trial.cube)))
    frame = pd.DataFrame(rows)
    numbers = ["profit", "low", "loss_share"]
    frame[numbers] = frame[numbers].astype(float)
    return frame.assign(worlds=frame["worlds"].astype("Int64"))


def front_table(space: Space, candidates: Sequence[Candidate]) -> pd.DataFrame:
    """Those than whom nobody has both more profit and a better low quantile, the most profitable first."""
    order = sorted(candidates, key=lambda one: (-one.profit, -one.low))
    rows, best = [], -np.inf
    for one in order:
        if one.low > best:
            best = one.low
            head = {"trial": one.trial or 0, "name": one.name if one.trial is None else "", "kind": one.kind}
            told = {"profit": one.profit, "low": one.low, "loss_share": one.loss_share}
            rows.append(head | told | space.values(one.entry.state))
    return pd.DataFrame(rows)


def remeasured_table(
    space: Space, lined_up: Sequence[Candidate], again: Mapping[str, Sample], winner: int = 0
) -> pd.DataFrame:
    """One row a candidate in fresh worlds: profit with its interval, and how far the winner is ahead of it.

    `profit_low` and `profit_high` hold for one mean (t law); `gain_low` and `gain_high` for all differences between
    any two candidates together (95 %).
    """
    samples = np.stack([again[one.name].expected for one in lined_up], axis=1)
    worlds = samples.shape[0]
    factor, single = paired.simultaneous_quantile(samples), paired.t_quantile(worlds)
    rows: list[dict[str, object]] = []
    for place, one in enumerate(lined_up):
        sample = again[one.name]
        mean, error = float(samples[:, place].mean()), _error(samples[:, place])
        ahead = samples[:, winner] - samples[:, place]
        gain, half = float(ahead.mean()), _half(factor, _error(ahead))
        low, high = (float("nan"), float("nan"))
        if worlds >= FEWEST_FOR_RANGE:
            low, high = map(float, np.quantile(sample.profit, [LOW, HIGH]))
        rows.append(
            {"name": one.name, "kind": one.kind, "fixed": one.entry.fixed, **space.values(one.entry.state)}
            | {"searched": one.profit, "searched_gain": lined_up[winner].profit - one.profit}
            | {
                "profit": mean,
                "error": error,
                "profit_low": mean - single * error,
                "profit_high": mean + single * error,
            }
            | {"worlds_p05": low, "worlds_p95": high, "loss_share": float(np.mean(sample.profit < 0))}
            | {"gain": gain, "gain_low": gain - half, "gain_high": gain + half, "cost": float(sample.cost.mean())}
        )
    return pd.DataFrame(rows)


def _error(values: Floats) -> float:
    return float(np.std(values, ddof=1) / np.sqrt(values.size)) if values.size > 1 else float("nan")


def _half(factor: float, error: float) -> float:
    return 0.0 if error == 0 else factor * error


def importance_table(importances: Mapping[str, float]) -> pd.DataFrame:
    """One row an axis: split, bids of a class, budget; how much of what made trials good lies in it."""
    shares: dict[str, float] = {}
    for name, share in importances.items():
        axis = "split" if name.startswith("split.") else name
        shares[axis] = shares.get(axis, 0.0) + share
    return pd.DataFrame({"axis": list(shares), "share": list(shares.values())}).astype({"share": float})
