"""How long orders take after their click, from a report's orders within 1, 7, 14 and 30 days.

The marketplace's mixture is the prior: how many orders are its slow part, and how slow that is, is weighed on a
grid by the multinomial likelihood of the windows. Clicks of the last days had less time than a window is
long; that is counted in, so that a report pulled early does not look like a shop of quick buyers.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.scenario.objects import MARKETPLACE_DELAY, DelayPart
from adsim.shop.funnel import Delay

Floats = NDArray[np.float64]

WINDOWS = {"orders_1": 1.0, "orders_7": 7.0, "orders_14": 14.0, "orders_30": 30.0}
SLOW = np.linspace(0.01, 0.99, 50)
SLOWER = np.linspace(-1.5, 1.5, 31)  # log of the slow part's mean over the usual
SLOW_STRENGTH = 16.0  # orders that the usual share is worth (assumption)
SLOWER_SPREAD = 0.4  # (assumption)
CLICKED = np.arange(0.05, 1, 0.1)  # days before midnight
USUAL_SPREAD = 0.1  # of the scale of all delays, as in uncertainty.delay


@dataclass(frozen=True)
class OrderDelay:
    """The mixture, the sd of the log of its slow part's mean, and the orders that told (0: the marketplace's)."""

    parts: tuple[DelayPart, ...]
    spread: float = 0.0
    slow_spread: float = 0.0  # sd of the slow part's share
    orders: float = 0.0

    def within(self, days: Floats | float) -> Floats:
        """The part of all orders that comes within so many days of the click."""
        return _mixture(self.parts).cdf(24 * np.asarray(days, float))


USUAL = OrderDelay(MARKETPLACE_DELAY, USUAL_SPREAD, (0.545 * 0.455 / (SLOW_STRENGTH + 1)) ** 0.5, 0.0)


def counted(delay: OrderDelay, window: float | None, ages: Floats) -> Floats:
    """The part of all orders that a report shows for clicks of days `ages` before the day it was pulled at the end
    of, if it counts orders within `window` days (None: all)."""
    time = ages[:, None] + CLICKED
    within: Floats = delay.within(time if window is None else np.minimum(time, window)).mean(axis=1)
    return within


def order_delay(windows: pd.DataFrame, ages: Floats) -> OrderDelay:
    """From orders within windows, columns of `WINDOWS` (cumulated; missing: not told).

    `ages` [lines, any]: days between the clicks of a line and the day at whose end the report was pulled; a line
    of several days' clicks has several, equally likely.
    """
    names = [name for name in WINDOWS if name in windows and windows[name].notna().any()]
    if len(names) < 2:
        return USUAL
    told = windows[names].fillna(0.0).to_numpy(float)
    lines, line = np.unique(np.minimum(ages, 31.0), axis=0, return_inverse=True)
    cumulated = np.zeros((len(lines), len(names)))
    np.add.at(cumulated, line.ravel(), np.maximum.accumulate(told, axis=1))
    orders = float(cumulated[:, -1].sum())
    if orders <= 0:
        return USUAL
    edges = np.minimum([WINDOWS[name] for name in names], lines[:, :, None] + 0.5)
    logs = _likelihoods(np.diff(cumulated, axis=1, prepend=0.0), edges)
    usual = MARKETPLACE_DELAY[-1].share
    prior = (SLOW_STRENGTH * usual - 1) * np.log(SLOW) + (SLOW_STRENGTH * (1 - usual) - 1) * np.log(1 - SLOW)
    logs += prior[:, None] - 0.5 * (SLOWER / SLOWER_SPREAD) ** 2
    weight = np.exp(logs - logs.max())
    weight /= weight.sum()
    share, scale = float(weight.sum(axis=1) @ SLOW), float(weight.sum(axis=0) @ SLOWER)
    spread = float(np.sqrt(weight.sum(axis=0) @ (SLOWER - scale) ** 2))
    slow_spread = float(np.sqrt(weight.sum(axis=1) @ (SLOW - share) ** 2))
    return OrderDelay(_parts(share, scale), spread, slow_spread, orders)


def _likelihoods(bins: Floats, edges: Floats) -> Floats:
    """Of orders `bins` [lines, windows], given that they fell within the longest window, on the grid [SLOW, SLOWER];
    `edges` [lines, ages, windows] in days."""
    logs = np.empty((SLOW.size, SLOWER.size))
    for column, by in enumerate(SLOWER):
        slow, quick = (_mixture(_parts(share, by)).cdf(24 * edges).mean(axis=1) for share in (1.0, 0.0))
        within = SLOW[:, None, None] * slow + (1 - SLOW)[:, None, None] * quick
        chance = np.diff(within, axis=-1, prepend=0.0) / within[:, :, -1:]
        logs[:, column] = (bins * np.log(np.maximum(chance, 1e-12))).sum(axis=(1, 2))
    return logs


def _parts(slow: float, by: float) -> tuple[DelayPart, ...]:
    """The marketplace's mixture with this share of its slow part, that one slower by exp(`by`)."""
    *quick, last = MARKETPLACE_DELAY
    left = (1 - slow) / sum(part.share for part in quick)
    parts = [part.model_copy(update={"share": part.share * left}) for part in quick]
    return (*parts, last.model_copy(update={"share": slow, "mean_hours": last.mean_hours * float(np.exp(by))}))


def _mixture(parts: tuple[DelayPart, ...]) -> Delay:
    cuts = [np.inf if part.cut_days is None else part.cut_days * 24 for part in parts]
    shares, means = [part.share for part in parts], [part.mean_hours for part in parts]
    return Delay(np.array(shares), np.array(means), np.array(cuts))
