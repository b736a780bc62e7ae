"""How a platform writes its reports: what a layout's columns do not say, as ready values for `writing`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

ENCODINGS = ("utf-8-sig", "utf-8", "utf-16", "utf-16-be", "gbk", "gb18030", "cp1252")


@dataclass(frozen=True)
class Handwriting:
    """A platform's ways with titles, totals, missing values, shares and derived figures.

    `missing` stands where a report does not say. `percent`: ratios as `1.25%`, else as fractions; `bounded`:
    shares below 10 and above 90 % as `< 10%`, `> 90%`; `grouped`: `12,345`; `padded`: headers of sales end in a
    blank. `titles`: a title and the period stand above the header. `total` labels the line of totals ("": none),
    `unlisted` the line of what a report of terms keeps to itself. `silent`: fields of older reports, still read,
    that it writes no more. `windows`: days after the click in which orders are counted, one column each; empty:
    one column. `ratios` are headers of the figures derived from others (ctr, cpc, cvr, roas, acos), `match_types`
    the words for exact, phrase, broad and auto.
    """

    missing: str = ""
    percent: bool = False
    bounded: bool = False
    grouped: bool = False
    padded: bool = False
    titles: bool = False
    total: str = ""
    unlisted: str = ""
    encoding: str = "utf-8-sig"
    silent: tuple[str, ...] = ()
    windows: tuple[int, ...] = ()
    ratios: Mapping[str, str] = field(default_factory=dict)
    match_types: Mapping[str, str] = field(default_factory=dict)


PLAIN = Handwriting()
