"""What cannot be in the figures of a report, or hardly: named, never dropped."""

from collections.abc import Iterable, Iterator

from adsim.errors import Problem
from adsim.platforms.encodings import REPLACEMENT, spoilt
from adsim.platforms.records import ExportRow

TEXTS = ("keyword", "campaign", "ad_group", "title")


def odd(label: str, row: ExportRow) -> list[Problem]:
    """What cannot be in the figures of one row, or only through late crediting."""
    rules = []
    if row.clicks > row.impressions:
        rules.append(("clicks must not exceed impressions", f"{row.clicks} > {row.impressions}"))
    if row.cost > 0 and row.clicks == 0:
        rules.append(("cost without a click", f"{row.cost:g}"))
    if row.orders is not None and row.orders > row.clicks:
        rules.append(("orders exceed clicks", f"{row.orders:g} > {row.clicks}"))
    if row.bid is not None and row.clicks and row.cost / row.clicks > row.bid * 1.005 + 0.005:
        rules.append(("cost per click must not exceed the bid", f"{row.cost / row.clicks:.4g} > {row.bid:g}"))
    if row.revenue and row.orders == 0:
        rules.append(("revenue without an order", f"{row.revenue:g}"))
    rules.extend(_spoilt(row))
    return [Problem(f"{label}:{row.line}", name_of(row)[:60], rule, value) for rule, value in rules]


def _spoilt(row: ExportRow) -> Iterator[tuple[str, str]]:
    for name in TEXTS:
        told = getattr(row, name)
        if told.isascii():
            continue
        meant = spoilt(told)
        if REPLACEMENT in told:
            yield f"{name} holds characters that were lost before", repr(told[:60])
        elif meant is not None:
            yield f"{name} was once read in a wrong encoding; it says {meant[:20]}", repr(told[:60])


def name_of(row: ExportRow) -> str:
    """What a line is about, in a word."""
    return row.keyword or row.title or row.product or row.placement or row.ad_group or row.campaign


def duplicates(label: str, rows: Iterable[ExportRow]) -> Iterator[Problem]:
    """Lines of the same day, hierarchy, keyword, placement and device as a line before them."""
    seen: dict[tuple[object, ...], ExportRow] = {}
    for row in rows:
        key = (row.keyword, row.target, row.campaign, row.ad_group, row.product, row.title, row.match_type,
               row.placement, row.device, row.hour, row.weekday, row.first, row.last)  # fmt: skip
        before = seen.setdefault(key, row)
        if before is not row:
            same = (row.impressions, row.clicks, row.cost) == (before.impressions, before.clicks, before.cost)
            rule = f"repeats line {before.line}, with {'the same' if same else 'other'} figures"
            yield Problem(f"{label}:{row.line}", name_of(row)[:60], rule)
