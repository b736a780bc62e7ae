"""Every sentence that a user reads in a report or under an answer, in English and Chinese side by side.

Plain data: key → (English, Chinese). Both sides name the same `{placeholders}`; `words` fills them in.
A sentence stays on one line, so that a text seen in a report is found here by searching for it.
"""
# ruff: noqa: E501

ANSWER = {
    "wins": (
        "“{winner}” earns most: {profit} profit in {days}{range}, {gap} more than “{runner_up}” (95% simulation interval {low} to {high}); it is best in {best} of {spread}{loss}{too}.",
        "“{winner}”赚得最多：{days}利润 {profit}{range}，比“{runner_up}”多 {gap}（95% 模拟误差区间 {low} 至 {high}）；在 {best} 的{spread}中最好{loss}{too}。",
    ),
    "tied": (
        "The simulation cannot tell {tied} apart: “{winner}” earns {profit} profit in {days}{range}, {gap} more than “{runner_up}”, but the 95% simulation interval of that gap runs from {low} to {high}; it is best in {best} of {spread}{loss}{too}.",
        "模拟分不出{tied}的高下：“{winner}”{days}利润 {profit}{range}，比“{runner_up}”多 {gap}，但这一差距的 95% 模拟误差区间是 {low} 至 {high}；它在 {best} 的{spread}中最好{loss}{too}。",
    ),
    "loses": (
        "Every variant loses money, so do not spend on these terms: “{winner}” loses least, {profit} in {days}{range}, {gap} less than “{runner_up}” (95% simulation interval {low} to {high}){too}.",
        "每个方案都亏损，这样的条件下不要投放：“{winner}”亏得最少，{days}亏 {profit}{range}，比“{runner_up}”少亏 {gap}（95% 模拟误差区间 {low} 至 {high}）{too}。",
    ),
    "loses_tied": (
        "Every variant loses money, so do not spend on these terms: the simulation cannot tell {tied} apart, and even “{winner}” loses {profit} in {days}{range}, {gap} less than “{runner_up}” (95% simulation interval {low} to {high}){too}.",
        "每个方案都亏损，这样的条件下不要投放：模拟分不出{tied}的高下，即使“{winner}”{days}也亏 {profit}{range}，比“{runner_up}”少亏 {gap}（95% 模拟误差区间 {low} 至 {high}）{too}。",
    ),
    "idle": (
        "“{winner}” wins no click and spends nothing, and that is best: every variant that wins clicks loses money, so do not spend on these terms (least lost: “{runner_up}”, {gap} in {days}).",
        "“{winner}”没有点击，一分不花，反而最好：得到点击的方案都亏损，这样的条件下不要投放（亏得最少的是“{runner_up}”，{days}亏 {gap}）。",
    ),
    "nothing": (
        "Nothing was spent in {days}: no variant won a single click, so there is nothing to compare; look at the bids, the reserve price and the hours.",
        "{days}一分钱也没有花出去：没有方案得到一次点击，无从比较；请检查出价、底价和投放时段。",
    ),
    "one_world": (
        "One replication cannot tell variants apart: in it “{winner}” made {profit} profit in {days} and “{runner_up}” {gap}, luck included; ask for more replications.",
        "只重复一次分不出各方案的高下：这一次“{winner}”{days}利润 {profit}，“{runner_up}”{gap}，其中有运气成分；请增加重复次数。",
    ),
    "same_wins": (
        "{alike} come out the same in every one of the {spread}: each earns {profit} profit in {days}{range}{loss}.",
        "{alike}在每一次{spread}中结果都相同：{days}利润 {profit}{range}{loss}。",
    ),
    "same_loses": (
        "{alike} come out the same in every one of the {spread} and lose money, so do not spend on these terms: each loses {profit} in {days}{range}.",
        "{alike}在每一次{spread}中结果都相同，而且都亏损，这样的条件下不要投放：{days}亏 {profit}{range}。",
    ),
    "same_too": (
        "; {names} and it come out the same in every one of the {spread}",
        "；{names}与它在每一次{spread}中结果都相同",
    ),
    "alone_wins": (
        "“{winner}” earns {profit} profit in {days}{range}, {returns}{loss}.",
        "“{winner}”{days}利润 {profit}{range}，{returns}{loss}。",
    ),
    "alone_loses": (
        "“{winner}” loses money, so do not spend on these terms: {profit} lost in {days}{range}, {returns}.",
        "“{winner}”亏损，这样的条件下不要投放：{days}亏 {profit}{range}，{returns}。",
    ),
    "range": (" ({low} to {high} in 90% of {spread})", "（90% 的{spread}中为 {low} 至 {high}）"),
    "range_losing": (
        " (profit {low} to {high} in 90% of {spread})",
        "（90% 的{spread}中利润为 {low} 至 {high}）",
    ),
    "range_few": (" (too few {spread} for a range)", "（{spread}太少，不给范围）"),
    "range_unknown": (" (realised in one replication, so no range)", "（只重复一次的实际结果，没有范围）"),
    "returns": ("with ROAS {roas} and ROI {roi}", "投入产出比（ROAS）{roas}，ROI {roi}"),
    "free": ("and its clicks cost nothing", "点击没有花钱"),
    "loss": (", and loses money in {share}", "，在 {share} 的情况下亏损"),
    "worlds": ("simulated worlds", "模拟情形"),
    "replications": ("replications", "重复模拟"),
    "day": ("{days} day", "{days} 天"),
    "days": ("{days} days", "{days} 天"),
    "time": ("{times} replication", "{times} 次重复模拟"),
    "times": ("{times} replications", "{times} 次重复模拟"),
    "quoted": ("“{name}”", "“{name}”"),
    "and": (" and ", "和"),
    "comma": (", ", "、"),
    "others": ("{count} others", "其他 {count} 个方案"),
}

