"""What is believed of every keyword, and how well it is known: searches, click rate, price, conversion, basket.

Three kinds of doubt are kept apart. A keyword's own (`*_spread`, drawn keyword by keyword in every world), that
which all keywords of a class have in common (`errors`, drawn class by class), both from the data; and drift, that
the end of the reports and the coming weeks differ from the mean of the reported ones (`drifts`): from the days where
the reports tell days, else assumed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.experiments.calibration.assumptions import BID_OVER_CPC_ASSUMED, Figure
from adsim.experiments.calibration.mean_prices import CLICK_PRICES, ORDER_VALUES, Usual, means
from adsim.experiments.calibration.seasons import Seasons
from adsim.experiments.calibration.shrinkage import Estimate, rates
from adsim.experiments.calibration.volumes import common_spread, own_spread
from adsim.market import quality
from adsim.platforms.contract import QualityModel
from adsim.scenario.objects import CLASSES

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FORECAST_DAYS = 28
# A keyword's quality moves with the luck of its clicks, and with it place and price: a tenth more brings about 14 %
# more clicks an impression and moves the price by 8 % (measured on simulated accounts of random markets).
CTR_MOVES, PRICE_MOVES = 1.4, 0.8
WIDEST = 1.5
# How far the coming four weeks may lie from the reported ones where no days tell (assumptions): about a tenth,
# the shop's own conversion somewhat more than what the market does.
DRIFT = {"searches": 0.10, "ctr": 0.05, "cvr": 0.10, "rival_bids": 0.10}
CVR_GUESSED = {"own": 0.3, "common": 0.4}  # where the conversion rate is not from the reports (assumption)
# The class level of a scenario, the estimate that it moves, and the figure of the seasons that tells of it.
LEVELS = {"searches": ("searches", "impressions"), "ctr": ("ctr", "ctr"), "cvr": ("cvr", "cvr"),
          "rival_bids": ("cpc", "cpc")}  # fmt: skip


@dataclass(frozen=True)
class Estimates:
    """The pooled keywords with what is believed of them.

    `rows` has the columns of the pooled table, and `searches` a day (shown), `hidden` (searches a day lost to rank),
    `ctr`, `cpc`, `cvr`, `order_value`, each with `*_error` (the sd of its log as the data leave it) and `*_spread`
    (the part of it that is the keyword's own); `max_cpc`; `volume`, the impressions of a usual day; and
    `clicks_a_day`, `cost_a_day`, ... as reported.
    `now` has by class how far each figure stands at the end of the reports from its mean over them. `errors` and
    `drifts` are spreads of class levels by the names of `uncertainty`; `order_spread` the sd of the log of an order.
    """

    rows: pd.DataFrame
    now: Mapping[str, Mapping[str, float]]
    errors: Mapping[str, float]
    drifts: Mapping[str, float]
    drift_told: bool
    order_spread: float | None

    @property
    def uncertainty(self) -> dict[str, float]:
        """The spreads of class levels that a scenario draws: errors of the data, and drift."""
        return {name: round(float(np.hypot(self.errors[name], self.drifts[name])), 3) for name in LEVELS}


def estimated(
    table: pd.DataFrame,
    figures: Mapping[str, Figure],
    seasons: Seasons,
    weekdays: Floats,
    model: QualityModel,
    prices: Usual = CLICK_PRICES,
) -> Estimates:
    """Estimate the pooled keywords. `weekdays` [days]: the factor of each day of the reports, mean 1 over a week;
    `model`: how quality moves on the platform; `prices`: what is known of prices beforehand."""
    days = float(figures["period_days"].value)
    rows = table.reset_index(drop=True).copy()
    klass, group = rows["klass"].to_numpy(str), _groups(rows)
    impressions, clicks = (rows[name].fillna(0.0).to_numpy(float) for name in ("impressions", "clicks"))
    for name in ("impressions", "clicks", "cost", "orders", "revenue"):
        rows[f"{name}_a_day"] = rows[name] / days
    errors: dict[str, Mapping[str, float]] = {}
    found: dict[str, Estimate] = {}
    usual_days = float(weekdays.sum()) if weekdays.size else days
    found["searches"] = Estimate(impressions / usual_days, own_spread(impressions, days, seasons.dispersion))
    common = common_spread(days, seasons.dispersion)
    errors["searches"] = {name: min(seasons.level(name, "impressions").spread or common, common) for name in CLASSES}
    moved_by = _quality_moves(clicks, rows["terms"].to_numpy(float), int(days), model)
    found["ctr"] = _rates(clicks, impressions, group, klass, (CTR_MOVES * moved_by) ** 2)
    errors["ctr"] = _common(found["ctr"].spread, clicks, klass)
    found["cpc"], single = _prices(rows, group, klass, (PRICE_MOVES * moved_by) ** 2, prices)
    errors["rival_bids"] = _common(found["cpc"].spread, clicks / single**2, klass)
    found["cvr"], errors["cvr"] = _conversion(rows, clicks, figures, klass, group)
    found["order_value"], order_spread = _baskets(rows, figures)
    now = {name: {level: seasons.level(name, told).now for level, (_, told) in LEVELS.items()} for name in CLASSES}
    for levels in now.values():
        # The level is over the mean of the days as they fell, searches are those of a usual week.
        levels["searches"] *= usual_days / days if seasons.levels else 1.0
    moved = _moved(rows, seasons, errors["searches"])
    least = {name: min(float(np.hypot(errors[name][one], moved[name][one])) for one in np.unique(klass))
             for name in LEVELS}  # fmt: skip
    of_data = {name: min(least[name], *(errors[name][one] for one in np.unique(klass))) for name in LEVELS}
    _put(rows, found, errors, moved, least)
    rows["volume"] = rows["searches"]
    rows["searches"], rows["hidden"] = _searched(rows, figures["impression_share"])
    over = figures["bid_over_cpc"].value or BID_OVER_CPC_ASSUMED
    rows["max_cpc"] = np.maximum(rows["bid"].fillna(rows["cpc"] * over), rows["cpc"])
    ahead, told = _drifts(seasons, rows)
    drifts = {name: float(np.sqrt(ahead[name] ** 2 + least[name] ** 2 - of_data[name] ** 2)) for name in LEVELS}
    return Estimates(rows, now, of_data, drifts, told, order_spread)


def _groups(rows: pd.DataFrame) -> Ints:
    return np.asarray(rows.groupby(["klass", "campaign", "ad_group"], sort=False).ngroup(), np.int64)


def _by_class(klass: NDArray[np.str_]) -> list[NDArray[np.bool_]]:
    return [klass == name for name in CLASSES if (klass == name).any()]


def _local(group: Ints) -> Ints:
    """Group numbers from 0."""
    return np.asarray(np.unique(group, return_inverse=True)[1], np.int64)


def _quality_moves(clicks: Floats, terms: Floats, days: int, model: QualityModel) -> Floats:
    """The sd of the log of each row's quality over the reported days; of pooled terms each moves by itself."""
    by_term = quality.wander(clicks / terms / days, days, model.kappa, model.half_life_days)
    moves: Floats = model.ctr_exponent * by_term / np.sqrt(terms)
    return moves


def _rates(
    successes: Floats, trials: Floats, group: Ints, klass: NDArray[np.str_], moved: Floats | None = None
) -> Estimate:
    moved = np.zeros(klass.size) if moved is None else moved
    mean, spread = np.empty(klass.size), np.empty(klass.size)
    overall = float(np.minimum(successes, trials).sum() / max(trials.sum(), 1.0)) or None
    for chosen in _by_class(klass):
        one = rates(successes[chosen], trials[chosen], _local(group[chosen]), overall, moved[chosen])
        mean[chosen], spread[chosen] = one.mean, one.spread
    return Estimate(mean, spread)


def _prices(
    rows: pd.DataFrame, group: Ints, klass: NDArray[np.str_], moved: Floats, usual: Usual
) -> tuple[Estimate, Floats]:
    """The price of a click of each keyword; and of single clicks the sd of the log."""
    cost, clicks = rows["cost"].fillna(0.0).to_numpy(float), rows["clicks"].fillna(0.0).to_numpy(float)
    mean, spread, single = np.empty(klass.size), np.empty(klass.size), np.empty(klass.size)
    overall = float(cost.sum() / clicks.sum())
    for chosen in _by_class(klass):
        local = _local(group[chosen])
        one = means(cost[chosen], clicks[chosen], local, usual, overall, overall / 1000, moved[chosen])
        kept = cost[chosen].sum() / max(float((one.units.mean * clicks[chosen]).sum()), 1e-12)
        mean[chosen] = one.units.mean * (kept if kept > 0 else 1.0)
        spread[chosen], single[chosen] = one.units.spread, one.single
    return Estimate(mean, spread), single


def _conversion(
    rows: pd.DataFrame, clicks: Floats, figures: Mapping[str, Figure], klass: NDArray[np.str_], group: Ints
) -> tuple[Estimate, Mapping[str, float]]:
    """Orders per click, those that the reports were too early for included; the level itself where not told."""
    level = figures["cvr"]
    if level.source != "export":
        own, common = (CVR_GUESSED[name] for name in ("own", "common"))
        return Estimate(np.full(klass.size, level.value), np.full(klass.size, own)), dict.fromkeys(CLASSES, common)
    shown = figures["orders_shown"].value if "orders_shown" in figures else 1.0
    orders = rows["orders"].fillna(0.0).to_numpy(float)
    found = _rates(orders, clicks * shown, group, klass)
    found = Estimate(np.clip(found.mean, 1e-6, 0.9), found.spread)
    return found, _common(found.spread, orders, klass)


def _baskets(rows: pd.DataFrame, figures: Mapping[str, Figure]) -> tuple[Estimate, float | None]:
    """The mean order of each keyword, drawn towards that of its product (its ad group where products are not told)."""
    level, size = figures["basket"], len(rows)
    if level.source != "export":
        return Estimate(np.full(size, float(level.value)), np.zeros(size)), None
    orders, revenue = (rows[name].fillna(0.0).to_numpy(float) for name in ("orders", "revenue"))
    place = ["product"] if rows["product"].nunique() > 1 else ["campaign", "ad_group"]
    apart = np.asarray(rows.groupby(place, sort=False).ngroup(), np.int64)
    found = means(revenue, orders, apart, ORDER_VALUES, level.value, level.value / 1000)
    return found.units, found.single


def _common(spread: Floats, events: Floats, klass: NDArray[np.str_]) -> dict[str, float]:
    """By class the sd of the log that its units have in common.

    The sum over a class is as uncertain as its events are few, however many units share them. What the units'
    own spreads, being independent, do not make up of that is common; at most what the best known unit leaves room
    for, so that no unit is drawn wider than it is known.
    """
    found = dict.fromkeys(CLASSES, 0.0)
    for name in CLASSES:
        chosen = klass == name
        total = float(events[chosen].sum())
        if total > 0:
            part, variance = events[chosen] / total, spread[chosen] ** 2
            apart = float((part**2 * variance).sum())
            missing = max(1 / total - apart, 0.0) / max(1 - float((part**2).sum()), 1e-9)
            found[name] = float(np.sqrt(min(missing, variance[part > 0].min())))
    return found


def _moved(rows: pd.DataFrame, seasons: Seasons, searches: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """By level and class what the days leave open of where it stands now, as it may have moved: beyond the noise of
    its own events, and for volumes the scatter of days (`searches`), which the errors have already."""
    events = rows.groupby("klass")[["clicks", "orders"]].sum()
    noise = {"ctr": "clicks", "cpc": "clicks", "cvr": "orders"}
    found: dict[str, dict[str, float]] = {name: dict.fromkeys(CLASSES, 0.0) for name in LEVELS}
    for name, (_, told) in LEVELS.items():
        for klass in events.index if told in noise else ():
            spread = seasons.level(str(klass), told).spread
            counted = float(events.loc[klass, noise[told]])
            found[name][str(klass)] = float(np.sqrt(max(spread**2 - 1 / max(counted, 1.0), 0.0)))
    for klass, error in searches.items():
        spread = seasons.level(klass, "impressions").spread
        found["searches"][klass] = float(np.sqrt(max(spread**2 - error**2, 0.0)))
    return found


def _put(
    rows: pd.DataFrame,
    found: Mapping[str, Estimate],
    errors: Mapping[str, Mapping[str, float]],
    moved: Mapping[str, Mapping[str, float]],
    least: Mapping[str, float],
) -> None:
    """Write means, `*_error` and `*_spread` into the rows. A scenario has one spread of a level for all classes, the
    least; what a class has more goes into its keywords' own."""
    of_level = {estimate: level for level, (estimate, _) in LEVELS.items()}
    for name, one in found.items():
        level = of_level.get(name)
        error = one.spread**2
        if level is not None:
            common = rows["klass"].map(errors[level]).to_numpy(float)
            apart = level == "searches" or (level == "cvr" and np.ptp(one.mean) == 0)
            # The doubt about a rate holds what is common already; that about volumes and guesses does not.
            error = error + (common**2 if apart else 0.0)
        now = error + (rows["klass"].map(moved[level]).to_numpy(float) ** 2 if level is not None else 0.0)
        rows[name] = one.mean
        rows[f"{name}_error"] = np.sqrt(error)
        own = np.maximum(now - least.get(level or "", 0.0) ** 2, 0.0)
        rows[f"{name}_spread"] = np.minimum(np.sqrt(own), WIDEST)


def _searched(rows: pd.DataFrame, share: Figure) -> tuple[Floats, Floats]:
    """Searches a day in which the ad could be shown at its rank, and those in which it ranks too low.

    What is told of each keyword goes first. An impression share alone, and the option's, says nothing of the reason:
    the rest counts as lost to the budget.
    """
    told = rows["impression_share"].to_numpy(float)
    got = np.where(told > 0, told, share.value if share.source == "option" else 1.0)
    got = np.clip(got, 0.01, 1.0)
    rank, budget = (rows[name].to_numpy(float) for name in ("lost_to_rank", "lost_to_budget"))
    rank = np.where(np.isnan(rank) & ~np.isnan(budget), 1 - got - budget, np.nan_to_num(rank))
    rank = np.where(told > 0, np.clip(rank, 0.0, 1 - got), 0.0)
    searches = rows["searches"].to_numpy(float) / got
    return searches * (1 - rank), searches * rank


def _drifts(seasons: Seasons, rows: pd.DataFrame) -> tuple[dict[str, float], bool]:
    """How far class levels may move within the forecast: by the days, weighted by what classes cost; else assumed."""
    if not seasons.levels:
        return dict(DRIFT), False
    cost = rows.groupby("klass")["cost"].sum()
    weight = cost / cost.sum()
    found = {}
    for name, (_, told) in LEVELS.items():
        moved = [seasons.level(str(klass), told) for klass in weight.index]
        if any((str(klass), told) in seasons.levels for klass in weight.index):
            ahead = np.array([one.ahead(FORECAST_DAYS) ** 2 - one.spread**2 for one in moved])
            found[name] = float(np.sqrt(weight.to_numpy() @ ahead))
        else:
            found[name] = DRIFT[name]
    return found, True
