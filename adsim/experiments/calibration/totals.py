"""Reports of several levels reconciled: every figure counted once, nothing that a coarser report knows lost.

The finest report's lines are the units. A coarser report (a keyword's, a campaign's) adds up to more than the
finer lines below it, because search-term reports leave out terms that were rare or not clicked: the rest becomes
a unit of its own, the other searches of that keyword or campaign. Where the coarser one shows less (it was
downloaded on another day), the finer figures stand. What only the coarser report tells (orders, shares, bids)
is handed down to the units below it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.errors import InputError, Problem
from adsim.experiments.calibration.lines import PLACE, STANDINGS, SUMS, Lines
from adsim.platforms.contract import Level

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KEYS = tuple(f"{name}_key" for name in PLACE)
OWN: dict[Level, tuple[str, ...]] = {
    "term": PLACE,
    "keyword": ("campaign", "ad_group", "product", "target", "match_type"),
    "product": ("campaign", "ad_group", "product"),
    "ad_group": ("campaign", "ad_group"),
    "placement": ("campaign",),
    "campaign": ("campaign",),
}
HANDED_DOWN: dict[Level, tuple[str, ...]] = {
    "term": (),
    "keyword": ("bid", "position", "impression_share", "lost_to_budget", "lost_to_rank"),
    "product": ("bid", "impression_share", "lost_to_budget", "lost_to_rank"),
    "ad_group": ("bid", "impression_share", "lost_to_budget", "lost_to_rank"),
    "placement": (),
    "campaign": ("impression_share", "lost_to_budget", "lost_to_rank"),
}
_COLUMNS = (*PLACE, *KEYS, "title", "klass", *SUMS, *STANDINGS, "excluded", "level", "rest")
_TINY = 1e-9


def reconciled(kinds: Sequence[Lines], *, by_day: bool = False) -> pd.DataFrame:
    """One line a unit (and day): `PLACE` texts and keys, `SUMS` over the finest report's period, `STANDINGS`,
    `level`, and `rest`: whether the line is what is left of a coarser report's line over finer ones.

    `kinds` finest first, all of them daily with `by_day`. Raises `InputError` where no name of a coarser report
    stands in the finer ones, or none of its days is theirs.
    """
    over = ["day"] if by_day else []
    units = _nodes(kinds[0], kinds[0].frame, over)
    for coarse in kinds[1:]:
        frame, scale = (coarse.frame, 1.0) if by_day else _same_period(coarse, kinds[0])
        if len(frame):
            lines = _nodes(coarse, frame, over)
            lines[list(SUMS)] *= scale
            units = _with_rest(units, lines, coarse, kinds[0], over)
    return units.reset_index(drop=True)


def _same_period(coarse: Lines, finest: Lines) -> tuple[pd.DataFrame, float]:
    """The coarser lines of the finest report's days, and the factor that brings them to so many days."""
    if not coarse.days or not finest.days:
        return coarse.frame, 1.0
    shared = set(coarse.covered) & set(finest.covered)
    if not shared:
        rule = (f"is of {coarse.first} to {coarse.last}, and no day of that lies in the period of {finest.files[0]}, "
                f"{finest.first} to {finest.last}")  # fmt: skip
        raise InputError([Problem(coarse.files[0], "", rule, mend="give reports of the same days")])
    if coarse.daily:
        coarse = coarse.on(finest.covered)
    return coarse.frame, finest.days / len(coarse.covered)


def periods_apart(kinds: Sequence[Lines]) -> Iterator[tuple[Lines, Lines, int | None]]:
    """Each coarser report that is brought to the finest one's days though it is not of just these: it, the finest
    one, and how many days they share (None: one of the two does not tell its period)."""
    finest = kinds[0]
    for coarse in kinds[1:]:
        shared = set(coarse.covered) & set(finest.covered)
        if not coarse.days or not finest.days:
            yield coarse, finest, None
        elif len(shared) < len(finest.covered) or not (coarse.daily or shared == set(coarse.covered)):
            yield coarse, finest, len(shared)


