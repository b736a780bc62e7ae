"""What is said of one keyword's day, close up."""
# ruff: noqa: E501

EXPLAIN = {
    "explain_head": (
        "“{keyword}” ({klass}), day {day} ({date}), variant “{variant}”, world {world}: {searches} searches, our ad shown in {impressions}, {clicks} clicks for {cost}.",
        "“{keyword}”（{klass}），第 {day} 天（{date}），方案“{variant}”，情形 {world}：{searches} 次搜索，我方广告展现 {impressions} 次，{clicks} 次点击，花费 {cost}。",
    ),
    "explain_bid": ("Max CPC set up: {bid}.", "设置的最高出价：{bid}。"),
    "explain_not_bought": ("The keyword is not bought (bid 0).", "没有购买这个关键词（出价为 0）。"),
    "explain_money": (
        "Money of account “{account}”: {budget} for the day, {spent} spent, {left} left.",
        "账户“{account}”：当天预算 {budget}，花了 {spent}，剩 {left}。",
    ),
    "explain_money_gone": (
        "Money of account “{account}”: {budget} for the day, all spent at {time}.",
        "账户“{account}”：当天预算 {budget}，{time} 花完。",
    ),
    "explain_no_money": ("Account “{account}” had no money that day.", "账户“{account}”当天没有预算。"),
    "explain_rivals_gone": (
        "Rivals on these pages whose money ran out: {rivals}.",
        "同页竞争对手中预算花完的：{rivals}。",
    ),
    "explain_at": ("{name} at {time}", "{name}在 {time}"),
    "explain_all_shown": ("Our ad was shown in every search.", "每次搜索都展现了我方广告。"),
    "explain_lost": ("Searches without our ad: {parts}.", "没有展现我方广告的搜索：{parts}。"),
    "explain_lost_budget": ("{count} because the money was gone", "{count} 次因为预算已花完"),
    "explain_lost_rank": ("{count} because its rank was too low", "{count} 次因为排名不够"),
    "explain_lost_pacing": (
        "{count} because the account took no part (pacing)",
        "{count} 次因为账户未参与竞价（匀速投放）",
    ),
    "explain_lost_off": ("{count} because there was no bid", "{count} 次因为没有出价"),
    "explain_low_quality": (
        "At {hours} it was quality: an ad of average quality (1.00) would have been shown at this bid.",
        "{hours}：原因是质量，同样的出价，平均质量（1.00）的广告就能展现。",
    ),
    "explain_low_bid": (
        "At {hours} it was the bid: at this bid not even an ad of average quality (1.00) would have been shown.",
        "{hours}：原因是出价，同样的出价，平均质量（1.00）的广告也不能展现。",
    ),
    "explain_reach": (
        "At {hour} the last place took a bid of {bid} (a click then {price}), or at our bid a quality of {quality}.",
        "{hour} 要占到最后一个位置，需出价 {bid}（每次点击 {price}），或在现出价下质量达到 {quality}。",
    ),
    "explain_reach_bid": (
        "At {hour} the last place took a bid of {bid} (a click then {price}).",
        "{hour} 要占到最后一个位置，需出价 {bid}（每次点击 {price}）。",
    ),
    "explain_cell": (
        "{cell}: {searches} searches ({share} of the keyword's), {places} places",
        "{cell}：{searches} 次搜索（占该词的 {share}），{places} 个位置",
    ),
    "explain_page": ("The page at {hour}", "{hour} 的结果页"),
    "explain_drawn": (
        "Some advertisers take part in only a share of the auctions: this is the page when all do.",
        "有的广告主只参与部分竞价：这是全部参与时的结果页。",
    ),
    "explain_up": (
        "One place up (place {place}) took a bid of {bid}; a click there: {price}.",
        "上升到第 {place} 位需出价 {bid}，每次点击 {price}。",
    ),
    "explain_down": (
        "One place down (place {place}) a bid of {bid} is enough; a click there: {price}.",
        "降到第 {place} 位只需出价 {bid}，每次点击 {price}。",
    ),
    "explain_hours": ("Our ad hour by hour", "我方广告逐小时"),
    "explain_ours": ("ours", "我方"),
    "explain_rival": ("rival {number}", "对手 {number}"),
    "explain_of_group": ("{group}, rival {number}", "{group}，对手 {number}"),
    "explain_off": ("no bid", "没有出价"),
    "explain_no_money_now": ("money gone", "预算已花完"),
    "explain_no_turn": ("takes no part", "未参与竞价"),
    "explain_reserve": ("below the reserve price", "低于起拍价"),
    "explain_rank": ("rank too low", "排名不够"),
    "column_advertiser": ("Advertiser", "广告主"),
    "column_place": ("Place", "位置"),
    "column_quality": ("Quality", "质量"),
    "column_score": ("Rank score", "排名得分"),
    "column_click_price": ("A click", "每次点击"),
    "column_took_part": ("Takes part", "参与"),
    "column_day_clicks": ("Clicks that day", "当天点击"),
    "column_why": ("Why not shown", "未展现原因"),
    "column_hours": ("Hours", "时段"),
    "column_up": ("One up: bid", "上一位：出价"),
    "column_up_price": ("a click", "每次点击"),
    "column_down": ("One down: bid", "下一位：出价"),
    "column_down_price": ("a click", "每次点击"),
    "explain_all_account": ("all keywords", "全部关键词"),
}
