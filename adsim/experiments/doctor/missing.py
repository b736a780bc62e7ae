"""What the reports do not tell: which default calibrate takes for it, and where else it could be learnt.

The defaults are not listed here: whatever calibrate's own estimates call an assumption is missing. Which column or
further report would tell it is read off the layouts of the platform.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from adsim.experiments.calibration.account import Account
from adsim.experiments.calibration.assumptions import Figure
from adsim.experiments.calibration.groundwork import Groundwork
from adsim.experiments.calibration.options import Options, spelled
from adsim.experiments.calibration.sentences import LANGS
from adsim.platforms import PLATFORMS, ExportLayout
from adsim.platforms.exports import Export

# The fields of a report that would tell a figure; others no report tells.
TOLD_BY: Mapping[str, tuple[str, ...]] = {
    "bid_over_cpc": ("bid",),
    "impression_share": ("impression_share",),
    "cvr": ("orders", "orders_30", "orders_14", "orders_7", "orders_1"),
    "basket": ("revenue", "revenue_30", "revenue_14", "revenue_7", "revenue_1"),
    "daily_budget": ("budget",),
    "period_days": ("date", "first"),
    "start": ("date", "first"),
    "currency": ("currency",),
}
PLAIN = "generic"
# The option that replaces an assumption where it does not bear its name.
OPTIONS: Mapping[str, str] = {"orders_shown": "downloaded"}


@dataclass(frozen=True)
class Missing:
    """An assumption of calibrate. `option` replaces it ("" if none does); `columns` are (platform, layout, header):
    headers that a given report may carry and does not; `reports` further ones of the platform, (platform, layout)."""

    figure: Figure
    option: str
    columns: tuple[tuple[str, ExportLayout, str], ...]
    reports: tuple[tuple[str, ExportLayout], ...]

    @property
    def facts(self) -> dict[str, Any]:
        return {
            "name": self.figure.name,
            "value": self.figure.value if isinstance(self.figure.value, int | float | str) else str(self.figure.value),
            "why": {lang: self.figure.why.text(lang) for lang in LANGS},
            "option": self.option,
            "columns": [{**_layout(name, layout), "column": column} for name, layout, column in self.columns],
            "reports": [_layout(name, layout) for name, layout in self.reports],
        }


def _layout(platform: str, layout: ExportLayout) -> dict[str, str]:
    return {"platform": platform, "layout": layout.name, "title": layout.title}


def missing(account: Account, exports: Sequence[Export]) -> Iterator[Missing]:
    """Every assumption that a calibration of this account would rest on, in its order of printing."""
    options = {one.name for one in fields(Options)}
    given = {(export.platform, export.layout.name): export for export in exports}
    for figure in assumed(account):
        told_by = TOLD_BY.get(figure.name, ())
        columns = tuple(
            (export.platform, export.layout, header)
            for export in given.values()
            if (header := _header(export.platform, export.layout, told_by))
        )
        # A plain table is the caller's own: it has columns to add, but no further reports.
        others = tuple(
            (account.platform, layout)
            for layout in PLATFORMS[account.platform].exports if account.platform != PLAIN
            if (account.platform, layout.name) not in given and _header(account.platform, layout, told_by)
        )  # fmt: skip
        name = OPTIONS.get(figure.name, figure.name)
        option = spelled(name) if name in options else ""
        yield Missing(figure, option, columns, () if columns else others)


def assumed(account: Account) -> list[Figure]:
    """What calibrate would assume of this account with no option given."""
    figures = Groundwork.of(account).figures.values()
    return [figure for figure in figures if figure.source == "assumption"]


def _header(platform: str, layout: ExportLayout, told_by: Sequence[str]) -> str:
    """The layout's header for the first of the fields that it knows and the platform still writes, else ""."""
    silent = PLATFORMS[platform].hand.silent
    return next((layout.columns[name][0] for name in told_by if name in layout.columns and name not in silent), "")
