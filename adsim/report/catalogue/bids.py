"""What is said of other bids than the present ones."""
# ruff: noqa: E501

BIDS = {
    "part_bids": ("What to bid", "该出多少价"),
    "bids": (
        "The bids of “{variant}” times a factor, all else as it is, in {worlds} simulated worlds on the same shoppers. What a bid earns more counts everything that shares its budget.",
        "把“{variant}”的出价乘以一个系数，其余不变，在 {worlds} 个情形中对同样的买家模拟。多赚的钱按共用预算的全部关键词计算。",
    ),
    "bids_steps": (
        "The further a bid is from the present one, the less any data can tell: go there in steps and look again.",
        "离现出价越远，数据越说不准：请分步调整，边调边看。",
    ),
    "bid_class": ("{klass} keywords", "{klass}"),
    "bid_keyword": ("“{keyword}”", "“{keyword}”"),
    "bid_none": ("{item}: no click at any bid tried.", "{item}：试过的出价都没有点击。"),
    "bid_leave": (
        "{item}: leave the bid at about {bid}; no other bid tried earns more{alike}{loss}.",
        "{item}：出价维持在 {bid} 左右；试过的其他出价都不会多赚{alike}{loss}。",
    ),
    "bid_unclear": (
        "{item}: leave the bid at about {bid}; {to} ({factor}×) seems to earn {gain} more in {days}, but the simulation cannot tell it from the present bid (95% interval {low} to {high}){loss}.",
        "{item}：出价维持在 {bid} 左右；出到 {to}（{factor} 倍）{days}似乎多赚 {gain}，但模拟分不出它与现出价的高下（95% 区间 {low} 至 {high}）{loss}。",
    ),
    "bid_depends": (
        "{item}: leave the bid at about {bid} unless you know your market better; {to} ({factor}×) earns {gain} more in {days} on average (95% simulation interval {low} to {high}), but only in {share} of {spread}{levels}{loss}.",
        "{item}：除非你更了解自己的市场，出价维持在 {bid} 左右；出到 {to}（{factor} 倍）{days}平均多赚 {gain}（95% 模拟误差区间 {low} 至 {high}），但只在 {share} 的{spread}中更好{levels}{loss}。",
    ),
    "bid_raise": (
        "{item}: raise the bid from about {bid} to about {to} ({factor}×): that earns {gain} more in {days} (95% simulation interval {low} to {high}), in {share} of {spread}{levels}{alike}{edge}{loss}.",
        "{item}：把出价从 {bid} 左右提高到 {to} 左右（{factor} 倍）：{days}多赚 {gain}（95% 模拟误差区间 {low} 至 {high}），在 {share} 的{spread}中更好{levels}{alike}{edge}{loss}。",
    ),
    "bid_lower": (
        "{item}: lower the bid from about {bid} to about {to} ({factor}×): that earns {gain} more in {days} (95% simulation interval {low} to {high}), in {share} of {spread}{levels}{alike}{edge}{loss}.",
        "{item}：把出价从 {bid} 左右降到 {to} 左右（{factor} 倍）：{days}多赚 {gain}（95% 模拟误差区间 {low} 至 {high}），在 {share} 的{spread}中更好{levels}{alike}{edge}{loss}。",
    ),
    "bid_raise_perhaps": (
        "{item}: raising the bid from about {bid} to about {to} ({factor}×) probably pays: {gain} more in {days} (95% simulation interval {low} to {high}), but in {share} of {spread} only{levels}{alike}{edge}{loss}.",
        "{item}：把出价从 {bid} 左右提高到 {to} 左右（{factor} 倍）多半划算：{days}多赚 {gain}（95% 模拟误差区间 {low} 至 {high}），但只在 {share} 的{spread}中更好{levels}{alike}{edge}{loss}。",
    ),
    "bid_lower_perhaps": (
        "{item}: lowering the bid from about {bid} to about {to} ({factor}×) probably pays: {gain} more in {days} (95% simulation interval {low} to {high}), but in {share} of {spread} only{levels}{alike}{edge}{loss}.",
        "{item}：把出价从 {bid} 左右降到 {to} 左右（{factor} 倍）多半划算：{days}多赚 {gain}（95% 模拟误差区间 {low} 至 {high}），但只在 {share} 的{spread}中更好{levels}{alike}{edge}{loss}。",
    ),
    "bid_levels_agree": (
        ", and so it is at the low and the high value of {assumption}",
        "，{assumption}取低值或高值时也是如此",
    ),
    "bid_levels_differ": (", and not with {levels}", "，{levels}时则不然"),
    "bid_alike": ("; {first}× to {last}× cannot be told apart", "；{first} 至 {last} 倍之间分不出高下"),
    "bid_edge": ("; the best may lie beyond the bids tried", "；最好的出价可能在试过的范围之外"),
    "bid_loss": (
        "; even at its best bid it loses {loss}, so leave it out",
        "；即使用最好的出价也亏 {loss}，不如停投",
    ),
    "bids_title": ("Bids: {item}", "出价：{item}"),
    "bids_help": (
        "Over all {days}, against the bid: its factor, and what it is in money. Line: the mean; bars on it: simulation error (95%); band: 10–90% of {spread}. Upright line: the present bid. Ring: the bid that earns most, filled where it is told apart from the present one.",
        "{days}合计；横轴是出价：系数和金额。线：平均值；线上的粗条：模拟误差（95%）；色带：{spread}的 10–90% 范围。竖线：现出价。圆圈：最赚钱的出价，实心表示与现出价分出了高下。",
    ),
    "bids_help_few": (
        "Over all {days}, against the bid: its factor, and what it is in money. Line: the mean; bars on it: simulation error (95%). Upright line: the present bid. Ring: the bid that earns most, filled where it is told apart from the present one.",
        "{days}合计；横轴是出价：系数和金额。线：平均值；线上的粗条：模拟误差（95%）。竖线：现出价。圆圈：最赚钱的出价，实心表示与现出价分出了高下。",
    ),
    "bids_help_levels": (
        " Dashed and dotted, with bands of their own: {assumption} low ({low}) and high ({high}).",
        "虚线和点线及其色带：{assumption}取低值（{low}）和高值（{high}）。",
    ),
    "bids_mid": ("as is", "现值"),
    "bids_low": ("{assumption}: low", "{assumption}：低"),
    "bids_high": ("{assumption}: high", "{assumption}：高"),
    "bids_times": ("{factor}×", "{factor} 倍"),
    "bids_profit": ("profit", "利润"),
    "bids_cost": ("cost", "花费"),
    "bids_clicks": ("clicks", "点击"),
    "bids_position": ("mean position", "平均排名"),
    "bids_best": ("best", "最好"),
    "bids_as_good": ("as good", "相当"),
    "table_bid_response": ("What other bids would bring: “{variant}”", "其他出价的结果：“{variant}”"),
    "column_item": ("Bids of", "出价对象"),
    "column_factor": ("Factor", "系数"),
    "column_bid": ("Bid", "出价"),
    "column_verdict": ("Verdict", "评定"),
}