ADVICE = {
    "advice": ("What to do with it", "怎么用这个结果"),
    "advice_ranges": (
        "Two kinds of doubt, kept apart: the range over {spread} ({low} to {high}) is what you cannot know beforehand; the simulation error (± {error}) is what more replications would remove.",
        "两种不确定要分开看：{spread}的范围（{low} 至 {high}）是事先无法知道的；模拟误差（± {error}）多做几次重复就会变小。",
    ),
    "advice_few": (
        "The simulation error (± {error}) is what more replications would remove. How far one of the {spread} may lie from the next shows from {fewest} replications on.",
        "模拟误差（± {error}）多做几次重复就会变小。各{spread}相差多大，要重复 {fewest} 次以上才看得出来。",
    ),
    "advice_one": (
        "These are the figures of one replication, luck included, such as may happen to you. Ask for {fewest} replications or more before you act on them.",
        "这是一次重复模拟的实际结果，含运气成分，你也可能遇到。行动之前，请重复 {fewest} 次以上。",
    ),
    "advice_tied": (
        "More replications narrow the interval. If a gap of this size does not matter to you, take the variant that is easier to run.",
        "增加重复次数可以缩小区间。如果这样大小的差距对你无所谓，就选更容易执行的方案。",
    ),
    "advice_class_loses": (
        "In “{variant}” the {klass} keywords lose {profit}: a click costs {cpc} and brings {worth} of margin. Lower their bids or their share.",
        "“{variant}”中{klass}亏 {profit}：一次点击花 {cpc}，只带来 {worth} 毛利。请降低这类词的出价或预算占比。",
    ),
    "advice_dark": (
        "First place for more money in “{variant}”: the {klass} keywords. Their budget is spent for {hours} hours a day, {lost} of their impressions are lost to that, and a click that costs {cpc} brings {worth} of margin. A lower bid stretches the same budget.",
        "“{variant}”中最值得加预算的是{klass}：预算每天有 {hours} 小时已花完，因此失去 {lost} 的展现，而一次点击花 {cpc}，带来 {worth} 毛利。降低出价也能让同样的预算撑得更久。",
    ),
    "advice_day": (
        "Do not judge too early: on day {day} the figures so far of “{variant}” against “{versus}” point the right way in {share} of {spread}.",
        "不要过早下结论：第 {day} 天“{variant}”与“{versus}”的当时数据，在 {share} 的{spread}中方向是对的。",
    ),
}

