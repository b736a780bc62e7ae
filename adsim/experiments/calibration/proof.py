"""The proof of a calibration: fitted on the first days of an account, it foretells the rest, beside two easy guesses.

`prove` calibrates on the first 70 % of the days, simulates the others in many worlds, and tables by week and class
what came, what was foretold and within which range, and what the guesses *same as before* (the mean of the fitted
days) and *same weekday last week* (the last fitted week again) would have said. Orders of late days have not all
come: the forecast and the guesses are all of what the report can show of them.
Hides which days are held back and how two tables of weeks are laid beside each other.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.experiments.calibration.account import Account
from adsim.experiments.calibration.foretold import FIGURES, Foretold, foretell, held
from adsim.experiments.calibration.options import Options
from adsim.scenario.objects import CLASSES, Scenario

Floats = NDArray[np.float64]

FITTED = 7, 10  # seven in ten days
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
    forecast (the mean of worlds; of orders and revenue their middle), low and high (10 and 90 % of worlds),
    same_as_before, same_weekday. `errors`: by figure and `by` (`class`: every class and week, `all`: the whole
    account's weeks) the absolute errors over what came, of each method. `coverage`: the share of ranges that held what
    came, of how many, and its error.
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
    than 14.

    `draft` is the calibration that is proved: from an account and options to a scenario. Raises `InputError` where
    the first part of the days cannot be calibrated.
    """
    days = account.window
    if len(days) < FEWEST_DAYS:
        return None
    known = len(days) * FITTED[0] // FITTED[1]
    until, start, last = days[known - 1], days[known], days[-1]
    pulled = options.downloaded or last
    scenario = draft(account.until(until), replace(options, start=start, downloaded=pulled, period_days=None))
    horizon = {"days": (last - start).days + 1, "start": start, "variants": {}, "baseline": None, "sensitivity": {}}
    alone = scenario.model_copy(update=horizon)
    daily = account.daily()
    actual = _by_day(daily, days)
    clicks = float(actual[FIGURES.index("clicks"), :, :known].sum()) / known
    worlds_told = foretell(alone, account.window_days, float((pulled - last).days), clicks, worlds)
    foretold = worlds_told.on(np.array([(day - start).days for day in days[known:]]))
    ages = np.array([(pulled - day).days for day in days], dtype=float)
    weeks = _weeks(actual, foretold, held(alone, account.window_days, ages), days)
    told = [name for name in FIGURES if daily[name].notna().any()]
    weeks = weeks[weeks["figure"].isin(told)].reset_index(drop=True)
    return Proof(
        fitted=(days[0], until),
        held_back=(start, last),
        worlds=len(foretold.figures),
        window_days=account.window_days,
        weeks=weeks,
        errors=errors(weeks),
        coverage=coverage(weeks),
    )


def _by_day(daily: pd.DataFrame, days: Sequence[date]) -> Floats:
    """What came, [figures, classes, days]."""
    day = pd.DatetimeIndex(pd.to_datetime(list(days))).get_indexer(pd.DatetimeIndex(pd.to_datetime(daily["date"])))
    assert np.all((day >= 0) & (day < len(days))), "a line of a day that the account does not cover"
    klass = np.array([CLASSES.index(name) for name in daily["klass"]], dtype=int)
    table = np.zeros((len(FIGURES), len(CLASSES), len(days)))
    for of, name in enumerate(FIGURES):
        np.add.at(table[of], (klass, day), daily[name].fillna(0.0).to_numpy(float))
    return table


def _weeks(actual: Floats, foretold: Foretold, shown: Floats, days: Sequence[date]) -> pd.DataFrame:
    """The table of weeks; the first and last may be part of one, and one without a covered day is left out.

    `shown` is the part of all orders of each day's clicks that the report holds.
    """
    known = len(days) - foretold.held.size
    start = days[known]
    before, again = _guesses(actual, shown, days, known)
    came = actual[:, :, known:]
    week_of = np.array([(day - start).days // 7 for day in days[known:]])
    lines: list[dict[str, Any]] = []
    for week, number in enumerate(np.unique(week_of)):
        part = slice(*np.searchsorted(week_of, [number, number + 1]))
        first = 7 * int(number)
        sums = [_with_all(table[..., part].sum(axis=-1)) for table in (came, before, again, foretold.figures)]
        low, high = np.quantile(sums[3], RANGE, axis=0, method="weibull")
        guess = _with_all(foretold.means(part)) * _middle_over_mean(sums[3])
        ends = min(start + timedelta(days=first + 6), days[-1])
        for of, figure in enumerate(FIGURES):
            for which, klass in enumerate((*CLASSES, ALL)):
                at = of, which
                lines.append(
                    {"week": week + 1, "first": start + timedelta(days=first), "last": ends, "klass": klass,
                     "figure": figure, "actual": sums[0][at], "forecast": guess[at], "low": low[at],
                     "high": high[at], "same_as_before": sums[1][at], "same_weekday": sums[2][at]}
                )  # fmt: skip
    table = pd.DataFrame(lines)
    some = table.groupby("klass")[["actual", "forecast", "same_as_before"]].transform("sum").sum(axis=1) > 0
    return table[some].reset_index(drop=True)


def _middle_over_mean(worlds: Floats) -> Floats:
    """What takes a mean to the best guess under absolute errors, which is the median (Gneiting 2011), [figures,
    classes]: weekly orders are few and skewed; clicks and cost are not, and their mean is known better."""
    mean = worlds.mean(axis=0)
    skewed = np.array([name in ("orders", "revenue") for name in FIGURES])[:, None] & (mean > 0)
    ratio: Floats = np.divide(np.median(worlds, axis=0), mean, out=np.ones_like(mean), where=skewed)
    return ratio


def _guesses(actual: Floats, shown: Floats, days: Sequence[date], known: int) -> tuple[Floats, Floats]:
    """The two easy guesses of the days held back, [figures, classes, days]: the mean of the fitted days, and the last
    fitted day of the same weekday (the mean, where none is). Orders and revenue are guessed as the report would show
    them by then: brought to all that come of a fitted day, then to what is held of a later one."""
    of_orders = np.array([name in ("orders", "revenue") for name in FIGURES])[:, None, None]
    part = np.where(of_orders, np.maximum(shown, 1e-9), 1.0)
    whole = part[..., :known].sum(axis=-1, keepdims=True)
    mean = np.repeat(actual[..., :known].sum(axis=-1, keepdims=True) / whole, len(days) - known, axis=-1)
    last = {day.weekday(): number for number, day in enumerate(days[:known])}
    same = np.array([last.get(day.weekday(), -1) for day in days[known:]])
    weekday = np.where(same >= 0, (actual[..., :known] / part[..., :known])[..., same], mean)
    return mean * part[..., known:], weekday * part[..., known:]


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
