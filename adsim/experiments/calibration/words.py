"""What the terminal says of a calibration."""

import math
from typing import TYPE_CHECKING

import pandas as pd

from adsim.scenario.objects import CLASSES

if TYPE_CHECKING:
    from adsim.experiments.calibration.calibration import Calibration

PROBLEMS_SHOWN = 20
LINES_SHOWN = 8
_TIE = (
    "At impression share 1 more budget buys nothing, so a comparison of splits often ends in a tie;\n"
    "if the account was limited by its budget, say so: --impression-share (below 1), --daily-budget (what it was)."
)


def told(calibration: "Calibration") -> str:
    """What was read, taken for granted and reached, line by line."""
    export = calibration.export
    period = f"{export.first} to {export.last}" if export.days else "period unknown"
    lines = [
        f"{export.file}: {export.layout.title}, {period}, {len(export.rows):,} rows",
        *_problems(calibration),
        *(f"warning: {warning}" for warning in calibration.warnings),
        "",
        "Taken because the report does not say (mend them by an option or in the file):",
        *(f"  {figure.name:<17} {_shown(figure.value):<12} {figure.why}" for figure in calibration.defaults),
        *(_TIE for figure in calibration.defaults if figure.name == "impression_share"),
        "",
        *_agreement(calibration.agreement),
        "",
        f"Written: {calibration.scenario_path} and {calibration.keywords_path}",
    ]
    return "\n".join(lines)


def _problems(calibration: "Calibration") -> list[str]:
    """Each unreadable row; odd rows gathered by the rule they break, with their lines."""
    lines = [str(problem) for problem in calibration.export.unreadable[:PROBLEMS_SHOWN]]
    more = len(calibration.export.unreadable) - PROBLEMS_SHOWN
    lines += [f"... and {more:,} more rows that cannot be read"] if more > 0 else []
    odd: dict[str, list[str]] = {}
    for problem in calibration.odd:
        odd.setdefault(problem.rule, []).append(problem.where.rpartition(":")[2])
    for rule, places in odd.items():
        rest = f" and {len(places) - LINES_SHOWN:,} more" if len(places) > LINES_SHOWN else ""
        lines.append(f"odd, but kept: {rule}, in line {', '.join(places[:LINES_SHOWN])}{rest}")
    return lines


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _agreement(agreement: pd.DataFrame) -> list[str]:
    lines = ["The report against a simulation of what was written (an in-sample check, no forecast):",
             f"  {'class':<10} {'figure':<12} {'report':>14} {'simulated':>14} {'ratio':>7}"]  # fmt: skip
    for klass in ("all", *CLASSES):
        chosen = agreement[agreement["klass"] == klass]
        columns = (chosen[name].to_list() for name in ("figure", "export", "simulated", "ratio"))
        for figure, export, simulated, ratio in zip(*columns, strict=True):
            report = "-" if math.isnan(export) else f"{export:,.2f}"
            part = "-" if math.isnan(ratio) else f"{ratio:.1%}"
            lines.append(f"  {klass:<10} {figure:<12} {report:>14} {simulated:>14,.2f} {part:>7}")
    return lines
