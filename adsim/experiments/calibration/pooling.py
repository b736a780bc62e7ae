"""From the units of an account to at most a few hundred rows: rare ones pooled, largest first.

A unit with few clicks tells little by itself. It joins the other searches of its own keyword where there are
such, else the rare terms of its class, campaign and product, else those of its class and campaign, else those of
its class. Sums stay; what an account cannot tell stays NaN.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.experiments.calibration.lines import SUMS
from adsim.scenario.objects import CLASSES

OTHER_CAMPAIGNS, OTHER_PRODUCTS = "other campaigns", "other products"
CAMPAIGNS_APART, PRODUCTS_APART = 20, 20
POOLS = 0.25  # part of the rows that pools may take
LONGEST_NAME = 150
TEXTS = ("klass", "campaign", "ad_group", "product", "target", "match_type")
# Finest first: what the members of a pool have in common.
STEPS: tuple[tuple[str, ...], ...] = (
    TEXTS,
    ("klass", "campaign", "product"),
    ("klass", "campaign"),
    ("klass",),
)
MEANS = {"bid": "clicks", "position": "impressions", "impression_share": "eligible", "lost_to_budget": "eligible",
         "lost_to_rank": "eligible"}  # fmt: skip
COLUMNS = ("name", *TEXTS, "terms", *SUMS, *MEANS, "rest", "excluded")


def pooled(units: pd.DataFrame, least_clicks: int, limit: int) -> pd.DataFrame:
    """At most `limit` rows (columns `COLUMNS`), classes in order, largest first within.

    Units with fewer than `least_clicks` clicks are pooled, and the smallest of the others where there are too
    many. Units that were never shown are left out; those already excluded are pooled among themselves.
    """
    shown = units[units["impressions"].fillna(0.0) + units["clicks"].fillna(0.0) > 0]
    if shown.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    table = _few_places(shown.assign(terms=1))
    table = table.sort_values(["clicks", "impressions"], ascending=False, kind="stable").reset_index(drop=True)
    room = max(limit - max(int(POOLS * limit), len(CLASSES)), 1)
    alone = (table["clicks"] >= least_clicks) & ~table["rest"] & (np.arange(len(table)) < room)
    parts, rare = [table[alone]], table[~alone]
    for number, step in enumerate(STEPS):
        pools = _pools(rare, step)
        last = number == len(STEPS) - 1
        left = limit - sum(map(len, parts)) - (0 if last else 2 * len(CLASSES))
        if number == 0:
            # Only what is left of a keyword takes the keyword's rare terms in.
            pools = pools[pools["rest"]]
        large = pools[(pools["clicks"] >= least_clicks) | last].nlargest(len(pools) if last else max(left, 0), "clicks")
        parts.append(large)
        rare = rare[~_key(rare, step).isin(_key(large, step))]
    result = pd.concat([part for part in parts if len(part)], ignore_index=True)
    result["impressions"] = result["impressions"].clip(lower=result["clicks"])
    result["name"] = _distinct(result)
    result["order"] = result["klass"].map({name: number for number, name in enumerate(CLASSES)})
    ordered = result.sort_values(["order", "clicks", "impressions"], ascending=[True, False, False], kind="stable")
    return ordered.reset_index(drop=True)[list(COLUMNS)]


def _few_places(units: pd.DataFrame) -> pd.DataFrame:
    """The smaller campaigns and products under one name each."""
    for name, most, other in (
        ("campaign", CAMPAIGNS_APART, OTHER_CAMPAIGNS),
        ("product", PRODUCTS_APART, OTHER_PRODUCTS),
    ):
        cost = units.groupby(name, sort=False)["cost"].sum().sort_values(ascending=False, kind="stable")
        if len(cost) > most:
            kept = units[name].isin(cost.index[: most - 1])
            units = units.assign(**{name: units[name].where(kept, other)})
    return units


def _key(units: pd.DataFrame, step: tuple[str, ...]) -> pd.Series:
    """One text for the values in `step`."""
    keys = [*step, "excluded"]
    return pd.Series(
        ["\x1f".join(map(str, values)) for values in units[keys].itertuples(index=False)], units.index, str
    )


def _pools(rare: pd.DataFrame, step: tuple[str, ...]) -> pd.DataFrame:
    """The units with the same values in `step` as one row each; a unit alone stays what it is."""
    if rare.empty:
        return rare
    keys = [*step, "excluded"]
    grouped = rare.groupby(keys, sort=False)
    pools = grouped.first()
    pools[list(SUMS)] = grouped[list(SUMS)].sum(min_count=1)
    pools["terms"] = grouped["terms"].sum()
    pools["rest"] = grouped["rest"].any()
    number = grouped.ngroup()
    for name, by in MEANS.items():
        pools[name] = _mean(rare, name, by, number, len(pools))
    several = pools["terms"].to_numpy() > 1
    pools = pools.reset_index()
    for name in TEXTS:
        if name not in step:
            same = grouped[name].nunique().to_numpy() == 1
            pools[name] = pools[name].where(same, "")
    listed = pools["terms"] - grouped["rest"].sum().to_numpy()
    told = listed.map(lambda count: f"{count:,}")
    rare_name = "[" + told + " rare " + pools["klass"] + " terms]"
    target = grouped["name"].first().to_numpy()
    if step == TEXTS:
        # Named after the keyword whose searches these are.
        rest = rare[rare["rest"]].drop_duplicates(keys).set_index(keys)["name"]
        named = pd.MultiIndex.from_frame(pools[keys])
        pools["name"] = pd.Series(rest.reindex(named).to_numpy()).fillna(pd.Series(target))
    else:
        pools["name"] = rare_name.where(several, pd.Series(target))
    return pools


def _mean(rare: pd.DataFrame, name: str, by: str, number: pd.Series, size: int) -> NDArray[np.float64]:
    """The mean of a standing: of bids by clicks, of shares by the searches they are shares of."""
    impressions = rare["impressions"].fillna(0.0).to_numpy(float)
    if by == "eligible":
        share = rare["impression_share"].to_numpy(float)
        weight = impressions / np.where(share > 0, share, 1.0)
    else:
        weight = rare[by].fillna(0.0).to_numpy(float) + 1e-6 * impressions
    weight = weight + 1e-12
    values = rare[name].to_numpy(float)
    told = ~np.isnan(values)
    top = np.bincount(number[told], (values * weight)[told], size)
    bottom = np.bincount(number[told], weight[told], size)
    result: NDArray[np.float64] = np.divide(top, bottom, out=np.full(size, np.nan), where=bottom > 0)
    return result


def _distinct(table: pd.DataFrame) -> list[str]:
    """The names cut to a length that a scenario takes, and numbered where two rows of one place would share one."""
    seen: dict[tuple[str, ...], int] = {}
    result = []
    places = table[["campaign", "ad_group", "target", "match_type"]].to_numpy().tolist()
    for name, place in zip(table["name"], places, strict=True):
        cut = name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
        key = (cut, *place)
        seen[key] = seen.get(key, 0) + 1
        result.append(cut if seen[key] == 1 else f"{cut} ({seen[key]})")
    return result
