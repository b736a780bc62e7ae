"""A real test read today: every rule's verdict, so far and matured, what ails each arm, and what to wait for.

`read_test` gives plain facts, which `adsim.report.reading` tells in either language. No figure is made up: what the
file and the options do not say is left out, or called an assumption.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from adsim.errors import InputError, Problem
from adsim.experiments.product_test import arm_rates, diagnoses, outlook
from adsim.experiments.product_test.daily_rows import DailyRows, daily_rows
from adsim.experiments.product_test.past_orders import KnownDelay, known_delay
from adsim.experiments.product_test.traffic import UNLIKELY, Traffic, traffic
from adsim.platforms import platform as platform_called
from adsim.verdicts.contract import Design, Metric, Seen

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Facts = dict[str, Any]

LONGEST_PLAN = 366


@dataclass(frozen=True)
class Asked:
    """What a reading is asked for; every default is that of `adsim read`. Rates are shares of 1."""

    target_cvr: float | None = None
    benchmark_ctr: float | None = None
    metric: Metric = "cvr"
    dates: Literal["click", "payment"] | None = None
    control: str | None = None
    looks: tuple[int, ...] | None = None
    alpha: float = 0.05
    past_orders: Path | None = None
    platform: str | None = None

    @property
    def targets(self) -> dict[Metric, float]:
        told: dict[Metric, float | None] = {"ctr": self.benchmark_ctr, "cvr": self.target_cvr}
        return {name: value for name, value in told.items() if value is not None}

    @property
    def needs(self) -> list[str]:
        """The fields a file must have for this."""
        orders = self.metric == "cvr" or self.target_cvr is not None
        shown = self.metric == "ctr" or self.benchmark_ctr is not None
        return ["impressions"] * shown + ["orders"] * orders


def read_test(
    path: Path | str,
    asked: Asked | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    decimal: str | None = None,
) -> Facts:
    """The facts of a real test as of its last day. Raises `InputError` for options or rows that cannot be."""
    asked = asked or Asked()
    _check(asked)
    rows = daily_rows(
        path, columns=columns, decimal=decimal, control=asked.control, needs=asked.needs, dates=asked.dates
    )
    facts: Facts = _plain(Reading(asked, rows, known_delay(asked.past_orders, rows.window_days)).facts())
    return facts


def _check(asked: Asked) -> None:
    problems = []
    for option, value in (("--target-cvr", asked.target_cvr), ("--benchmark-ctr", asked.benchmark_ctr)):
        if value is not None and not 0 < value < 1:
            mend = "write 5% as 0.05" if value >= 1 else None
            problems.append(Problem(option, "", "must lie above 0 and below 1", f"{value:g}", mend))
    if not 0 < asked.alpha < 0.5:
        problems.append(Problem("--alpha", "", "must lie above 0 and below 0.5", f"{asked.alpha:g}"))
    looks = asked.looks
    if looks is not None and (
        not looks or looks[0] < 1 or looks[-1] > LONGEST_PLAN or list(looks) != sorted(set(looks))
    ):
        rule = f"must be rising days, 1 to {LONGEST_PLAN}, such as 1,3,7,14,28"
        problems.append(Problem("--looks", "", rule, ",".join(map(str, looks))))
    if problems:
        raise InputError(problems)


@dataclass(frozen=True)
class Reading:
    """One test with what is asked of it."""

    asked: Asked
    rows: DailyRows
    delay: KnownDelay

    @property
    def looks(self) -> tuple[int, ...]:
        return self.asked.looks or platform_called(self.platform).windows

    @property
    def platform(self) -> str:
        return self.asked.platform or self.rows.platform

    @property
    def currency(self) -> str:
        """The currency's code, "" where neither the file nor the platform tells."""
        return self.rows.currency or ("" if self.platform == "generic" else platform_called(self.platform).currency)

    @property
    def compared(self) -> bool:
        return len(self.rows.arms) > 1

    @cached_property
    def split(self) -> Traffic | None:
        """How the traffic was shared; None with one arm."""
        counts = self.rows.clicks if self.rows.impressions is None else self.rows.impressions
        return traffic(counts) if self.compared else None

    @cached_property
    def design(self) -> Design:
        return Design(
            looks=self.looks,
            planned_days=self.looks[-1],
            metric=self.asked.metric,
            alpha=self.asked.alpha,
            rotation="even" if self.split is None else self.split.rotation,
            dates=self.rows.dates,
            targets=self.asked.targets,
        )

    @property
    def seen(self) -> Seen:
        """What is compared, [1, arms, days]."""
        trials, hits = (
            (self.rows.impressions, self.rows.clicks)
            if self.asked.metric == "ctr"
            else (self.rows.clicks, self.rows.orders)
        )
        assert trials is not None and hits is not None  # asked for of the file
        return Seen(trials[None], hits[None])

    @cached_property
    def mature(self) -> Floats:
        """Clicks that had time to bring an order, [arms, days]: each day's clicks times what is seen of its orders."""
        return self.rows.clicks * self.delay.seen(self.rows.days)

    def facts(self) -> Facts:
        rows, asked = self.rows, self.asked
        compared = outlook.compared(self.design, self.seen, rows.arms) if self.compared else None
        return {
            "file": rows.file,
            "platform": self.platform,
            "first": str(rows.first),
            "last": str(rows.last),
            "day": rows.days,
            "looks": list(self.looks),
            "planned_days": self.looks[-1],
            "next_look": next((look for look in self.looks if look > rows.days), None),
            "at_look": rows.days in self.looks,
            "metric": asked.metric,
            "dates": rows.dates,
            "alpha": asked.alpha,
            "currency": self.currency,
            "control": rows.arms[0],
            "targets": dict(asked.targets),
            "delay": self._delay(),
            "arms": [self._arm(index) for index in range(len(rows.arms))],
            "split": self._split(),
            "verdict": compared["verdict"] if compared else {"kind": "one_arm"},
            "rules": compared["rules"] if compared else [],
            "kill": self._kills(),
            "needs": self._needs(),
            "notes": [_note(note) for note in rows.notes],
        }

    def _delay(self) -> Facts | None:
        if self.rows.orders is None:
            return None
        return {
            "orders": self.delay.orders,
            "within_week": self.delay.within(7.0),
            "window_days": self.rows.window_days,
        }

    def _arm(self, index: int) -> Facts:
        rows = self.rows
        clicks = rows.clicks[index].astype(float)
        found: Facts = {"arm": rows.arms[index], "clicks": int(clicks.sum())}
        if rows.impressions is not None:
            found["impressions"] = int(rows.impressions[index].sum())
            found["ctr"] = _rate(clicks, rows.impressions[index].astype(float))
        for name in ("cost", "revenue"):
            money = getattr(rows, name)
            if money is not None:
                found[name] = float(money[index].sum())
        return found if rows.orders is None else found | self._orders(index, rows.orders[index].astype(float))

    def _orders(self, index: int, orders: Floats) -> Facts:
        """Orders and conversion so far, and as they will be. By the day of payment only the sums go together."""
        clicks, mature = self.rows.clicks[index].astype(float), self.mature[index]
        if self.rows.dates == "payment":
            orders, clicks, mature = (values.sum(keepdims=True) for values in (orders, clicks, mature))
        total = orders.sum() * clicks.sum() / mature.sum() if mature.sum() else orders.sum()
        return {
            "orders": int(orders.sum()),
            "coming": float(total - orders.sum()),
            "cvr": _rate(orders, clicks),
            "matured": _rate(orders, mature),
        }

    def _split(self) -> Facts | None:
        if self.split is None:
            return None
        told = {"shares": list(self.split.shares), "p": self.split.p, "drift_p": self.split.drift_p}
        return told | {"uneven": self.split.p < UNLIKELY, "drifts": self.split.drift_p < UNLIKELY}

    def _kills(self) -> list[Facts]:
        """Each arm against the target."""
        rows = self.rows
        if self.asked.target_cvr is None or rows.orders is None:
            return []
        return diagnoses.against_target(rows.arms, rows.clicks, rows.orders, self.design, self.delay.delay)

    def _needs(self) -> list[Facts]:
        """What each arm needs, as probabilities."""
        (ctr, cvr), rows = (self.asked.benchmark_ctr, self.asked.target_cvr), self.rows
        if ctr is None or cvr is None or rows.impressions is None or rows.orders is None:
            return []
        shares = diagnoses.courses(rows.impressions, rows.clicks, rows.orders, self.mature, ctr, cvr)
        return [{"arm": arm, "shares": of_arm} for arm, of_arm in zip(rows.arms, shares, strict=True)]


def _note(note: Problem) -> Facts:
    return {"where": note.where, "what": note.path, "rule": note.rule, "value": note.value, "mend": note.mend}


def _rate(hits: Floats, trials: Floats) -> Facts:
    found = arm_rates.rate(hits, trials)
    return {"value": found.value, "low": found.low, "high": found.high}


def _plain(facts: Any) -> Any:
    """The facts as JSON knows them: plain numbers, None for nan and the infinite."""
    if isinstance(facts, Mapping):
        return {str(name): _plain(value) for name, value in facts.items()}
    if isinstance(facts, Sequence) and not isinstance(facts, str):
        return [_plain(value) for value in facts]
    if isinstance(facts, np.generic):
        return _plain(facts.item())
    return None if isinstance(facts, float) and not np.isfinite(facts) else facts
