"""What one report is: its layout and period, how many of everything it names, and its totals."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from adsim.experiments.calibration.account import Account
from adsim.platforms.exports import Export, ExportRow

# Named things that are counted, in the order of telling.
NAMED = ("campaign", "ad_group", "product", "target", "keyword")
SORTS = ("match_type", "device", "placement")
SUMMED = ("impressions", "clicks", "cost", "orders", "revenue", "gross")
MAYBE = ("orders", "revenue", "gross")


@dataclass(frozen=True)
class Totals:
    """Sums over rows, None where the report has no such column; money in its currency."""

    impressions: int
    clicks: int
    cost: float
    orders: float | None
    revenue: float | None
    gross: float | None

    @classmethod
    def of(cls, export: Export) -> "Totals":
        return cls._from({name: sum(getattr(row, name) or 0 for row in export.rows) for name in SUMMED}, export.fields)

    @classmethod
    def of_account(cls, account: Account) -> "Totals":
        """Of all reports together, each figure counted once."""
        return cls._from({name: account.units[name].sum() for name in SUMMED}, account.fields)

    @classmethod
    def _from(cls, sums: Mapping[str, float], told: Collection[str]) -> "Totals":
        maybe = {name: float(sums[name]) if name in told else None for name in MAYBE}
        return cls(round(sums["impressions"]), round(sums["clicks"]), float(sums["cost"]), **maybe)

    @property
    def facts(self) -> dict[str, float | int | None]:
        """Sums and ratios of sums; a ratio without a denominator is None."""
        return {
            **{name: getattr(self, name) for name in SUMMED},
            "ctr": _over(self.clicks, self.impressions),
            "cpc": _over(self.cost, self.clicks),
            "cvr": _over(self.orders, self.clicks),
            "aov": _over(self.revenue, self.orders),
            "roas": _over(self.revenue, self.cost),
        }


def _over(top: float | None, bottom: float | None) -> float | None:
    return None if top is None or not bottom else top / bottom


@dataclass(frozen=True)
class Portrait:
    """One report described. `named` counts distinct campaigns, keywords and so on as far as the report has them,
    `sorts` rows by match type, device and placement; `dated_days` are days with rows, None without dates by line."""

    export: Export
    totals: Totals
    named: Mapping[str, int]
    sorts: Mapping[str, Mapping[str, int]]
    dated_days: int | None
    gaps: tuple[tuple[date, date], ...]

    @classmethod
    def of(cls, export: Export) -> "Portrait":
        named = {name: len({value for row in export.rows if (value := getattr(row, name))}) for name in NAMED}
        sorts = {name: Counter(value for row in export.rows if (value := getattr(row, name))) for name in SORTS}
        days = days_with_rows(export.rows)
        return cls(
            export=export,
            totals=Totals.of(export),
            named={name: count for name, count in named.items() if count},
            sorts={name: dict(counts.most_common()) for name, counts in sorts.items() if counts},
            dated_days=len(days) if is_daily(export) else None,
            gaps=tuple(gaps(days)) if is_daily(export) else (),
        )

    @property
    def facts(self) -> dict[str, Any]:
        """All of it as plain values: numbers, text, ISO dates."""
        export = self.export
        return {
            "file": export.file,
            "platform": export.platform,
            "layout": export.layout.name,
            "title": export.layout.title,
            "level": export.layout.level,
            "encoding": export.encoding,
            "decimal": export.decimal,
            "currency": export.currency,
            "first": _iso(export.first),
            "last": _iso(export.last),
            "days": export.days,
            "dated_days": self.dated_days,
            "gaps": [[_iso(first), _iso(last)] for first, last in self.gaps],
            "rows": len(export.rows),
            "total_rows": len(export.totals),
            "unreadable_rows": unreadable_rows(export),
            "columns": sorted(export.fields),
            "named": dict(self.named),
            "sorts": {name: dict(counts) for name, counts in self.sorts.items()},
            "totals": self.totals.facts,
        }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def unreadable_rows(export: Export) -> int:
    """Lines with at least one unreadable cell."""
    return len({problem.where for problem in export.unreadable})


def is_daily(export: Export) -> bool:
    """Whether every line is of a single day, and not all of one and the same."""
    singles = all(row.first is not None and row.first == row.last for row in export.rows)
    return singles and len({row.first for row in export.rows}) > 1


def days_with_rows(rows: Sequence[ExportRow]) -> list[date]:
    """Every day on which some line begins, in order."""
    return sorted({row.first for row in rows if row.first is not None})


def gaps(days: Sequence[date]) -> list[tuple[date, date]]:
    """The runs of days missing between the first and the last of `days` (sorted)."""
    one = timedelta(days=1)
    return [(before + one, after - one) for before, after in pairwise(days) if after - before > one]
