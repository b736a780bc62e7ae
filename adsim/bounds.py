"""What the parts of a scenario are made of: numbers, names and days within their bounds, and the base of all parts.

Money is in currency units, rates are shares of 1, `spread` is the standard deviation of the logarithm.
"""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError


def broken(at: str, rule: str, got: object = "", mend: str = "") -> PydanticCustomError:
    """A broken rule about several fields of a part, placed at its field `at` ("": the part itself)."""
    return PydanticCustomError("rule", "{rule}", {"at": at, "rule": rule, "got": str(got), "mend": mend})


def _day(value: Any) -> Any:
    """Only dates and ISO days: pydantic alone would take a number for seconds since 1970."""
    if type(value) is not date and not (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)):
        raise PydanticCustomError("date_type", "must be a day such as 2024-06-01")
    return value


def _in_this_century(value: date) -> date:
    if not 2000 <= value.year <= 2100:
        raise broken("", "must lie between the years 2000 and 2100", value)
    return value


HIGHEST_BID = 10_000
HIGHEST_BUDGET, HIGHEST_PRICE, MOST_SEARCHES = 1e8, 1e7, 1e12
Positive = Annotated[float, Field(strict=True, gt=0, le=MOST_SEARCHES, allow_inf_nan=False)]
NonNegative = Annotated[float, Field(strict=True, ge=0, le=1e12, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
Rate = Annotated[float, Field(strict=True, gt=0, lt=1, allow_inf_nan=False)]
Examination = Annotated[float, Field(strict=True, gt=0, le=1, allow_inf_nan=False)]
Factor = Annotated[float, Field(strict=True, gt=0, le=100, allow_inf_nan=False)]
FactorOrOff = Annotated[float, Field(strict=True, ge=0, le=100, allow_inf_nan=False)]
Spread = Annotated[float, Field(strict=True, ge=0, le=3, allow_inf_nan=False)]
Bid = Annotated[float, Field(strict=True, ge=0, le=HIGHEST_BID, allow_inf_nan=False)]
Money = Annotated[float, Field(strict=True, ge=0, le=1e9, allow_inf_nan=False)]
Count = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
Looked = Annotated[int, Field(strict=True, ge=1, le=366)]
CountOrNone = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Name = Annotated[str, Field(strict=True, min_length=1, max_length=200)]
Hours = Annotated[tuple[FactorOrOff, ...], Field(min_length=24, max_length=24)]
Day = Annotated[date, BeforeValidator(_day), AfterValidator(_in_this_century)]
Week = Annotated[tuple[FactorOrOff, ...], Field(min_length=7, max_length=7)]


class Part(BaseModel):
    """Base of every part: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class PerClass(Part):
    """One factor for each keyword class."""

    head: FactorOrOff = 1.0
    long_tail: FactorOrOff = 1.0
    precise: FactorOrOff = 1.0

    def of(self, name: str) -> float:
        return float(getattr(self, name))
