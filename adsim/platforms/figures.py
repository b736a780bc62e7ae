"""One cell of an export read as a figure: counts, money, shares and dates as platforms spell them.

Each reader returns None for a cell that says "no value" and raises `ValueError` with the rule it broke.
Nothing is guessed: `0,72` could be a decimal comma or a slip, so it is refused.
"""

import math
import re
import unicodedata
from datetime import date, datetime

Cell = str | float | int | bool | date | None

NO_VALUE = frozenset({"", "-", "--", "—", "–", "——", "\\n", "n/a", "null", "none", "nan"})
_PLAIN = re.compile(r"\d+(?:\.\d*)?")
_NUMBER = re.compile(
    r"""(?P<minus>-?)\s*(?P<before>[A-Za-z]{0,3}[$£€¥₹]?)\s*(?P<minus2>-?)
        (?P<digits>\d{1,3}(?:[,'\u2009\u202f ]\d{3})+|\d+|(?=\.\d))
        (?P<fraction>\.\d*)?(?P<power>[eE][+-]?\d{1,3})?
        \s*(?P<after>%|元|[A-Za-z]{3}|[$£€¥₹])?""",
    re.VERBOSE,
)
_POINTED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.,])")
_BOUND = re.compile(r"(?P<side>[<>≤≥])\s*(?P<percent>\d+(?:\.\d+)?)\s*%")
_CURRENCIES = {"£": "GBP", "€": "EUR", "₹": "INR", "us$": "USD", "cn¥": "CNY", "元": "CNY", "rmb": "CNY"}


def text(cell: Cell) -> str:
    """The cell as a user would read it; whole numbers (identifiers) without a decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    return " ".join(str(cell).split())


def is_missing(cell: Cell) -> bool:
    return cell is None or text(cell).casefold() in NO_VALUE


def number(cell: Cell, *, percent: bool = False) -> float | None:
    """A plain number: `12,345`, `US$1.20`, `3.5`, `0.72 GBP`; with `percent` also `45%`, read as 0.45."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if not math.isfinite(cell):
            raise ValueError("must be a finite number")
        return float(cell)
    if isinstance(cell, str) and _PLAIN.fullmatch(cell) and len(cell) < 300:
        return float(cell)
    if is_missing(cell):
        return None
    match = None
    if isinstance(cell, str):
        match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", cell).strip())
    if match is None or (match["after"] == "%" and not percent):
        raise ValueError("must be a number with a decimal point")
    digits = re.sub(r"\D", "", match["digits"]) or "0"
    value = float(f"{digits}{match['fraction'] or ''}{match['power'] or ''}")
    if not math.isfinite(value):
        raise ValueError("must be a finite number")
    sign = -1 if match["minus"] or match["minus2"] else 1
    return sign * (value / 100 if match["after"] == "%" else value)


def amount(cell: Cell, *, percent: bool = False) -> float | None:
    """A number that is not negative: money, or conversions that may be fractional."""
    value = number(cell, percent=percent)
    if value is not None and value < 0:
        raise ValueError("must not be negative")
    return value


def whole(cell: Cell) -> int | None:
    """A count. Half of the world writes 12000 as `12.000`, so text of that form is refused."""
    pointed = _POINTED.search(unicodedata.normalize("NFKC", cell)) if isinstance(cell, str) else None
    if pointed is not None:
        small, large = f"{float('.'.join(pointed[0].split('.')[:2])):g}", pointed[0].replace(".", "")
        raise ValueError(f"must be a whole number without a point: this could be {small} or {large}")
    value = amount(cell)
    if value is None:
        return None
    if value != int(value):
        raise ValueError("must be a whole number")
    return int(value)


def share(cell: Cell) -> float | None:
    """A share of 1, from `45%`, `0.45`, or a bound: `< 10%` reads as its middle 0.05, `> 90%` as 0.95."""
    bound = _BOUND.fullmatch(unicodedata.normalize("NFKC", cell).strip()) if isinstance(cell, str) else None
    if bound is not None:
        limit = float(bound["percent"]) / 100
        value: float | None = limit / 2 if bound["side"] in "<≤" else (1 + limit) / 2
    else:
        value = amount(cell, percent=True)
    if value is not None and value > 1:
        raise ValueError("must be a share of at most 1 or 100%")
    return value


def currency(cell: Cell) -> str | None:
    """The ISO code that a code cell (`GBP`) or a money cell (`£0.72`, `0.72 GBP`) tells, if it does."""
    if not isinstance(cell, str):
        return None
    folded = unicodedata.normalize("NFKC", cell).strip()
    if re.fullmatch(r"[A-Za-z]{3}", folded):
        return _CURRENCIES.get(folded.casefold(), folded.upper())
    match = _NUMBER.fullmatch(folded)
    if match is None:
        return None
    for mark in (match["before"], match["after"] or ""):
        if mark.casefold() in _CURRENCIES:
            return _CURRENCIES[mark.casefold()]
        if re.fullmatch(r"[A-Za-z]{3}", mark):
            return mark.upper()
    return None


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
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


def day(cell: Cell, month_first: bool) -> date | None:
    """A calendar day, from a date cell or any common spelling of one."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if is_missing(cell):
        return None
    found = dates_in(text(cell), month_first)
    if len(found) != 1:
        raise ValueError("must be a date such as 2026-02-28")
    return found[0]


def day_first_evidence(cell: Cell) -> bool | None:
    """Whether a cell like 3/4/2026 must be day-first (True), month-first (False), or may be either (None)."""
    match = re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}", cell.strip()) if isinstance(cell, str) else None
    if match is None:
        return None
    first, second = int(match[1]), int(match[2])
    if (first > 12) == (second > 12):
        return None
    return first > 12