def _nodes(kind: Lines, frame: pd.DataFrame, over: list[str]) -> pd.DataFrame:
    """The lines of one kind, one a unit (and day), in the columns that `reconciled` returns."""
    level = kind.level
    frame = frame.copy()
    if level == "keyword":
        # The keyword is what was bought and, no search term being told, what was searched.
        bought = frame["target"] == ""
        for name in ("target", "target_key"):
            frame[name] = frame[name].mask(bought, frame[name.replace("target", "keyword")])
    own = [f"{name}_key" for name in OWN[level]] + over
    weight = frame["clicks"] + 1e-6 * frame["impressions"] + 1e-12
    keyed = frame.groupby(own, sort=False, dropna=False)
    number: Ints = np.asarray(keyed.ngroup(), np.int64)
    largest = frame.assign(weight=weight, node=number).sort_values("weight", ascending=False, kind="stable")
    nodes = largest.drop_duplicates("node").set_index("node").sort_index()
    nodes = nodes[[*PLACE, *KEYS, "title", "klass", *over]].copy()
    nodes[list(SUMS)] = keyed[list(SUMS)].sum(min_count=1).to_numpy()
    for name, values in _standings(frame, number, len(nodes), weight.to_numpy()).items():
        nodes[name] = values
    nodes["excluded"] = keyed["excluded"].any().to_numpy()
    nodes["level"], nodes["rest"] = level, False
    for name in PLACE:
        if name not in OWN[level] and not (level == "keyword" and name == "keyword"):
            nodes[name] = nodes[f"{name}_key"] = ""
    return nodes.reset_index(drop=True)


def _standings(frame: pd.DataFrame, number: Ints, size: int, weight: Floats) -> dict[str, Floats]:
    """Bids weighted by clicks, positions by impressions, shares by the searches they are shares of."""
    impressions = frame["impressions"].to_numpy(float) + 1e-9
    share = frame["impression_share"].to_numpy(float)
    eligible = impressions / np.where(share > 0, share, np.nan)
    found = {
        "bid": _mean(frame["bid"].to_numpy(float), weight, number, size),
        "position": _mean(frame["position"].to_numpy(float), impressions, number, size),
        "impression_share": _mean(share, np.where(np.isnan(eligible), 0.0, eligible), number, size),
    }
    searched = np.where(np.isnan(eligible), impressions, eligible)
    for name in ("lost_to_budget", "lost_to_rank"):
        found[name] = _mean(frame[name].to_numpy(float), searched, number, size)
    budget = np.full(size, np.nan)
    in_order = frame["budget"].to_numpy(float)[order := np.argsort(frame["day"].to_numpy(), kind="stable")]
    told = ~np.isnan(in_order)
    budget[number[order][told]] = in_order[told]  # the last one told stands
    return found | {"budget": budget}


def _mean(values: Floats, weight: Floats, number: Ints, size: int) -> Floats:
    told = ~np.isnan(values)
    top = np.bincount(number[told], (values * weight)[told], size)
    bottom = np.bincount(number[told], weight[told], size)
    result: Floats = np.divide(top, bottom, out=np.full(size, np.nan), where=bottom > 0)
    return result


def _with_rest(units: pd.DataFrame, lines: pd.DataFrame, kind: Lines, finest: Lines, over: list[str]) -> pd.DataFrame:
    """The units with what a coarser report's lines add to them."""
    below, above, shared = _groups(units, lines, kind, finest, over)
    size = int(max(below.max(), above.max())) + 1
    units = _handed_down(units, lines, kind.level, below, above, size)
    occupied = np.bincount(below, minlength=size) > 0
    whole = lines[~occupied[above]]
    lines, above = lines[occupied[above]], above[occupied[above]]
    units, rest = _shared_out(units, lines, below, above, size)
    rest = _named_after(rest, lines, above, shared)
    parts = [part for part in (units, rest, whole) if len(part)]
    return pd.concat(parts, ignore_index=True)[[*_COLUMNS, *over]]


