"""The answer in one sentence, in all the forms that it takes, and the pieces that sentences are made of."""
# ruff: noqa: E501

ANSWER = {
    "wins": (
        "“{winner}” earns most: {profit} profit in {days}{range}, {gap} more than “{runner_up}” (95% simulation interval {low} to {high}); it is best in {best} of {spread}{loss}{too}{holds}.",
        "“{winner}”赚得最多：{days}利润 {profit}{range}，比“{runner_up}”多 {gap}（95% 模拟误差区间 {low} 至 {high}）；在 {best} 的{spread}中最好{loss}{too}{holds}。",
    ),
    "tied": (
        "The simulation cannot tell {tied} apart: “{winner}” earns {profit} profit in {days}{range}, {gap} more than “{runner_up}”, but the 95% simulation interval of that gap runs from {low} to {high}; it is best in {best} of {spread}{loss}{too}{holds}.",
        "模拟分不出{tied}的高下：“{winner}”{days}利润 {profit}{range}，比“{runner_up}”多 {gap}，但这一差距的 95% 模拟误差区间是 {low} 至 {high}；它在 {best} 的{spread}中最好{loss}{too}{holds}。",
    ),
    "loses": (
        "Every variant loses money, so do not spend on these terms: “{winner}” loses least, {profit} in {days}{range}, {gap} less than “{runner_up}” (95% simulation interval {low} to {high}){too}{holds}.",
        "每个方案都亏损，这样的条件下不要投放：“{winner}”亏得最少，{days}亏 {profit}{range}，比“{runner_up}”少亏 {gap}（95% 模拟误差区间 {low} 至 {high}）{too}{holds}。",
    ),
    "loses_tied": (
        "Every variant loses money, so do not spend on these terms: the simulation cannot tell {tied} apart, and even “{winner}” loses {profit} in {days}{range}, {gap} less than “{runner_up}” (95% simulation interval {low} to {high}){too}{holds}.",
        "每个方案都亏损，这样的条件下不要投放：模拟分不出{tied}的高下，即使“{winner}”{days}也亏 {profit}{range}，比“{runner_up}”少亏 {gap}（95% 模拟误差区间 {low} 至 {high}）{too}{holds}。",
    ),
    "idle": (
        "“{winner}” wins no click and spends nothing, and that is best: every variant that wins clicks loses money, so do not spend on these terms (least lost: “{runner_up}”, {gap} in {days}){holds}.",
        "“{winner}”没有点击，一分不花，反而最好：得到点击的方案都亏损，这样的条件下不要投放（亏得最少的是“{runner_up}”，{days}亏 {gap}）{holds}。",
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
        "{alike} come out the same in every one of the {spread}: each earns {profit} profit in {days}{range}{loss}{holds}.",
        "{alike}在每一次{spread}中结果都相同：{days}利润 {profit}{range}{loss}{holds}。",
    ),
    "same_loses": (
        "{alike} come out the same in every one of the {spread} and lose money, so do not spend on these terms: each loses {profit} in {days}{range}{holds}.",
        "{alike}在每一次{spread}中结果都相同，而且都亏损，这样的条件下不要投放：{days}亏 {profit}{range}{holds}。",
    ),
    "same_too": (
        "; {names} and it come out the same in every one of the {spread}",
        "；{names}与它在每一次{spread}中结果都相同",
    ),
    "holds_wins": (
        "; it stays best at the low and the high value of {assumptions}",
        "；{assumptions}取低值或高值时，它仍然最好",
    ),
    "holds_tied_still": (
        "; neither the low nor the high value of {assumptions} decides it",
        "；{assumptions}取低值或高值时，同样分不出",
    ),
    "holds_loses_too": (
        "; so it is at the low and the high value of {assumptions}",
        "；{assumptions}取低值或高值时也是如此",
    ),
    "holds_alone": (
        "; at the low and the high value of {assumptions} its profit is {low} to {high}",
        "；{assumptions}取低值或高值时，利润为 {low} 至 {high}",
    ),
    "holds_other": ("; but with {levels} “{best}” earns most", "；但{levels}时，“{best}”赚得最多"),
    "holds_other_loses": ("; but with {levels} “{best}” loses least", "；但{levels}时，“{best}”亏得最少"),
    "holds_decided": ("; with {levels} “{best}” is clearly best", "；{levels}时，“{best}”明显最好"),
    "holds_tied": (
        "; with {levels} it cannot be told apart from “{best}”",
        "；{levels}时，它与“{best}”分不出高下",
    ),
    "holds_loses": ("; with {levels} every variant loses money", "；{levels}时，每个方案都亏损"),
    "holds_earns": ("; with {levels} “{best}” makes a profit", "；{levels}时，“{best}”有盈利"),
    "level_low": ("{assumption} low ({value})", "{assumption}取低值（{value}）"),
    "level_high": ("{assumption} high ({value})", "{assumption}取高值（{value}）"),
    "or": (" or ", "或"),
    "more": ("{count} more", "另外 {count} 种情况"),
    "alone_wins": (
        "“{winner}” earns {profit} profit in {days}{range}, {returns}{loss}{holds}.",
        "“{winner}”{days}利润 {profit}{range}，{returns}{loss}{holds}。",
    ),
    "alone_loses": (
        "“{winner}” loses money, so do not spend on these terms: {profit} lost in {days}{range}, {returns}{holds}.",
        "“{winner}”亏损，这样的条件下不要投放：{days}亏 {profit}{range}，{returns}{holds}。",
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
