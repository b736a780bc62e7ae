"""What is said of assumptions that the data cannot tell, and what the best known of them are called."""
# ruff: noqa: E501

SENSITIVITY = {
    "part_unknown": ("What the data cannot tell", "数据看不出来的"),
    "unknown": (
        "No report shows how far the assumptions below are right. So all variants were run again with the low and with the high value of each, one at a time, in {worlds} of the same worlds.",
        "下列假设是否正确，任何报表都看不出来。因此每次取其中一个的低值和高值，在同样的 {worlds} 个情形中把所有方案重新模拟了一遍。",
    ),
    "unknown_same": (
        "{assumption}: “{best}” does best at all three values; its profit is {low_profit} at {low}, {mid_profit} at {mid} and {high_profit} at {high}.",
        "{assumption}：三个取值下都是“{best}”最好；取 {low} 时利润 {low_profit}，取 {mid} 时 {mid_profit}，取 {high} 时 {high_profit}。",
    ),
    "unknown_differs": (
        "{assumption}: “{low_best}” does best at {low} ({low_profit}), “{mid_best}” at {mid} ({mid_profit}) and “{high_best}” at {high} ({high_profit}).",
        "{assumption}：取 {low} 时“{low_best}”最好（{low_profit}），取 {mid} 时“{mid_best}”（{mid_profit}），取 {high} 时“{high_best}”（{high_profit}）。",
    ),
    "unknown_alone": (
        "{assumption}: profit {low_profit} at {low}, {mid_profit} at {mid} and {high_profit} at {high}.",
        "{assumption}：取 {low} 时利润 {low_profit}，取 {mid} 时 {mid_profit}，取 {high} 时 {high_profit}。",
    ),
    "unknown_tied": (
        " At {values} the best is not told apart from the next.",
        "取 {values} 时，最好的与其次的分不出高下。",
    ),
    "unknown_title": (
        "Profit against “{baseline}”: {assumption}",
        "与“{baseline}”相比的利润：{assumption}",
    ),
    "unknown_title_alone": ("Profit: {assumption}", "利润：{assumption}"),
    "unknown_help": (
        "Left to right: low, as the scenario has it, high. Upright lines: 95% simulation intervals. Where lines cross, the order of the variants changes.",
        "从左到右：低值、场景所用的值、高值。竖线：95% 模拟误差区间。线条相交处，方案的名次发生变化。",
    ),
    "unknown_help_alone": (
        "Left to right: low, as the scenario has it, high. Upright lines: simulation error (95%).",
        "从左到右：低值、场景所用的值、高值。竖线：模拟误差（95%）。",
    ),
    "low": ("low", "低"),
    "mid": ("as is", "现值"),
    "high": ("high", "高"),
}

# By path; any other is called by its path.
ASSUMPTIONS = {
    "market.rivals.bid_spread": ("the spread of rivals' bids", "对手出价的离散程度"),
    "market.rivals.quality_spread": ("the spread of rivals' quality", "对手质量的离散程度"),
    "market.rivals.click_spread": ("the spread of rivals' click rates", "对手点击率的离散程度"),
    "market.rivals.per_keyword": ("the number of rivals on a keyword", "每个词上的对手数量"),
    "market.rivals.daily_budget": ("rivals' daily budgets", "对手的每日预算"),
    "market.reserve": ("the reserve price", "底价"),
    "market.squashing": ("the weight of quality in the rank", "质量在排名中的权重"),
    "market.demand.dispersion": ("how even the days are", "每日需求的平稳程度"),
}