def _groups(
    units: pd.DataFrame, lines: pd.DataFrame, kind: Lines, finest: Lines, over: list[str]
) -> tuple[Ints, Ints, list[int]]:
    """Which group each unit and each line belongs to, and how many names the lines of each group share.

    They belong together by as many names as both tell. What finds no partner is compared by one name less: the
    terms of an automatic target `*` with all targets of that ad group that no term names. What shares no name at
    all is something else, a group of its own, unless one side has no name there: then it may be of any.
    """
    names = [name for name in OWN[kind.level] if _tells(units, name) and _tells(lines, name)]
    if "match_type" in names and _other_match_types(units, lines, names):
        names.remove("match_type")
    below, above = np.full(len(units), -1), np.full(len(lines), -1)
    shared: list[int] = []
    for count in range(len(names), -1, -1):
        keys = [*(f"{name}_key" for name in names[:count]), *over]
        free, open_lines = np.flatnonzero(below < 0), np.flatnonzero(above < 0)
        both = pd.concat([units.iloc[free][keys], lines.iloc[open_lines][keys]], ignore_index=True)
        number = both.groupby(keys, sort=False, dropna=False).ngroup().to_numpy() if keys else np.zeros(len(both), int)
        of_units, of_lines = number[: free.size], number[free.size :]
        if count == 0 and names and not shared and not over:
            rule = f"must be of one account with {finest.files[0]}: they share no {names[0]}"
            raise InputError([Problem(kind.files[0], "", rule, mend="calibrate each account by itself")])
        if count == 0 and names:
            number = _nameless(units.iloc[free], lines.iloc[open_lines], f"{names[0]}_key", number)
            of_units, of_lines = number[: free.size], number[free.size :]
        met = np.intersect1d(of_units, of_lines) if count else np.unique(number)
        place = np.full(number.max(initial=-1) + 1, -1)
        place[met] = np.arange(met.size) + len(shared)
        below[free], above[open_lines] = place[of_units], place[of_lines]
        shared += [count] * met.size
    return below, above, shared


def _nameless(units: pd.DataFrame, lines: pd.DataFrame, key: str, number: NDArray[Any]) -> Ints:
    """Groups of what shares no name: what has none goes with all of the other side, the rest is alone."""
    of_units, of_lines = (frame[key].to_numpy() == "" for frame in (units, lines))
    together = np.concatenate([of_units | of_lines.any(), of_lines | of_units.any()])
    return np.where(together, number, number.max(initial=-1) + 1 + np.arange(number.size))


def _tells(frame: pd.DataFrame, name: str) -> bool:
    return bool((frame[f"{name}_key"] != "").any())


def _other_match_types(units: pd.DataFrame, lines: pd.DataFrame, names: list[str]) -> bool:
    """Whether the finer report's match types are not the keywords' own: some tell how the term matched."""
    keys = [f"{name}_key" for name in names]
    bought = lines[keys].drop_duplicates()
    known = units[keys].drop_duplicates().merge(bought.drop(columns="match_type_key").drop_duplicates())
    return len(known.merge(bought)) < len(known)


def _named_after(rest: pd.DataFrame, lines: pd.DataFrame, above: Ints, shared: list[int]) -> pd.DataFrame:
    """The rests, each named after the one line it is of, or after what all lines of its group share."""
    alone = np.bincount(above, minlength=len(shared))[rest.index] == 1
    first = np.full(len(shared), 0)
    first[above[::-1]] = np.arange(len(lines))[::-1]
    texts = lines.iloc[first[rest.index]][[*PLACE, *KEYS, "title", "klass", "level"]].set_index(rest.index)
    for name in (*PLACE, *KEYS, "title", "klass"):
        same = pd.Series(lines[name].to_numpy()).groupby(above).nunique().reindex(rest.index)
        texts[name] = texts[name].where(alone | (same == 1).to_numpy(), "")
    days = {"day": lines["day"].to_numpy()[first[rest.index]]} if "day" in lines else {}
    mean = {name: _mean_of(lines, name, above, len(shared))[rest.index] for name in STANDINGS}
    named: dict[str, Any] = {str(name): texts[name] for name in texts} | days | mean
    return rest.assign(**named, excluded=False, rest=True)


