"""What fresh worlds say: how far the winner is ahead of every plain plan, and what each plan earns there."""

from adsim.report.canvas import INK, svg
from adsim.report.evidence import ranged
from adsim.report.optimise.scene import NAME, Raced
from adsim.report.rows import Row, ranges
from adsim.report.view import Picture
from adsim.report.words import short


def again(raced: Raced) -> list[Picture]:
    """Both, but no differences where nobody else raced."""
    return [*([_ahead(raced)] if len(raced.plans) > 1 else []), _profits(raced)]


def _ahead(raced: Raced) -> Picture:
    """Bars are the ranges that hold together; a ring is what the search had promised."""
    say = raced.say
    rivals = [row for name, row in raced.plans.items() if name != raced.facts["winner"]]
    rivals.sort(key=lambda row: row["gain"])
    rows = []
    for row in rivals:
        low, high = (say.compact_money(float(f"{row[name]:.3g}")) for name in ("gain_low", "gain_high"))
        label = f"{say.gain(row['gain'])} ({low} … {high})"
        between = sorted((row["gain"], row["searched_gain"]))
        rows.append(Row(short(raced.name(row["name"]), NAME), row["gain"], (between[0], between[1]),
                        (row["gain_low"], row["gain_high"]), label, raced.colour(row["name"])))  # fmt: skip
    figure = ranges(rows, say.compact_money, zero=True)
    figure.axes[0].plot([row["searched_gain"] for row in rivals], [place + 0.72 for place in range(len(rivals))], "o",
                        markersize=7, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.2)  # fmt: skip
    winner = short(raced.name(raced.facts["winner"]), NAME)
    title = say.say("optimise_ahead_title", plan=winner)
    told = [(row.name, row.label) for row in rows]
    drawn = svg(figure, "ahead", raced.describe(title, told))
    return Picture("ahead", title, say.say("optimise_ahead_help"), drawn)


def _profits(raced: Raced) -> Picture:
    say = raced.say
    rows = []
    for name, row in sorted(raced.plans.items(), key=lambda item: -item[1]["profit"]):
        error = (row["profit_high"] - row["profit_low"]) / 2
        rows.append(Row(short(raced.name(name), NAME), row["profit"], (row["worlds_p05"], row["worlds_p95"]),
                        (row["profit_low"], row["profit_high"]), f"{say.money(row['profit'])} ± {say.money(error)}",
                        raced.colour(name)))  # fmt: skip
    title = say.say("optimise_profits_title", days=say.days(int(raced.facts["days"])))
    drawn = svg(
        ranges(rows, say.compact_money), "profits", raced.describe(title, [(row.name, row.label) for row in rows])
    )
    text = say.say("optimise_profits_help")
    if ranged(raced.facts):
        text += say.say("optimise_profits_range", spread=say.spread(raced.facts))
    return Picture("profits", title, text, drawn)
