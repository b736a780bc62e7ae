"""When a line of a report happened: days, ranges, months, weekdays and hours as platforms spell them.

Each reader returns None for "no value" and raises `ValueError` with the rule. A day like 3/4/2026 is read by
evidence from the rest of the column; a month without a year is placed in the past by `placed_months`.
"""

import itertools
import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from adsim.platforms.figures import Cell, is_missing, text

Days = tuple[date, date]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAYS_ZH = "一二三四五六日"
_MONTH = r"(?P<{0}>[A-Za-z]{{3,9}})\.?"
_DATES = re.compile(
    r"(?<!\d)(?:"
    r"(?P<y1>\d{4})\s*[-/.年]\s*(?P<m1>\d{1,2})\s*[-/.月]\s*(?P<d1>\d{1,2})\s*日?"
    r"|(?P<y2>(?:19|20)\d{2})(?P<m2>\d{2})(?P<d2>\d{2})"
    r"|(?P<d3>\d{1,2})[\s-]+" + _MONTH.format("m3") + r",?[\s-]+(?P<y3>\d{4})"
    r"|" + _MONTH.format("m4") + r"\s+(?P<d4>\d{1,2}),?\s+(?P<y4>\d{4})"
    r"|(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})[/.-](?P<y5>\d{4})"
    r")(?!\d)"
)
_EITHER = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}")
_MONTH_ONLY = re.compile(
    r"(?P<y1>\d{4})\s*[-/.年]\s*(?P<m1>\d{1,2})\s*月?"
    r"|(?P<m2>[A-Za-z]{3,9})\.?,?[\s-]*(?P<y2>\d{4})?"
    r"|(?P<m3>\d{1,2})\s*月?"
)
_HOUR = re.compile(
    r"(?:\d{4}-\d{1,2}-\d{1,2}[ T])?(\d{1,2})\s*(?::\d{2}|点|时|h)?(?::\d{2})?\s*([AaPp][Mm])?(?:\s*[-~至].*)?"
)
# Spreadsheets count days from 1899-12-30; these are the days of 1954 to 2119.
_EPOCH = date(1899, 12, 30)
_SERIAL = (20_000, 80_000)


def _month(word: str) -> int | None:
    folded = word[:3].casefold()
    return _MONTHS.index(folded) + 1 if folded in _MONTHS else None


def _date(match: re.Match[str], month_first: bool) -> date | None:
    found = match.groupdict()
    try:
        for kind in "1234":
            if found["y" + kind] is not None:
                month = found["m" + kind]
                number_of_month = int(month) if month.isdigit() else _month(month)
                return date(int(found["y" + kind]), number_of_month or 0, int(found["d" + kind]))
        month, day = (found["a"], found["b"]) if month_first else (found["b"], found["a"])
        return date(int(found["y5"]), int(month), int(day))
    except ValueError:
        return None


def dates_in(line: str, month_first: bool) -> list[date]:
    """Every date written in a line of text, in its order."""
    dates = (_date(match, month_first) for match in _DATES.finditer(unicodedata.normalize("NFKC", line)))
    return [found for found in dates if found is not None]


def _serial(cell: Cell) -> date | None:
    """The day that a spreadsheet counts as this number."""
    if isinstance(cell, str):
        cell = float(cell) if re.fullmatch(r"\d{5}(?:\.0+)?", cell.strip()) else None
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not _SERIAL[0] <= cell < _SERIAL[1]:
        return None
    return _EPOCH + timedelta(days=int(cell))


def days(cell: Cell, month_first: bool) -> Days | None:
    """A calendar day as (day, day), or a range (`20260803至20260809`) as its first and last day."""
    if isinstance(cell, datetime):
        return cell.date(), cell.date()
    if isinstance(cell, date):
        return cell, cell
    if is_missing(cell):
        return None
    serial = _serial(cell)
    if serial is not None:
        return serial, serial
    found = dates_in(text(cell), month_first)
    if len(found) not in (1, 2) or found[0] > found[-1]:
        raise ValueError("must be a date such as 2026-02-28")
    return found[0], found[-1]


