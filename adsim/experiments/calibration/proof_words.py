"""What the terminal says of a proof, in English and Chinese side by side."""
# ruff: noqa: E501

import math
import unicodedata
from datetime import date

import pandas as pd

from adsim.experiments.calibration.proof import ALL, METHODS, Proof

LANGS = ("en", "zh")
WORDS = {
    "title": (
        "Proof: calibrated on {fitted} days ({first} to {until}), then foretold the {held} days held back ({start} to {last}) in {worlds} worlds",
        "预测检验：用前 {fitted} 天（{first} 至 {until}）校准，在 {worlds} 个模拟世界中预测保留的 {held} 天（{start} 至 {last}）",
    ),
    "whole": ("The whole account by week:", "整个账户，按周："),
    "week": ("week", "周"),
    "figure": ("figure", "指标"),
    "actual": ("came", "实际"),
    "forecast": ("forecast", "预测"),
    "range": ("80 % range", "80% 区间"),
    "same_as_before": ("as before", "与之前相同"),
    "same_weekday": ("last week", "与上周同日相同"),
    "clicks": ("clicks", "点击量"),
    "cost": ("cost", "花费"),
    "orders": ("orders", "订单数"),
    "revenue": ("revenue", "成交金额"),
    "all": ("all", "全部"),
    "errors": (
        "Absolute error over what came (every class and week / the whole account by week):",
        "绝对误差占实际的比例（各类别各周 / 全账户各周）：",
    ),
    "baselines": (
        "as before: the mean of the fitted days; last week: the last fitted week, weekday by weekday",
        "与之前相同：校准期的日均值；与上周同日相同：校准期最后一周，按星期几重复",
    ),
    "coverage": (
        "80 % ranges that held what came: {share:.0%} of {ranges}{error} over classes and weeks",
        "80% 区间包含实际值的比例：各类别各周共 {ranges} 个区间，{share:.0%}{error}",
    ),
    "late": (
        "Orders are counted by the day of their click{window} and as known when the report was pulled: the last days' are still coming in",
        "订单按点击日期计{window}，且只计导出报表时已成交的：最后几天的订单尚未到齐",
    ),
    "window": (" within {days} days of it", "（点击后 {days} 天内）"),
    "few": (
        "So few days prove little: {weeks} weeks held back",
        "天数太少，说明不了多少问题：只保留了 {weeks} 周",
    ),
}  # fmt: skip
FEW_WEEKS = 2


def told(proof: Proof, lang: str = "en") -> str:
    """The proof line by line."""

    def word(key: str, **values: object) -> str:
        return WORDS[key][LANGS.index(lang)].format(**values)

    (first, until), (start, last) = proof.fitted, proof.held_back
    fitted, held = (until - first).days + 1, (last - start).days + 1
    heading = word("title", fitted=fitted, first=first, until=until, held=held, start=start, last=last,
                   worlds=proof.worlds)  # fmt: skip
    lines = [heading, word("whole"), *_aligned(_weeks(proof, lang)), "", word("errors"), *_aligned(_errors(proof, lang)),
             word("baselines"), _coverage(proof, lang)]  # fmt: skip
    if "orders" in set(proof.weeks["figure"]):
        lines.append(word("late", window=word("window", days=proof.window_days) if proof.window_days else ""))
    weeks = int(proof.weeks["week"].max())
    return "\n".join([*lines, *([word("few", weeks=weeks)] if weeks <= FEW_WEEKS else [])])


def _weeks(proof: Proof, lang: str) -> list[list[str]]:
    of = LANGS.index(lang)
    head = ("week", "figure", "actual", "forecast", "range", "same_as_before", "same_weekday")
    table = [[WORDS[name][of] for name in head]]
    whole = proof.weeks[proof.weeks["klass"] == ALL]
    for line in whole.to_dict("records"):
        low, high = (_number(line[name]) for name in ("low", "high"))
        when = f"{_day(line['first'])}-{_day(line['last'])}"
        table.append([when, WORDS[line["figure"]][of], _number(line["actual"]), _number(line["forecast"]),
                      f"{low}-{high}", *(_number(line[name]) for name in METHODS[1:])])  # fmt: skip
    return table


def _errors(proof: Proof, lang: str) -> list[list[str]]:
    of = LANGS.index(lang)
    table = [[WORDS[name][of] for name in ("figure", *METHODS)]]
    by = proof.errors.set_index(["by", "figure"])
    for figure in dict.fromkeys(proof.errors["figure"]):
        both = [by.loc[(scope, figure)] for scope in ("class", ALL)]
        table.append([WORDS[figure][of], *(" / ".join(_part(one[name]) for one in both) for name in METHODS)])
    return table


def _coverage(proof: Proof, lang: str) -> str:
    line = proof.coverage[(proof.coverage["by"] == "class") & (proof.coverage["figure"] == ALL)].iloc[0]
    error = "" if math.isnan(line["error"]) else f" ± {line['error']:.0%}"
    return WORDS["coverage"][LANGS.index(lang)].format(share=line["share"], ranges=int(line["ranges"]), error=error)


def _day(value: date | pd.Timestamp) -> str:
    return f"{value.month}/{value.day}"


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _part(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.0%}"


def _aligned(table: list[list[str]]) -> list[str]:
    """Columns under each other; Chinese characters are two wide."""
    wide = [max(_width(cell) for cell in column) for column in zip(*table, strict=True)]
    return [
        "  " + "  ".join(" " * (most - _width(cell)) + cell for cell, most in zip(line, wide, strict=True))
        for line in table
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
