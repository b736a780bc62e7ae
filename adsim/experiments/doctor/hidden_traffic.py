"""What a report leaves out: rows against its own total rows, terms hidden by the platform, searches without a click.

A search-term report lists what was clicked (or searched often enough); the rest is in a total row, in a coarser
report of the same account, or nowhere. Left out traffic makes click rates too high and volumes too low.
"""

from collections.abc import Iterator

from adsim.experiments.calibration.account import Account
from adsim.experiments.doctor.findings import Finding, Value, weighed
from adsim.experiments.doctor.portrait import Totals
from adsim.platforms.exports import Export, TotalRow

COST_SLACK = 0.005  # of the cost: cents rounded line by line
WORTH_CARE = 0.05  # part of the clicks hidden, or a sum off
# Part of the clicks that only a coarser report knows: they are counted, but say less.
KNOWN_ROUGHLY, HARDLY_ANY = 0.3, 0.005
# So many lines of a single click and none without: somebody, or the platform, left those out.
ONCE_CLICKED = 20


def against_total_rows(export: Export) -> Iterator[Finding]:
    """Sums of the lines against the report's own total rows, and what these say is not listed."""
    listed = Totals.of(export)
    hidden = [row for row in export.unlisted if row.clicks or row.impressions]
    for row in hidden:
        clicks, impressions, cost = row.clicks or 0.0, row.impressions or 0.0, row.cost or 0.0
        shares = {
            "click_share": clicks / max(listed.clicks + clicks, 1),
            "impression_share": impressions / max(listed.impressions + impressions, 1),
            "cost_share": cost / max(listed.cost + cost, 1e-9),
        }
        weight = weighed(max(shares["click_share"], shares["impression_share"]), WORTH_CARE)
        facts: dict[str, Value] = {"label": row.label, "line": row.line, "clicks": int(clicks), **shares}
        yield Finding("hidden_terms", weight, export.file, facts)
    if not hidden:
        yield from _differing(export, listed)


def _differing(export: Export, listed: Totals) -> Iterator[Finding]:
    """The total row nearest to the sums, where it is not the same; one with more clicks holds lines not listed."""
    told = [row for row in export.totals if row.clicks is not None and row not in export.unlisted]
    if not told or any(_same(row, listed) for row in told):
        return
    nearest = min(told, key=lambda row: abs((row.clicks or 0) - listed.clicks))
    clicks = int(nearest.clicks or 0)
    off = max(_off(listed.clicks, nearest.clicks), _off(listed.impressions, nearest.impressions),
              _off(listed.cost, nearest.cost))  # fmt: skip
    more = listed.clicks > clicks or (listed.clicks == clicks and listed.cost > (nearest.cost or 0.0))
    facts: dict[str, Value] = {
        "label": nearest.label,
        "line": nearest.line,
        "clicks": listed.clicks,
        "total_clicks": clicks,
        "cost": listed.cost,
        "total_cost": nearest.cost,
        "off_share": off,
    }
    yield Finding("rows_exceed_total" if more else "rows_below_total", weighed(off, WORTH_CARE), export.file, facts)


def agreeing_total(export: Export) -> TotalRow | None:
    """The total row that says what the lines add up to, if there is one."""
    listed = Totals.of(export)
    return next((row for row in export.totals if row.clicks is not None and _same(row, listed)), None)


def _same(row: TotalRow, listed: Totals) -> bool:
    counts = all(
        told is None or told == own
        for told, own in ((row.impressions, listed.impressions), (row.clicks, listed.clicks))
    )
    return counts and (row.cost is None or abs(row.cost - listed.cost) <= COST_SLACK * listed.cost + 0.01)


def _off(own: float, told: float | None) -> float:
    return 0.0 if told is None or own == told else abs(own - told) / max(own, told)


def only_clicked(export: Export) -> Iterator[Finding]:
    """Lines of single clicks and none without any, where the layout does not say that it leaves those out."""
    once = sum(row.clicks == 1 for row in export.rows)
    listed = export.layout.level in ("term", "keyword") and not export.layout.clicked_only
    if listed and once >= ONCE_CLICKED and all(row.clicks for row in export.rows):
        yield Finding("only_clicked_rows", "care", export.file, {"rows": once})


def below_coarser_reports(account: Account) -> Iterator[Finding]:
    """What a coarser report of the account knows beyond the finest one's lines."""
    units = account.units
    rest = units[units["rest"].astype(bool)]
    whole = float(units["clicks"].sum())
    clicks, impressions = float(rest["clicks"].sum()), float(rest["impressions"].sum())
    shares = {
        "click_share": clicks / max(whole, 1.0),
        "impression_share": impressions / max(float(units["impressions"].sum()), 1.0),
    }
    if len(account.kinds) > 1 and max(shares.values()) > HARDLY_ANY:
        facts: dict[str, Value] = {"clicks": round(clicks), **shares, "finest": account.kinds[0].files[0]}
        yield Finding("hidden_below", weighed(shares["click_share"], KNOWN_ROUGHLY), "", facts)
