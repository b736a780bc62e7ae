"""How numbers read: currency signs, percentages, thousands and 万, and a dash for what is missing.

>>> Numbers("en", "CNY").money(-1234.5)
'−¥1,234'

Never raises: nan, None and infinity all read as the dash, because 0/0 is missing, not 0.
"""

import math
from dataclasses import dataclass
from typing import Literal

from adsim.platforms.currencies import WITHOUT_CENTS

Lang = Literal["en", "zh"]
LANGS: tuple[Lang, ...] = ("en", "zh")

SIGNS = {"CNY": "¥", "USD": "$", "GBP": "£", "EUR": "€", "JPY": "JP¥"}
MISSING = "–"
MINUS = "\N{MINUS SIGN}"
STEPS = {"en": ((1e9, "B"), (1e6, "M"), (1e3, "k")), "zh": ((1e8, "亿"), (1e4, "万"))}


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def _signed(text: str, value: float, plus: bool) -> str:
    """`text`, the absolute value, with its sign; what rounds to nothing has none."""
    if not any(digit in text for digit in "123456789"):
        return text
    return f"{MINUS}{text}" if value < 0 else f"+{text}" if plus else text


@dataclass(frozen=True)
class Numbers:
    """Numbers in one language and one currency (an ISO code; without a known sign the code is written, "": none)."""

    lang: Lang
    currency: str

    @property
    def sign(self) -> str:
        return SIGNS.get(self.currency, f"{self.currency}\N{NO-BREAK SPACE}" if self.currency else "")

    def money(self, value: float | None, plus: bool = False) -> str:
        """Cents below 100 only: a price of 1.53 needs them, a profit of 12,340 does not."""
        number = _finite(value)
        if number is None:
            return MISSING
        cents = 0 if abs(number) >= 99.995 or self.currency in WITHOUT_CENTS else 2
        return _signed(f"{self.sign}{abs(number):,.{cents}f}", number, plus)

    def gain(self, value: float | None) -> str:
        """Money with its sign always written."""
        return self.money(value, plus=True)

    def percent(self, value: float | None) -> str:
        """A share of 1 as a percentage; finer below 10 % and just below 100 %, where it matters."""
        number = _finite(value)
        if number is None:
            return MISSING
        share = abs(number) * 100
        digits = 0 if share == 0 else 2 if share < 1 else 1 if share < 10 or 99 < share < 100 else 0
        return _signed(f"{share:,.{digits}f}%", number, plus=False)

    def ratio(self, value: float | None) -> str:
        number = _finite(value)
        return MISSING if number is None else _signed(f"{abs(number):,.2f}", number, plus=False)

    def decimal(self, value: float | None) -> str:
        number = _finite(value)
        return MISSING if number is None else _signed(f"{abs(number):,.1f}", number, plus=False)

    def count(self, value: float | None) -> str:
        """A mean count: one decimal while it is small."""
        number = _finite(value)
        if number is None:
            return MISSING
        digits = 0 if abs(number) >= 100 or number == round(number) else 1
        return _signed(f"{abs(number):,.{digits}f}", number, plus=False)

    def compact(self, value: float) -> str:
        """For ticks: 12k, 1.2M; in Chinese 1.2万, 3亿."""
        for step, letter in STEPS[self.lang]:
            if abs(value) >= step:
                return _signed(f"{abs(value) / step:.4g}{letter}", value, plus=False)
        return _signed(f"{abs(value):.4g}", value, plus=False)

    def compact_money(self, value: float) -> str:
        text = self.compact(abs(value))
        return _signed(f"{self.sign}{text}", value, plus=False)
