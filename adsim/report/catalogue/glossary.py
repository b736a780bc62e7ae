"""The words that a report explains, each by its two names."""

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
    "word_lost_to_budget": (
        "impressions missed because the budget ran out or had to last",
        "因预算用尽或须省用而失去的展现",
    ),
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
