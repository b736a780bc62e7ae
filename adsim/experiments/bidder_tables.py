"""Tables of what bidders did: our bids, places and money day by day, and who had how much of the traffic.

Bids and participation are means over worlds (of those in which a keyword of the class was bought); the rest as in
`tables`. Differences of traffic are paired, world by world, against the baseline.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.experiments.tables import HIGH, LOW, Stack
from adsim.metrics import MICRO, ratio
from adsim.scenario.objects import CLASSES, Scenario
from adsim.scenario.rival_groups import CROWD
from adsim.simulation import Study
from adsim.stats import paired

Floats = NDArray[np.float64]

_BY_DAY = ("max_cpc", "max_cpc_p05", "max_cpc_p95", "participation", "budget", "cost", "cost_p05", "cost_p95",
           "position", "position_p05", "position_p95")  # fmt: skip
BID_DAYS = ("variant", "klass", "day", *_BY_DAY)
ADVERTISER_DAYS = ("variant", "advertisers", "day", "impressions", "clicks", "cost")
TRAFFIC = ("variant", "advertisers", "impressions", "clicks", "cost", "click_share", "versus", "clicks_more", "low",
           "high", "worlds_p05", "worlds_p95")  # fmt: skip


def bid_days(stacks: Sequence[Stack]) -> pd.DataFrame:
    """One row a variant, class and day: bid, participation, budget, spend and place, with ranges over worlds."""
    parts = []
    for stack in stacks:
        position = ratio(stack.by_click("position_sum"), stack.by_click("impressions"))
        of = {
            "max_cpc": _each(stack, "max_cpc"), "participation": _each(stack, "participation"),
            "budget": _each(stack, "budget") / MICRO, "cost": stack.by_click("cost"), "position": position,
        }  # fmt: skip
        means = {name: _over_worlds(values) for name, values in of.items()}
        totals = (stack.by_click(name).mean(axis=0) for name in ("position_sum", "impressions"))
        means["position"] = ratio(*totals)
        for name in ("max_cpc", "cost", "position"):
            means[f"{name}_p05"], means[f"{name}_p95"] = _quantiles(of[name])
        days = np.arange(1, stack.days + 1)
        for place, klass in enumerate(CLASSES):
            known = {"variant": stack.variant, "klass": klass, "day": days}
            parts.append(pd.DataFrame(known | {name: means[name][place] for name in _BY_DAY}))
    return pd.concat(parts, ignore_index=True)[list(BID_DAYS)]


def _each(stack: Stack, name: str) -> Floats:
    return np.stack([getattr(run, name) for run in stack.runs]).astype(np.float64)


def _over_worlds(values: Floats) -> Floats:
    """Mean over the first axis of what is known; nan where nothing is."""
    known = ~np.isnan(values)
    return ratio(np.where(known, values, 0.0).sum(axis=0), known.sum(axis=0))


def _quantiles(values: Floats) -> Floats:
    """The 5 % and 95 % points over the first axis of what is known."""
    found = np.full((2, *values.shape[1:]), np.nan)
    some = ~np.isnan(values).all(axis=0)
    found[:, some] = np.nanquantile(values[:, some], [LOW, HIGH], axis=0)
    return found


def advertiser_days(stacks: Sequence[Stack]) -> pd.DataFrame:
    """One row a variant, group of advertisers and day."""
    parts = []
    for stack in stacks:
        means = {name: _group(stack, name).mean(axis=0) for name in ("impressions", "clicks", "cost")}
        for place, group in enumerate(stack.runs[0].groups):
            known = {"variant": stack.variant, "advertisers": group, "day": np.arange(1, stack.days + 1)}
            parts.append(pd.DataFrame(known | {name: values[place] for name, values in means.items()}))
    return pd.concat(parts, ignore_index=True)[list(ADVERTISER_DAYS)]


def _group(stack: Stack, name: str) -> Floats:
    """A tally of all runs, shape [replication, group, day]; money in currency units."""
    whole = np.stack([run.by_group[name] for run in stack.runs]).astype(np.float64)
    return whole / MICRO if name == "cost" else whole


def traffic(stacks: Sequence[Stack], baseline: int) -> pd.DataFrame:
    """One row a variant and group of advertisers: its traffic of the whole run, and how many clicks more than in the
    baseline, with the 95 % interval of each mean and the range over worlds."""
    base = {group: _clicks(stacks[baseline], group) for group in stacks[baseline].runs[0].groups}
    rows = []
    for place, stack in enumerate(stacks):
        means = {name: _group(stack, name).sum(axis=2).mean(axis=0) for name in ("impressions", "clicks", "cost")}
        for at, group in enumerate(stack.runs[0].groups):
            row: dict[str, Any] = {"variant": stack.variant, "advertisers": group}
            row |= {name: float(values[at]) for name, values in means.items()}
            row["click_share"] = float(ratio(means["clicks"][at], means["clicks"].sum()))
            row["versus"] = stacks[baseline].variant
            # A group that the baseline does not have had no clicks there.
            more = _clicks(stack, group) - base.get(group, 0.0)
            rows.append(row | (_paired(more) if place != baseline else {}))
    return pd.DataFrame(rows, columns=list(TRAFFIC))


def _clicks(stack: Stack, group: str) -> Floats:
    place = stack.runs[0].groups.index(group)
    found: Floats = _group(stack, "clicks")[:, place].sum(axis=1)
    return found


def _paired(more: Floats) -> dict[str, float]:
    half = paired.t_quantile(more.size) * float(np.std(more, ddof=1)) / np.sqrt(more.size) if more.size > 1 else np.nan
    low, high = np.quantile(more, [LOW, HIGH])
    mean = float(more.mean())
    return {
        "clicks_more": mean, "low": mean - half, "high": mean + half, "worlds_p05": float(low),
        "worlds_p95": float(high),
    }  # fmt: skip


def bidders(study: Study, names: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """Who decides how in each variant: names of our strategies and pacings (several where they change by date), and
    of the living rivals: the crowd where it decides or is paced, and all groups that stand beside it."""
    return {name: _who([state for _, state in study.timetables[name]]) for name in names}


def _who(states: Sequence[Scenario]) -> dict[str, list[str]]:
    campaigns = [state.campaign for state in states]
    rivals = [name for state in states for name in living(state)]
    return {
        "strategy": list(dict.fromkeys(one.strategy.name for one in campaigns)),
        "pacing": list(dict.fromkeys(one.pacing.name if one.pacing else "none" for one in campaigns)),
        "rivals": list(dict.fromkeys(rivals)),
    }


def living(state: Scenario) -> list[str]:
    """The rivals who do more than stand there with the bids that the world drew."""
    crowd = state.market.rivals
    moved = crowd.strategy.name != "manual_cpc" or crowd.pacing is not None
    return [*([CROWD] if moved else []), *crowd.groups]
