"""What is said of a search for the best plan: what it found, what survived in fresh worlds, what to type."""
# ruff: noqa: E501

OPTIMISE = {
    "optimise_wins": (
        "Best of {points} points and {plans} plain plans: {plan}. In {worlds} fresh worlds it earns {profit} in {days} (95% simulation interval {low} to {high}){range}{loss}.",
        "{points} 个点和 {plans} 个现成方案中最好的是：{plan}。在 {worlds} 个新情形中，{days}利润 {profit}（95% 模拟误差区间 {low} 至 {high}）{range}{loss}。",
    ),
    "optimise_loses": (
        "Every plan loses money, so do not spend on these terms: of {points} points and {plans} plain plans {plan} loses least, {profit} in {days} in {worlds} fresh worlds (profit {low} to {high}, 95% simulation interval){range}.",
        "每个方案都亏损，这样的条件下不要投放：{points} 个点和 {plans} 个现成方案中，{plan}亏得最少，在 {worlds} 个新情形中{days}亏 {profit}（利润的 95% 模拟误差区间为 {low} 至 {high}）{range}。",
    ),
    "optimise_survived": (
        "Of the {seemed} that it seemed to win over the scenario as it is (“{present}”), {survived} survived ({low} to {high}).",
        "搜索时看来比现状（“{present}”）多赚 {seemed}，在新情形中留下 {survived}（{low} 至 {high}）。",
    ),
    "optimise_grew": (
        "It seemed to win {seemed} over the scenario as it is (“{present}”), and all of that survived: {survived} ({low} to {high}).",
        "搜索时看来比现状（“{present}”）多赚 {seemed}，在新情形中全部留下：{survived}（{low} 至 {high}）。",
    ),
    "optimise_vanished": (
        "Of the {seemed} that it seemed to win over the scenario as it is (“{present}”) nothing survived ({low} to {high}).",
        "搜索时看来比现状（“{present}”）多赚 {seemed}，在新情形中一点不剩（{low} 至 {high}）。",
    ),
    "optimise_fixed_less": (
        "The best fixed split ({name}) earns {gap} less ({low} to {high}).",
        "最好的固定分配（{name}）少赚 {gap}（{low} 至 {high}）。",
    ),
    "optimise_fixed_tied": (
        "The simulation cannot tell it apart from the best fixed split ({name}): {gap} between them ({low} to {high}).",
        "模拟分不出它与最好的固定分配（{name}）的高下：相差 {gap}（{low} 至 {high}）。",
    ),
    "optimise_fixed_more": (
        "The best fixed split ({name}) earns {gap} more ({low} to {high}).",
        "最好的固定分配（{name}）多赚 {gap}（{low} 至 {high}）。",
    ),
    "optimise_kept": (
        "No point of the search was better than this plain plan.",
        "搜索的各点都没有胜过这个现成方案。",
    ),
    "optimise_overruled": (
        "The search had found another ({winner}), but in fresh worlds that earns {gap} less ({low} to {high}): the plan follows the better one.",
        "搜索找到的是另一个（{winner}），但在新情形中它少赚 {gap}（{low} 至 {high}）：计划按更好的那个。",
    ),
    "optimise_stopped": (
        "{stopped} hopeless points were stopped early (sequential test of {error} against the best so far).",
        "提前停下 {stopped} 个无望的点（与当时最好的点比，序贯检验水平 {error}）。",
    ),
    "optimise_edge": (
        "It lies at the edge of what was searched ({axes}): more may lie beyond.",
        "它在搜索范围的边上（{axes}）：更远处也许更好。",
    ),
    "optimise_edge_level": (
        "It lies at the edge of what was searched ({axes}), but profit hardly changes there: beyond it there is no more to be had.",
        "它在搜索范围的边上（{axes}），但那里利润几乎不再变化：再往外也不会更好。",
    ),
    "optimise_floor": (
        "Its clicks cost {cpc} each, hardly more than the lowest price that the platform takes ({reserve}): in this scenario pages have room that no rival buys. See whether yours have, and lower bids in steps.",
        "它的点击平均 {cpc}，几乎就是平台的最低价（{reserve}）：这个场景里页面上有对手不要的空位。先看你的市场是否也如此，再分步降价。",
    ),
    "optimise_front": (
        "{count} plans are on the front of profit and risk; the safest ({plan}) earns {profit} on average in the search, and in its worst twentieth of worlds {safe} or less.",
        "利润与风险的前沿上有 {count} 个方案；最稳的（{plan}）在搜索中平均利润 {profit}，最差的二十分之一情形中不超过 {safe}。",
    ),
    "optimise_failed": (
        "{count} points could not be measured, because runs failed.",
        "有 {count} 个点因运行失败而没有测出。",
    ),
    "optimise_entry_fixed equal": ("equal split", "平均分配"),
    "optimise_entry_fixed 30/60/10": ("split 30/60/10", "按 30/60/10 分配"),
    "optimise_entry_fixed by volume": ("split by search volume", "按搜索量分配"),
    "optimise_entry_marginal returns": ("equal marginal returns", "按边际回报相等分配"),
    "optimise_entry_found": ("found by the search", "搜索所得"),
    "optimise_shares": ("split {shares}", "分配：{shares}"),
    "optimise_bids": ("bids {factors}", "出价：{factors}"),
    "optimise_budget": ("daily budget {budget}", "日预算 {budget}"),
    "optimise_edge_bids": ("bids of {name}", "{name}出价"),
    "optimise_edge_budget": ("daily budget", "日预算"),
    "optimise_column_plan": ("Plan", "方案"),
    "optimise_column_searched": ("In the search", "搜索时"),
    "optimise_column_fresh": ("Fresh worlds ± simulation error", "新情形 ± 模拟误差"),
    "optimise_column_ahead": ("Best is ahead by (95%)", "最好的领先（95%）"),
    "optimise_ahead": ("{gain} ({low} to {high})", "{gain}（{low} 至 {high}）"),
    "optimise_sheet_plan": ("plan", "计划"),
    "optimise_sheet_budgets": ("budgets", "预算"),
    "optimise_sheet_campaign": ("Campaign", "计划名称"),
    "optimise_sheet_ad_group": ("Ad group", "单元"),
    "optimise_sheet_klass": ("Class", "词类"),
    "optimise_sheet_keyword": ("Keyword", "关键词"),
    "optimise_sheet_match_type": ("Match type", "匹配方式"),
    "optimise_sheet_bid": ("Bid ({currency})", "出价（{currency}）"),
    "optimise_sheet_account": ("Budget of", "所属预算"),
    "optimise_sheet_daily_budget": ("Daily budget of it ({currency})", "该预算每日限额（{currency}）"),
    "optimise_sheet_share": ("Share", "占比"),
    "optimise_sheet_clicks": ("Clicks in {days}", "{days}点击"),
    "optimise_sheet_cost": ("Cost in {days} ({currency})", "{days}花费（{currency}）"),
    "optimise_sheet_profit": ("Profit in {days} ({currency})", "{days}利润（{currency}）"),
    "optimise_sheet_p05": ("{what}, 5%", "{what}，5% 分位"),
    "optimise_sheet_p95": ("{what}, 95%", "{what}，95% 分位"),
    "optimise_all_keywords": ("all keywords", "全部关键词"),
}
