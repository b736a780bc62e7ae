"""Pictures that give each variant a row: profit, ROAS, ROI, differences to the baseline, share of worlds won."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isnan

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from adsim.report.canvas import INK, WIDTH, canvas, svg
from adsim.report.view import Picture, View, limits
from adsim.report.words import NORMAL_95, short, variant_row, width

ROW = 40.0
MARGIN = 10.0
LETTER = 6.3  # units a column of text may take


@dataclass(frozen=True)
class Row:
    """A variant's value with two ranges: `thin` over worlds, `thick` of simulation; `label` says them."""

    variant: str
    value: float
    thin: tuple[float, float]
    thick: tuple[float, float]
    label: str


def standings(view: View) -> list[Picture]:
    pictures = [_measure(view, name) for name in ("profit", "roas", "roi")]
    return [*pictures, _differences(view), _best(view)] if view.several else pictures


def _measure(view: View, name: str) -> Picture:
    say = view.say
    tell: Callable[[float], str] = {"profit": say.money, "roas": say.ratio, "roi": say.percent}[name]
    rows = []
    for variant in view.rows:
        row = variant_row(view.tables, variant)
        value, error = row[name], NORMAL_95 * row[f"{name}_error"]
        label = tell(value) if isnan(error) else f"{tell(value)} ± {tell(error)}"
        thin = (row[f"{name}_p05"], row[f"{name}_p95"])
        rows.append(Row(variant, value, thin, (value - error, value + error), label))
    title = say.say(f"{name}_title")
    ticks = {"profit": say.compact_money, "roas": say.compact, "roi": say.percent}[name]
    return _rows(view, name, title, rows, ticks)


def _differences(view: View) -> Picture:
    say = view.say
    rows = []
    for row in view.only("differences", versus=view.baseline).to_dict("records"):
        if row["variant"] in view.rows:
            label = f"{say.gain(row['profit'])} ({say.gain(row['low'])} … {say.gain(row['high'])})"
            thin, thick = (row["worlds_p05"], row["worlds_p95"]), (row["low"], row["high"])
            rows.append(Row(row["variant"], row["profit"], thin, thick, label))
    rows.sort(key=lambda row: view.rows.index(row.variant))
    title = say.say("differences_title", baseline=short(view.baseline))
    return _rows(view, "differences", title, rows, say.compact_money)


def _rows(view: View, key: str, title: str, rows: list[Row], ticks: Callable[[float], str]) -> Picture:
    figure, (axes,) = canvas(ROW * len(rows) + 36, left=MARGIN, right=MARGIN)
    ends = [end for row in rows for end in (row.value, *row.thin, *row.thick)]
    axes.set_xlim(*limits(ends if key != "roi" else [*ends, 0.0]))
    for place, row in enumerate(rows):
        colour = view.colour(row.variant)
        axes.hlines(place + 0.72, *row.thin, color=colour, linewidth=2)
        axes.hlines(place + 0.72, *row.thick, color=colour, linewidth=9, alpha=0.55)
        axes.vlines(row.value, place + 0.55, place + 0.89, color=INK, linewidth=1.6)
        _name(axes, place + 0.28, row.variant, row.label)
    _frame(axes, len(rows), ticks)
    describe = view.describe(title, [(row.variant, _with_range(view, row)) for row in rows])
    help_text = view.say.say(f"{key}_help", spread=view.say.spread(view.facts))
    return Picture(key, title, help_text, svg(figure, key, describe))


def _with_range(view: View, row: Row) -> str:
    low, high = row.thin
    if isnan(low):
        return row.label
    tell = view.say.money if abs(high - low) > 20 else view.say.ratio
    return f"{row.label} [{tell(low)} … {tell(high)}]"


def _name(axes: Axes, y: float, name: str, label: str) -> None:
    columns = int((WIDTH - 2 * MARGIN) / LETTER) - width(label) - 2
    across = axes.get_yaxis_transform()
    axes.text(0, y, short(name, max(columns, 8)), ha="left", va="center", transform=across)
    axes.text(1, y, label, ha="right", va="center", transform=across)


def _frame(axes: Axes, rows: int, ticks: Callable[[float], str]) -> None:
    axes.set_ylim(rows, 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    low, high = axes.get_xlim()
    if low <= 0 <= high:
        axes.axvline(0, color=INK, linewidth=1)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: ticks(value)))


def _best(view: View) -> Picture:
    say = view.say
    share = view.tables["variants"].set_index("variant")["best_share"]
    figure, (axes,) = canvas(ROW * len(view.rows) + 36, left=MARGIN, right=2 * MARGIN)
    axes.set_xlim(0, 1)
    for place, variant in enumerate(view.rows):
        axes.barh(place + 0.72, share[variant], height=0.28, color=view.colour(variant))
        _name(axes, place + 0.3, variant, say.percent(share[variant]))
    _frame(axes, len(view.rows), say.percent)
    spread = say.spread(view.facts)
    title = say.say("best_title", spread=spread)
    describe = view.describe(title, [(name, say.percent(share[name])) for name in view.rows])
    return Picture("best", title, say.say("best_help", spread=spread), svg(figure, "best", describe))
