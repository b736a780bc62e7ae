"""Tables of a simulated product test beside its verdicts: arms, one seller's view, actions and what they bring."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from adsim.experiments.product_test import outlook
from adsim.experiments.product_test.watched import Watched
from adsim.metrics import MICRO, Results
from adsim.stats import paired
from adsim.verdicts import diagnosis
from adsim.verdicts.contract import NO_ARM, Design, Finding, Metric, Rule, Seen

Floats = NDArray[np.float64]

LOW, HIGH = 0.05, 0.95
METRICS: tuple[Metric, ...] = ("ctr", "cvr")
# Their evidence is a p-value, so that what they ask for can be told in standard errors.
BY_P = frozenset({"naive_test", "group_sequential", "always_valid"})


def arms_table(watched: Watched) -> pd.DataFrame:
    """Each arm's rates from the first day to each day: ratios of totals, and the range over worlds of what is seen."""
    frames = []
    for metric in METRICS:
        so_far, _ = watched.rates(metric)
        mean_so_far, matured = watched.pooled(metric)
        # A day on which no world has had a click or an impression yet has no range.
        seen = np.where(np.isnan(so_far).all(axis=0), 0.0, so_far)
        low, high = np.nanquantile(seen, [LOW, HIGH], axis=0)
        truth = watched.truth(metric).mean(axis=0)
        for index, arm in enumerate(watched.arms):
            frames.append(pd.DataFrame({
                "arm": arm, "day": np.arange(1, watched.days + 1), "metric": metric, "so_far": mean_so_far[index],
                "low": low[index], "high": high[index], "matured": matured[index], "truth": truth[index],
            }))  # fmt: skip
    return pd.concat(frames, ignore_index=True)


def one_test_table(watched: Watched, chances: Floats | None) -> pd.DataFrame:
    """The first world, look by look and arm by arm, as its seller sees it, beside the truth and what comes yet."""
    record, rows = watched.records[0], []
    for place, day in enumerate(watched.looks):
        orders = watched.orders_seen(place)[0]
        for index, arm in enumerate(watched.arms):
            shown, clicks, matured = (int(getattr(record, name)[index, :day].sum())
                                      for name in ("impressions", "clicks", "orders"))  # fmt: skip
            seen = int(orders[index].sum())
            row: dict[str, object] = {
                "look": day, "arm": arm, "impressions": shown, "clicks": clicks,
                "cost": float(record.cost[index, :day].sum()) / MICRO, "orders": seen, "matured": matured,
                "ctr": clicks / shown if shown else np.nan, "cvr": seen / clicks if clicks else np.nan,
                "cvr_matured": matured / clicks if clicks else np.nan,
                "true_ctr": float(record.true_ctr[index]), "true_cvr": float(record.true_cvr[index]),
            }  # fmt: skip
            needs = np.full(len(diagnosis.COURSES), np.nan) if chances is None else chances[place, 0, index]
            rows.append(row | dict(zip(diagnosis.COURSES, needs.tolist(), strict=True)))
    return pd.DataFrame(rows)


def _first(watched: Watched, place: int) -> Seen:
    """The first world at a look."""
    seen = watched.seen(place)
    return Seen(seen.trials[:1], seen.hits[:1])


def readings_table(rules: Sequence[Rule], watched: Watched, design: Design, acting: str) -> pd.DataFrame:
    """What each rule says of the first world at each look; `told` is the acting rule's verdict, for a sentence."""
    rows: list[dict[str, Any]] = []
    for rule in rules:
        for place, day in enumerate(watched.looks):
            seen = _first(watched, place)
            found = rule.read(seen)
            told = json.dumps(outlook.verdict(rule, design, seen, watched.arms)) if rule.name == acting else ""
            rows += [
                {"rule": rule.name, "look": day, "arm": arm, **_said(found, index, watched.arms), "told": told}
                for index, arm in enumerate(watched.arms)
            ]
    return pd.DataFrame(rows, columns=["rule", "look", "arm", "winner", "evidence", "needed", "lift", "low", "high",
                                       "told"])  # fmt: skip


