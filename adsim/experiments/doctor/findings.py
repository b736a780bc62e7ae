"""What the doctor finds: a kind, how grave it is, the figures that its sentence names, and the lines concerned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from adsim.errors import Problem

Value = int | float | str | None
# fatal: no calibration can use the data; care: read the answer with this in mind; note: worth knowing.
Weight = Literal["fatal", "care", "note"]
WEIGHTS: tuple[Weight, ...] = ("fatal", "care", "note")
Verdict = Literal["good", "care", "unusable"]
# What decides most stands first: the reason of the verdict is the first of the gravest.
GRAVEST_FIRST = (
    "no_clicks",
    "not_one_account",
    "too_little_readable",
    "out_of_reach",
    "unreadable",
    "rows_exceed_total",
    "rows_below_total",
    "duplicates",
    "tracking_stopped",
    "tracking_gap",
    "tracking_began",
    "impossible",
    "no_orders",
    "no_revenue",
    "few_clicks",
    "few_orders",
    "hidden_terms",
    "hidden_below",
    "clicked_only",
    "only_clicked_rows",
    "gaps",
    "outlier_days",
    "no_period",
    "short_period",
)


@dataclass(frozen=True)
class Finding:
    """One thing found. `file` is "" where it concerns all files together; `facts` are raw figures (money in the
    report's currency, shares of 1, ISO dates); `lines` name every line or day concerned."""

    kind: str
    weight: Weight
    file: str
    facts: Mapping[str, Value] = field(default_factory=dict)
    lines: tuple[Problem, ...] = ()


def weighed(share: float, few: float) -> Weight:
    """How grave something is that concerns this share of all."""
    return "care" if share > few else "note"


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The gravest first; of one weight in the order of `GRAVEST_FIRST`."""
    return tuple(sorted(findings, key=lambda found: (WEIGHTS.index(found.weight), GRAVEST_FIRST.index(found.kind))))


def verdict(findings: Sequence[Finding]) -> Verdict:
    """Of all findings together."""
    weights = {found.weight for found in findings}
    return "unusable" if "fatal" in weights else "care" if "care" in weights else "good"
