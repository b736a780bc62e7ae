"""The proof of a calibration: fitted on the first days of an account, it foretells the rest, beside two easy guesses.

`prove` calibrates on the first 70 % of the days, simulates the others in many worlds, and tables by week and class
what came, what was foretold and within which range, and what the guesses *same as before* (the mean of the fitted
days) and *same weekday last week* (the last fitted week again) would have said.
Hides which days are held back and how two tables of weeks are laid beside each other.
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
from adsim.experiments.calibration.foretold import FIGURES, Foretold, foretell
from adsim.experiments.calibration.options import Options
from adsim.scenario.objects import CLASSES, Scenario

Floats = NDArray[np.float64]

FITTED = 0.7
FEWEST_DAYS = 14
WORLDS = 60
METHODS = ("forecast", "same_as_before", "same_weekday")
RANGE = (0.1, 0.9)
ALL = "all"

Draft = Callable[[Account, Options], Scenario]


@dataclass(frozen=True)
class Proof:
    """How well days that were held back were foretold.

    `weeks`: one line a week, class (and `all`) and figure: week (from 1), first, last, klass, figure, actual,
    forecast (the mean of worlds), low and high (10 and 90 % of worlds), same_as_before, same_weekday. `errors`: by
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
    clicks = float(actual[FIGURES.index("clicks"), :, :known].sum()) / known
    foretold = foretell(alone, account.window_days, age, clicks, worlds)
    weeks = _weeks(actual, foretold, known, start)
    told = [name for name in FIGURES if daily[name].notna().any()]
    weeks = weeks[weeks["figure"].isin(told)].reset_index(drop=True)
    return Proof(
        fitted=(account.first, until),
        held_back=(start, account.last),
        worlds=len(foretold.figures),
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


def _weeks(actual: Floats, foretold: Foretold, known: int, start: date) -> pd.DataFrame:
    """The table of weeks; the last may be part of one."""
    days = actual.shape[-1] - known
    before = np.repeat(actual[:, :, :known].mean(axis=-1, keepdims=True), days, axis=-1)
    again = actual[:, :, known - 7 + np.arange(days) % 7]
    came = actual[:, :, known:]
    lines: list[dict[str, Any]] = []
    for week, first in enumerate(range(0, days, 7)):
        part = slice(first, first + 7)
        sums = [_with_all(table[..., part].sum(axis=-1)) for table in (came, before, again, foretold.figures)]
        low, high = np.quantile(sums[3], RANGE, axis=0, method="weibull")
        mean = _with_all(foretold.means(part))
        ends = start + timedelta(days=min(first + 7, days) - 1)
        for of, figure in enumerate(FIGURES):
            for which, klass in enumerate((*CLASSES, ALL)):
                at = of, which
                lines.append(
                    {"week": week + 1, "first": start + timedelta(days=first), "last": ends, "klass": klass,
                     "figure": figure, "actual": sums[0][at], "forecast": mean[at], "low": low[at],
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
