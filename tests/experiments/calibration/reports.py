"""Exports made by hand for tests: rows as a platform's reader would give them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from adsim.platforms.contract import ExportLayout, Level
from adsim.platforms.exports import Export, ExportRow

START = date(2026, 3, 2)


def day(number: int) -> date:
    return START + timedelta(days=number)


def report(
    level: Level,
    rows: Sequence[Mapping[str, Any]],
    *,
    file: str = "",
    platform: str = "google",
    currency: str | None = "EUR",
    days: int | None = 28,
    clicked_only: bool = False,
) -> Export:
    """A report of this level; rows with `day` (number from the start) are of that day, the others of the period."""
    layout = ExportLayout(level, f"{level} report", {}, level=level, clicked_only=clicked_only)
    read = []
    for line, row in enumerate(rows, 2):
        values: dict[str, Any] = {"impressions": 0, "clicks": 0, "cost": 0.0, **row}
        if (number := values.pop("day", None)) is not None:
            values["first"] = values["last"] = day(number)
        read.append(ExportRow(line=line, **values))
    dated = [row.first for row in read if row.first]
    first = min(dated, default=START if days else None)
    last = max(dated, default=day(days - 1) if days else None)
    return Export(
        file=file or f"{level}.csv",
        platform=platform,
        layout=layout,
        currency=currency,
        first=first,
        last=last,
        fields=frozenset(name for row in rows for name in row) - {"day"},
        rows=tuple(read),
        totals=(),
        unlisted=(),
        unreadable=(),
        impossible=(),
    )
