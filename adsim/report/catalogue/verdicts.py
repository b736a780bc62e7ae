"""What is said of a product test: every verdict in a seller's words, the rules that speak, and what they rest on."""
# ruff: noqa: E501

VERDICTS = {
    # How often: a share as a seller counts. `odds` finishes "you are wrong …".
    "odds": ("{times} in {of}", "{of} 次里有 {times} 次"),
    "odds_rare": ("less than one time in a hundred", "100 次里不到 1 次"),
    # Which arm.
    "verdict_first_day": (
        "Too early: day {day} shows stock-outs and mistakes and decides nothing; look again on day {next_day}.",
        "太早：第 {day} 天只能看出缺货和设置错误，不作判断；第 {next_day} 天再看。",
    ),
    "verdict_between": (
        "Not yet: day {day} lies between two looks and decides nothing; the next look is day {next_day}, in {days}, after about {clicks} more clicks; if you stop now you are wrong {odds}.",
        "还不能定：第 {day} 天在两次查看之间，不作判断；下次查看是第 {next_day} 天，还有{days}、约 {clicks} 次点击；若现在停止，{odds}会选错。",
    ),
    "verdict_wait": (
        "Not yet: {clicks} clicks and about {days} to go; if you stop now you are wrong {odds}.",
        "还不能定：还需约 {clicks} 次点击、{days}左右；若现在停止，{odds}会选错。",
    ),
    "verdict_wait_beyond": (
        "Not yet, and at the present lead not by day {last} either: that takes {clicks} clicks and about {days} more; if you stop now you are wrong {odds}.",
        "还不能定，而且照现在的差距，到第 {last} 天也定不了：还需约 {clicks} 次点击、{days}左右；若现在停止，{odds}会选错。",
    ),
    "verdict_wait_long": (
        "Not yet, and at the present lead not within a year: the arms are too much alike; if you stop now you are wrong {odds}.",
        "还不能定，而且照现在的差距，一年内也定不了：各方案太接近；若现在停止，{odds}会选错。",
    ),
    "verdict_keep": (
        "Keep {arm}: its {metric} is {lift} above that of {control} ({low} to {high}), more than chance explains.",
        "保留{arm}：{metric}比{control}高 {lift}（{low} 至 {high}），不是碰巧。",
    ),
    "verdict_keep_unsure": (
        "Keep {arm}: it is ahead of {control} in {metric} by more than chance explains; by how much is not known yet.",
        "保留{arm}：{metric}高于{control}，不是碰巧；高多少还不清楚。",
    ),
    "verdict_keep_control": (
        "Keep {control}: the {metric} of {arm} is {loss} below it ({low} to {high}), more than chance explains.",
        "保留{control}：{arm}的{metric}比它低 {loss}（{low} 至 {high}），不是碰巧。",
    ),
    "verdict_keep_control_unsure": (
        "Keep {control}: {arm} is behind it in {metric} by more than chance explains; by how much is not known yet.",
        "保留{control}：{arm}的{metric}低于它，不是碰巧；低多少还不清楚。",
    ),
    "verdict_no_winner": (
        "No winner in {days}: the arms cannot be told apart in {metric}. Keep what costs less, or test a bolder change; if you take the leader all the same you are wrong {odds}.",
        "{days}没有分出胜负：各方案的{metric}看不出差别。保留成本低的，或换一个改动更大的再测；若仍按领先者选，{odds}会选错。",
    ),
    "verdict_no_traffic": (
        "Nothing can be compared yet: the arms have had no day of traffic together.",
        "还无法比较：各方案没有同一天的流量。",
    ),
    "verdict_one_arm": (
        "One arm only: there is nothing to compare it with; it is read against the target and the benchmark.",
        "只有一个方案：无可比较，只对照目标和行业基准来看。",
    ),
    # Kill or not.
    "verdict_drop": (
        "Drop {arm}: {orders} orders from {clicks} clicks, where a product that reaches {target} would have {expected} by now; it would do so badly {odds}.",
        "放弃{arm}：{clicks} 次点击 {orders} 笔订单；达到 {target} 的商品此时应有 {expected} 笔，这样差的情况，{odds}。",
    ),
    "verdict_hold": (
        "Do not drop {arm} yet: {orders} orders from {clicks} clicks, where a product that reaches {target} would have {expected} by now; it would do so badly {odds}.",
        "先不要放弃{arm}：{clicks} 次点击 {orders} 笔订单；达到 {target} 的商品此时应有 {expected} 笔，这样差的情况，{odds}。",
    ),
    "verdict_reaches": (
        "Do not drop {arm}: {orders} orders from {clicks} clicks, and {expected} would do by now to reach {target}.",
        "不要放弃{arm}：{clicks} 次点击 {orders} 笔订单；要达到 {target}，此时有 {expected} 笔就够。",
    ),
    "verdict_hold_blind": (
        "{arm} cannot be judged against {target} yet: it would have only {expected} orders by now, so even none would prove nothing.",
        "还不能拿{arm}对照 {target}：此时本来也只应有 {expected} 笔订单，一笔没有也说明不了什么。",
    ),
    # What is wrong: the four quadrants and the product itself.
    "verdict_promote": (
        "Promote {arm}: clicked and bought as often as the benchmark or more (probability {share}).",
        "主推{arm}：点击率和转化率都达到基准（概率 {share}）。",
    ),
    "verdict_fix_page": (
        "Fix the page, not the image: {arm} is clicked as often as the benchmark but bought less (probability {share}).",
        "改详情页，不用换主图：{arm}的点击率达到基准，转化率偏低（概率 {share}）。",
    ),
    "verdict_fix_image": (
        "Change the image, not the page: who clicks {arm} buys, but too few click (probability {share}).",
        "换主图，不用改详情页：点进{arm}的人会买，但点的人太少（概率 {share}）。",
    ),
    "verdict_relist": (
        "Delist {arm} and list it anew, or drop it: clicked and bought less than the benchmark (probability {share}).",
        "{arm}下架重发，或放弃：点击率和转化率都低于基准（概率 {share}）。",
    ),
    "verdict_change_product": (
        "Change the product: {arm} is clicked and looked at, and next to nobody buys (probability {share}).",
        "换商品：{arm}有人点、有人看，几乎没人买（概率 {share}）。",
    ),
    "verdict_unsure": (
        "What {arm} needs is not clear yet: {shares}.",
        "{arm}该怎么办还不清楚：{shares}。",
    ),
    "verdict_shares": ("What {arm} needs: {shares}.", "{arm}该怎么办：{shares}。"),
    "needs_promote": ("promote {share}", "主推 {share}"),
    "needs_fix_page": ("page {share}", "详情页 {share}"),
    "needs_fix_image": ("image {share}", "主图 {share}"),
    "needs_relist": ("delist {share}", "下架重发 {share}"),
    "needs_change_product": ("product {share}", "换商品 {share}"),
    # Planning.
    "verdict_plan": (
        "A lift of {lift} is found {share} of the time after {clicks} clicks an arm: {days}, about {cost}.",
        "要有 {share} 的把握看出 {lift} 的提升，每个方案需 {clicks} 次点击：{days}，约 {cost}。",
    ),
    "verdict_plan_beyond": (
        "A lift of {lift} is found only {share} of the time even after {days} and {cost}: test a bolder change or spend more a day.",
        "即使测 {days}、花 {cost}，也只有 {share} 的把握看出 {lift} 的提升：请换改动更大的方案，或提高日预算。",
    ),
    # The rules.
    "rule_thresholds": ("bare figures against the target", "直接比数字"),
    "rule_naive_test": ("a 5% test at every look", "每次都做 5% 检验"),
    "rule_group_sequential": ("planned looks", "按计划查看"),
    "rule_always_valid": ("any day, any traffic", "随时可看"),
    "rule_bayes": ("expected loss", "预期损失"),
    "rule_says_wait": ("not yet", "还不能定"),
    "rule_says_arm": ("keep {arm}", "保留{arm}"),
    "rule_evidence_p": ("p {evidence}, needs {needed}", "p {evidence}，须不高于 {needed}"),
    "rule_evidence_loss": ("loss {evidence}, may be {needed}", "损失 {evidence}，可承受 {needed}"),
    "rule_evidence_none": ("nothing to go by", "没有依据"),
    # Where a rule does not hold its error.
    "warning_repeated_looks": (
        "“{rule}” is read several times: it sees a difference where there is none far more often than it says.",
        "“{rule}”被反复查看：没有差别却看出差别的次数远多于它所说的。",
    ),
    "warning_day_noise": (
        "“{rule}” takes all clicks for alike; rates that move from day to day make it err more often than it says.",
        "“{rule}”把所有点击一样看待；比率逐日波动时，它出错的次数多于它所说的。",
    ),
    "warning_sparse": (
        "“{rule}” is not made for so few orders: its verdict may be chance.",
        "“{rule}”不适用于这么少的订单：它的判断可能只是碰巧。",
    ),
    "warning_late_orders": (
        "“{rule}” takes the orders seen so far for all of them; late orders are still to come.",
        "“{rule}”把现有订单当作全部订单，而迟到的订单还没到。",
    ),
    "warning_unequal_rotation": (
        "“{rule}” does not hold its error when one arm gets far less traffic than another.",
        "各方案流量相差很大时，“{rule}”的出错率不能保证。",
    ),
    "warning_adaptive_rotation": (
        "“{rule}” does not hold its error when traffic follows what was seen; only “any day, any traffic” does.",
        "流量随结果调整时，“{rule}”的出错率不能保证；只有“随时可看”可以。",
    ),
    "warning_payment_dates": (
        "“{rule}” needs orders by the day of the click; by the day of payment it errs more often than it says.",
        "“{rule}”需要按点击日期统计的订单；按付款日期统计时，它出错的次数多于它所说的。",
    ),
    "doubts": (
        "“{rule}” errs more often here than it says: {reasons}.",
        "“{rule}”在这里出错的次数多于它所说的：{reasons}。",
    ),
    "doubt_repeated_looks": ("read several times", "反复查看"),
    "doubt_day_noise": ("rates move from day to day", "比率逐日波动"),
    "doubt_sparse": ("few orders", "订单太少"),
    "doubt_late_orders": ("late orders", "订单迟到"),
    "doubt_unequal_rotation": ("unequal traffic", "流量相差大"),
    "doubt_adaptive_rotation": ("traffic that follows results", "流量随结果调整"),
    "doubt_payment_dates": ("dates of payment", "按付款日期"),
    # The words inside.
    "metric_ctr": ("click rate", "点击率"),
    "metric_cvr": ("conversion rate", "转化率"),
}
