"""What one advertising platform is: its money, its slots, its quality model and the exports it writes.

A platform is a value, made in a file of its own and listed once in `adsim.platforms.PLATFORMS`; nothing
else in the house knows a platform by name. Money is in currency units.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from adsim.platforms.handwriting import PLAIN, Handwriting

# Click rate by position 1 to 9 relative to the top, from 7.11, 3.01, 2.19, 2.15, 1.61, 1.04, 0.89, 0.75 and
# 0.55 % (Accuracast, about 2 million clicks of search ads).
SEARCH_ADS = (1.0, 0.4233, 0.3080, 0.3024, 0.2264, 0.1463, 0.1252, 0.1055, 0.0774)
# Item 1 of an e-commerce list gets 8 times the clicks of item 15: a power law (eBay).
LIST_EXPONENT = 0.768
# What one line of a report is.
Level = Literal["term", "keyword", "ad_group", "product", "placement", "campaign"]


def list_curve(slots: int, scale: float = 1.0) -> tuple[float, ...]:
    """Examination of the places 1 to `slots` of a product list, the first looked at with `scale`."""
    return tuple(round(scale * place**-LIST_EXPONENT, 4) for place in range(1, slots + 1))


@dataclass(frozen=True)
class Layout:
    """The ad slots of one results page, best first, and how surely each is looked at (relative to the top
    slot, in (0, 1]; need not fall)."""

    examination: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.examination or not all(0 < chance <= 1 for chance in self.examination):
            raise ValueError(f"Examination {self.examination} must be one or more chances in (0, 1]")

    @property
    def slots(self) -> int:
        return len(self.examination)


@dataclass(frozen=True)
class QualityModel:
    """How the ranking quality follows from clicks over expected clicks (an assumption of this project).

    `quality = coec**ctr_exponent × relevance**relevance_exponent × page**page_exponent`, with `kappa`
    expected clicks as prior and older days fading with `half_life_days`.
    """

    ctr_exponent: float = 0.6
    relevance_exponent: float = 0.25
    page_exponent: float = 0.15
    kappa: float = 10.0
    half_life_days: float = 14.0


@dataclass(frozen=True)
class ExportLayout:
    """One report as the platform writes it: which header spellings carry which field.

    `level` is what one line is. `columns` maps a field of `exports.ExportRow` to its spellings, the first one
    found wins; headers are compared without case, outer spaces or width. A file is in this layout if every
    field of `required` is found and, where `signature` is not empty, at least one header of `signature`.
    `without` are headers that rule the layout out. `totals` label rows that sum up others (`total:` and `total -`
    also as a beginning), `unlisted` those among them that hold what the report does not list. `clicked_only`:
    the report leaves out what was not clicked.
    `month_first` reads 3/4/2026 as 4 March where the file itself does not tell.
    """

    name: str
    title: str
    columns: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...] = ("keyword", "impressions", "clicks", "cost")
    level: Level = "keyword"
    signature: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    clicked_only: bool = False
    month_first: bool = True


@dataclass(frozen=True)
class Platform:
    """One advertising platform: names, money, slots by device, quality, windows, exports and how it writes them.

    `increment` is what a click costs above the next advertiser's score, `reserve` the lowest price;
    `windows` are the days at which sellers there read a test.
    """

    name: str
    english: str
    chinese: str
    currency: str
    increment: float
    reserve: float
    layouts: Mapping[str, Layout]
    quality: QualityModel = QualityModel()
    windows: tuple[int, ...] = (1, 3, 7, 14, 28)
    exports: tuple[ExportLayout, ...] = ()
    hand: Handwriting = PLAIN

    def layout(self, device: str) -> Layout:
        """The layout of `device`; devices that the platform does not name look like its mobile page."""
        return self.layouts.get(device, self.layouts["mobile"])