PAGE = {
    "title": ("{name}: which variant earns most", "{name}：哪个方案赚得最多"),
    "title_alone": ("{name}: what it earns", "{name}：能赚多少"),
    "made_of": (
        "{name} · {platform} · {days} from {start} · {replications}",
        "{name} · {platform} · {start} 起 {days} · {replications}",
    ),
    "key_figures": ("Key figures of “{winner}”", "“{winner}”的关键数字"),
    "against": ("{versus}: {value}", "{versus}：{value}"),
    "part_which": ("Which variant", "选哪个方案"),
    "part_when": ("When the money comes and goes", "钱什么时候花、什么时候回"),
    "part_why": ("How it comes about", "为什么会这样"),
    "part_trust": ("When a test may be believed", "什么时候可以相信测试"),
    "part_tables": ("Tables", "数据表"),
    "part_basis": ("What it rests on", "依据"),
    "drawn_some": (
        "Of {all} variants the line pictures show {drawn} and the row pictures {rows}: the winner, the baseline and the next best. The first tables have them all.",
        "{all} 个方案中，折线图画出 {drawn} 个，横条图画出 {rows} 个：最好的、基准和紧随其后的；前几张数据表包含全部方案。",
    ),
    "scroll": ("Table: {title}; scrolls sideways", "表：{title}；可左右滚动"),
    "means": (
        "Figures are means over {replications}, in {currency}; “–” means there is nothing to divide by, or too few replications to tell.",
        "数字是{replications}的平均，货币为 {currency}；“–”表示没有可除的数，或重复次数太少。",
    ),
    "means_one": (
        "Figures are those realised in {replications}, in {currency}; “–” means there is nothing to divide by, or that one replication cannot tell.",
        "数字是{replications}的实际结果，货币为 {currency}；“–”表示没有可除的数，或重复一次无法得知。",
    ),
    "rest_keywords": (
        "The {shown} keywords of “{winner}” with the largest cost; {rest} more cost {cost} together.",
        "“{winner}”花费最多的 {shown} 个关键词；其余 {rest} 个共花费 {cost}。",
    ),
    "all_keywords": (
        "All {shown} keywords of “{winner}”, by cost.",
        "“{winner}”的全部 {shown} 个关键词，按花费排列。",
    ),
    "scenario": ("The scenario file, as it was run", "运行时的场景文件原文"),
    "assumptions_help": (
        "Every value below was set in the scenario file, with the note written beside it. What is called an assumption is not measured.",
        "下列数值都来自场景文件，旁边是文件里写的说明。标为假设（assumption）的没有经过测量。",
    ),
    "glossary": ("Words", "词汇"),
    "english": ("English", "英文"),
    "chinese": ("Chinese", "中文"),
    "meaning": ("Meaning", "含义"),
    "seed": ("Seed", "随机种子"),
    "scenario_hash": ("Scenario hash", "场景哈希"),
    "versions": ("Versions", "版本"),
    "replications_label": ("Replications", "重复次数"),
    "target_error": ("Simulation error asked for", "要求的模拟误差"),
    "daily_budget": ("Daily budget", "每日预算"),
    "baseline": ("Baseline", "基准方案"),
    "same_again": (
        "The same scenario, seed and versions give the same figures again.",
        "同样的场景、种子和版本会得到同样的数字。",
    ),
}

CLASSES = {
    "class_head": ("head", "大词"),
    "class_long_tail": ("long\N{NON-BREAKING HYPHEN}tail", "长尾词"),
    "class_precise": ("precise", "精准词"),
    "class_all": ("all", "全部"),
}

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

COLUMNS = {
    "column_variant": ("Variant", "方案"),
    "column_versus": ("Against", "对照"),
    "column_klass": ("Class", "词类"),
    "column_keyword": ("Keyword", "关键词"),
    "column_day": ("Day", "天"),
    "column_days": ("Day {day}", "第 {day} 天"),
    "column_profit": ("Profit", "利润"),
    "column_profit_expected": ("Profit, expected", "利润（预期）"),
    "column_profit_and_error": ("Profit ± simulation error", "利润 ± 模拟误差"),
    "column_profit_error": ("± Simulation error (95%)", "± 模拟误差（95%）"),
    "column_range_90": ("Range (5–95%)", "范围（5–95%）"),
    "column_profit_p05": ("Profit, 5%", "利润 5% 分位"),
    "column_profit_p95": ("Profit, 95%", "利润 95% 分位"),
    "column_loss_share": ("Loses money in", "亏损的比例"),
    "column_best_share": ("Best in", "最好的比例"),
    "column_better_share": ("Better in", "更好的比例"),
    "column_gain": ("Profit more by", "利润差额"),
    "column_low": ("Low (95%)", "下限（95%）"),
    "column_high": ("High (95%)", "上限（95%）"),
    "column_worlds_p05": ("Range, 5%", "范围 5% 分位"),
    "column_worlds_p95": ("Range, 95%", "范围 95% 分位"),
    "column_cost": ("Cost", "花费"),
    "column_revenue": ("Revenue", "成交额"),
    "column_margin": ("Margin", "毛利"),
    "column_roas": ("ROAS", "投入产出比"),
    "column_roi": ("ROI", "ROI"),
    "column_searches": ("Searches", "搜索"),
    "column_impressions": ("Impressions", "展现"),
    "column_clicks": ("Clicks", "点击"),
    "column_carts": ("Carts", "加购"),
    "column_favourites": ("Favourites", "收藏"),
    "column_orders_placed": ("Orders placed", "下单"),
    "column_orders": ("Orders paid", "付款订单"),
    "column_refunds": ("Refunds", "退款"),
    "column_ctr": ("CTR", "点击率"),
    "column_cvr": ("CVR", "转化率"),
    "column_cpc": ("CPC", "平均点击花费"),
    "column_position": ("Position", "平均排名"),
    "column_hours_dark": ("Hours dark a day", "每天熄灯小时"),
    "column_lost_to_budget": ("Lost to budget", "预算损失"),
    "column_lost_to_rank": ("Lost to rank", "排名损失"),
    "column_impression_share": ("Impression share", "展现份额"),
    "column_path": ("Where", "位置"),
    "column_value": ("Value", "数值"),
    "column_note": ("Note", "说明"),
    "column_so_far": ("{column}, so far", "{column}（当时）"),
    "column_matured": ("{column}, matured", "{column}（最终）"),
    "table_variants": ("Variants: money", "方案：收支"),
    "table_traffic": ("Variants: traffic", "方案：流量"),
    "table_funnel": ("Keyword classes: from search to refund", "词类：从搜索到退款"),
    "table_differences": ("Differences of profit", "利润差额"),
    "table_classes": ("Keyword classes: money", "词类：收支"),
    "table_windows": ("Windows: so far and matured", "观察期：当时与最终"),
    "table_windows_by_class": ("Windows by class", "分词类的观察期"),
    "table_keywords": ("Keywords", "关键词"),
    "table_assumptions": ("Assumptions and settings", "假设与设定"),
}

