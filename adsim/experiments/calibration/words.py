"""What the terminal, and a program, are told of a calibration."""

import math
import unicodedata
from typing import TYPE_CHECKING, Any

from adsim.experiments.calibration.sentences import Said
from adsim.experiments.calibration.shrinkage import MIDDLE_80
from adsim.scenario.objects import CLASSES

if TYPE_CHECKING:
    import pandas as pd

    from adsim.experiments.calibration.calibration import Calibration

PROBLEMS_SHOWN = 20
LINES_SHOWN = 8


def told(calibration: "Calibration", lang: str) -> str:
    """What was read, taken for granted and reached, line by line."""
    lines = [
        *_reports(calibration, lang),
        *_problems(calibration, lang),
        *(Said("warning", text=warning.text(lang)).text(lang) for warning in calibration.warnings),
        "",
        Said("head_taken").text(lang),
        *(f"  {figure.name:<17} {_shown(figure.value):<12} {figure.why.text(lang)}" for figure in calibration.defaults),
        *(Said("tie").text(lang) for figure in calibration.defaults if figure.name == "impression_share"),
        "",
        *_known(calibration, lang),
        "",
        *_agreement(calibration.agreement, lang),
        "",
        *([calibration.proof.text(lang), ""] if calibration.proof else []),
        Said("written", scenario=calibration.scenario_path, keywords=calibration.keywords_path).text(lang),
    ]
    return "\n".join(lines)


def facts(calibration: "Calibration", lang: str) -> dict[str, Any]:
    """The same as plain values: files, figures, warnings, problems, agreement, what is known how well."""
    return {
        "scenario": str(calibration.scenario_path),
        "keywords": str(calibration.keywords_path),
        "reports": [
            {"file": export.file, "platform": export.platform, "layout": export.layout.name, "rows": len(export.rows),
             "first": export.first and str(export.first), "last": export.last and str(export.last)}
            for export in calibration.exports
        ],
        "figures": [
            {"name": figure.name, "value": _plain(figure.value), "source": figure.source, "why": figure.why.text(lang)}
            for figure in calibration.figures
        ],
        "uncertainty": {
            "errors": dict(calibration.estimates.errors),
            "drifts": dict(calibration.estimates.drifts),
            "drift_told": calibration.estimates.drift_told,
        },
        "warnings": [warning.text(lang) for warning in calibration.warnings],
        "unreadable": [str(problem) for export in calibration.exports for problem in export.unreadable],
        "odd": [str(problem) for problem in calibration.odd],
        "agreement": [
            {str(name): _told(value) for name, value in line.items()}
            for line in calibration.agreement.to_dict("records")
        ],
        "gaps": list(calibration.gaps),
        "proof": calibration.proof and calibration.proof.record(),
    }  # fmt: skip


def _told(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | float | str) else str(value)


def _reports(calibration: "Calibration", lang: str) -> list[str]:
    lines = []
    for export in calibration.exports:
        key = "report_dated" if export.days else "report_undated"
        said = Said(key, file=export.file, title=export.layout.title, first=export.first, last=export.last,
                    rows=f"{len(export.rows):,}")  # fmt: skip
        lines.append(said.text(lang))
    return lines


def _problems(calibration: "Calibration", lang: str) -> list[str]:
    """Each unreadable row; odd rows gathered by the rule they break, with their lines."""
    unreadable = [problem for export in calibration.exports for problem in export.unreadable]
    lines = [str(problem) for problem in unreadable[:PROBLEMS_SHOWN]]
    more = len(unreadable) - PROBLEMS_SHOWN
    lines += [Said("more_unreadable", count=f"{more:,}").text(lang)] if more > 0 else []
    odd: dict[str, list[str]] = {}
    for problem in calibration.odd:
        odd.setdefault(problem.rule, []).append(problem.where.rpartition(":")[2])
    for rule, places in odd.items():
        shown = ", ".join(places[:LINES_SHOWN])
        more = len(places) - LINES_SHOWN
        key = "odd_more" if more > 0 else "odd"
        lines.append(Said(key, rule=rule, lines=shown, more=f"{more:,}").text(lang))
    return lines


def _shown(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _known(calibration: "Calibration", lang: str) -> list[str]:
    """How well each figure of a keyword is known: the middle keyword's 80 % range, weighted by clicks."""
    rows = calibration.estimates.rows
    lines = [Said("head_known").text(lang)]
    for name in ("searches", "ctr", "cpc", "cvr", "order_value"):
        spread = rows[f"{name}_error"]
        weight = rows["clicks"] / rows["clicks"].sum()
        middle = float((spread * weight).sum())
        if middle > 0:
            said = Said(f"known_{name}", range=f"±{math.expm1(MIDDLE_80 * middle):.0%}")
            lines.append(f"  {said.text(lang)}")
    return lines


def _agreement(agreement: "pd.DataFrame", lang: str) -> list[str]:
    heads = [Said(f"column_{name}").text(lang) for name in ("class", "figure", "reports", "simulated", "ratio")]
    lines = [Said("head_agreement").text(lang),
             "  " + _padded(heads[0], 10) + " " + _padded(heads[1], 16) + " " + _padded(heads[2], -14) + " "
             + _padded(heads[3], -14) + " " + _padded(heads[4], -7)]  # fmt: skip
    for klass in ("all", *CLASSES):
        chosen = agreement[agreement["klass"] == klass]
        for figure, reports, simulated, ratio in chosen[["figure", "reports", "simulated", "ratio"]].itertuples(
            index=False
        ):
            report = "-" if math.isnan(reports) else f"{reports:,.2f}"
            part = "-" if math.isnan(ratio) else f"{ratio:.1%}"
            of = _padded(Said(f"class_{klass}").text(lang), 10)
            named = _padded(Said(f"figure_{figure}").text(lang), 16)
            lines.append(f"  {of} {named} {report:>14} {simulated:>14,.2f} {part:>7}")
    return lines


def _padded(text: str, columns: int) -> str:
    """The text in so many columns (to the right if negative); Chinese signs take two."""
    wide = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
    blank = " " * max(abs(columns) - wide, 0)
    return blank + text if columns < 0 else text + blank
