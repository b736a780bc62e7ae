"""One advertising account, put together from everything its platform exported.

`Account.of` joins search-term, keyword, placement and campaign reports into units: what is searched (or bought)
in its place of campaign, ad group and product. Hides files and levels; keeps every figure once. Sums over units
are the best total that any report knows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from adsim.errors import InputError, Problem
from adsim.experiments.calibration.keyword_classes import ClassRule, classes, named_class
from adsim.experiments.calibration.lines import PLACE, STANDINGS, SUMS, WINDOWS, Lines, gathered
from adsim.experiments.calibration.totals import KEYS, reconciled
from adsim.platforms.exports import Export
from adsim.scenario.objects import CLASSES

UNIT = (*KEYS, "rest")


@dataclass(frozen=True)
class Account:
    """An account as its reports show it.

    `units`: one line a unit with `name`, `klass`, the texts of `PLACE`, `SUMS` over `days` days (NaN: no report
    tells), `STANDINGS`, `level` (of the line it is from), `rest` (what is left of a coarser line over the finer
    ones) and `excluded` (a negative keyword already). `budgets` are those a day by folded campaign name, as far as
    told. Money in `currency`; `days` None: no report tells.
    """

    platform: str
    currency: str | None
    files: tuple[str, ...]
    kinds: tuple[Lines, ...]
    rule: ClassRule
    budgets: Mapping[str, float]
    units: pd.DataFrame

    @classmethod
    def of(cls, exports: Sequence[Export], rule: ClassRule | None = None) -> "Account":
        """Join the exports of one account. Raises `InputError` where they are not of one, or count days twice."""
        rule = rule or ClassRule()
        kinds = gathered(exports)
        currency = next((export.currency for export in exports if export.currency), None)
        files = tuple(export.file for export in exports)
        units = reconciled(kinds)
        if all(kind.level == "term" for kind in kinds):
            # A coarser report would hold what a report of search terms sums up as its unlisted ones.
            beyond = _unlisted(exports, units)
            units = pd.concat([units, beyond.astype(units.dtypes)], ignore_index=True) if len(beyond) else units
        return cls(exports[0].platform, currency, files, kinds, rule, _budgets(kinds), _classed(units, rule))

    @property
    def covered(self) -> tuple[date, ...]:
        """The days that the figures of `units` are of, as the finest report says that names them; else none."""
        return next((kind.covered for kind in self.kinds if kind.covered), ())

    @property
    def first(self) -> date | None:
        return self.covered[0] if self.covered else None

    @property
    def last(self) -> date | None:
        return self.covered[-1] if self.covered else None

    @property
    def days(self) -> int | None:
        return len(self.covered) or None

    @property
    def fields(self) -> frozenset[str]:
        """The figures that any report tells."""
        return frozenset(
            name for kind in self.kinds for name in (*SUMS, *STANDINGS) if kind.frame[name].notna().any()
        )  # fmt: skip

    @property
    def clicked_only(self) -> bool:
        """Whether nothing tells the searches that were not clicked."""
        return all(kind.clicked_only for kind in self.kinds)

    @cached_property
    def dated(self) -> tuple[Lines, ...]:
        """The reports that tell days, finest first."""
        return tuple(kind for kind in self.kinds if kind.daily and kind.days and kind.days > 1)

    @property
    def window(self) -> tuple[date, ...]:
        """The days that `unit_days`, `hours`, `bid_levels` and `windows` are of: those of the finest dated report."""
        return self.dated[0].covered if self.dated else ()

    @cached_property
    def _in_step(self) -> tuple[Lines, ...]:
        """The dated reports on the days of `window`, of those that have them all: what a report knows of some of
        the days only would look like traffic that came and went."""
        clipped = (kind.on(self.window) for kind in self.dated)
        return tuple(kind for kind in clipped if kind.covered == self.window)

    def _told_in_window(self, kind: Lines) -> pd.DataFrame:
        return kind.on(self.window).frame if kind.daily and self.window else kind.frame

    def until(self, day: date) -> "Account":
        """The same account as it was at the end of `day`: figures without days are left out, classes stay.

        Raises `InputError` where no report tells days up to then.
        """
        kinds = tuple(kept for kind in self._in_step if (kept := kind.until(day)) is not None)
        if not kinds:
            raise InputError([Problem(self.files[0], "", f"has no lines dated until {day}")])
        told = [kept for kind in self.dated if (kept := kind.until(day)) is not None]
        units = reconciled(kinds)
        known = self.units.set_index(list(UNIT))["klass"]
        known = known[~known.index.duplicated()]
        same = known.reindex(pd.MultiIndex.from_frame(units[list(UNIT)]))
        fresh = _classed(units, self.rule)
        fresh["klass"] = np.where(same.notna(), same, fresh["klass"])
        return Account(self.platform, self.currency, self.files, kinds, self.rule, _budgets(told), fresh)

    @cached_property
    def unit_days(self) -> pd.DataFrame:
        """One line a unit and day on which it had any figure: `unit` (index into the account's dated units),
        `klass`, `campaign`, `product`, `date`, `SUMS`; no line where no report tells days."""
        if not self.dated:
            return pd.DataFrame(columns=["unit", "klass", "campaign", "product", "date", *SUMS])
        lines = reconciled(self._in_step, by_day=True).rename(columns={"day": "date"})
        of_day = lines.groupby(list(UNIT), sort=False, dropna=False)
        lines["unit"] = of_day.ngroup()
        known = self.units.drop_duplicates(list(UNIT)).set_index(list(UNIT))["klass"]
        klass = known.reindex(pd.MultiIndex.from_frame(lines[list(UNIT)])).to_numpy(object)
        if pd.isna(klass).any():
            whole = lines.drop_duplicates("unit").assign(
                impressions=lines.groupby("unit")["impressions"].transform("sum")
            )
            by_rule = _classed(whole, self.rule).set_index("unit")["klass"]
            klass = np.where(pd.isna(klass), by_rule.reindex(lines["unit"]).to_numpy(object), klass)
        lines["klass"] = klass
        return lines[["unit", "klass", "campaign", "product", "date", *SUMS]]

    def daily(self, by: str = "klass") -> pd.DataFrame:
        """Sums by `by` (klass, campaign or product) and `date`, lines only for days on which a report has any."""
        grouped = self.unit_days.groupby([by, "date"], sort=True)
        return grouped[list(SUMS)].sum(min_count=1).reset_index()

    @cached_property
    def hours(self) -> pd.DataFrame | None:
        """`hour`, `clicks` and, where told, `date`, of the finest report that tells hours; else None."""
        for kind in self.kinds:
            told = self._told_in_window(kind)
            told = told[told["hour"].notna()]
            if len(told):
                table = told.assign(hour=told["hour"].astype(int), date=told["day"])
                keys = ["hour", "date"] if kind.daily else ["hour"]
                return table.groupby(keys, sort=True)["clicks"].sum().reset_index()
        return None

    @cached_property
    def bid_levels(self) -> pd.DataFrame:
        """One line a unit and bid that it had on some days: `unit`, `bid`, `cpc` (NaN without clicks), `clicks`,
        `impressions`, `days`; no line where no report tells both days and bids."""
        for kind in self.dated:
            told = self._told_in_window(kind)
            told = told[told["bid"] > 0]
            if len(told):
                unit = told.groupby(list(KEYS), sort=False, dropna=False).ngroup()
                by_bid = told.assign(unit=unit).groupby(["unit", "bid"], sort=False)
                sums = by_bid[["clicks", "impressions", "cost"]].sum()
                sums["days"] = by_bid["day"].nunique()
                sums["cpc"] = sums["cost"] / sums["clicks"].where(sums["clicks"] > 0)
                return sums.drop(columns="cost").reset_index()
        return pd.DataFrame(columns=["unit", "bid", "clicks", "impressions", "days", "cpc"])

    @cached_property
    def windows(self) -> pd.DataFrame | None:
        """`orders_1` to `orders_30` and, where told, `date`, of the finest report that tells at least two."""
        names = [f"orders_{days}" for days in WINDOWS]
        for kind in self.kinds:
            frame = self._told_in_window(kind)
            told = [name for name in names if frame[name].notna().any()]
            if len(told) >= 2:
                if kind.daily:
                    sums = frame.groupby("day", sort=True)[told].sum()
                    return sums.reset_index().rename(columns={"day": "date"})
                return frame[told].sum().to_frame().T
        return None

    @cached_property
    def window_days(self) -> int | None:
        """Within how many days of the click `orders` are counted: the longest window that has a column, else the
        one that a title states; None: no report tells a window."""
        for kind in self.kinds:
            if kind.frame["orders"].notna().any():
                told = [days for days in WINDOWS if kind.frame[f"orders_{days}"].notna().any()]
                return max(told, default=kind.window_days)
        return None

    @cached_property
    def campaigns(self) -> pd.DataFrame:
        """`campaign`, `SUMS` over `days` and `budget` a day (NaN: not told), largest cost first."""
        sums = self.units.groupby("campaign", sort=False)[list(SUMS)].sum(min_count=1)
        keys = self.units.drop_duplicates("campaign").set_index("campaign")["campaign_key"]
        sums["budget"] = keys.reindex(sums.index).map(dict(self.budgets)).to_numpy(float)
        return sums.sort_values("cost", ascending=False, kind="stable").reset_index()

    def unknown_classes(self) -> Mapping[str, int]:
        """Cells of a class column that name no class, and how many lines have them."""
        cells: dict[str, int] = {}
        for kind in self.kinds:
            for cell, count in kind.frame["klass"].value_counts().items():
                if cell and named_class(str(cell)) is None:
                    cells[str(cell)] = cells.get(str(cell), 0) + int(count)
        return cells


def _budgets(kinds: Sequence[Lines]) -> dict[str, float]:
    """The budget a day of each campaign, as the finest report that tells it last says."""
    found: dict[str, float] = {}
    for kind in reversed(kinds):
        told = kind.frame[kind.frame["budget"].notna()].sort_values("day", kind="stable")
        found |= {str(key): float(value) for key, value in told.groupby("campaign_key")["budget"].last().items()}
    return found


def _unlisted(exports: Sequence[Export], units: pd.DataFrame) -> pd.DataFrame:
    """What reports of search terms hold in a line for all terms that they do not list, as units."""
    lines = [total for export in exports for total in export.unlisted if total.impressions or total.clicks]
    rest = pd.DataFrame(index=range(len(lines)), columns=units.columns)
    rest[[*PLACE, *KEYS, "title", "klass"]] = ""
    rest["impressions"] = [total.impressions or total.clicks for total in lines]
    rest["clicks"], rest["cost"] = [total.clicks or 0.0 for total in lines], [total.cost or 0.0 for total in lines]
    rest["excluded"], rest["rest"], rest["level"] = False, True, "campaign"
    return rest


def _classed(units: pd.DataFrame, rule: ClassRule) -> pd.DataFrame:
    """The units with a `name` and a class: by what is searched, in all places together.

    What is left of a keyword beyond its listed terms are rare terms: long_tail, or the keyword's own class where
    it is precise or matched exactly.
    """
    text = pd.Series("all searches", index=units.index)
    for naming in ("campaign", "ad_group", "product", "title", "target", "keyword"):
        text = units[naming].where(units[naming] != "", text)
    key = units["keyword_key"].where(units["keyword_key"] != "", text.str.casefold())
    searched = ~units["rest"].to_numpy(bool)
    whole = pd.DataFrame({"key": key, "text": text, "impressions": units["impressions"].fillna(0.0),
                          "given": units["klass"]})  # fmt: skip
    by_key = whole.groupby("key", sort=False)
    given = whole[whole["given"] != ""].groupby("key")["given"].first()
    first = by_key["text"].first()
    volumes = whole["impressions"].where(searched, 0.0).groupby(key, sort=False).sum()
    found = pd.Series(
        classes(list(first), volumes.to_numpy(float), list(given.reindex(first.index, fill_value="")), rule),
        index=first.index,
    )
    klass = key.map(found).to_numpy(object)
    exact = (units["match_type"] == "exact").to_numpy()
    klass = np.where(~searched & ~exact & (klass != "precise"), "long_tail", klass)
    name = text.where(searched, "[other searches of " + text + "]")
    return units.assign(name=name.to_numpy(), klass=pd.Categorical(klass, CLASSES).astype(object))
