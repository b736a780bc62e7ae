"""What is said of a sensitivity study: which assumption moves profit most, and which decides who is best."""
# ruff: noqa: E501

INFLUENCE = {
    "influence_cost": (
        "Inputs that vary: {inputs}; {samples} samples, {variants}, {worlds} worlds: {runs} runs, {missing} of them still to do.",
        "变动的因素 {inputs} 个；{samples} 个样本，{variants}，{worlds} 个情形：共 {runs} 次运行，还差 {missing} 次。",
    ),
    # What the inputs are called.
    "input_searches": ("how much is searched", "搜索量"),
    "input_ctr": ("the click rates", "点击率"),
    "input_cvr": ("the conversion rates", "转化率"),
    "input_rival_bids": ("rivals' bids", "对手出价"),
    "input_rival_budgets": ("rivals' budgets", "对手预算"),
    "input_delay": ("how late orders come", "成交的快慢"),
    "input_weekdays": ("the shape of the week", "一周内的分布"),
    "input_part": ("{input} ({part})", "{input}（{part}）"),
    "weekday_1": ("Monday", "星期一"),
    "weekday_2": ("Tuesday", "星期二"),
    "weekday_3": ("Wednesday", "星期三"),
    "weekday_4": ("Thursday", "星期四"),
    "weekday_5": ("Friday", "星期五"),
    "weekday_6": ("Saturday", "星期六"),
    "weekday_7": ("Sunday", "星期日"),
    # The answer.
    "influence_moves": (
        "The profit of “{winner}” hangs most on {input}: {share} of its variance over what is not known (95% range {low} to {high}){next}.",
        "“{winner}”的利润最取决于{input}：在未知因素造成的方差中占 {share}（95% 范围 {low} 至 {high}）{next}。",
    ),
    "influence_next": (", then on {input} ({share})", "，其次是{input}（{share}）"),
    "influence_next_close": (", and perhaps as much on {input} ({share})", "，{input}（{share}）也许同样重要"),
    "influence_still": (
        "Nothing that was varied moves the profit of “{winner}”.",
        "所变动的因素都不影响“{winner}”的利润。",
    ),
    "influence_alone": ("There is no other variant to hold it against.", "没有别的方案可比。"),
    "influence_stays": (
        "“{winner}” earns most in every one of {samples} samples of the assumptions, so none of them changes the answer.",
        "在假设的全部 {samples} 组取值中都是“{winner}”赚得最多，所以没有一项假设会改变答案。",
    ),
    "influence_changes": (
        "In {share} of {samples} samples of the assumptions another variant earns more ({others}){decides}.",
        "在假设的 {samples} 组取值中，有 {share} 是别的方案赚得更多（{others}）{decides}。",
    ),
    "influence_other": ("“{name}” in {share}", "“{name}”占 {share}"),
    "influence_decides": (
        "; what decides is {input} ({share} of the variance of the lead over “{runner_up}”){where}",
        "；起决定作用的是{input}（占对“{runner_up}”领先额方差的 {share}）{where}",
    ),
    "influence_below": (
        ": “{runner_up}” is ahead with {part} below {value}",
        "：{part}低于 {value} 时“{runner_up}”领先",
    ),
    "influence_above": (
        ": “{runner_up}” is ahead with {part} above {value}",
        "：{part}高于 {value} 时“{runner_up}”领先",
    ),
    "influence_times": ("{value} times the stated", "所述值的 {value} 倍"),
    "influence_undecided": (
        "; the simulation cannot yet tell what decides, as chance makes {noise} of what is seen of that lead",
        "；模拟还说不清由什么决定，因为观察到的领先额差别有 {noise} 出自偶然",
    ),
    "influence_luck": (
        "Of the variance of a single campaign's profit these assumptions make {known}; the rest is chance and what differs from keyword to keyword.",
        "单次投放利润的方差中，这些假设占 {known}，其余是运气和各关键词之间的差异。",
    ),
    "influence_noisy": (
        "Chance makes {noise} of the differences between samples: ask for more --replications before small shares are believed.",
        "样本之间的差别有 {noise} 出自偶然：在相信较小的占比之前，请增加 --replications。",
    ),
    # Rows for the terminal.
    "column_input": ("What is not known", "未知因素"),
    "column_first": ("By itself", "单独"),
    "column_total": ("With others", "连同其他"),
    "column_total_range": ("95% range", "95% 范围"),
    "column_gap_total": ("Of the lead", "对领先额"),
    "column_shift_low": ("Profit, low end", "取低端时的利润"),
    "column_shift_high": ("Profit, high end", "取高端时的利润"),
    "column_samples": ("Samples", "样本"),
    # The page.
    "influence_title": ("{name}: which assumption matters", "{name}：哪个假设最要紧"),
    "influence_part_which": ("What the answer hangs on", "答案取决于什么"),
    "influence_part_tornado": ("One at a time", "一次变一项"),
    "influence_part_responses": ("How profit answers", "利润怎样随之变化"),
    "influence_part_best": ("Does the answer change?", "答案会变吗"),
    "influence_heading": ("In figures", "关键数字"),
    "influence_figure_profit": ("profit of “{winner}” at the stated values", "各项取所述值时“{winner}”的利润"),
    "influence_figure_sd": ("spread of profit by what is not known", "未知因素造成的利润起伏"),
    "influence_figure_sd_help": ("standard deviation", "标准差"),
    "influence_figure_other": ("another variant earns more in", "别的方案赚得更多"),
    "influence_figure_samples": ("of {samples} samples, ± {error}", "共 {samples} 组样本，± {error}"),
    "influence_figure_known": ("of one campaign's variance is what is not known", "单次利润的方差中未知因素占"),
    "influence_indices_title_profit": ("Share of the variance of “{winner}”'s profit", "对“{winner}”利润方差的占比"),
    "influence_indices_title_gap": (
        "Share of the variance of its lead over “{runner_up}”",
        "对领先“{runner_up}”之额方差的占比",
    ),
    "influence_indices_help": (
        "Dark: what the input does by itself (first-order Sobol index). Pale: what it does together with others besides (total index). Thin line: 95% range of the total.",
        "深色：该项单独的作用（一阶 Sobol 指数）。浅色：连同与其他项的相互作用（总指数）。细线：总指数的 95% 范围。",
    ),
    "influence_tornado_title": (
        "Profit of “{winner}” with one thing low or high",
        "“{winner}”的利润：某一项取低值或高值",
    ),
    "influence_tornado_gap_title": (
        "Lead over “{runner_up}” with one thing low or high",
        "对“{runner_up}”的领先额：某一项取低值或高值",
    ),
    "influence_tornado_help": (
        "All else as stated (upright line). Low and high are the 5% and 95% points of a spread, in all keyword classes together, or the stated low and high value.",
        "其余各项取所述值（竖线）。低、高指其离散分布的 5% 和 95% 分位（各词类同时变动），或场景给出的低值和高值。",
    ),
    "influence_low_mark": ("low", "低"),
    "influence_high_mark": ("high", "高"),
    "influence_response_title_profit": ("Profit of “{winner}” by {input}", "“{winner}”的利润随{input}的变化"),
    "influence_response_title_gap": ("Lead over “{runner_up}” by {input}", "对“{runner_up}”的领先额随{input}的变化"),
    "influence_response_help": (
        "Means of the samples in which it is low … high, all else varying too; bands: 95% range of the mean. Across: times the stated value, or the value itself.",
        "按该项由低到高分组的样本平均值，其余各项同时变动；色带：平均值的 95% 范围。横轴：所述值的倍数，或该值本身。",
    ),
    "influence_best_title": ("Who earns most, in so many of the samples", "各方案赚得最多的样本占比"),
    "influence_best_help": (
        "Every sample is one set of values of all that is not known. Label: share, and mean profit.",
        "每个样本是全部未知因素的一组取值。标注：占比和平均利润。",
    ),
    "influence_said_which": (
        "All that is not known varied together in {samples} samples, each in the same {worlds}. What is left when luck is taken out is shared among the inputs; shares may add up to more than 100%, as some matter only together.",
        "全部未知因素同时变动，共 {samples} 组样本，每组都在同样的 {worlds}中运行。去掉运气后剩下的差别归到各项；有的因素只在一起时才起作用，所以合计可能超过 100%。",
    ),
    "influence_worlds": ("{count} {spread}", "{count} 个{spread}"),
    "influence_table_indices": ("Shares of variance (Sobol indices)", "方差占比（Sobol 指数）"),
    "influence_table_tornado": ("One at a time: profit at the low and at the high end", "一次变一项：低端与高端的利润"),
    "column_end": ("End", "端"),
    "column_output": ("Of", "对象"),
    "column_shift": ("Against the stated value (95%)", "与所述值相比（95%）"),
    "influence_output_profit": ("profit of “{winner}”", "“{winner}”的利润"),
    "influence_output_gap": ("lead over “{runner_up}”", "对“{runner_up}”的领先额"),
    "influence_basis_samples": ("Samples", "样本数"),
    "influence_basis_runs": ("Runs", "运行次数"),
    "word_sobol": (
        "the share of a figure's variance that an input makes, by itself or with others",
        "一个数字的方差中由某项因素（单独或连同其他）造成的份额",
    ),
    "word_sample": ("one set of values of all that is not known", "全部未知因素的一组取值"),
    "word_lead": ("profit of the best variant less that of the next", "最好方案与其次方案的利润之差"),
}
INFLUENCE_TERMS = {
    "word_sobol": ("Sobol index", "Sobol 指数"),
    "word_sample": ("sample", "样本"),
    "word_lead": ("lead", "领先额"),
}
