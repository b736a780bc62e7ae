"""Known accounts, exported in every layout by the project's own writer and calibrated: does the truth come back?

Each account is simulated once, written as reports of one layout, calibrated, and every parameter that this layout
can tell is asked whether the calibration's middle 80 % range holds the true value of the account's world. A range
lies around the estimate, which the written scenario is corrected to show; it is that of the scenario's spreads as
worlds draw them, a keyword's own and its class's together, but for drift: that the coming weeks may differ is
foretold beside it, and the accounts stand still.
Not asked: the spread of rivals, which no layout tells; searches and click rates of reports that list only what was
clicked; searches of keywords that are off the page now and then, where the report does not tell how often; the
hours and weekdays of budgets that run dry; what a layout has no column for. Errors are clustered by account.
"""

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.experiments.account_reports import report_bytes
from adsim.experiments.calibration import Calibration, Options, calibrate
from adsim.experiments.calibration.groundwork import seasons_told
from adsim.experiments.calibration.seasons import Seasons
from adsim.platforms import LAYOUTS
from adsim.shop.funnel import Delay
from benchmarks.known_accounts import KnownAccount, known_account
from benchmarks.measuring import Figure

TITLE = "Recovery: how often the calibrated 80 % range holds the true value (± its error, clustered by account)"
ACCOUNTS, WORKERS = 200, 2
ALWAYS = 0.99
WORLDS = 40  # simulated to correct and to check each calibration
MIDDLE = 1.2815515655446004  # standard deviations on either side that hold 80 %
POOLED, EACH = 4.0, 8.0  # per cent that coverage may be off
MARK = " (generated)"
# Of each parameter of a keyword: its name among the estimates, and the class level that moves it too.
PARAMETERS = {
    "searches": ("searches", "searches"),
    "click rate": ("ctr", "ctr"),
    "price": ("cpc", "rival_bids"),
    "conversion": ("cvr", "cvr"),
    "basket": ("order_value", None),
}
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Check:
    """Whether one true value lies within its range: `off` is how many standard deviations from the middle."""

    kind: str
    account: int
    layout: str
    off: float

    @property
    def inside(self) -> bool:
        return abs(self.off) <= MIDDLE


@dataclass(frozen=True)
class Recovered:
    """One account calibrated from its reports."""

    known: KnownAccount
    seed: int
    calibration: Calibration
    seasons: Seasons


def recovered(seed: int, layout: str) -> Recovered:
    """The account of this seed, calibrated from reports in this layout: by day or for the whole period, with a
    second report by the hour where the platform has one, orders in one window or in several."""
    known = known_account(seed, layout)
    random = np.random.default_rng([20261123, seed])
    columns = LAYOUTS[layout][1].columns
    by: Any = "day" if "date" in columns and random.random() < 0.7 else "total"
    windows: list[tuple[int, ...]] = [(7,), (7, 14), (1, 7, 14, 30)] if "orders_30" in columns else [()]
    chosen = windows[int(random.integers(len(windows)))]
    with tempfile.TemporaryDirectory() as folder:
        reports = {"report.csv": report_bytes(known.diary, layout, "report.csv", by=by, windows=chosen)}
        if "hour" in columns and LAYOUTS[layout][1].level != "placement":
            reports["hours.csv"] = report_bytes(known.diary, layout, "hours.csv", by="hour")
        for name, data in reports.items():
            (Path(folder) / name).write_bytes(data)
        # Some layouts do not name their period, then the user does.
        days = None if by == "day" or LAYOUTS[layout][0].hand.titles or "first" in columns else known.days
        options = Options(period_days=days, replications=WORLDS)
        paths = [Path(folder) / name for name in reports]
        done = calibrate(paths, out=Path(folder) / "recovered.yaml", options=options, proof=False)
    return Recovered(known, seed, done, seasons_told(done.account, options))


def checks(one: Recovered) -> Iterator[Check]:
    """Every parameter that the account's layout tells, against the truth."""
    for kind, off in (*_of_keywords(one), *_of_time(one)):
        yield Check(kind, one.seed, one.known.layout, off)


# Keywords.


