"""Lines that cannot be read, cannot be right, contradict themselves or stand twice: each one named.

What the reader found (`Export.unreadable`, `impossible`, `duplicates`) is weighed here, and what only a doctor asks
is added: positions below 1, windows that shrink, shares that add up to more than 1.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from adsim.errors import Problem
from adsim.experiments.doctor.findings import Finding, weighed
from adsim.experiments.doctor.portrait import unreadable_rows
from adsim.platforms.exports import Export, ExportRow

# Of all lines: above, the answer may be another one with them; above half, the file is something else.
FEW, HALF = 0.01, 0.5
# Late crediting shifts a click to another day than its impression, so a few such lines are usual.
USUAL_ODD = 0.05
WINDOWS = (1, 7, 14, 30)
SHARES = ("impression_share", "lost_to_budget", "lost_to_rank")
# `< 10%` and `> 90%` are read as their middles, each up to 5 points off.
SHARES_SLACK = 1.11


def doubtful_lines(export: Export) -> Iterator[Finding]:
    """What is wrong with single lines of the report."""
    yield from _unreadable(export)
    odd = (*export.impossible, *(problem for row in export.rows for problem in _odd(export.file, row)))
    clicks = {f"{export.file}:{row.line}": row.clicks for row in export.rows}
    concerned = {problem.where for problem in odd}
    if concerned:
        share = _share(sum(clicks.get(where, 0) for where in concerned), sum(clicks.values()))
        weight = weighed(max(share, len(concerned) / len(export.rows)), USUAL_ODD)
        yield Finding("impossible", weight, export.file, {"rows": len(concerned), "click_share": share}, odd)
    if export.duplicates:
        rows = len({problem.where for problem in export.duplicates})
        weight = weighed(rows / len(export.rows), FEW)
        yield Finding("duplicates", weight, export.file, {"rows": rows}, export.duplicates)


def _unreadable(export: Export) -> Iterator[Finding]:
    rows = unreadable_rows(export)
    if not rows:
        return
    share = rows / (rows + len(export.rows))
    facts = {"rows": rows, "row_share": share}
    if share > HALF:
        yield Finding("too_little_readable", "fatal", export.file, facts, export.unreadable)
    else:
        yield Finding("unreadable", weighed(share, FEW), export.file, facts, export.unreadable)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _odd(file: str, row: ExportRow) -> Iterable[Problem]:
    where, what = f"{file}:{row.line}", (row.keyword or row.ad_group or row.campaign)[:60]
    if row.position is not None and row.position < 1 and row.impressions:
        yield Problem(where, what, "position must not be below 1", f"{row.position:g}")
    if row.first is not None and row.last is not None and row.last < row.first:
        yield Problem(where, what, "must not end before it begins", f"{row.first} > {row.last}")
    shares = [share for name in SHARES if (share := getattr(row, name)) is not None]
    if sum(shares) > SHARES_SLACK:
        told = " + ".join(f"{share:.0%}" for share in shares)
        yield Problem(where, what, "shares of impressions must not add up to more than 100%", told)
    for name in ("orders", "revenue"):
        told_in = [(days, value) for days in WINDOWS if (value := getattr(row, f"{name}_{days}")) is not None]
        for (few, early), (many, late) in pairwise(told_in):
            if early > late + 0.005:
                rule = f"{name} within {few} days must not exceed those within {many}"
                yield Problem(where, what, rule, f"{early:g} > {late:g}")
