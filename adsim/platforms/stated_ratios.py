"""Click rates and prices that a report states beside its counts: where they contradict the line's own figures.

They are never used, only compared: two columns that do not go together say that a file was edited, that a column
holds something else than its header says, or that the decimal mark was read wrongly.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adsim.platforms import figures
from adsim.platforms.headers import Header, fold
from adsim.platforms.sheets import Row

# The rule, and which figure over which.
RATIOS: Mapping[str, tuple[str, str, str]] = {
    "ctr": ("click rate stated is not clicks over impressions", "clicks", "impressions"),
    "cpc": ("price stated is not cost over clicks", "cost", "clicks"),
}
SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "ctr": ("CTR", "Click-Thru Rate (CTR)", "Click-through rate", "点击率", "点击率(CTR)"),
    "cpc": ("Avg. CPC", "CPC", "Cost Per Click (CPC)", "Average CPC", "平均点击花费", "平均点击成本",
            "平均每次点击费用", "每次点击成本(CPC)"),
}  # fmt: skip
# Of a ratio: what other rounding may do.
APART = 0.02
_FRACTION = re.compile(r"[.,](\d*)\D*$")


def contradictions(
    data: Sequence[Row], header: Header, values: Mapping[str, Sequence[Any]], decimal: str
) -> Iterator[tuple[int, int, str]]:
    """(index of the row, place of the column, rule) of each stated ratio that its row's own counts contradict.

    A click rate may be a share, or a percentage without its sign in the whole column; cells that are no number are
    passed over, and rounding to the digits that the column shows is none.
    """
    for name, (rule, top, bottom) in RATIOS.items():
        place = next((header.names.index(fold(word)) for word in SPELLINGS[name] if fold(word) in header.names), None)
        if place is None or place in header.columns.values():
            continue
        cells = [row[place] for _, row in data]
        money = [row[header.columns[top]] for _, row in data] if top == "cost" else []
        # Whole amounts are often cut off, not rounded.
        cut = _last_digit(money)
        own = [None if above is None or not below else (above / below, cut / below)
               for above, below in zip(values[top], values[bottom], strict=True)]  # fmt: skip
        yield from ((index, place, rule) for index in _apart(cells, own, decimal, per_cent=name == "ctr"))


def _apart(
    cells: Sequence[figures.Cell], own: Sequence[tuple[float, float] | None], decimal: str, per_cent: bool
) -> list[int]:
    """The rows whose cell is not the ratio beside it (given with the rounding in it), in the reading of the column
    that fits more rows."""
    told = [_told(cell, decimal) for cell in cells]
    half = 0.51 * _last_digit([cell for cell, one in zip(cells, told, strict=True) if one is not None])
    readings = [
        [index for index, (one, other) in enumerate(zip(told, own, strict=True)) if one is not None
         and other is not None and abs(one * unit - other[0]) > half * unit + other[1] + APART * other[0]]
        for unit in ((1.0, 0.01) if per_cent else (1.0,))
    ]  # fmt: skip
    return min(readings, key=len)


def _told(cell: figures.Cell, decimal: str) -> float | None:
    try:
        return figures.number(cell, decimal, percent=True)
    except ValueError:
        return None


def _last_digit(cells: Sequence[figures.Cell]) -> float:
    """What a 1 in the last digit that a column shows is worth."""
    return min(map(_last_place, {figures.text(cell) for cell in cells}), default=0.0)


def _last_place(word: str) -> float:
    digits = _FRACTION.search(word)
    return 10.0 ** -(len(digits[1]) if digits else 0) * (0.01 if word.endswith("%") else 1.0)