def _said(found: Finding, index: int, arms: Sequence[str]) -> dict[str, Any]:
    winner = int(found.winner[0])
    return {
        "winner": "" if winner == NO_ARM else arms[winner],
        "evidence": float(found.evidence[0]), "needed": float(found.needed[0]),
        "lift": float(found.lift[0, index]), "low": float(found.low[0, index]), "high": float(found.high[0, index]),
    }  # fmt: skip


def boundaries_table(readings: pd.DataFrame) -> pd.DataFrame:
    """What each rule asks for at each look, in standard errors, and what the first world shows by it."""
    rows = readings[readings["rule"].isin(BY_P)].drop_duplicates(["rule", "look"])
    asked, seen = rows["needed"].to_numpy(dtype=float), rows["evidence"].to_numpy(dtype=float)
    return pd.DataFrame({
        "rule": rows["rule"].to_numpy(), "look": rows["look"].to_numpy(), "bound": _errors(asked), "nominal_p": asked,
        "seen": _errors(seen),
    })  # fmt: skip


def _errors(p: Floats) -> Floats:
    """The distance in standard errors that has this two-sided p; nan where no distance would do."""
    return np.where(p > 0, np.abs(special.ndtri(np.maximum(p, 1e-300) / 2)), np.nan)


def actions_table(acted: Mapping[str, Sequence[Results]], arms: Sequence[str]) -> pd.DataFrame:
    """Everything done in the worlds in which a rule acts, in order; `world` counts from 0."""
    rows = [
        {"rule": rule, "world": run.replication, "day": action.day, "arm": arms[action.arm], "kind": action.kind,
         "value": float(action.value)}
        for rule, runs in acted.items() for run in runs if run.test is not None for action in run.test.actions
        if action.day <= run.days  # what begins after the horizon changes nothing
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["rule", "world", "day", "arm", "kind", "value"])


def outcomes_table(courses: Mapping[tuple[str, str], Sequence[Results]], acting: str) -> pd.DataFrame:
    """What each course (kind, name) earns by the end: against never acting (`gain`), against the `acting` rule
    (`ahead`; nan where it may not act), and against the best course of each world (`regret`).

    The intervals hold for all pairs of courses at once.
    """
    names = list(courses)
    never = names.index(("none", "none"))
    expected = np.array([[run.expected_profit for run in courses[name]] for name in names]).T
    realised = np.array([[run.profit for run in courses[name]] for name in names]).T
    gain, luck = expected - expected[:, [never]], realised - realised[:, [never]]
    regret = expected.max(axis=1, keepdims=True) - expected
    factor = paired.simultaneous_quantile(expected)
    half = np.nan_to_num(factor) * _error(gain)
    leader = ("rule", acting)
    ahead = expected - expected[:, [names.index(leader)]] if leader in names else np.full(expected.shape, np.nan)
    lead = np.nan_to_num(factor) * _error(ahead)
    return pd.DataFrame({
        "kind": [kind for kind, _ in names], "name": [name for _, name in names],
        "profit": expected.mean(axis=0), "profit_error": _error(expected),
        "gain": gain.mean(axis=0), "gain_low": gain.mean(axis=0) - half, "gain_high": gain.mean(axis=0) + half,
        "ahead": ahead.mean(axis=0), "ahead_low": ahead.mean(axis=0) - lead,
        "ahead_high": ahead.mean(axis=0) + lead,
        "worlds_p05": np.quantile(luck, LOW, axis=0), "worlds_p95": np.quantile(luck, HIGH, axis=0),
        "regret": regret.mean(axis=0), "regret_error": _error(regret),
    })  # fmt: skip


def _error(samples: Floats) -> Floats:
    found: Floats = np.std(samples, axis=0, ddof=1) / np.sqrt(samples.shape[0])
    return found