def _of_keywords(one: Recovered) -> Iterator[tuple[str, float]]:
    account, estimates = one.calibration.account, one.calibration.estimates
    listed = not account.clicked_only
    told = {"searches": listed, "click rate": listed, "price": True, "conversion": "orders" in account.fields,
            "basket": "revenue" in account.fields}  # fmt: skip
    for number, members in _members(one):
        row, true = estimates.rows.loc[number], _true_means(one, members)
        for kind, (name, level) in PARAMETERS.items():
            if not told[kind] or kind not in true:
                continue
            mean = row[name] + (row["hidden"] if kind == "searches" else 0.0)
            common = 0.0
            if level is not None:
                mean *= estimates.now[row["klass"]][level]
                common = estimates.errors[level]
            spread = max(float(np.hypot(row[f"{name}_spread"], common)), 1e-9)
            yield kind, float(np.log(true[kind] / mean) + spread**2 / 2) / spread


def _members(one: Recovered) -> Iterator[tuple[Any, pd.Index]]:
    """Each calibrated row with the known keywords that it stands for, where these can be told: lines of the report
    itself, and pools whose impressions are those of the lines that are left."""
    units = one.calibration.account.units
    known = {index: _known_of(one, unit) for index, unit in units.iterrows()}
    left = set(units.index)
    pools = []
    for owner in one.calibration.estimates.rows.itertuples():
        same = _alike(units, left, owner, ("name", "campaign", "ad_group", "product", "match_type"))
        if owner.terms == 1 and len(same) == 1 and not owner.rest:
            left.discard(same[0])
            yield owner.Index, known[same[0]]
        else:
            pools.append(owner)
    for owner in pools:
        told = [name for name in ("klass", "campaign", "ad_group", "product", "match_type")
                if getattr(owner, name) not in ("", "account")]  # fmt: skip
        same = [index for index in _alike(units, left, owner, told) if units.at[index, "impressions"] > 0]
        part = units.loc[same]
        if len(same) == owner.terms and part["impressions"].sum() == owner.impressions and not part["rest"].any():
            left -= set(same)
            yield owner.Index, known[same[0]].append([known[index] for index in same[1:]])


def _alike(units: pd.DataFrame, left: set[Any], owner: Any, names: Sequence[str]) -> list[Any]:
    return [index for index in sorted(left) if all(units.at[index, name] == getattr(owner, name) for name in names)]


def _known_of(one: Recovered, unit: pd.Series) -> pd.Index:
    """The known keywords whose figures a line of the report sums up."""
    truth = one.known.truth
    chosen = truth["campaign"] == unit["campaign"].removesuffix(MARK)
    if unit["level"] in ("term", "keyword"):
        chosen &= truth["name"] == unit["name"]
    if unit["ad_group"]:
        chosen &= truth["ad_group"] == unit["ad_group"]
    if unit["product"]:
        chosen &= truth["product"].map(_identifiers(one.known)) == unit["product"]
    return truth.index[chosen]


def _identifiers(known: KnownAccount) -> dict[str, str]:
    names = [product.name for product in known.diary.scenario.products]
    return {name: str(600_000_000_001 + number) for number, name in enumerate(names)}


def _true_means(one: Recovered, members: pd.Index) -> dict[str, float]:
    """The true values of keywords taken together: rates over what they are rates of."""
    truth = one.known.truth.loc[members]
    shown = truth["searches"] * truth["shown"]
    clicks = shown * truth["ctr"]
    orders = clicks * truth["cvr"]
    found = {
        "click rate": float(clicks.sum() / shown.sum()),
        "price": float((clicks * truth["cpc"]).sum() / clicks.sum()),
        "conversion": float(orders.sum() / clicks.sum()),
        "basket": float((orders * truth["basket"]).sum() / orders.sum()),
    }
    if (one.calibration.account.units["impression_share"] > 0).any():
        found["searches"] = float(truth["searches"].sum())
    elif shown.sum() > ALWAYS * truth["searches"].sum():
        found["searches"] = float(shown.sum())
    return found


# Weekdays, hours, scatter, delay.


