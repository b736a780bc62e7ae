"""What cannot be in the figures of a report, or hardly: named, never dropped."""

from collections.abc import Iterable, Iterator, Mapping

from adsim.errors import Problem
from adsim.platforms.encodings import REPLACEMENT, spoilt
from adsim.platforms.records import ExportRow

TEXTS = ("keyword", "campaign", "ad_group", "title")


def odd(label: str, row: ExportRow) -> list[Problem]:
    """What cannot be in the figures of one row, or only through late crediting."""
    rules: list[tuple[str, str]] = []
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
    return [Problem(f"{label}:{row.line}", name_of(row)[:60], rule, value) for rule, value in rules]


def spoilt_texts(label: str, rows: Iterable[ExportRow]) -> Iterator[Problem]:
    """Names and terms whose characters were lost or mistaken before the report came here."""
    known: dict[str, str] = {}
    for row in rows:
        for name in TEXTS:
            told = getattr(row, name)
            if told.isascii():
                continue
            if told not in known:
                meant = spoilt(told)
                lost = "holds characters that were lost before" if REPLACEMENT in told else ""
                known[told] = f"was once read in a wrong encoding; it says {meant[:20]}" if meant else lost
            if known[told]:
                yield Problem(f"{label}:{row.line}", name, known[told], repr(told[:60]))


def name_of(row: ExportRow) -> str:
    """What a line is about, in a word."""
    return row.keyword or row.title or row.product or row.placement or row.ad_group or row.campaign


def duplicates(label: str, rows: Iterable[ExportRow], matched: Mapping[int, str]) -> Iterator[Problem]:
    """Lines of the same day, hierarchy, keyword, placement and device as a line before them.

    `matched` is the match type by line as the report words it: close variants stand in lines of their own.
    """
    seen: dict[tuple[object, ...], ExportRow] = {}
    for row in rows:
        key = (row.keyword, row.target, row.campaign, row.ad_group, row.product, row.title, row.placement,
               matched.get(row.line), row.device, row.hour, row.weekday, row.first, row.last)  # fmt: skip
        before = seen.setdefault(key, row)
        if before is not row:
            same = (row.impressions, row.clicks, row.cost) == (before.impressions, before.clicks, before.cost)
            rule = f"repeats line {before.line}, with {'the same' if same else 'other'} figures"
            yield Problem(f"{label}:{row.line}", name_of(row)[:60], rule)
