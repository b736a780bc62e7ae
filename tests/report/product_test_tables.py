"""Plausible tables and facts of a product test, made without the simulator, for the tests of its page.

The figures hang together (shares add up to 1, orders follow clicks) but obey no market.
"""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

ARMS = ("old_image", "new_image")
RULES = ("thresholds", "naive_test", "group_sequential", "always_valid", "bayes")
LOOKS = (1, 3, 7, 14, 28)
DAYS = 28
TARGETS = {"ctr": 0.018, "cvr": 0.045}
RIGHT = {"thresholds": (0.5, 0.6), "naive_test": (0.06, 0.75), "group_sequential": (0.0, 0.71),
         "always_valid": (0.0, 0.31), "bayes": (0.2, 0.82)}  # fmt: skip
WRONG = {"thresholds": (0.38, 0.31), "naive_test": (0.05, 0.16), "group_sequential": (0.0, 0.02),
         "always_valid": (0.0, 0.0), "bayes": (0.1, 0.14)}  # fmt: skip


def make(
    arms: Sequence[str] = ARMS, *, replications: int = 100, targets: dict[str, float] | None = None,
    acted: bool = True, plan: bool = True, worlds: str = "drawn", warnings: Sequence[str] = (),
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:  # fmt: skip
    """Tables and facts of a test of these arms; without `acted` nobody ever acts, without `plan` there is none."""
    known = TARGETS if targets is None else targets
    tables = {
        "arms": _arms(arms),
        "verdicts": _verdicts(replications),
        "outcomes": _outcomes(arms) if acted else _outcomes(arms).iloc[:0],
        "quadrants": _quadrants(arms) if {"ctr", "cvr"} <= set(known) else _quadrants(arms).iloc[:0],
        "cloud": _cloud(arms),
        "boundaries": _boundaries(),
        "one_test": _one_test(arms),
        "readings": _readings(arms),
        "actions": _actions(arms) if acted else _actions(arms).iloc[:0],
        "plan": _plan() if plan else _plan().iloc[:0],
        "assumptions": pd.DataFrame({"path": ["test.alpha"], "value": ["0.05"], "note": ["assumption: usual"]}),
    }
    facts = {
        "kind": "test", "name": "main_image_ab", "platform": "1688", "currency": "CNY", "start": "2024-05-06",
        "days": DAYS, "seed": 7, "worlds": worlds, "replications": replications, "scenario_hash": "ab" * 32,
        "adsim_version": "0", "numpy_version": "0", "arms": list(arms), "rules": list(RULES), "looks": list(LOOKS),
        "rule": "group_sequential", "metric": "ctr", "targets": known, "alpha": 0.05, "rotation": "even",
        "warnings": {"group_sequential": list(warnings)},
        "best_share": {arm: 0.2 if place == 0 else 0.8 / max(len(arms) - 1, 1) for place, arm in enumerate(arms)},
    }  # fmt: skip
    return tables, facts


def _rate(place: int, metric: str) -> float:
    return {"ctr": 0.017, "cvr": 0.04}[metric] * (1 + 0.17 * place)


def _arms(arms: Sequence[str]) -> pd.DataFrame:
    rows = []
    for place, arm in enumerate(arms):
        for metric in ("ctr", "cvr"):
            for day in range(1, DAYS + 1):
                rate, late = _rate(place, metric), 1 if metric == "ctr" else 1 - 0.7 / day**0.7
                wide = 0.45 / np.sqrt(day)
                rows.append({"arm": arm, "day": day, "metric": metric, "so_far": rate * late,
                             "low": rate * late * max(1 - wide, 0), "high": rate * late * (1 + wide), "matured": rate,
                             "truth": rate})  # fmt: skip
    return pd.DataFrame(rows)


def _verdicts(replications: int) -> pd.DataFrame:
    rows = []
    for rule in RULES:
        for place, look in enumerate(LOOKS):
            part = place / (len(LOOKS) - 1)
            right, wrong = (float(np.interp(part, [0, 1], table[rule])) for table in (RIGHT, WRONG))
            shares = {"right": right, "wrong": wrong, "undecided": 1 - right - wrong, "false_promote": 0.6 * wrong,
                      "false_kill": 0.4 * wrong}  # fmt: skip
            errors = {f"{name}_error": float(np.sqrt(share * (1 - share) / replications)) for name, share in
                      shares.items()}  # fmt: skip
            rows.append({"rule": rule, "look": look, **shares, **errors, "cost": 412.0 * look})
    return pd.DataFrame(rows)


def _outcomes(arms: Sequence[str]) -> pd.DataFrame:
    names = [("rule", name) for name in RULES] + [("none", "none")] + [("arm", name) for name in arms]
    rows = []
    for place, (kind, name) in enumerate(names):
        gain = 0.0 if kind == "none" else 900.0 - 310 * place
        rows.append({"kind": kind, "name": name, "profit": 5200 + gain, "profit_error": 310.0, "gain": gain,
                     "gain_low": gain - 260, "gain_high": gain + 260, "worlds_p05": gain - 1900,
                     "worlds_p95": gain + 1900, "ahead": gain - 280, "ahead_low": gain - 540, "ahead_high": gain - 20,
                     "regret": 1400 - gain / 2, "regret_error": 95.0})  # fmt: skip
    return pd.DataFrame(rows)


def _quadrants(arms: Sequence[str]) -> pd.DataFrame:
    rows = []
    for place, arm in enumerate(arms):
        for turn, look in enumerate(LOOKS):
            sure = 0.25 + 0.14 * turn
            best = ("fix_image", "promote", "fix_page", "relist", "change_product")[place % 5]
            rest = [name for name in ("promote", "fix_page", "fix_image", "relist", "change_product") if name != best]
            rows.append({"arm": arm, "look": look, best: sure} | dict.fromkeys(rest, (1 - sure) / 4))
    return pd.DataFrame(rows)[["arm", "look", "promote", "fix_page", "fix_image", "relist", "change_product"]]


def _cloud(arms: Sequence[str]) -> pd.DataFrame:
    random = np.random.default_rng(5)
    frames = []
    for look in (3, 28):
        for place, arm in enumerate(arms):
            wide = 1 / np.sqrt(look)
            ctr = _rate(place, "ctr") * np.exp(0.3 * wide * random.standard_normal(150))
            cvr = _rate(place, "cvr") * np.exp(0.9 * wide * random.standard_normal(150))
            frames.append(pd.DataFrame({"arm": arm, "look": look, "ctr": ctr, "cvr": cvr}))
    return pd.concat(frames, ignore_index=True)


def _boundaries() -> pd.DataFrame:
    bounds = {"naive_test": [1.96] * 5, "group_sequential": [np.nan, 6.748, 4.333, 2.963, 1.969],
              "always_valid": [np.nan, 5.1, 3.9, 3.5, 3.2]}  # fmt: skip
    rows = [
        {"rule": rule, "look": look, "bound": bound, "nominal_p": np.nan if np.isnan(bound) else 0.05,
         "seen": 0.9 + 0.6 * place}
        for rule, line in bounds.items() for place, (look, bound) in enumerate(zip(LOOKS, line, strict=True))
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _one_test(arms: Sequence[str]) -> pd.DataFrame:
    rows = []
    for look in LOOKS:
        for place, arm in enumerate(arms):
            shown = 5000 * look
            clicks = round(shown * _rate(place, "ctr"))
            matured = round(clicks * _rate(place, "cvr"))
            orders = round(matured * (1 - 0.5 / look))
            rows.append({"look": look, "arm": arm, "impressions": shown, "clicks": clicks, "cost": 2.0 * clicks,
                         "orders": orders, "matured": matured, "ctr": clicks / shown, "cvr": orders / clicks,
                         "cvr_matured": matured / clicks, "true_ctr": _rate(place, "ctr"),
                         "promote": 0.1, "fix_page": 0.2, "fix_image": 0.7, "relist": 0.0, "change_product": 0.0,
                         "true_cvr": _rate(place, "cvr")})  # fmt: skip
    return pd.DataFrame(rows)


def _readings(arms: Sequence[str]) -> pd.DataFrame:
    rows = []
    for rule in RULES:
        for turn, look in enumerate(LOOKS):
            winner = arms[-1] if look >= (14 if rule == "group_sequential" else 3) and len(arms) > 1 else ""
            told = {"kind": "wait", "clicks": 412 - 90 * turn, "days": 28 - look, "odds": 0.25}
            if winner:
                told = {"kind": "keep", "arm": winner, "control": arms[0], "metric": "ctr", "lift": 0.17,
                        "low": 0.02, "high": 0.33}  # fmt: skip
            for place, arm in enumerate(arms):
                half = np.inf if turn == 0 else 2.4 / np.sqrt(look)
                rows.append({"rule": rule, "look": look, "arm": arm, "winner": winner, "evidence": 0.2 / look,
                             "needed": 0.001, "lift": 0.17 * place + 0.2 / look if place else 0.0,
                             "low": 0.17 - half if place else 0.0, "high": 0.17 + half if place else 0.0,
                             "told": json.dumps(told)})  # fmt: skip
    return pd.DataFrame(rows)


def _actions(arms: Sequence[str]) -> pd.DataFrame:
    rows = [
        {"rule": rule, "world": world, "day": 15 + world % 3, "arm": arms[-1], "kind": "promote", "value": 1.5}
        for rule in RULES for world in range(40)
    ]  # fmt: skip
    rows += [{"rule": "bayes", "world": world, "day": 8, "arm": arms[0], "kind": "swap_image", "value": 1.3}
             for world in range(12)]  # fmt: skip
    return pd.DataFrame(rows)


def _plan() -> pd.DataFrame:
    rows = [
        {"rule": rule, "look": look, "lift": lift, "power": float(1 - np.exp(-lift * lift * look)),
         "false_promote": 0.01, "false_kill": 0.02, "cost": 400.0 * look, "regret": 100.0}
        for rule in RULES for lift in (0.1, 0.2, 0.3) for look in LOOKS
    ]  # fmt: skip
    return pd.DataFrame(rows)
