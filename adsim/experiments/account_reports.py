"""The reports that a platform would give of a simulated account: a diary, summed as one of its layouts wants.

>>> data = report_bytes(diary(scenario), "taobao.keywords", "keywords.zip")

Everything in such a report is generated and says so: in the title line where the platform writes one, in the
campaigns' names elsewhere, and in the name of a workbook's sheet. Hides which columns sum, which are derived, and
what a platform keeps to itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from adsim.errors import InputError, Problem
from adsim.platforms import LAYOUTS, ExportLayout, Platform
from adsim.platforms import platform as platform_called
from adsim.platforms.writing import export_bytes
from adsim.simulation.diary import WINDOWS, Diary

By = Literal["day", "hour", "total"]
MARK = "generated"
USUAL_WINDOW = 30  # assumption: where a platform counts orders in one column, those within 30 days of the click
# Assumption: platforms that do not list every term put together those shown less often than this in the period.
UNLISTED_BELOW = 20
TOP_SLOTS = 4  # assumption: the first row of a results page
PLACEMENTS = ("Top of Search on-Amazon", "Other on-Amazon")
_SUMS = ("impressions", "clicks", "cost", "carts", "favourites")
# What tells one line from another at each level; a layout that has no column for it sums over it.
_KEYS = {
    "term": ("campaign", "ad_group", "target", "match_type", "product", "title", "keyword"),
    "keyword": ("campaign", "ad_group", "keyword", "match_type", "product", "title"),
    "ad_group": ("campaign", "ad_group"),
    "product": ("campaign", "ad_group", "product", "title"),
    "placement": ("campaign", "placement"),
    "campaign": ("campaign",),
}
_SHARES = {"impression_share": "impressions", "lost_to_budget": "lost_to_budget", "lost_to_rank": "lost_to_rank"}


@dataclass(frozen=True)
class _Report:
    """One report being made: whose, in which layout, by what, with orders counted in which windows."""

    diary: Diary
    platform: Platform
    layout: ExportLayout
    by: By
    windows: tuple[int, ...]
    keys: list[str] = field(default_factory=list)

    @property
    def in_one_column(self) -> bool:
        """Orders stand in one column that does not name its window."""
        named = bool(self.platform.hand.windows) or len(self.windows) > 1
        return not (named and _has_columns(self.layout, self.windows))


def report_bytes(diary: Diary, layout: str, name: str | Path, *, by: By | None = None, windows: Sequence[int] = (),
                 encoding: str | None = None, delimiter: str | None = None, decimal: str = ".") -> bytes:  # fmt: skip
    """The report of a run in `layout` (such as `google.search_terms`), as the bytes of a file called `name`.

    `by`: a line for each day, for each hour of the day (clicks and cost only), or for the whole period (default: by
    day where the layout has a column for it). `windows`: orders paid within so many days of the click, of 1, 7, 14
    and 30 (default: the platform's own, else 30). `encoding` defaults to the platform's. Raises `InputError`.
    """
    if layout not in LAYOUTS:
        raise InputError([Problem("layout", "", f"must be one of {', '.join(LAYOUTS)}", repr(layout))])
    platform, known = LAYOUTS[layout]
    report = _asked(diary, platform, known, by, tuple(windows) or _usual_windows(platform, known))
    listed, unlisted = _split(report, _lines(report))
    rows = _rows(report, listed)
    if not rows:
        raise InputError([Problem(layout, "", "would be empty: in this run nothing of it was shown or clicked")])
    return export_bytes(
        name,
        known,
        rows,
        hand=platform.hand,
        titles=_titles(report),
        totals=_totals(report, listed, unlisted),
        encoding=encoding or platform.hand.encoding,
        delimiter=delimiter,
        decimal=decimal,
        sheet=MARK,
    )


def _has_columns(layout: ExportLayout, windows: Sequence[int]) -> bool:
    return all(f"orders_{window}" in layout.columns for window in windows)


def _usual_windows(platform: Platform, layout: ExportLayout) -> tuple[int, ...]:
    own = platform.hand.windows
    return own if own and _has_columns(layout, own) else (USUAL_WINDOW,)


def _asked(diary: Diary, platform: Platform, layout: ExportLayout, by: By | None, windows: tuple[int, ...]) -> _Report:
    chosen: By = by or ("day" if "date" in layout.columns else "total")
    needed = {"day": "date", "hour": "hour"}.get(chosen)
    problems = []
    if chosen not in get_args(By):
        problems.append(Problem("by", "", f"must be one of {', '.join(get_args(By))}", repr(by)))
    elif needed is not None and needed not in layout.columns:
        problems.append(Problem("by", "", f"{layout.title} has no column for it", repr(by), "choose another"))
    elif chosen == "hour" and layout.level == "placement":
        problems.append(Problem("by", "", "placements are known by day only", repr(by), "choose day or total"))
    if not set(windows) <= set(WINDOWS) or len(set(windows)) < len(windows):
        rule = f"must be different ones of {', '.join(map(str, WINDOWS))}"
        problems.append(Problem("window", "", rule, ", ".join(map(str, windows))))
    elif len(windows) > 1 and not _has_columns(layout, windows):
        rule = f"{layout.title} counts orders in one column"
        problems.append(Problem("window", "", rule, f"{len(windows)} windows", "give one"))
    if problems:
        raise InputError(problems)
    keys = [key for key in _KEYS[layout.level] if key in layout.columns]
    return _Report(diary, platform, layout, chosen, windows, keys)


def _places(report: _Report) -> pd.DataFrame:
    """Where each keyword of the scenario stands in the account, one line a keyword of the diary."""
    scenario = report.diary.scenario
    products = [product.name for product in scenario.products]
    gross = [1 - product.unit_cost / product.price for product in scenario.products]
    rows: list[dict[str, Any]] = []
    for index, name in enumerate(report.diary.names):
        listed = scenario.listed[index] if scenario.listed else None
        klass = listed.klass if listed else name.rsplit("-", 1)[0]
        made = getattr(scenario.keywords, klass)
        product = (listed.product if listed else made.product) or products[0]
        rows.append(
            {
                "term": name,
                "target": (listed and listed.target) or name,
                "campaign": _marked(report, (listed and listed.campaign) or klass),
                "ad_group": (listed and listed.ad_group) or product,
                "match_type": (listed and listed.match_type) or "broad",
                "product": _identifier(products.index(product)),
                "title": product,
                "klass": klass,
                "gross": gross[products.index(product)],
            }
        )
    places = pd.DataFrame(rows)
    places["keyword"] = places["term" if report.layout.level == "term" else "target"]
    return places


def _marked(report: _Report, campaign: str) -> str:
    return campaign if report.platform.hand.titles else f"{campaign} ({MARK})"


def _identifier(index: int) -> str:
    """An item's ID as platforms number items: long, and text."""
    return str(600_000_000_001 + index)


def _lines(report: _Report) -> pd.DataFrame:
    """The diary with each line's place in the account, and its budget."""
    diary = report.diary
    lines = diary.hours if report.by == "hour" else diary.keywords
    if report.by == "hour":
        lines = _with_impressions(diary)
    places = _places(report)
    places["account"] = diary.account
    joined = lines.rename(columns={"keyword": "index"}).join(places, on="index")
    if "placement" in report.keys:
        position = joined["position_sum"] / joined["impressions"].where(joined["impressions"] > 0)
        joined["placement"] = np.where(position <= TOP_SLOTS, *PLACEMENTS)
    shown = joined[joined["impressions"] > 0] if report.by == "hour" else joined
    return shown.assign(date=[diary.scenario.start + timedelta(int(day)) for day in shown["day"]])


def _with_impressions(diary: Diary) -> pd.DataFrame:
    """Clicks and cost by hour, with the day's impressions laid over the hours as demand is (an assumption: the
    engine counts clicks by the hour and pages by the day), never fewer than the clicks."""
    shares = np.array(diary.scenario.market.demand.hours)
    days = diary.keywords[["keyword", "day", "impressions"]]
    whole = days.loc[days.index.repeat(24)].reset_index(drop=True)
    whole["hour"] = np.tile(np.arange(24), len(days))
    upto = np.concatenate([[0.0], np.cumsum(shares / shares.sum())])
    upto[-1] = 1.0
    at = whole["hour"].to_numpy()
    shown = whole["impressions"].to_numpy()
    whole["impressions"] = (np.rint(shown * upto[at + 1]) - np.rint(shown * upto[at])).astype(np.int64)
    joined = whole.merge(diary.hours, on=["keyword", "day", "hour"], how="left").fillna({"clicks": 0, "cost": 0.0})
    joined["clicks"] = joined["clicks"].astype(np.int64)
    joined["impressions"] = np.maximum(joined["impressions"], joined["clicks"])
    return joined


def _split(report: _Report, lines: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The lines that the report lists, and those it only sums up."""
    if report.layout.level != "term" or not report.platform.hand.unlisted:
        return lines, lines.iloc[:0]
    often = lines.groupby("keyword")["impressions"].transform("sum") >= UNLISTED_BELOW
    return lines[often], lines[~often]


def _rows(report: _Report, lines: pd.DataFrame) -> list[dict[str, Any]]:
    keys = [*_when(report), *report.keys]
    frame = _summed(report, lines, keys)
    shown = frame["clicks"] > 0 if report.layout.clicked_only else frame["impressions"] > 0
    frame = frame[shown]
    names = [name for name in frame.columns if name in report.layout.columns and not _silent(report, name)]
    columns = {name: frame[name].to_list() for name in names}
    columns |= _constants(report, len(frame))
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _silent(report: _Report, name: str) -> bool:
    """No platform tells shares of impressions by search term; some have stopped telling other things."""
    return name in report.platform.hand.silent or (report.layout.level == "term" and name in _SHARES)


def _when(report: _Report) -> list[str]:
    """The key columns of time. A layout that tells its period elsewhere needs no dates beside its hours."""
    dated = report.by == "day" or (report.by == "hour" and not _tells_period(report))
    return (["date"] if dated and "date" in report.layout.columns else []) + (["hour"] if report.by == "hour" else [])


def _tells_period(report: _Report) -> bool:
    return report.platform.hand.titles or "first" in report.layout.columns


def _summed(report: _Report, lines: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """One line a combination of keys, with the sums and all that follows from them; sorted by keys."""
    orders = [] if report.by == "hour" else [f"{name}_{window}" for name in ("orders", "revenue") for window in WINDOWS]
    extra = [] if report.by == "hour" else ["carts", "favourites", "position_sum", "lost_to_budget", "lost_to_rank"]
    sums = ["impressions", "clicks", "cost", *extra, *orders]
    grouped = lines.sort_values("day", kind="stable").groupby(keys, sort=True, dropna=False)
    frame = grouped[sums].sum()
    if "gross" in report.layout.columns:
        kept = lines["gross"] * lines[f"revenue_{max(report.windows)}"]
        frame["gross"] = kept.groupby([lines[key] for key in keys], sort=True, dropna=False).sum()
    if report.by != "hour":
        frame["bid"] = grouped["bid"].last()
        frame["position"] = frame["position_sum"] / frame["impressions"].where(frame["impressions"] > 0)
        wanted = frame[list(_SHARES.values())].sum(axis=1)
        shares = {name: frame[part] / wanted.where(wanted > 0) for name, part in _SHARES.items()}
        frame = _counted(report, frame).drop(columns=["lost_to_budget", "lost_to_rank"]).assign(**shares)
        frame["budget"] = _budgets(report, grouped)
    frame["klass"] = grouped["klass"].first()
    return frame.reset_index().astype(object).where(lambda cells: cells.notna(), None)


def _counted(report: _Report, frame: pd.DataFrame) -> pd.DataFrame:
    """Orders and revenue under the columns that the platform has for these windows, the others left out."""
    one = report.in_one_column
    kept = {
        f"{name}_{window}": name if one else f"{name}_{window}"
        for name in ("orders", "revenue")
        for window in report.windows
    }
    dropped = [f"{name}_{window}" for name in ("orders", "revenue") for window in WINDOWS]
    return frame.drop(columns=[name for name in dropped if name not in kept]).rename(columns=kept)


def _budgets(report: _Report, grouped: Any) -> pd.Series:
    """The money a day of each line's campaign on its last day, missing where campaigns share a budget."""
    diary = report.diary
    accounts = grouped["account"].agg(["min", "max", "size"])
    day = grouped["day"].max().to_numpy()
    campaigns = pd.Series(diary.account).groupby(_places(report)["campaign"]).agg(["min", "max"])
    alone = campaigns[campaigns["min"] == campaigns["max"]]["min"]
    own = set(alone[~alone.duplicated(keep=False)])
    known = (accounts["min"] == accounts["max"]) & accounts["min"].isin(own)
    values = diary.budgets[accounts["min"].to_numpy(), day]
    return pd.Series(values, index=accounts.index).where(known)


def _constants(report: _Report, count: int) -> dict[str, list[Any]]:
    """Columns that are the same in every line."""
    scenario, columns = report.diary.scenario, report.layout.columns
    found: dict[str, list[Any]] = {}
    if "currency" in columns:
        found["currency"] = [scenario.currency or platform_called(scenario.platform).currency] * count
    if "excluded" in columns:
        found["excluded"] = [False] * count
    if "enquiries" in columns and report.by != "hour":
        found["enquiries"] = [None] * count  # the engine knows none
    if report.by != "day" and "first" in columns:
        first, last = _period(report)
        found |= {"first": [first] * count, "last": [last] * count}
    return found


def _period(report: _Report) -> tuple[date, date]:
    start = report.diary.scenario.start
    return start, start + timedelta(report.diary.results.days - 1)


def _titles(report: _Report) -> list[str]:
    if not report.platform.hand.titles:
        return []
    diary, (first, last) = report.diary, _period(report)
    whence = f"scenario {diary.scenario.name}, variant {diary.variant}, replication {diary.replication}"
    return [f"{report.layout.title} ({MARK} by adsim: {whence})", f"{_spelled(first)} - {_spelled(last)}"]


def _spelled(day: date) -> str:
    months = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
              "November", "December")  # fmt: skip
    return f"{months[day.month - 1]} {day.day}, {day.year}"


def _totals(report: _Report, listed: pd.DataFrame, unlisted: pd.DataFrame) -> list[tuple[str, dict[str, Any]]]:
    hand = report.platform.hand
    found = []
    if hand.unlisted and len(unlisted):
        found.append((hand.unlisted, _total(report, unlisted)))
    if hand.total:
        found.append((hand.total, _total(report, pd.concat([listed, unlisted]))))
    return found


def _total(report: _Report, lines: pd.DataFrame) -> dict[str, Any]:
    frame = _summed(report, lines.assign(everything=0), ["everything"])
    names = (*_SUMS, "orders", "revenue") if report.in_one_column else _SUMS
    return {name: frame[name].iloc[0] for name in names if name in frame and name in report.layout.columns}
