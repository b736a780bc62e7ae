"""The page of a search: headings, titles and help of its pictures and tables."""
# ruff: noqa: E501

OPTIMISE_PAGE = {
    "optimise_title": ("{name}: what to bid and how to split the budget", "{name}：出价多少、预算怎么分"),
    "optimise_key_figures": ("The plan in figures", "计划的关键数字"),
    "optimise_figure_profit": ("profit in {days}, fresh worlds", "{days}利润（新情形）"),
    "optimise_figure_survived": ("of that win survived fresh worlds", "多赚的部分在新情形中留下"),
    "optimise_figure_seemed": ("in the search it seemed to win {seemed}", "搜索时看来多赚 {seemed}"),
    "optimise_figure_fixed": ("more than the best fixed split", "比最好的固定分配多赚"),
    "optimise_figure_budget": ("may spend {budget} a day", "每日可花 {budget}"),
    "optimise_part_race": ("The race", "搜索过程"),
    "optimise_part_again": ("Measured again in fresh worlds", "在新情形中重测"),
    "optimise_part_plan": ("The plan", "计划"),
    "optimise_part_where": ("Where the best lies", "最好的在哪里"),
    "optimise_part_front": ("Profit against risk", "利润与风险"),
    # The race.
    "optimise_race_title": ("Best profit so far, trial by trial", "逐点搜索：目前最好的利润"),
    "optimise_race_help": (
        "Full line: the best point so far; dots: points; star: the best of all. Level lines: plain plans. All in the same {worlds}, so part of the best's lead may be luck.",
        "实线：目前最好的点；圆点：各点；星号：最终最好的。横线：现成方案。都在同样的 {worlds}中测得，所以最好的领先里可能有运气。",
    ),
    "optimise_race_stopped": (" Hollow: stopped early as hopeless.", "空心：无望而提前停下的点。"),
    "optimise_race_below": (" Triangles: points that lie below the picture.", "三角：落在图下方的点。"),
    "optimise_trial_axis": ("trial", "第几个点"),
    "optimise_best_mark": ("best so far", "目前最好"),
    # Fresh worlds.
    "optimise_said_again": (
        "What is best of many is so partly by luck. So the best and all plain plans were measured again in {worlds} that the search had not seen.",
        "许多点中的第一名总有运气成分，所以最好的和全部现成方案又在搜索没有见过的 {worlds}中重测。",
    ),
    "optimise_ahead_title": ("How much more the best ({plan}) earns than each", "最好的（{plan}）比各方案多赚多少"),
    "optimise_ahead_help": (
        "Bars: 95% ranges in fresh worlds that hold for all together. Ring: what the search had promised; the thin line is what luck made of it.",
        "粗条：新情形中的 95% 范围，对全部比较同时成立。圆圈：搜索时的领先；细线：运气造成的差别。",
    ),
    "optimise_profits_title": ("Profit in {days} in fresh worlds", "新情形：{days}利润"),
    "optimise_profits_help": (
        "Upright mark and ±: mean and its 95% simulation error.",
        "竖线和 ±：平均值及其 95% 模拟误差。",
    ),
    "optimise_profits_range": (" Thin line: 5–95% of {spread}.", "细线：{spread}的 5–95% 范围。"),
    # The plan.
    "optimise_said_plan": (
        "The plan has {keywords} keywords, {bought} of them with a bid.",
        "计划共 {keywords} 个关键词，其中 {bought} 个有出价。",
    ),
    "optimise_said_sheets": (
        "The plan has {keywords} keywords, {bought} of them with a bid. All of them, to type into the account: {files}.",
        "计划共 {keywords} 个关键词，其中 {bought} 个有出价。全部可照此录入账户：{files}。",
    ),
    "optimise_budgets_title": ("Daily budgets", "每日预算"),
    "optimise_budgets_help": ("Coloured: the plan. Grey: the scenario as it is.", "彩色：计划。灰色：现状。"),
    "optimise_bids_title": (
        "Bids by class, as a factor of what they are in the scenario",
        "各词类出价：场景出价的倍数",
    ),
    "optimise_bids_help": (
        "Ring: the scenario as it is; diamond: the plan; the ends are those of the search. Middle bid: half of the class's keywords are bid less.",
        "圆圈：现状；菱形：计划；两端是搜索的边界。中位出价：该词类一半关键词低于此价。",
    ),
    "optimise_middle_bid": ("middle bid {bid}", "中位出价 {bid}"),
    "optimise_expected_title": ("What each budget is expected to earn in {days}", "各预算：{days}预计利润"),
    "optimise_expected_label": ("{profit} for {cost}", "{profit}（花费 {cost}）"),
    "optimise_expected_help": ("Label: mean profit for what is spent.", "标注：平均利润和花费。"),
    # Where it lies.
    "optimise_where_shares_title": ("Profit by share of the budget", "利润随预算占比的变化"),
    "optimise_where_factors_title": (
        "Profit by bids and budget, from end to end of the search",
        "利润随出价、预算的变化，横轴为搜索范围",
    ),
    "optimise_where_bids_title": ("Profit by bids, from end to end of the search", "利润随出价的变化，横轴为搜索范围"),
    "optimise_where_budget_title": (
        "Profit by budget, from end to end of the search",
        "利润随预算的变化，横轴为搜索范围",
    ),
    "optimise_where_help": (
        "Dots: complete points of the search, all else varying too. Star: the best; ring: the scenario as it is. Worse points lie below the picture.",
        "圆点：搜索中完整测过的点，其余各项同时变动。星号：最好的；圆圈：现状。更差的点在图下方。",
    ),
    "optimise_where_edge": (
        " Thick line: the best lies at this end of the search.",
        "粗线：最好的就在搜索范围的这一端。",
    ),
    "optimise_edge_mark": ("at the edge", "在边上"),
    "optimise_axis_share": ("share of {name}", "{name}占比"),
    "optimise_axis_split": ("split of the budget", "预算分配"),
    "optimise_importance_title": ("How much of what makes points good lies in each", "点的好坏各有多少取决于它"),
    "optimise_importance_help": (
        "Of what tells the better points from the rest (PED-ANOVA); adds up to 100%.",
        "较好的点与其余的差别中各占多少（PED-ANOVA），合计 100%。",
    ),
    # The front.
    "optimise_front_title": (
        "Mean profit (upwards) against profit in bad worlds (across)",
        "平均利润（纵轴）与坏情形中的利润（横轴）",
    ),
    "optimise_front_axis": ("profit in the worst twentieth of worlds, or less", "最差的二十分之一情形中的利润上限"),
    "optimise_front_mark": ("the front", "前沿"),
    "optimise_front_help": (
        "On the line nobody is both richer and safer. To the right: safer; upwards: richer. Star: the most profitable; squares: plain plans; grey: all others. Measured in the search's worlds.",
        "线上的方案，没有谁比它既赚得更多又更稳。向右更稳，向上更赚。星号：最赚的；方块：现成方案；灰色：其余。在搜索的情形中测得。",
    ),
    # Tables.
    "optimise_keywords_title": ("The top keywords of the plan", "计划中最主要的关键词"),
    "optimise_keywords_note": (
        "The {shown} of {keywords} keywords that are expected to earn most. Clicks, cost and profit are those expected in {days}.",
        "{keywords} 个关键词中预计赚得最多的 {shown} 个。点击、花费、利润为 {days}预计值。",
    ),
    "optimise_ranges": (" In brackets: 5–95% of {spread}.", "括号内：{spread}的 5–95% 范围。"),
    "optimise_expected_note": (
        "Clicks, cost and profit are those expected in {days}.",
        "点击、花费、利润为 {days}预计值。",
    ),
    "optimise_table_budgets": ("Daily budgets and what they bring", "每日预算与预计结果"),
    "optimise_table_remeasured": ("The best and the plain plans, measured again", "最好的与现成方案：重测结果"),
    "optimise_table_trials": ("The best {shown} of {all} points", "{all} 个点中最好的 {shown} 个"),
    "optimise_column_bid": ("Bid", "出价"),
    "optimise_column_budget": ("Daily budget", "每日预算"),
    "optimise_column_state": ("State", "状态"),
    "optimise_column_low": ("Profit in bad worlds (5%)", "坏情形利润（5% 分位）"),
    "optimise_state_complete": ("complete", "完整"),
    "optimise_state_stopped": ("stopped early", "提前停下"),
    "optimise_basis_sampler": ("Sampler", "采样器"),
    "optimise_basis_trials": ("Points", "点数"),
    "optimise_basis_worlds": ("Worlds of the search / fresh worlds", "搜索情形数 / 新情形数"),
    "optimise_basis_present": ("The scenario as it is", "现状方案"),
    "word_plain_plan": (
        "one that needs no search: the scenario as it is, its variants, the fixed splits, equal marginal returns",
        "不用搜索就有的方案：现状、场景中的各方案、固定分配、边际回报相等",
    ),
    "word_fresh_world": ("a simulated world that the search did not see", "搜索没有见过的模拟情形"),
    "word_marginal": (
        "money goes where the next yuan returns most, until all return the same",
        "下一块钱总是投到回报最高处，直到各处回报相等",
    ),
    "word_front": ("the plans than whom none is both richer and safer", "没有谁比它既赚得更多又更稳的那些方案"),
}
OPTIMISE_TERMS = {
    "word_plain_plan": ("plain plan", "现成方案"),
    "word_fresh_world": ("fresh world", "新情形"),
    "word_marginal": ("equal marginal returns", "边际回报相等"),
    "word_front": ("front", "前沿"),
}