GLOSSARY = {
    "word_roas": (
        "revenue ÷ cost; Chinese sellers often call this figure “ROI”",
        "成交额 ÷ 花费；卖家口中的“ROI”往往指它",
    ),
    "word_roi": (
        "(gross margin − cost) ÷ cost; above 0 the advertising pays",
        "（毛利 − 花费）÷ 花费；大于 0 广告才赚钱",
    ),
    "word_profit": (
        "matured margin of all clicks in the horizon, after refunds, fees, freight and tax, minus their cost",
        "期内全部点击最终带来的毛利（扣除退款、平台费用、运费和税），减去点击花费",
    ),
    "word_matured": ("all that the same clicks will ever bring", "同一批点击最终带来的全部结果"),
    "word_so_far": ("orders and refunds known by that day", "截至当天已知的订单和退款"),
    "word_variant": ("one of the alternatives compared", "被比较的做法之一"),
    "word_replication": (
        "one draw of everything unknown and of chance, the same for every variant",
        "未知参数和运气的一次抽取，对每个方案都相同",
    ),
    "word_dark": ("hours in which a budget is already spent", "预算已经花完的小时"),
    "word_impressions": ("times an ad was shown", "广告展示的次数"),
    "word_ctr": ("clicks ÷ impressions", "点击 ÷ 展现"),
    "word_cpc": ("cost ÷ clicks, the price and not the bid", "花费 ÷ 点击，是实付价格而不是出价"),
    "word_cvr": ("paid orders ÷ clicks", "付款订单 ÷ 点击"),
    "word_position": ("1 is the top place", "1 为最上面的位置"),
    "word_quality": ("what multiplies the bid in the rank; 1 is average", "排名时与出价相乘的系数，1 为平均"),
    "word_lost_to_budget": ("impressions missed because the budget was spent", "因预算花完而失去的展现"),
    "word_lost_to_rank": ("impressions missed because the rank was too low", "因排名太低而失去的展现"),
    "word_head": ("few keywords with many searches each", "数量少、搜索量大的词"),
    "word_long_tail": ("many keywords with few searches each", "数量多、单个搜索量小的词"),
    "word_precise": ("keywords that name what the buyer wants", "准确说出买家需求的词"),
}

# The two names of each glossary entry, shown side by side in either language: key → (English, Chinese).
TERMS = {
    "word_roas": ("ROAS", "投入产出比"),
    "word_roi": ("ROI", "投资回报率"),
    "word_profit": ("profit", "利润"),
    "word_so_far": ("so far", "当时"),
    "word_matured": ("matured", "最终"),
    "word_variant": ("variant", "方案"),
    "word_replication": ("replication, simulated world", "重复模拟、模拟情形"),
    "word_dark": ("hours dark", "熄灯小时"),
    "word_impressions": ("impressions", "展现"),
    "word_ctr": ("CTR, click-through rate", "点击率"),
    "word_cpc": ("CPC, cost per click", "平均点击花费"),
    "word_cvr": ("CVR, conversion rate", "转化率"),
    "word_position": ("position", "排名"),
    "word_quality": ("quality", "质量分"),
    "word_lost_to_budget": ("lost to budget", "预算损失"),
    "word_lost_to_rank": ("lost to rank", "排名损失"),
    "word_head": ("head keyword", "大词、主关键词"),
    "word_long_tail": ("long-tail keyword", "长尾词"),
    "word_precise": ("precise keyword", "精准词"),
}

CATALOGUE: dict[str, tuple[str, str]] = {
    **ANSWER, **ADVICE, **PAGE, **CLASSES, **PICTURES, **COLUMNS, **GLOSSARY,
}  # fmt: skip
