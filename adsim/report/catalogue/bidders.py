"""What is said of bidders: strategies and pacings by name, bids in their course, traffic, regret."""
# ruff: noqa: E501

BIDDERS = {
    "part_bidders": ("How the bids moved", "出价如何变动"),
    "bidders_plain": ("{variants}: {strategy}.", "{variants}的出价方式：{strategy}。"),
    "bidders_paced": (
        "{variants}: {strategy}, the money spread by {pacing}.",
        "{variants}的出价方式：{strategy}；预算投放方式：{pacing}。",
    ),
    "bidders_rivals": (
        "Rivals who decide, spread their money, or come and go: {rivals}.",
        "会调整出价、控制投放或中途进出的竞争对手：{rivals}。",
    ),
    "then": (", later ", "，之后"),
    "strategy_manual_cpc": ("fixed bids (manual CPC)", "固定出价（手动 CPC）"),
    "strategy_maximize_clicks": ("maximise clicks", "尽可能争取更多点击"),
    "strategy_maximize_conversions": ("maximise conversions", "尽可能争取更多转化"),
    "strategy_target_cpa": ("target CPA (cost per order)", "目标每单花费（target CPA）"),
    "strategy_target_roas": ("target ROAS", "目标投入产出比（target ROAS）"),
    "strategy_target_position": ("target position", "目标排名"),
    "strategy_maximize_profit": ("maximise profit", "尽可能多赚利润"),
    "strategy_low_price_traffic": ("low-price traffic (cheap clicks wherever they are)", "低价引流"),
    "strategy_chase_ctr": ("chase CTR (raise what is clicked often)", "追高点击率"),
    "strategy_rebalance": ("rebalance money between classes", "在各类词之间调配预算"),
    "strategy_best_response": ("best response", "最优回应"),
    "strategy_bandit": ("learning by trial (bandit)", "试错学习（bandit）"),
    "strategy_copycat": ("copycat", "跟风"),
    "pacing_none": ("nothing", "不控制"),
    "pacing_throttle": ("throttling (part in a share of auctions)", "匀速投放（只参与部分竞价）"),
    "pacing_shade": ("shading (lower bids)", "按比例压低出价"),
    "pacing_curve": ("a curve over the hours", "分时预算曲线"),
    "bid_course_title": ("{klass}: bid, place and money day by day", "{klass}：逐日出价、排名与花费"),
    "bid_course_max_cpc": ("mean bid", "平均出价"),
    "bid_course_participation": ("takes part in", "参与竞价的比例"),
    "bid_course_position": ("mean position", "平均排名"),
    "bid_course_cost": ("cost a day", "每天花费"),
    "bid_course_help": (
        "The bid in force of the keywords bought, each counted by its stated searches and the hours it held. Place 1 is at the top.",
        "已购买关键词的生效出价，按其搜索量和生效小时数加权。第 1 位在最上面。",
    ),
    "bid_course_range": (" Bands: 5–95% of {spread}, for {banded}.", "色带：{spread}的 5–95% 范围（{banded}）。"),
    "spend_hours_title": ("The day's money by hour of day", "一天的花费按小时分布"),
    "spend_hours_help": (
        "What share of the money spent on an average day goes in each hour. A line that ends early is money that ran out.",
        "平均一天的花费有多少落在每个小时。线提前落到底，就是预算提前花完。",
    ),
    "spend_hours_evening": (
        "Share of the day's money spent from 18:00 to midnight",
        "18:00 至午夜的花费占全天的比例",
    ),
    "advertisers_ours": ("ours", "我方"),
    "advertisers_crowd": ("the crowd", "其他对手"),
    "traffic_share_title": ("Whose clicks: share of all clicks on ads", "点击归谁：在全部广告点击中的份额"),
    "traffic_share_help": (
        "Each bar is all clicks of one variant. The figure at the right is our share.",
        "每一条是一个方案的全部点击。右边的数字是我方的份额。",
    ),
    "traffic_moved_title": (
        "Who took whose traffic: clicks more than in “{baseline}”",
        "谁抢了谁的流量：与“{baseline}”相比的点击数",
    ),
    "traffic_moved_help": (
        "On the same shoppers. Left of 0 is traffic lost, right of 0 traffic won. Thick bar: simulation error (95%) of each row alone.",
        "面对同样的买家。0 的左边是失去的流量，右边是得到的。粗条：每一行各自的模拟误差（95%）。",
    ),
    "traffic_moved_range": (" Thin line: 5–95% of {spread}.", "细线：{spread}的 5–95% 范围。"),
    "traffic_row": ("{variant}: {advertisers}", "{variant}：{advertisers}"),
    "traffic_part": ("{advertisers} {clicks}", "{advertisers} {clicks} 次"),
    "traffic_said": (
        "Clicks with “{variant}” against “{baseline}”: {parts}.",
        "“{variant}”与“{baseline}”相比的点击：{parts}。",
    ),
    "regret_title": (
        "Regret: what the best fixed bids would have earned more",
        "后悔值：事后看来，最好的固定出价会多赚多少",
    ),
    "regret_help": (
        "In {worlds} worlds of each variant, its own bids as set up times one fixed factor, without strategy or pacing; the best factor of each world, which nobody knows beforehand. Right of 0 fixed bids would have earned more, left of 0 the strategy earns more than any of them. Thick bar: simulation error (95%).",
        "在每个方案的 {worlds} 个情形中，把设置的出价乘以一个固定系数，不用策略也不控制投放；取每个情形事后最好的系数，事先没有人知道。0 的右边：固定出价会多赚；0 的左边：策略比任何固定出价都多赚。粗条：模拟误差（95%）。",
    ),
    "regret_range": (" Thin line: 5–95% of {spread}.", "细线：{spread}的 5–95% 范围。"),
    "regret_more": (
        "“{variant}”: the best fixed bids of each world would have earned {regret} more (95% simulation interval {low} to {high}); the one factor that is best on average, {factor}×, {average}.",
        "“{variant}”：每个情形事后最好的固定出价会多赚 {regret}（95% 模拟误差区间 {low} 至 {high}）；平均最好的单一系数 {factor} 倍：{average}。",
    ),
    "regret_less": (
        "“{variant}” earns {regret} more than even the best fixed bids of each world (difference {low} to {high}, 95% simulation interval); against the one factor that is best on average, {factor}×: {average}.",
        "“{variant}”比每个情形事后最好的固定出价还多赚 {regret}（差额的 95% 模拟误差区间 {low} 至 {high}）；与平均最好的单一系数 {factor} 倍相比：{average}。",
    ),
    "regret_open": (
        "“{variant}” cannot be told from the best fixed bids of each world (they earn {low} to {high} more, 95% simulation interval); against the one factor that is best on average, {factor}×: {average}.",
        "“{variant}”与每个情形事后最好的固定出价分不出高下（后者多赚 {low} 至 {high}，95% 模拟误差区间）；与平均最好的单一系数 {factor} 倍相比：{average}。",
    ),
    "regret_edge": (
        " In {share} of worlds the best lies at the edge of the factors tried.",
        "在 {share} 的情形中，最好的系数在试过的范围边缘。",
    ),
}
