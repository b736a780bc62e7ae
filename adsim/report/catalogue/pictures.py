"""Titles, help and marks of the pictures."""
# ruff: noqa: E501

PICTURES = {
    "profit_title": ("Profit by variant, with both ranges", "各方案的利润，附两种范围"),
    "profit_title_unranged": ("Profit by variant", "各方案的利润"),
    "profit_help": (
        "Upright tick: the mean. Thick bar: simulation error of the mean (95%); more replications shrink it.",
        "短竖线：平均值。粗条：平均值的模拟误差（95%），重复越多越窄。",
    ),
    "profit_help_range": (
        " Thin line: 5–95% of {spread}; it stays.",
        "细线：{spread}的 5–95% 范围，不会因此变窄。",
    ),
    "profit_help_one": (
        "Upright tick: what one replication realised.",
        "短竖线：一次重复模拟的实际结果。",
    ),
    "roas_title": (
        "ROAS (投入产出比): revenue for each unit of cost",
        "投入产出比（ROAS）：每单位花费带来的成交额",
    ),
    "roas_help": (
        "Revenue ÷ cost. Marks as in the picture of profit. A high ROAS on little spend can still earn less.",
        "成交额 ÷ 花费，图示与利润图相同。花得少时投入产出比高，赚到的仍可能更少。",
    ),
    "roi_title": ("ROI: what each unit of cost earns after all costs", "ROI：每单位花费扣除全部成本后的净赚"),
    "roi_help": (
        "(Gross margin − cost) ÷ cost. Right of 0 the advertising pays for itself.",
        "（毛利 − 花费）÷ 花费。在 0 的右边，广告就能收回自己的花费。",
    ),
    "differences_title": ("Profit against “{baseline}”", "与“{baseline}”相比的利润"),
    "differences_help": (
        "Thick bar: 95% simulation interval that holds for all variants at once; clear of 0 means told apart.",
        "粗条：对所有方案同时成立的 95% 模拟误差区间，不含 0 就是分出了高下。",
    ),
    "differences_help_range": (
        " Thin line: the difference in 5–95% of {spread}.",
        "细线：{spread}中差额的 5–95% 范围。",
    ),
    "differences_help_one": (
        "Upright tick: what one replication realised; another may turn it around.",
        "短竖线：一次重复模拟的实际差额；再来一次可能相反。",
    ),
    "best_title": ("In how many {spread} each variant is best", "每个方案在多少{spread}中最好"),
    "best_help": (
        "All variants meet the same {spread}; the shares add up to 100%.",
        "所有方案面对同样的{spread}；各份额合计 100%。",
    ),
    "cumulative_title": ("Profit piling up day by day", "逐日累计利润"),
    "cumulative_help": (
        "By day of click, all later orders and refunds counted.",
        "按点击日期累计，已计入之后的全部订单和退款。",
    ),
    "cumulative_range": (" Bands: 5–95% of {spread}, for {banded}.", "色带：{spread}的 5–95% 范围（{banded}）。"),
    "hours_title": ("Money by hour of day: “{variant}”", "一天中各小时的花费：“{variant}”"),
    "hours_help": (
        "Bars: cost an hour on an average day. Strips below, “budget spent”: the fuller the colour, the more days on which that class's budget was already spent in that hour.",
        "柱：平均每天每小时的花费。下方色带“预算已花完”：颜色越浓，这一小时预算已花完的天数越多。",
    ),
    "hours_axis": ("hour of day", "小时"),
    "funnel_title": ("From impression to kept order, by class: “{variant}”", "从展现到留存订单：“{variant}”"),
    "funnel_help": (
        "Each step to the right is ten times as many. The step down between two lines is the rate: a long step left means many are lost there.",
        "每向右一格多十倍。上下两行之间向左移得越多，这一步流失的人越多。",
    ),
    "cpc_title": ("Cost per click by class", "各类词的平均点击花费"),
    "cpc_help": (
        "What a click cost on average. A better ad pays less for the same place.",
        "平均每次点击的花费。广告质量越好，同样的位置越便宜。",
    ),
    "position_title": ("Mean position by class", "各类词的平均排名"),
    "position_help": ("1 is the top place; further left is better.", "1 为最上面的位置，越靠左越好。"),
    "quality_title": ("Quality of our ads, day by day", "我方广告质量逐日变化"),
    "quality_help": (
        "1 is an average ad. Quality follows the clicks of earlier days; when it rises, the same place costs less.",
        "1 为平均水平。质量随此前的点击变化；质量上升，同样的位置就更便宜。",
    ),
    "windows_title": (
        "What the figures say by then, and what is true: “{variant}”",
        "当时看到的与最终的：“{variant}”",
    ),
    "windows_help": (
        "Profit of all clicks up to that day. Hollow: so far, with the orders known by then. Filled: matured, with all that the same clicks will ever bring.",
        "截至当天全部点击的利润。空心：当时已知订单的数字。实心：这些点击最终带来的数字。",
    ),
    "windows_range": (" Lines: 5–95% of {spread}.", "竖线：{spread}的 5–95% 范围。"),
    "signs_title": ("Sign right at day d", "第几天方向就对了"),
    "signs_help": (
        "Share of {spread} in which the difference to “{versus}” so far points the way the matured difference of the last day points.",
        "在多少{spread}中，当时与“{versus}”的差额和最后一天的最终差额方向一致。",
    ),
    "day_axis": ("day", "天"),
    "alt_row": ("{name}: {value}", "{name}：{value}"),
    "alt_all": ("{title}. {rows}.", "{title}。{rows}。"),
    "alt_join": ("; ", "；"),
    "stage_impressions": ("impressions", "展现"),
    "stage_clicks": ("clicks", "点击"),
    "stage_carts": ("carts", "加购"),
    "stage_orders_placed": ("orders placed", "下单"),
    "stage_orders": ("orders paid", "付款"),
    "stage_kept": ("orders kept", "未退款"),
    "so_far": ("so far", "当时"),
    "matured": ("matured", "最终"),
}
