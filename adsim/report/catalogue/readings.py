"""What `adsim read` says of a real test beside its verdicts: what was read, its arms, what the reading rests on."""
# ruff: noqa: E501

READINGS = {
    "read_test": (
        "{file}: day {day} of {planned}, {first} to {last}; arms compared in {metric} with {control}.",
        "{file}：计划 {planned} 天中的第 {day} 天，{first} 至 {last}；以{control}为对照，比较{metric}。",
    ),
    "read_test_alone": (
        "{file}: day {day} of {planned}, {first} to {last}; one arm.",
        "{file}：计划 {planned} 天中的第 {day} 天，{first} 至 {last}；只有一个方案。",
    ),
    "read_over": (
        "{file}: the test is over ({planned} days planned, {day} in the file, {first} to {last}); arms compared in {metric} with {control}.",
        "{file}：测试已结束（计划 {planned} 天，文件中有 {day} 天，{first} 至 {last}）；以{control}为对照，比较{metric}。",
    ),
    "read_over_alone": (
        "{file}: the test is over ({planned} days planned, {day} in the file, {first} to {last}); one arm.",
        "{file}：测试已结束（计划 {planned} 天，文件中有 {day} 天，{first} 至 {last}）；只有一个方案。",
    ),
    "read_arms": ("Arms, with 95% ranges", "各方案（括号内为 95% 区间）"),
    "read_rules": ("What each rule says today", "各规则今天的判断"),
    "read_target": ("Against the target", "对照目标"),
    "read_needs": ("What is wrong with it", "问题在哪里"),
    "read_warnings": ("Take care", "注意"),
    "read_notes": ("Notes", "说明"),
    "read_arm": ("arm", "方案"),
    "read_impressions": ("impressions", "展现"),
    "read_clicks": ("clicks", "点击"),
    "read_orders": ("orders", "订单"),
    "read_cost": ("cost", "花费"),
    "read_revenue": ("revenue", "成交金额"),
    "read_ctr": ("click rate", "点击率"),
    "read_cvr": ("conversion so far", "目前转化率"),
    "read_matured": ("matured", "到齐后"),
    "read_rule": ("rule", "规则"),
    "read_says": ("says", "判断"),
    "read_by": ("by", "依据"),
    "read_lift": ("{arm} over {control}", "{arm}比{control}"),
    "read_range": ("{value} ({low} to {high})", "{value}（{low} 至 {high}）"),
    "read_speaks": ("{rule} ← the answer above", "{rule} ← 上面的结论"),
    "read_between_looks": ("between looks: decides nothing", "两次查看之间：不作判断"),
    "read_coming": (
        "About {coming} more orders of these clicks are still to come; “matured” counts them in.",
        "这些点击大约还会带来 {coming} 笔订单；“到齐后”已计入。",
    ),
    "read_delay_assumed": (
        "How late orders come is an assumption: a marketplace's usual delay, {share} of orders within a week of the click. Give --past-orders for your own.",
        "订单延迟取一般电商平台的规律（假设）：点击后一周内到 {share}。可用 --past-orders 给出自己的数据。",
    ),
    "read_delay_known": (
        "How late orders come is told by {orders} past orders: {share} within a week of the click.",
        "订单延迟由 {orders} 笔过去的订单得出：点击后一周内到 {share}。",
    ),
    "read_window": (
        "The file counts orders within {days} of the click only; the target is taken to be counted so too.",
        "文件只计点击后 {days}内的订单；目标也按这个口径理解。",
    ),
    "read_payment": (
        "Orders stand on the day of payment. Sums and “matured” are right if the ads were new on the first day; comparisons by day are not. Export by the day of the click if you can.",
        "订单按付款日期统计。若广告从第一天起才投放，合计和“到齐后”仍然可信，逐日比较则不然。能按点击日期导出就按点击日期。",
    ),
    "read_uneven": (
        "The arms did not get the same traffic ({shares}; an even split does that {odds}). If you planned it evenly, something broke: a budget that ran dry, an ad that was not shown, a platform that chose.",
        "各方案的流量不一样（{shares}；平均分配时出现这种情况：{odds}）。如果本来是平均分配，就是哪里出了问题：预算用完、广告没有展示，或平台自己挑选。",
    ),
    "read_drift": (
        "The split moved steadily from day to day, as it does where the platform favours what is clicked: only “any day, any traffic” can be believed then.",
        "各方案的流量比例逐日偏移，像是平台在偏向点击多的一方：这时只有“随时可看”可信。",
    ),
    "read_plan_over": (
        "The plan ended on day {planned}; “planned looks” reads the days until then.",
        "计划到第 {planned} 天为止；“按计划查看”只读到那一天。",
    ),
    "read_looks": (
        "Planned looks: days {looks}, at {alpha} error over all of them together.",
        "计划在第 {looks} 天查看，全部查看合计的错误率为 {alpha}。",
    ),
    "read_kill_error": (
        "An arm that just reaches the target is dropped at any of the planned looks at most {alpha} of the time; who reads on other days as well errs somewhat more often.",
        "刚好达标的方案，在计划的各次查看中被误弃的概率合计不超过 {alpha}；计划外也看，误弃会略多一些。",
    ),
    "read_note": ("In the file: {parts}", "文件中：{parts}"),
    "read_no_target": (
        "No --target-cvr: nothing is said of dropping an arm.",
        "没有 --target-cvr：不判断是否放弃。",
    ),
    "read_no_benchmark": (
        "What is wrong (image, page or product) takes --benchmark-ctr, --target-cvr and a column of impressions.",
        "要判断问题在主图、详情页还是商品，需要 --benchmark-ctr、--target-cvr 和展现量一列。",
    ),
}
