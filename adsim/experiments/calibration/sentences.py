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
    "budget_fitted": (
        "at which a simulation loses as many searches to the budget as the impression share says",
        "取使模拟中因预算损失的搜索与展现份额一致的预算",
    ),
    "rivals_assumed": ("rivals on each keyword; no report tells", "每个词上的对手数量；没有报表能说明"),
}

# In the file.
COMMENTS = {
    "title": (
        "Calibrated by `adsim calibrate` from {files}: {lines} lines, {days} days",
        "由 `adsim calibrate` 根据 {files} 生成：{lines} 行，{days} 天",
    ),
    "sources": (
        "Behind each value stands its source: [export], [option], or [assumption].",
        "每个数值后注明来源：[export] 报表、[option] 命令选项、[assumption] 假设。",
    ),
    "mend_first": ("Mend the assumptions first.", "请先修正假设。"),
    "four_weeks": ("four weeks", "四周"),
    "rivals_count": ("advertisers in the market", "市场中的广告主数量"),
    "bid_spread": (
        "a stated prior: averages cannot tell how far rivals' bids spread; see sensitivity below",
        "先验取值：平均数看不出对手出价的离散程度；见下面的 sensitivity",
    ),
    "bid_spread_told": (
        "from {keywords} keywords seen at more than one bid, drawn towards the usual 0.5",
        "由 {keywords} 个有过不同出价的词推断，并向通常的 0.5 收缩",
    ),
    "quality_spread": ("how far rivals' quality spreads", "对手质量的离散程度"),
    "reserve_told": (
        "the cheapest clicks cost less than the platform's usual {reserve}",
        "最便宜的点击低于该平台通常的 {reserve}",
    ),
    "weekdays_told": ("Monday to Sunday, drawn towards the usual week", "周一至周日，向通常的一周收缩"),
    "hours_told": ("% of a day's clicks by hour, drawn towards the usual day", "各小时点击占比（%），向通常的一天收缩"),
    "dispersion_told": ("how days scatter beyond chance", "每日需求超出随机的波动"),
    "shared_told": ("part of that which all keywords have in common", "其中所有词共有的部分"),
    "level_told": ("where searches stood at the end of the reports, over their mean", "报表末期的搜索量与均值之比"),
    "keywords_observed": (
        "[export] what the account shows at its present bids; every world draws rivals that agree with it",
        "[export] 账户在当前出价下的表现；每个情形都抽取与之相符的对手",
    ),
    "commission": ("platform's share of revenue", "平台佣金占成交额比例"),
    "tax": ("share of revenue", "占成交额比例"),
    "refunds": ("low end of the usual 15 to 27 %", "通常 15–27% 的低端"),
    "fees_in_gross": ("what an order earned is told net", "报表所示每单收入已是净额"),
    "basket_spread_told": ("spread of single orders", "单笔订单金额的离散程度"),
    "delay_told": ("fitted to the orders within 1, 7, 14 and 30 days", "按 1、7、14、30 天内订单拟合"),
    "budget_shares": ("each campaign's share of the daily budget", "各计划在日限额中的份额"),
    "negatives_told": ("excluded in the account already", "账户中已排除的词"),
    "doubt_export": (
        "{error} that the reports leave open, {drift} by which levels moved from month to month",
        "报表未能确定的 {error}，以及水平逐月变动的 {drift}",
    ),
    "doubt_assumption": (
        "{error} that the reports leave open [export], {drift} for how the coming weeks may differ, an assumption",
        "报表未能确定的 {error} [export]，以及未来几周可能的变化 {drift}（假设）",
    ),
    "doubt_guess_assumption": (
        "{error} as the rate itself is a guess, {drift} for how the coming weeks may differ",
        "比率本身为猜测，故取 {error}；未来几周可能的变化 {drift}",
    ),
    "weekdays_doubt": ("how well so few weeks tell the weekdays", "几周数据对星期规律的把握"),
    "delay_doubt": ("how well the windows tell the delay", "各时间窗订单对成交延迟的把握"),
    "sensitivity": (
        "every answer is shown for the low and the high value too",
        "每个结论同时给出取低值和取高值时的结果",
    ),
    "variant_current": ("the account as it is: budgets by campaign", "账户现状：按计划分配预算"),
    "variant_handbook": ("1688 handbook", "1688 手册"),
    "variant_handbook_part": ("1688 handbook, over the classes that have keywords", "1688 手册，只在有词的类别间分配"),
}

