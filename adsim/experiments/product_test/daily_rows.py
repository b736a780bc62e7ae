"""A real test's daily rows: one line a day and arm, from a table as platforms export it or sellers keep it.

Everything that cannot be is refused by line and rule: counts that contradict each other, days missing or told twice,
arms without traffic. Hides how headers are spelt; the cells are read by `adsim.platforms`, as all exports are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from adsim.errors import InputError, Problem
from adsim.experiments.product_test.daily_layout import (
    COUNTS,
    FIELDS,
    MONEY,
    PAYMENT_DATES,
    Dates,
    checked,
    daily_table,
    window_days,
)
from adsim.experiments.product_test.daily_lines import Line, Reading, by_arm
from adsim.platforms import decimals, headers
from adsim.platforms.headers import Header
from adsim.platforms.sheets import Sheet

__all__ = ["FIELDS", "DailyRows", "Dates", "daily_rows"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_ARMS = 20


@dataclass(frozen=True)
class DailyRows:
    """A test day by day, without a gap from `first` on. Counts and money [arms, days]; None: the file has none.

    The first arm is the control. `orders` are those paid so far, on the day of the click or of the payment (`dates`);
    `window_days` the days after the click within which they are counted (None: any). `platform` is the one whose report
    the file is ("generic": any), `currency` what it says of money. `notes` say what was left out.
    """

    file: str
    arms: tuple[str, ...]
    first: date
    clicks: Ints
    impressions: Ints | None
    orders: Ints | None
    cost: Floats | None
    revenue: Floats | None
    dates: Dates
    window_days: int | None
    platform: str
    currency: str | None
    notes: tuple[Problem, ...]

    @property
    def days(self) -> int:
        return int(self.clicks.shape[1])

    @property
    def last(self) -> date:
        return self.first + timedelta(self.days - 1)


def daily_rows(
    path: Path | str,
    *,
    columns: Mapping[str, str] | None = None,
    decimal: str | None = None,
    control: str | None = None,
    needs: Sequence[str] = ("clicks", "orders"),
    dates: Dates | None = None,
) -> DailyRows:
    """Read a test's daily rows. Raises `InputError` with every line that breaks a rule.

    `columns` maps fields (`FIELDS`) to the headers that carry them, over what is recognised; `needs` are the fields
    asked for beside date, arm and clicks. `control` is the arm compared with (default: the first in the file).
    `dates`: orders stand on the day of the click (default) or of the payment.
    """
    mapping = checked(columns)
    notes: list[Problem] = []
    sheet, header = daily_table(Path(path), mapping, needs, notes)
    lines = Reading(sheet, header, decimals.checked(decimal), _dates(header, dates)).lines(notes)
    arms = _arms(lines, control)
    first, span = min(line.day for line in lines), len({line.day for line in lines})
    grids = {name: _grid(lines, arms, first, span, name) for name in (*COUNTS, *MONEY) if name in lines[0].figures}
    whole: dict[str, Ints] = {name: np.rint(grids[name]).astype(np.int64) for name in COUNTS if name in grids}
    return DailyRows(
        file=sheet.label,
        arms=arms,
        first=first,
        clicks=whole["clicks"],
        impressions=whole.get("impressions"),
        orders=whole.get("orders"),
        cost=grids.get("cost"),
        revenue=grids.get("revenue"),
        dates=_dates(header, dates),
        window_days=window_days(header),
        platform=_platform(sheet),
        currency=header.currency(),
        notes=tuple(notes),
    )


def _dates(header: Header, asked: Dates | None) -> Dates:
    told = headers.fold(header.told[header.columns["date"]]) in map(headers.fold, PAYMENT_DATES)
    if told and asked == "click":
        rule = f"the column {header.told[header.columns['date']]!r} tells days of payment"
        raise InputError([Problem("--dates click", "", rule, mend="say --dates payment, or name the click's column")])
    return "payment" if told else asked or "click"


def _platform(sheet: Sheet) -> str:
    """Whose report it is, if a known layout recognises it."""
    known = headers.find_header(sheet, None, {})
    return "generic" if known is None else known.platform


def _arms(lines: Sequence[Line], control: str | None) -> tuple[str, ...]:
    """The arms in the order of the file, the control first."""
    arms = list(by_arm(sorted(lines, key=lambda line: line.number)))
    if len(arms) > MOST_ARMS:
        rule = f"must be at most {MOST_ARMS} arms"
        raise InputError(
            [Problem("arm", "", rule, str(len(arms)), "say which column names the arm: --column arm=HEADER")]
        )
    if control is not None and control not in arms:
        rule = f"must be one of the arms: {', '.join(map(headers.shown, arms))}"
        raise InputError([Problem("--control", "", rule, repr(control))])
    return tuple(arms if control is None else [control, *(arm for arm in arms if arm != control)])


def _grid(lines: Sequence[Line], arms: Sequence[str], first: date, days: int, name: str) -> Floats:
    grid = np.zeros((len(arms), days))
    for line in lines:
        grid[arms.index(line.arm), (line.day - first).days] = line.figures[name]
    return grid
