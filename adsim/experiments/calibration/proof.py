"""The proof of a calibration: fitted on the first days of an account, it foretells the rest, beside two easy guesses.

`prove` calibrates on the first 70 % of the days, simulates the others in many worlds, and tables by week and class
what came, what was foretold and within which range, and what the guesses *same as before* (the mean of the fitted
days) and *same weekday last week* (the last fitted week again) would have said. Hides how a simulation is counted
as a report counts: orders by the day of their click, if they come within its window and before it was pulled.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.errors import InputError
from adsim.experiments.calibration.account import Account
from adsim.experiments.calibration.options import Options
from adsim.metrics import MICRO
from adsim.scenario.objects import CLASSES, Scenario
from adsim.simulation.study import Study
from adsim.simulation.timeline import Timeline
from adsim.simulation.world import World

Floats = NDArray[np.float64]

FITTED = 0.7
FEWEST_DAYS = 14
WORLDS, FEWEST_WORLDS = 40, 12
CLICKS_WALKED = 1_500_000  # a proof simulates about so many of our clicks, in fewer worlds where they are many
FIGURES = ("clicks", "cost", "orders", "revenue")
METHODS = ("forecast", "same_as_before", "same_weekday")
RANGE = (0.1, 0.9)
MEDIAN = 0.5
ALL = "all"

Draft = Callable[[Account, Options], Scenario]


@dataclass(frozen=True)
class Proof:
    """How well days that were held back were foretold.

    `weeks`: one line a week, class (and `all`) and figure: week (from 1), first, last, klass, figure, actual,
    forecast (the median world), low and high (10 and 90 % of worlds), same_as_before, same_weekday. `errors`: by
    figure and `by` (`class`: every class and week, `all`: the whole account's weeks) the absolute errors over
    what came, of each method. `coverage`: the share of ranges that held what came, of how many, and its error.
    """

    fitted: tuple[date, date]
    held_back: tuple[date, date]
    worlds: int
    window_days: int | None
    weeks: pd.DataFrame
    errors: pd.DataFrame
    coverage: pd.DataFrame

    def text(self, lang: str = "en") -> str:
        """All of it for a terminal, in English ("en") or Chinese ("zh")."""
        from adsim.experiments.calibration.proof_words import told

        return told(self, lang)

    def record(self) -> dict[str, Any]:
        """All of it in JSON's own types; what is not defined (0 of 0) is null."""
        days = {name: [day.isoformat() for day in getattr(self, name)] for name in ("fitted", "held_back")}
        tables = {name: _records(getattr(self, name)) for name in ("weeks", "errors", "coverage")}
        return {**days, "worlds": self.worlds, "window_days": self.window_days, **tables}


def prove(account: Account, options: Options, draft: Draft, *, worlds: int = WORLDS) -> Proof | None:
    """Foretell the last 30 % of the account's days from the others; None where no report tells days, or fewer
    than 14, or nothing in the first part of them can be calibrated.

    `draft` is the calibration that is proved: from an account and options to a scenario.
    """
    if not account.dated or account.first is None or account.last is None:
        return None
    count = (account.last - account.first).days + 1
    if count < FEWEST_DAYS:
        return None
    known = int(FITTED * count)
    until = account.first + timedelta(days=known - 1)
    pulled = options.downloaded or account.last
    start = until + timedelta(days=1)
    try:
        scenario = draft(account.until(until), replace(options, start=start, downloaded=pulled))
    except InputError:
        return None
    horizon = {"days": count - known, "start": start, "variants": {}, "baseline": None, "sensitivity": {}}
    alone = scenario.model_copy(update=horizon)
    daily = account.daily()
    actual = _by_day(daily, account.first, count)
    age = float((pulled - account.last).days)
    foretold = _worlds(alone, account.window_days, age, actual[0, :, :known].sum() / known, worlds)
    weeks = _weeks(actual, foretold, known, start)
    told = [name for name in FIGURES if daily[name].notna().any()]
    weeks = weeks[weeks["figure"].isin(told)].reset_index(drop=True)
    return Proof(
        fitted=(account.first, until),
        held_back=(start, account.last),
        worlds=foretold.shape[0],
        window_days=account.window_days,
        weeks=weeks,
        errors=errors(weeks),
        coverage=coverage(weeks),
    )


def _by_day(daily: pd.DataFrame, first: date, count: int) -> Floats:
    """What came, [figures, classes, days]."""
    day = (pd.to_datetime(daily["date"]) - pd.Timestamp(first)).dt.days.to_numpy()
    klass = np.array([CLASSES.index(name) for name in daily["klass"]])
    table = np.zeros((len(FIGURES), len(CLASSES), count))
    for of, name in enumerate(FIGURES):
        np.add.at(table[of], (klass, day), daily[name].fillna(0.0).to_numpy(float))
    return table


def _worlds(scenario: Scenario, window: int | None, age: float, clicks_a_day: float, most: int) -> Floats:
    """The figures of simulated worlds as a report would show them, [worlds, figures, classes, days]."""
    each = max(clicks_a_day * scenario.days, 1.0)
    one_in = int(np.ceil(each * FEWEST_WORLDS / CLICKS_WALKED))
    count = int(np.clip(CLICKS_WALKED / each * one_in, FEWEST_WORLDS, most))
    study = Study.of(_thinned(scenario, one_in))
    return float(one_in) * np.array([_reported(study, number, window, age) for number in range(min(count, most))])


def _thinned(scenario: Scenario, one_in: int) -> Scenario:
    """One in so many searches against as much less budget, for the largest accounts."""
    if one_in == 1:
        return scenario
    campaign = scenario.campaign.model_copy(update={"daily_budget": scenario.campaign.daily_budget / one_in})
    rows = tuple(row.model_copy(update={"searches": row.searches / one_in}) for row in scenario.listed)
    return scenario.model_copy(update={"campaign": campaign, "listed": rows})


def _reported(study: Study, number: int, window: int | None, age: float) -> Floats:
    """One world as its report would show it `age` days after its last day, [figures, classes, days]."""
    (variant,) = study.timetables
    world = World(study, variant, number)
    days = study.scenario.days
    Timeline(world, days).run()
    log = world.click_log()
    seen = log.payment_day < days + age
    if window is not None:
        seen &= log.payment_delay <= 24 * window
    at = log.klass * days + log.day
    values = (np.ones_like(log.day), log.cost / MICRO, log.orders * seen, log.revenue * seen / MICRO)
    sums = [np.bincount(at, weights=one, minlength=len(CLASSES) * days) for one in values]
    return np.array(sums, dtype=float).reshape(len(FIGURES), len(CLASSES), days)


def _weeks(actual: Floats, foretold: Floats, known: int, start: date) -> pd.DataFrame:
    """The table of weeks; the last may be part of one."""
    days = foretold.shape[-1]
    before = np.repeat(actual[:, :, :known].mean(axis=-1, keepdims=True), days, axis=-1)
    again = actual[:, :, known - 7 + np.arange(days) % 7]
    came = actual[:, :, known:]
    lines: list[dict[str, Any]] = []
    for week, first in enumerate(range(0, days, 7)):
        part = slice(first, first + 7)
        sums = [_with_all(table[..., part].sum(axis=-1)) for table in (came, before, again, foretold)]
        low, middle, high = np.quantile(sums[3], [RANGE[0], MEDIAN, RANGE[1]], axis=0, method="weibull")
        ends = start + timedelta(days=min(first + 7, days) - 1)
        for of, figure in enumerate(FIGURES):
            for which, klass in enumerate((*CLASSES, ALL)):
                at = of, which
                lines.append(
                    {"week": week + 1, "first": start + timedelta(days=first), "last": ends, "klass": klass,
                     "figure": figure, "actual": sums[0][at], "forecast": middle[at], "low": low[at],
                     "high": high[at], "same_as_before": sums[1][at], "same_weekday": sums[2][at]}
                )  # fmt: skip
    table = pd.DataFrame(lines)
    some = table.groupby("klass")[["actual", "forecast", "same_as_before"]].transform("sum").sum(axis=1) > 0
    return table[some].reset_index(drop=True)


def _with_all(sums: Floats) -> Floats:
    """Classes [..., figures, classes] and after them their total."""
    return np.concatenate([sums, sums.sum(axis=-1, keepdims=True)], axis=-1)


def errors(weeks: pd.DataFrame) -> pd.DataFrame:
    """Absolute errors over what came, by figure and by (`class`, `all`), one column a method; nan if nothing came."""
    lines = []
    for by, chosen in _scopes(weeks):
        for figure, part in chosen.groupby("figure", sort=False):
            came = float(part["actual"].sum())
            off = {name: float((part[name] - part["actual"]).abs().sum()) for name in METHODS}
            lines.append({"figure": figure, "by": by} | {k: v / came if came > 0 else np.nan for k, v in off.items()})
    return pd.DataFrame(lines, columns=["figure", "by", *METHODS])


def coverage(weeks: pd.DataFrame) -> pd.DataFrame:
    """Share of the 80 % ranges that held what came, by (`class`, `all`) and figure (and of all figures), with its
    standard error: the figures of one week and class go together and count as one."""
    lines = []
    held = (weeks["actual"] >= weeks["low"] - 1e-9) & (weeks["actual"] <= weeks["high"] + 1e-9)
    for by, chosen in _scopes(weeks.assign(held=held)):
        parts: Mapping[str, pd.DataFrame] = {ALL: chosen} | {
            str(figure): part for figure, part in chosen.groupby("figure", sort=False)
        }
        for figure, part in parts.items():
            together = part.groupby(["week", "klass"])["held"].mean()
            error = float(together.std(ddof=1) / len(together) ** 0.5) if len(together) > 1 else np.nan
            lines.append({"figure": figure, "by": by, "ranges": len(part), "share": float(part["held"].mean()),
                          "error": error})  # fmt: skip
    return pd.DataFrame(lines, columns=["figure", "by", "ranges", "share", "error"])


def _scopes(weeks: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    return [("class", weeks[weeks["klass"] != ALL]), (ALL, weeks[weeks["klass"] == ALL])]


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): _plain(value) for name, value in line.items()} for line in table.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return None if isinstance(value, float) and math.isnan(value) else value