def week(cell: Cell, month_first: bool) -> Days | None:
    """The seven days from the one told, or the range told."""
    told = days(cell, month_first)
    return told if told is None or told[0] < told[1] else (told[0], told[0] + timedelta(days=6))


def day_first_evidence(cell: Cell) -> bool | None:
    """Whether a cell like 3/4/2026 must be day-first (True), month-first (False), or may be either (None)."""
    match = _EITHER.match(cell.strip()) if isinstance(cell, str) else None
    if match is None:
        return None
    first, second = int(match[1]), int(match[2])
    if (first > 12) == (second > 12):
        return None
    return first > 12


def month(cell: Cell) -> tuple[int | None, int] | None:
    """(year or None, month 1 to 12) from `July`, `Jul 2026`, `2026-07`, `7月` or a day of that month."""
    if isinstance(cell, date):
        return cell.year, cell.month
    if is_missing(cell):
        return None
    told = unicodedata.normalize("NFKC", text(cell))
    match = _MONTH_ONLY.fullmatch(told)
    if match is not None:
        word = match["m1"] or match["m2"] or match["m3"]
        number = int(word) if word.isdigit() else _month(word)
        if number is not None and 1 <= number <= 12:
            year = match["y1"] or match["y2"]
            return (int(year) if year else None), number
    found = dates_in(told, month_first=True)
    if len(found) != 1:
        raise ValueError("must be a month such as July, Jul 2026 or 2026-07")
    return found[0].year, found[0].month


def month_days(year: int, number: int) -> Days:
    """The first and the last day of a month."""
    following = date(year + number // 12, number % 12 + 1, 1)
    return date(year, number, 1), following - timedelta(days=1)


def placed_months(order: Sequence[int], today: date) -> dict[int, int]:
    """The year of each month named without one: the latest in which all of them lie in the past.

    `order` is their order in the file: November, December, January run over a new year.
    """
    named = list(dict.fromkeys(order))
    turns = [after < before for before, after in itertools.pairwise(named)]
    if sum(turns) == 1 and named[-1] < named[0]:
        offsets = {number: int(number < named[0]) for number in named}
    else:
        offsets = dict.fromkeys(named, 0)
    year = today.year
    while any(month_days(year + offset, number)[1] >= today for number, offset in offsets.items()):
        year -= 1
    return {number: year + offset for number, offset in offsets.items()}


def hour(cell: Cell) -> int | None:
    """The hour of the day, 0 to 23, in which a line begins."""
    if isinstance(cell, datetime):
        return cell.hour
    if is_missing(cell):
        return None
    match = _HOUR.fullmatch(unicodedata.normalize("NFKC", text(cell)))
    found = int(match[1]) if match is not None else 24
    if match is not None and match[2]:
        found = found % 12 + (12 if match[2].casefold() == "pm" else 0) if 1 <= found <= 12 else 24
    if found > 23:
        raise ValueError("must be an hour of the day, 0 to 23")
    return found


def weekday(cell: Cell) -> int | None:
    """The day of the week, 0 on Mondays, from its English or Chinese name."""
    if is_missing(cell):
        return None
    told = text(cell)
    if told[:3].casefold() in _WEEKDAYS and told.isalpha():
        return _WEEKDAYS.index(told[:3].casefold())
    last = told[-1].replace("天", "日")
    if re.fullmatch(r"(?:周|星期|礼拜)[一二三四五六日天]", told):
        return _WEEKDAYS_ZH.index(last)
    raise ValueError("must be a day of the week such as Monday or 周一")


def window(cell: Cell) -> int | None:
    """The days after a click in which orders were counted, from `15天累计转化`, `30天` or `7 days`."""
    if is_missing(cell):
        return None
    found = re.search(r"\d{1,3}", text(cell))
    if found is None:
        raise ValueError("must be a number of days such as 15天")
    return int(found[0])