def _of_time(one: Recovered) -> Iterator[tuple[str, float]]:
    seasons, scenario = one.seasons, one.calibration.scenario
    demand = scenario.market.demand
    if seasons.weekdays.weight > 0 and not one.known.dry:
        week = np.array(demand.weekdays) / np.mean(demand.weekdays)
        spread = sum(seasons.weekdays.spread) / 7
        yield from (("weekdays", float(off)) for off in np.log(one.known.weekdays / week) / spread)
    if seasons.hours.weight > 0 and not one.known.dry:
        hours = np.array(demand.hours) / np.sum(demand.hours)
        yield from (("hours", float(off)) for off in np.log(one.known.hours / hours) / np.array(seasons.hours.spread))
    listed = not one.calibration.account.clicked_only
    if seasons.dispersion.pairs > 0 and demand.dispersion is not None and listed and not one.known.dry:
        yield "scatter of days", float(np.log(_true_k(one) / demand.dispersion) / seasons.dispersion.spread)
    if seasons.delay.orders > 0:
        yield "delay", _delay_off(one, scenario.products[0].delay, scenario.uncertainty.delay)


def _true_k(one: Recovered) -> float:
    """The k of the daily searches of the report's lines: what their keywords have of their own averages out."""
    common = one.known.shared / one.known.dispersion
    own = (1 + 1 / one.known.dispersion) / (1 + common) - 1
    searches, variances, weights = one.known.truth["searches"], [], []
    for _, unit in one.calibration.account.units.iterrows():
        part = searches[_known_of(one, unit)]
        if part.sum() == 0:  # what is left of a total, or what nobody searched
            continue
        variances.append(common + (1 + common) * own * float((part**2).sum() / part.sum() ** 2))
        weights.append((part.sum() / (part.sum() + one.known.dispersion)) ** 2)
    return 1 / float(np.average(variances, weights=weights))


def _delay_off(one: Recovered, parts: Any, spread: float) -> float:
    """How far off the scale is at which as many orders come within a week as truly do."""
    delay = Delay(
        np.array([part.share for part in parts]),
        np.array([part.mean_hours for part in parts]),
        np.array([np.inf if part.cut_days is None else part.cut_days * 24 for part in parts]),
    )
    scales = np.exp(np.linspace(-3, 3, 1201))
    within = np.array([float(delay.cdf(np.array(24.0 * 7), scale)) for scale in scales])
    nearest = scales[int(np.argmin(np.abs(within - one.known.within[1])))]
    return float((np.log(nearest) + spread**2 / 2) / spread)


# Coverage.


def coverage(found: list[Check]) -> pd.DataFrame:
    """By kind (and `all`): `coverage`, its `error`, `values`, `accounts`; mean and sd of how far off, in sds."""
    frame = pd.DataFrame([{"kind": one.kind, "account": one.account, "inside": one.inside, "off": one.off}
                          for one in found])  # fmt: skip
    lines = [_line(name, part) for name, part in [*frame.groupby("kind", sort=False), ("all", frame)]]
    return pd.DataFrame(lines).set_index("kind")


def _line(name: str, part: pd.DataFrame) -> dict[str, Any]:
    inside, clusters = part["inside"].mean(), part.groupby("account")["inside"]
    apart = clusters.sum() - inside * clusters.size()
    return {
        "kind": name, "coverage": inside, "error": float(np.sqrt((apart**2).sum())) / len(part), "values": len(part),
        "accounts": part["account"].nunique(), "mean": part["off"].mean(), "sd": part["off"].std(),
    }  # fmt: skip


def layout_of(seed: int) -> str:
    """Every layout in turn."""
    return list(LAYOUTS)[seed % len(LAYOUTS)]


def measure(accounts: int = ACCOUNTS) -> list[Figure]:
    with ProcessPoolExecutor(WORKERS) as pool:
        found = [check for some in pool.map(_checked, range(accounts)) for check in some]
    return [_figure(str(name), line) for name, line in coverage(found).iterrows()]


def _checked(seed: int) -> list[Check]:
    return list(checks(recovered(seed, layout_of(seed))))


def _figure(name: str, line: pd.Series) -> Figure:
    allowed = POOLED if name == "all" else EACH
    told = f"{100 * line['coverage']:.1f} ± {100 * line['error']:.1f} %"
    what = f"{name}: {line['values']:,.0f} values of {line['accounts']:.0f} accounts"
    return Figure(what, told, f"80 ± {allowed:g} %", abs(100 * line["coverage"] - 80) <= allowed)
