"""One cell of an export read as a figure: texts, counts, money and shares as platforms spell them.

Each reader returns None for a cell that says "no value" and raises `ValueError` with the rule it broke. The
decimal mark, "." or ",", is decided for the whole file (`decimals`) and told to each reader: a figure that
does not go with it is refused, never guessed.
"""

import math
import re
import unicodedata
from datetime import date, time, timedelta

Cell = str | float | int | bool | date | time | timedelta | None

NO_VALUE = frozenset({"", "-", "--", "---", "—", "–", "——", "\\n", "n/a", "#n/a", "null", "none", "nan"})
MARKS = {".": "point", ",": "comma"}
# A spreadsheet keeps 15 digits of a number: longer identifiers in number cells have lost their end.
KEPT_DIGITS = 15
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{1,3}")
_PLAIN = re.compile(r"\d{1,15}(?:\.\d{1,15})?")
_FRAME = re.compile(
    r"""(?P<open>\()?\s*(?P<minus>[-\u2212]?)\s*(?P<before>[A-Za-z]{0,3}[$£€¥₹₩₽]?)\s*(?P<minus2>[-\u2212]?)
        (?P<body>[.,]?\d(?:[\d.,'\u2019 ]*[\d.,])?)(?P<power>[eE][+-]?\d{1,3})?
        \s*(?P<after>%|元|[A-Za-z]{3}|[$£€¥₹₩₽])?\s*(?P<close>\))?""",
    re.VERBOSE,
)
_BOUND = re.compile(r"(?P<side>[<>≤≥])\s*(?P<percent>\d+(?:[.,]\d+)?)\s*%")
_CURRENCIES = {
    "£": "GBP", "€": "EUR", "₹": "INR", "₩": "KRW", "₽": "RUB", "us$": "USD", "ca$": "CAD", "au$": "AUD", "a$": "AUD",
    "hk$": "HKD", "s$": "SGD", "r$": "BRL", "mx$": "MXN", "cn¥": "CNY", "jp¥": "JPY", "元": "CNY", "人民币": "CNY",
    "rmb": "CNY", "美元": "USD", "欧元": "EUR",
}  # fmt: skip


def _body(decimal: str) -> re.Pattern[str]:
    """Digits, grouped by threes or the Indian way by one mark, and a fraction behind the decimal mark."""
    point, other = re.escape(decimal), re.escape("," if decimal == "." else ".")
    return re.compile(
        rf"(?P<whole>\d+|\d{{1,3}}(?P<mark>[{other}'\u2019 ])\d{{3}}(?:(?P=mark)\d{{3}})*"
        rf"|\d{{1,2}}(?:{other}\d{{2}})+{other}\d{{3}})?(?P<fraction>{point}\d*)?"
    )


_BODIES = {decimal: _body(decimal) for decimal in MARKS}
# A count written with exactly three digits behind the decimal mark: 12.000 may be twelve or twelve thousand.
_THREE = {
    decimal: re.compile(rf"(?<![\d.,])[1-9]\d{{0,2}}(?:{re.escape(decimal)}\d{{3}})+(?![\d.,])") for decimal in MARKS
}


def normal(cell: str) -> str:
    """Full-width digits and every kind of space as plain ones, without outer spaces."""
    return cell.strip() if cell.isascii() else unicodedata.normalize("NFKC", cell).strip()