def _mean_of(lines: pd.DataFrame, name: str, above: Ints, size: int) -> Floats:
    weight = np.nan_to_num(lines["impressions"].to_numpy(float)) + 1e-9
    return _mean(lines[name].to_numpy(float), weight, above, size)


def _handed_down(
    units: pd.DataFrame, lines: pd.DataFrame, level: Level, below: Ints, above: Ints, size: int
) -> pd.DataFrame:
    """What the finer lines do not tell of where they stand, as the coarser lines say."""
    told = {name: _mean_of(lines, name, above, size)[below] for name in HANDED_DOWN[level]}
    return units.assign(**{name: np.where(units[name].isna(), values, units[name]) for name, values in told.items()})


def _shared_out(
    units: pd.DataFrame, lines: pd.DataFrame, below: Ints, above: Ints, size: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The units with what can belong to them alone, and the rest of each group that has one (indexed by group).

    Searches and clicks beyond the units' are the rest's, and so is its cost. Of outcomes that the units tell too,
    the rest has no more orders than clicks; what the units do not tell is shared out by clicks.
    """
    gaps = {name: _gap(units[name], lines[name], below, above, size) for name in SUMS}
    clicked = np.nan_to_num(gaps["clicks"])
    has_rest = (clicked > _TINY) | (gaps["impressions"] > _TINY)
    orders = np.nan_to_num(gaps["orders"])
    likely = np.divide(clicked, orders, out=np.ones(size), where=orders > clicked)
    weight = _weights(units, below, size)
    rest: dict[str, Floats] = {}
    shared: dict[str, Floats] = {}
    for name, gap in gaps.items():
        got = np.nan_to_num(gap)
        if name in ("impressions", "clicks"):
            part = np.ones(size)
        elif name == "cost":
            part = (clicked > _TINY).astype(float)
        else:
            unknown = ~_told(units[name], below, size)
            by_clicks = clicked / np.maximum(clicked + np.bincount(below, units["clicks"], size), _TINY)
            part = np.where(unknown, by_clicks, np.where(clicked > _TINY, likely, 0.0))
        rest[name] = np.where(np.isnan(gap), np.nan, got * part)
        shared[name] = np.where(has_rest, got * (1 - part), got)[below] * weight
    table = pd.DataFrame(rest)[has_rest]
    more = {name: units[name].fillna(0.0) + values for name, values in shared.items() if np.any(values > 0)}
    kept = {name: np.where(shared[name] > 0, values, units[name]) for name, values in more.items()}
    return units.assign(**kept), table


def _weights(units: pd.DataFrame, below: Ints, size: int) -> Floats:
    """Each unit's share of its group's clicks; of its impressions where nothing was clicked, else alike."""
    clicks = np.nan_to_num(units["clicks"].to_numpy(float))
    traffic = np.nan_to_num(units["impressions"].to_numpy(float))
    clickless = np.bincount(below, clicks, size)[below] <= 0
    weight = np.where(clickless, traffic + _TINY, clicks)
    result: Floats = weight / np.bincount(below, weight, size)[below]
    return result


def _gap(finer: pd.Series, coarser: pd.Series, below: Ints, above: Ints, size: int) -> Floats:
    """What the coarser lines show beyond the finer ones, not below 0; NaN where they do not tell."""
    known = _told(coarser, above, size)
    got = np.bincount(below, np.nan_to_num(finer.to_numpy(float)), size)
    want = np.bincount(above, np.nan_to_num(coarser.to_numpy(float)), size)
    return np.where(known, np.maximum(want - got, 0.0), np.nan)


def _told(values: pd.Series, number: Ints, size: int) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = np.bincount(number, values.notna().to_numpy(float), size) > 0
    return result
