"""Pictures of whose traffic was whose, who took it from whom, and what the best fixed bids would have earned."""

import numpy as np

from adsim.report.canvas import FAINT, INK, VARIANT_COLOURS, canvas, svg
from adsim.report.rows import MARGIN, ROW, Row, frame, ranges
from adsim.report.view import Mark, Picture, View
from adsim.report.words import short

_GROUPS = ("ours", "crowd")
MOST_GROUPS = len(VARIANT_COLOURS)


def pictures(view: View) -> list[Picture | None]:
    return [shares(view), moved(view), regret(view)]


def called(view: View, group: str) -> str:
    """A group of advertisers in words; those of the scenario by their names."""
    return view.say.say(f"advertisers_{group}") if group in _GROUPS else short(group)


def _groups(view: View) -> list[str]:
    """Ours, the crowd, and the groups with the most clicks."""
    table = view.tables["traffic"]
    named = table[~table["advertisers"].isin(_GROUPS)].groupby("advertisers", sort=False)["clicks"].max()
    most = set(named.nlargest(MOST_GROUPS).index)
    return [*_GROUPS, *(str(name) for name in named.index if name in most)]


def _colour(group: str, place: int) -> str:
    return {"ours": INK, "crowd": FAINT}.get(group) or VARIANT_COLOURS[(1 - place) % len(VARIANT_COLOURS)]


def shares(view: View) -> Picture:
    """A bar a variant, cut by group."""
    say, groups = view.say, _groups(view)
    table = view.tables["traffic"].set_index(["variant", "advertisers"])["click_share"]
    figure, (axes,) = canvas(ROW * len(view.rows) + 36, left=MARGIN, right=2 * MARGIN)
    axes.set_xlim(0, 1)
    before = np.zeros(len(view.rows))
    for place, group in enumerate(groups):
        wide = np.nan_to_num([table.get((variant, group), 0.0) for variant in view.rows])
        level = np.arange(len(view.rows)) + 0.72
        axes.barh(level, wide, left=before, height=0.28, color=_colour(group, place))
        before = before + wide
    told = [(name, say.percent(table.get((name, "ours"), np.nan))) for name in view.rows]
    frame(axes, told, say.percent)
    title = say.say("traffic_share_title")
    marks = tuple(Mark(called(view, group), _colour(group, place)) for place, group in enumerate(groups))
    drawn = svg(figure, "traffic_share", view.describe(title, told))
    return Picture("traffic_share", title, say.say("traffic_share_help"), drawn, marks)


def moved(view: View) -> Picture | None:
    """Clicks more than in the baseline, a row a variant and group; the variant is named once, at its first row."""
    say, groups = view.say, _groups(view)
    rows: list[Row] = []
    told: list[tuple[str, str]] = []
    for variant in (name for name in view.rows if name != view.baseline):
        before = len(rows)
        for place, group in enumerate(groups):
            for row in view.only("traffic", variant=variant, advertisers=group).to_dict("records"):
                if not row["clicks_more"] and group not in _GROUPS:
                    continue
                more, low, high = (_signed(view, row[name]) for name in ("clicks_more", "low", "high"))
                label = f"{more} ({low} … {high})" if view.repeated else more
                whole = say.say("traffic_row", advertisers=called(view, group), variant=short(variant, 16))
                name = whole if len(rows) == before else called(view, group)
                told.append((whole, label))
                thin, thick = (row["worlds_p05"], row["worlds_p95"]), (row["low"], row["high"])
                rows.append(Row(name, row["clicks_more"], thin, thick, label, _colour(group, place)))
    if not rows:
        return None
    figure = ranges(rows, say.compact, zero=True)
    title = say.say("traffic_moved_title", baseline=short(view.baseline))
    drawn = svg(figure, "traffic_moved", view.describe(title, told))
    text = say.say("traffic_moved_help")
    text += say.say("traffic_moved_range", spread=say.spread(view.facts)) if view.ranged else ""
    return Picture("traffic_moved", title, text, drawn)


def _signed(view: View, value: float) -> str:
    return ("+" if round(value) > 0 else "") + view.say.count(round(value)) if np.isfinite(value) else "–"


def regret(view: View) -> Picture | None:
    """What the best fixed bids of each world earn more, a row a variant."""
    say, table = view.say, view.only("regret", hindsight="each_world", scope="one_factor")
    rows = []
    for variant in view.rows:
        for row in table[table["variant"] == variant].to_dict("records"):
            label = f"{say.gain(row['regret'])} ({say.gain(row['low'])} … {say.gain(row['high'])})"
            thin, thick = (row["worlds_p05"], row["worlds_p95"]), (row["low"], row["high"])
            rows.append(Row(variant, row["regret"], thin, thick, label, view.colour(variant)))
    if not rows:
        return None
    figure = ranges(rows, say.compact_money, zero=True)
    title = say.say("regret_title")
    drawn = svg(figure, "regret", view.describe(title, [(row.name, row.label) for row in rows]))
    text = say.say("regret_help", worlds=say.count(view.facts["regret_replications"]))
    text += say.say("regret_range", spread=say.spread(view.facts)) if view.ranged else ""
    return Picture("regret", title, text, drawn)