def text(cell: Cell) -> str:
    """The cell as a user would read it on one line; whole numbers (identifiers) without a decimal point."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    return str(cell)


def verbatim(cell: Cell) -> str:
    """A name or term as it stands, but for outer spaces and line breaks."""
    if isinstance(cell, str):
        term = cell.strip()
        return term if "\n" not in term and "\r" not in term else " ".join(term.split())
    return text(cell)


def rounded_identifier(cell: Cell) -> bool:
    """Whether an identifier went through a spreadsheet that took it for a number and rounded it."""
    if isinstance(cell, str):
        return cell[:1].isdecimal() and _ROUNDED.fullmatch(cell.strip()) is not None
    return isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= 10**KEPT_DIGITS


def is_missing(cell: Cell) -> bool:
    return cell is None or text(cell).casefold() in NO_VALUE


def number(cell: Cell, decimal: str = ".", *, percent: bool = False) -> float | None:
    """A plain number: `12,345`, `US$1.20`, `3.5`, `0.72 GBP`; with `percent` also `45%`, read as 0.45."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if not math.isfinite(cell):
            raise ValueError("must be a finite number")
        return float(cell)
    if isinstance(cell, str) and decimal == "." and _PLAIN.fullmatch(cell):
        return float(cell)
    if is_missing(cell):
        return None
    frame = _FRAME.fullmatch(normal(cell)) if isinstance(cell, str) else None
    body = _BODIES[decimal].fullmatch(frame["body"]) if frame is not None else None
    if frame is None or body is None or (frame["after"] == "%" and not percent):
        raise ValueError(f"must be a number with a decimal {MARKS[decimal]}")
    if (frame["open"] is None) != (frame["close"] is None):
        raise ValueError(f"must be a number with a decimal {MARKS[decimal]}")
    digits = re.sub(r"\D", "", body["whole"] or "") or "0"
    value = float(f"{digits}.{(body['fraction'] or '.')[1:] or '0'}{frame['power'] or ''}")
    if not math.isfinite(value):
        raise ValueError("must be a finite number")
    sign = -1 if frame["minus"] or frame["minus2"] or frame["open"] else 1
    return sign * (value / 100 if frame["after"] == "%" else value)


def amount(cell: Cell, decimal: str = ".", *, percent: bool = False) -> float | None:
    """A number that is not negative: money, or conversions that may be fractional."""
    value = number(cell, decimal, percent=percent)
    if value is not None and value < 0:
        raise ValueError("must not be negative")
    return value


def whole(cell: Cell, decimal: str = ".") -> int | None:
    """A count. Half of the world writes 12000 as `12.000`, so text of that form is refused."""
    if isinstance(cell, str):
        if cell.isdecimal() and cell.isascii() and len(cell) <= KEPT_DIGITS:
            return int(cell)
        three = _THREE[decimal].search(normal(cell))
        if three is not None:
            parts = three[0].split(decimal)
            readings = f"{float('.'.join(parts[:2])):g} or {''.join(parts)}"
            raise ValueError(f"must be a whole number without a {MARKS[decimal]}: this could be {readings}")
    value = amount(cell, decimal)
    if value is None:
        return None
    if value != int(value):
        raise ValueError("must be a whole number")
    return int(value)


def share(cell: Cell, decimal: str = ".") -> float | None:
    """A share of 1, from `45%`, `0.45`, or a bound: `< 10%` reads as its middle 0.05, `> 90%` as 0.95."""
    bound = _BOUND.fullmatch(normal(cell)) if isinstance(cell, str) else None
    if bound is not None:
        limit = float(bound["percent"].replace(",", ".")) / 100
        value: float | None = limit / 2 if bound["side"] in "<≤" else (1 + limit) / 2
    else:
        value = amount(cell, decimal, percent=True)
    if value is not None and value > 1:
        raise ValueError("must be a share of at most 1 or 100%")
    return value


def body_of(cell: str) -> str | None:
    """The digits and marks of a figure without its sign, currency and percent; None if it is no figure."""
    frame = _FRAME.fullmatch(normal(cell))
    return frame["body"] if frame is not None else None


def code(word: str) -> str | None:
    """The ISO code of a currency's code, sign or name; a bare `$` or `¥` tells none."""
    folded = unicodedata.normalize("NFKC", word).strip().casefold()
    if re.fullmatch(r"[a-z]{3}", folded):
        return _CURRENCIES.get(folded, folded.upper())
    return _CURRENCIES.get(folded)


def currency(cell: Cell) -> str | None:
    """The ISO code that a code cell (`GBP`) or a money cell (`£0.72`, `0.72 GBP`) tells, if it does."""
    if not isinstance(cell, str) or _PLAIN.fullmatch(cell):
        return None
    told = code(cell)
    if told is not None:
        return told
    frame = _FRAME.fullmatch(normal(cell))
    if frame is None:
        return None
    marks = (frame["before"], frame["after"] or "")
    return next((found for mark in marks if mark not in ("", "%") and (found := code(mark)) is not None), None)
