"""Every sentence that a calibration says or writes behind a value, in English and Chinese side by side.

Plain data: key → (English, Chinese). Both sides name the same `{placeholders}`; `Said` keeps a key with its values
until somebody reads it in one of the languages. A sentence stays on one line.
"""
# ruff: noqa: E501

from dataclasses import dataclass
from typing import Any

LANGS = ("en", "zh")


@dataclass(frozen=True, init=False)
class Said:
    """A sentence of the catalogue with its values, in no language yet."""

    key: str
    values: tuple[tuple[str, Any], ...]

    def __init__(self, key: str, **values: Any) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "values", tuple(values.items()))

    def text(self, lang: str = "en") -> str:
        return SENTENCES[self.key][LANGS.index(lang)].format(**dict(self.values))


# Behind values: where they are from.
SOURCES = {
    "by_option": ("{option}", "{option}"),
    "currency_told": ("currency of the report", "报表所用货币"),
    "currency_usual": ("usual on {platform}", "{platform} 通常使用的货币"),
    "period_told": ("{first} to {last}", "{first} 至 {last}"),
    "period_assumed": ("the reports name no period; taken as {days} days", "报表没有写明时间范围，按 {days} 天计"),
    "start_told": ("the day after the reports", "报表最后一天的次日"),
    "start_assumed": ("today; the reports have no dates", "今天；报表没有日期"),
    "share_told": ("impressions over eligible ones, where reported", "报表中的展现份额"),
    "share_assumed": (
        "the reports do not tell; 1: every search showed the ad, more budget buys no more searches",
        "报表没有说明；取 1：每次搜索都展现了广告，加预算也买不到更多搜索",
    ),
    "bids_told": ("column of the report", "报表中的出价列"),
    "bids_assumed": ("max CPC over average CPC; the reports have no bids", "出价与平均点击花费之比；报表没有出价"),
    "held_window": (
        "part of all orders that the reports show: those within {days} days of the click, as far as they had come; by the delay of orders in this file",
        "报表所含订单占全部订单的比例：只计点击后 {days} 天内、且导出时已成交的订单；按本文件的成交延迟推算",
    ),
    "held_late": (
        "part of all orders that the reports show: the others come later; by the delay of orders in this file",
        "报表所含订单占全部订单的比例：其余订单尚未成交；按本文件的成交延迟推算",
    ),
    "cvr_told": ("orders over clicks", "订单数 ÷ 点击量"),
    "cvr_matured": (
        "orders over clicks, with those that come after the report",
        "订单数 ÷ 点击量，含导出之后才成交的订单",
    ),
    "cvr_assumed": ("orders per click; the reports have no orders", "每次点击的订单数；报表没有订单"),
    "basket_told": ("revenue over orders", "成交金额 ÷ 订单数"),
    "basket_assumed": (
        "value of an order at which ROAS is {roas}; not in the reports",
        "取使投入产出比等于 {roas} 的客单价；报表没有成交金额",
    ),
    "gross_told": (
        "order value less the {gross} that the report says an order earned",
        "客单价减去报表所示每单收入 {gross}",
    ),
    "unit_cost_assumed": ("gross margin of {margin} before fees", "扣除费用前毛利率 {margin}"),
    "budget_told": ("the campaigns' budgets, at least what was spent", "各计划的日限额，不低于实际日均花费"),
    "budget_partly": (
        "the campaigns' budgets where told, else the usual factor of what was spent",
        "报表写明的计划日限额；没有写明的按日均花费的倍数",
    ),
    "budget_assumed": (
        "{factor} × the average daily cost of each campaign, at least the price of {clicks} clicks",
        "各计划日均花费的 {factor} 倍，且至少够 {clicks} 次点击",
    ),
    "budget_tight": (
        "{factor} × the average daily cost of each campaign, as searches are lost to the budget; at least the price of {clicks} clicks",
        "各计划日均花费的 {factor} 倍，因为有搜索因预算不足而损失；且至少够 {clicks} 次点击",
    ),
    "rivals_assumed": ("rivals on each keyword; no report tells", "每个词上的对手数量；没有报表能说明"),
}

SENTENCES: dict[str, tuple[str, str]] = {**SOURCES}