# On the terminal.
ANSWER = {
    "report_dated": (
        "{file}: {title}, {first} to {last}, {rows} rows",
        "{file}：{title}，{first} 至 {last}，{rows} 行",
    ),
    "report_undated": ("{file}: {title}, period unknown, {rows} rows", "{file}：{title}，时间范围不明，{rows} 行"),
    "more_unreadable": ("... and {count} more rows that cannot be read", "……另有 {count} 行无法读取"),
    "odd": ("odd, but kept: {rule}, in line {lines}", "存疑但保留：{rule}，第 {lines} 行"),
    "odd_more": (
        "odd, but kept: {rule}, in line {lines} and {more} more",
        "存疑但保留：{rule}，第 {lines} 行等，另有 {more} 行",
    ),
    "warning": ("warning: {text}", "注意：{text}"),
    "head_taken": (
        "Taken because the reports do not say (mend them by an option or in the file):",
        "报表没有说明、因而采用的假设（可用命令选项或在文件中修改）：",
    ),
    "tie": (
        "At impression share 1 more budget buys nothing, so a comparison of splits often ends in a tie;\nif the account was limited by its budget, say so: --impression-share (below 1), --daily-budget (what it was).",
        "展现份额为 1 时加预算买不到更多搜索，各种分法往往不分上下；\n如果账户曾受预算限制，请说明：--impression-share（小于 1）、--daily-budget（当时的日限额）。",
    ),
    "head_known": (
        "How well the reports tell a keyword (80 % range, mean by clicks):",
        "报表对每个词的把握（80% 范围，按点击加权平均）：",
    ),
    "known_searches": ("searches a day {range}", "日搜索量 {range}"),
    "known_ctr": ("click rate {range}", "点击率 {range}"),
    "known_cpc": ("price of a click {range}", "平均点击花费 {range}"),
    "known_cvr": ("orders per click {range}", "转化率 {range}"),
    "known_order_value": ("value of an order {range}", "客单价 {range}"),
    "head_agreement": (
        "The reports against a simulation of what was written (an in-sample check, no evidence of a forecast):",
        "报表与所写场景的模拟结果对照（样本内检查，不能证明预测能力）：",
    ),
    "column_class": ("class", "类别"),
    "column_figure": ("figure", "指标"),
    "column_reports": ("reports", "报表"),
    "column_simulated": ("simulated", "模拟"),
    "column_ratio": ("ratio", "比值"),
    "class_all": ("all", "合计"),
    "class_head": ("head", "大词"),
    "class_long_tail": ("long_tail", "长尾词"),
    "class_precise": ("precise", "精准词"),
    "figure_impressions": ("impressions", "展现量"),
    "figure_clicks": ("clicks", "点击量"),
    "figure_cost": ("cost", "花费"),
    "figure_orders": ("orders", "订单数"),
    "figure_position": ("position", "排名"),
    "figure_impression_share": ("impression share", "展现份额"),
    "written": ("Written: {scenario} and {keywords}", "已写入：{scenario} 和 {keywords}"),
}

WARNINGS = {
    "warn_unreadable": (
        "{rows} rows of {file} could not be read and are not counted",
        "{file} 中有 {rows} 行无法读取，未计入",
    ),
    "warn_truncated": (
        "{file} is truncated: it lists {share} of all clicks, the rest stands in {label} (line {line}) and is simulated as other searches",
        "{file} 不完整：只列出 {share} 的点击，其余在 {label}（第 {line} 行），按“其他搜索”模拟",
    ),
    "warn_truncated_known": (
        "{file} is truncated: it lists {share} of all clicks, the rest stands in {label} (line {line}); the other reports tell more of it",
        "{file} 不完整：只列出 {share} 的点击，其余在 {label}（第 {line} 行）；其他报表有更多信息",
    ),
    "warn_period_untold": (
        "{file} and {finest}: one of them does not tell its period; they are taken to be of the same days",
        "{file} 与 {finest}：其中一份未说明时间范围，按相同日期处理",
    ),
    "warn_other_period": (
        "{file} ({first} to {last}) is not of the same days as {finest} ({from_day} to {to_day}): {shared} of {days} days are in both; its sums are scaled to {days} days; give reports of the same days",
        "{file}（{first} 至 {last}）与 {finest}（{from_day} 至 {to_day}）的日期不同：{days} 天中有 {shared} 天重合；其合计按 {days} 天折算；请提供相同日期的报表",
    ),
    "warn_repeated": (
        "{lines} lines of {earlier} stand in {later} too, for the same days: they are counted once, as {later} has them",
        "{earlier} 中有 {lines} 行在 {later} 中同日重复出现：只计一次，以 {later} 为准",
    ),
    "warn_no_proof": (
        "the forecast could not be proved on the last 30 % of the days, as the first 70 % alone cannot be calibrated: {reason}",
        "无法用最后 30% 的天数检验预测，因为仅凭前 70% 的天数无法校准：{reason}",
    ),
    "warn_clicked_only": (
        "the report lists clicked terms only: searches without a click are missing, so click rates are too high; a keyword or targeting report of the same days mends that",
        "报表只列有点击的搜索词：没有点击的搜索缺失，点击率偏高；加上同期的关键词（投放）报表即可纠正",
    ),
    "warn_far_off": (
        "the simulation does not reach the reports: {figure} of {klass} at {ratio}",
        "模拟结果与报表不符：{klass} 的 {figure} 为报表的 {ratio}",
    ),
    "warn_few_clicks": (
        "{klass} keywords got few clicks ({clicks}): most of what a split gives them stays unspent",
        "{klass} 类词点击很少（{clicks} 次）：分给它们的预算大多花不出去",
    ),
    "warn_no_precise": (
        "no {classes} keywords, --brand names what makes a term precise: 30/60/10 becomes {split}",
        "没有 {classes} 类词（可用 --brand 指明品牌词）：30/60/10 变为 {split}",
    ),
    "warn_no_class": ("no {classes} keywords: 30/60/10 becomes {split}", "没有 {classes} 类词：30/60/10 变为 {split}"),
    "warn_thinned": (
        "so large an account is checked on one in {one_in} of its searches, with as much less budget; the scenario has all of them",
        "账户很大，检查时只模拟每 {one_in} 次搜索中的一次，预算同比减少；场景文件包含全部搜索",
    ),
    "warn_unseen": ("{count} terms without an impression are left out", "{count} 个没有展现的词未列入"),
    "warn_undated": (
        "no report has a line for each day: nothing can be held back to prove the forecast, and how much levels move is assumed",
        "没有按天的报表：无法留出数据检验预测，水平变动的幅度只能假设",
    ),
}

SENTENCES: dict[str, tuple[str, str]] = {**SOURCES, **COMMENTS, **ANSWER, **WARNINGS}
