"""How often each rule would be right, wrong or undecided at each look, and what acting on it brings."""

from adsim.report.canvas import svg
from adsim.report.evidence import FEWEST_FOR_RANGE
from adsim.report.product_test.scene import OUTCOMES, Trial
from adsim.report.product_test.stacks import Stack, stacked
from adsim.report.rows import Row, ranges
from adsim.report.view import Mark, Picture


def verdicts(trial: Trial) -> Picture:
    """A panel a rule, a bar a look; the share of wrong verdicts is written above."""
    say, colours = trial.say, OUTCOMES
    stacks, told = [], []
    for rule in trial.rules:
        rows = trial.only("verdicts", rule=rule).sort_values("look")
        shares = {part: rows[part].to_numpy(dtype=float) for part in colours}
        tops = [say.percent(share) for share in shares["wrong"]]
        stacks.append(Stack(trial.rule_name(rule), shares, tops, colours["wrong"]))
        told.append((trial.rule_name(rule), say.say("test_alt_verdict", **_last(trial, rule))))
    title = say.say("test_verdicts_title")
    figure = stacked(stacks, trial.looks, colours, say.say("test_look_axis"))
    marks = tuple(Mark(say.say(f"test_{part}"), colour) for part, colour in colours.items())
    return Picture("verdicts", title, say.say("test_verdicts_help"),
                   svg(figure, "verdicts", trial.describe(title, told)), marks)  # fmt: skip


def _last(trial: Trial, rule: str) -> dict[str, str]:
    row = trial.verdict(rule)
    return {part: trial.say.percent(row[part]) for part in OUTCOMES}


def gains(trial: Trial) -> Picture | None:
    """What acting on each rule earns more than never acting; nothing to draw where nobody acts."""
    say, rows = trial.say, []
    if not trial.acted:
        return None
    for rule in trial.acted:
        row = trial.outcome(rule)
        label = f"{say.gain(row['gain'])} ± {say.money((row['gain_high'] - row['gain_low']) / 2)}"
        thin = (row["worlds_p05"], row["worlds_p95"])
        colour = trial.rule_line(rule)[0]
        name = trial.rule_name(rule)
        rows.append(Row(name, row["gain"], thin, (row["gain_low"], row["gain_high"]), label, colour))
    if not any(row.thin != (0.0, 0.0) for row in rows):
        return None  # nobody acted before the end
    title = say.say("test_gains_title")
    drawn = svg(ranges(rows, say.compact_money, zero=True), "gains",
                trial.describe(title, [(row.name, row.label) for row in rows]))  # fmt: skip
    help_text = say.say("test_gains_help")
    if int(trial.facts["replications"]) >= FEWEST_FOR_RANGE:
        help_text += say.say("differences_help_range", spread=say.spread(trial.facts))
    return Picture("gains", title, help_text, drawn)
