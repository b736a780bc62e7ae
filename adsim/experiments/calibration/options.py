"""What the caller of a calibration may say; what is None is left to the reports or to a printed default."""

from dataclasses import dataclass
from datetime import date

from adsim.errors import InputError, Problem
from adsim.experiments.calibration.keyword_classes import ClassRule


@dataclass(frozen=True)
class Options:
    """What the caller says; None leaves it to the reports or to a printed default.

    Keywords: terms with one of `brands` are precise; head keywords have at most `head_words` words and are
    among those that carry `head_share` of impressions; terms with fewer than `pool_below` clicks are pooled,
    so that at most `keywords` are written. Figures: `period_days` that the reports cover, the day on which they were
    `downloaded` (later orders are not in them), the scenario's `start`, `impression_share` (the rest of the searches
    is taken as lost to the budget), `bid_over_cpc` (max CPC over average CPC), `cvr` (orders per click), `basket`
    and `unit_cost` of an order, the `daily_budget` in force in the time of the reports, `rivals` on each keyword.
    Fit: its `rounds`, and the scenario's `replications`, the worlds in which it is checked and will be compared.
    """

    brands: tuple[str, ...] = ()
    head_share: float = 0.5
    head_words: int = 3
    pool_below: int = 5
    keywords: int = 300
    period_days: int | None = None
    downloaded: date | None = None
    start: date | None = None
    impression_share: float | None = None
    bid_over_cpc: float | None = None
    cvr: float | None = None
    basket: float | None = None
    unit_cost: float | None = None
    daily_budget: float | None = None
    rivals: int | None = None
    rounds: int = 2
    replications: int = 100

    @property
    def class_rule(self) -> ClassRule:
        return ClassRule(self.brands, self.head_share, self.head_words)


_BOUNDS: dict[str, tuple[float, float]] = {
    "head_share": (0, 1), "head_words": (1, 20), "pool_below": (0, 10**6), "keywords": (1, 2000),
    "period_days": (1, 3660), "impression_share": (0.01, 1), "bid_over_cpc": (1, 20), "cvr": (1e-6, 0.9),
    "basket": (0.001, 1e7), "unit_cost": (0, 1e7), "daily_budget": (0.01, 1e8), "rivals": (1, 60),
    "rounds": (0, 100), "replications": (2, 10_000),
}  # fmt: skip


def spelled(name: str) -> str:
    """The command line's name of an option."""
    return f"--{name.replace('_', '-')}"


def checked(options: Options) -> Options:
    """The options, or an `InputError` with all that lie outside their bounds."""
    problems = []
    for name, (low, high) in _BOUNDS.items():
        value = getattr(options, name)
        if value is not None and not low <= value <= high:
            problems.append(Problem(spelled(name), "", f"must lie between {low:g} and {high:g}", f"{value:g}"))
    if problems:
        raise InputError(problems)
    return options
