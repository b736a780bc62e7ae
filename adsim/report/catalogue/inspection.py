"""What the data doctor says of an account's reports: the verdict, what each is, what is missing, what can be told."""
# ruff: noqa: E501

from adsim.report.catalogue.findings import FINDINGS

INSPECTION = {
    **FINDINGS,
    # The verdict, and what comes next.
    "good": (
        "Good: {clicks} clicks{orders}{days}, and nothing that would mislead a calibration.",
        "良好：{clicks} 次点击{orders}{days}，没有会误导校准的问题。",
    ),
    "care": ("Usable with care: {reason}{more}", "可用，但须留意：{reason}{more}"),
    "unusable": ("Not usable: {reason}{more}", "不能用：{reason}{more}"),
    "and_orders": (" and {orders} orders", "、{orders} 笔订单"),
    "in_days": (" in {days} days", "，{days} 天"),
    "in_day": (" in {days} day", "，{days} 天"),
    "more_points": (
        " {count} more points are marked ! below.",
        "下面还有 {count} 处标 ! 的问题。",
    ),
    "more_point": (
        " One more point is marked ! below.",
        "下面还有 1 处标 ! 的问题。",
    ),
    # Headings.
    "part_totals": ("Totals", "合计"),
    "part_found": ("What was found", "发现的问题"),
    "part_nothing": ("Nothing was found that is wrong.", "没有发现问题。"),
    "part_missing": (
        "What is missing, and what calibrate takes for it",
        "缺少的信息，以及校准时采用的默认值",
    ),
    "part_precision": (
        "How sharply rates are known (5–95% range, counting noise alone)",
        "各比率的把握（5–95% 范围，只计抽样误差）",
    ),
    "part_tells": ("What the data can and cannot tell", "数据能说明什么，不能说明什么"),
    "part_next": ("Next", "下一步"),
    # What a report is.
    "report": ("report", "报表"),
    "written": ("written in", "文件格式"),
    "period": ("period", "时间"),
    "currency": ("currency", "货币"),
    "sort_exact": (
        "exact",
        "精准",
    ),
    "sort_phrase": (
        "phrase",
        "短语",
    ),
    "sort_broad": (
        "broad",
        "广泛",
    ),
    "sort_auto": (
        "automatic",
        "智能",
    ),
    "sort_mobile": (
        "mobile",
        "手机",
    ),
    "sort_pc": (
        "PC",
        "电脑",
    ),
    "sort_tablet": (
        "tablet",
        "平板",
    ),
    "lines": ("lines", "行数"),
    "names": ("names", "包含"),
    "match_type": ("match types", "匹配方式"),
    "device": ("devices", "设备"),
    "placement": ("placements", "版位"),
    "own_total": (
        "total row",
        "汇总行",
    ),
    "written_as": ("{encoding}, decimal mark “{decimal}”", "{encoding}，小数点为“{decimal}”"),
    "workbook": ("workbook", "工作簿"),
    "lines_read": ("{rows} read", "读入 {rows} 行"),
    "lines_unreadable": ("{rows} unreadable", "无法读取 {rows} 行"),
    "lines_total": ("{rows} total rows set apart", "另有汇总 {rows} 行"),
    "line_total": ("one total row set apart", "另有汇总 1 行"),
    "level_line": (
        "{title}; lines are {level}",
        "{title}；每行是一个{level}",
    ),
    "level_term": (
        "search terms",
        "搜索词",
    ),
    "level_keyword": (
        "keywords",
        "关键词",
    ),
    "level_ad_group": (
        "ad groups",
        "单元",
    ),
    "level_product": (
        "products",
        "商品",
    ),
    "level_placement": (
        "placements",
        "版位",
    ),
    "level_campaign": (
        "campaigns",
        "计划",
    ),
    "period_unknown": ("the report does not tell", "报表未说明"),
    "period_days": ("{first} to {last}, {days} days", "{first} 至 {last}，共 {days} 天"),
    "period_day": ("{first}, one day", "{first}，1 天"),
    "undated": ("lines are not dated by day", "各行没有逐日日期"),
    "dated_all": ("every day has lines", "每天都有数据"),
    "dated_some": ("{dated} of them have lines", "其中 {dated} 天有数据"),
    "currency_unknown": ("not told", "未说明"),
    "agrees": (
        "agrees with the lines (“{label}”, line {line})",
        "与各行之和一致（“{label}”，第 {line} 行）",
    ),
    "and_more": ("and {count} more", "另有 {count} 个"),
    "and_more_json": ("and {count} more; --json lists all", "另有 {count} 处，--json 列出全部"),
    "and_more_rules": (
        "and {count} more rules broken; --json lists all",
        "另有 {count} 类问题，--json 列出全部",
    ),
    # Counted names: of one, of several.
    "one_campaign": ("campaign", "个计划"),
    "many_campaign": ("campaigns", "个计划"),
    "one_ad_group": ("ad group", "个单元"),
    "many_ad_group": ("ad groups", "个单元"),
    "one_product": ("product", "个商品"),
    "many_product": ("products", "个商品"),
    "one_target": ("keyword bought", "个所购关键词"),
    "many_target": ("keywords bought", "个所购关键词"),
    "one_keyword": ("keyword", "个关键词"),
    "many_keyword": ("keywords", "个关键词"),
    "one_term": ("search term", "个搜索词"),
    "many_term": ("search terms", "个搜索词"),
    # Columns of totals and rates.
    "impressions": ("impressions", "展现"),
    "clicks": ("clicks", "点击"),
    "cost": ("cost", "花费"),
    "orders": ("orders", "订单"),
    "revenue": ("revenue", "成交金额"),
    "gross": (
        "kept",
        "所得",
    ),
    "ctr": ("CTR", "点击率"),
    "cpc": ("CPC", "点击均价"),
    "cvr": ("CVR", "转化率"),
    "aov": ("AOV", "客单价"),
    "roas": ("ROAS", "投产比"),
    "klass": ("class", "词类"),
    "units": (
        "items",
        "条目",
    ),
    "together": ("together", "合在一起"),
    "with_hidden": (
        "with what is not listed",
        "连同未列出的",
    ),
    "class_head": ("head", "大词"),
    "class_long_tail": ("long tail", "长尾词"),
    "class_precise": ("precise", "精准词"),
    "class_all": ("all", "全部"),
    "rate": ("{value} ({low} to {high})", "{value}（{low} 至 {high}）"),
    # How to learn what is missing.
    "tell_option": ("say {option}", "用 {option} 指明"),
    "tell_column": (
        "add the column “{column}” to the {report} and download it again",
        "在{report}中加上“{column}”一列再下载",
    ),
    "tell_own_column": (
        "add a column “{column}” to the table",
        "在表中加上“{column}”一列",
    ),
    "tell_report": ("add the {report}", "再加上{report}"),
    "tell_nothing": (
        "mend it in the scenario that calibrate writes",
        "在校准写出的场景文件中修改",
    ),
    "or": (", or ", "，或"),
    "comma": (", ", "，"),
    "semicolon": (
        "; ",
        "；",
    ),
    "colon": (
        ": ",
        "：",
    ),
    "notes": ("notes", "说明"),
    # What data can tell, and what not.
    "keyword_clicks_yes": (
        "{keywords} items have at least {least_clicks} clicks and a click rate of their own; the others lean on their class.",
        "{keywords} 个条目有至少 {least_clicks} 次点击，点击率可单独估计；其余依靠所属词类。",
    ),
    "keyword_clicks_yes_one": (
        "One item has at least {least_clicks} clicks and a click rate of its own; the others lean on their class.",
        "1 个条目有至少 {least_clicks} 次点击，点击率可单独估计；其余依靠所属词类。",
    ),
    "keyword_clicks_no": (
        "No item has {least_clicks} clicks: every click rate leans on its class.",
        "没有条目达到 {least_clicks} 次点击：各点击率都依靠所属词类。",
    ),
    "keyword_orders_yes": (
        "{keywords} items have at least {least_orders} orders and a conversion rate of their own; the others lean on their class.",
        "{keywords} 个条目有至少 {least_orders} 笔订单，转化率可单独估计；其余依靠所属词类。",
    ),
    "keyword_orders_yes_one": (
        "One item has at least {least_orders} orders and a conversion rate of its own; the others lean on their class.",
        "1 个条目有至少 {least_orders} 笔订单，转化率可单独估计；其余依靠所属词类。",
    ),
    "keyword_orders_no": (
        "No item has {least_orders} orders: every conversion rate leans on its class.",
        "没有条目达到 {least_orders} 笔订单：各转化率都依靠所属词类。",
    ),
    "proof_yes": (
        "{days} days with lines: a forecast can be proved on the last ones, held back from the fit.",
        "有 {days} 天的数据：可以留出最后一些天来检验预测。",
    ),
    "proof_no": (
        "A forecast cannot be proved on held-back days: that takes lines dated by day on {least_days} days, here are {days}. Download the report by day if the platform offers it.",
        "不能留出一些天来检验预测：需要 {least_days} 天的逐日数据，这里有 {days} 天。平台若能按天下载，请按天下载。",
    ),
    "weekdays_yes": (
        "Weekdays are estimated from {days} days.",
        "星期几的差别由 {days} 天的数据估计。",
    ),
    "weekdays_no": (
        "Weekdays cannot be told apart: the usual week of online shops is taken.",
        "分不出星期几的差别：采用网店的一般规律。",
    ),
    "hours_yes": ("Hours of the day are estimated from the report.", "一天各小时的分布由报表估计。"),
    "hours_no": (
        "Hours of the day are not told: the usual day of consumers is taken.",
        "没有分小时的数据：采用一般消费者的作息。",
    ),
    "delay_yes": (
        "Orders are counted within several windows, so how late they come is estimated.",
        "订单按多个转化周期统计，可以估计下单的延迟。",
    ),
    "delay_no": (
        "Orders are counted in one way only: how late they come is a published figure, not this account's.",
        "订单只有一种统计口径：下单的延迟取公开资料的数字，不是本账户的。",
    ),
    "position_yes": (
        "Position or impression share is told: the place on the page is this account's.",
        "有排名或展现份额：页面上的位置来自本账户。",
    ),
    "position_no": (
        "Neither position nor impression share is told: searches in which the ad was not shown stay unknown.",
        "没有排名，也没有展现份额：广告没有展现的搜索无从知道。",
    ),
    "rival_spread_yes": (
        "{keywords} keywords were seen at several bids: how traffic answers a bid can be narrowed down.",
        "{keywords} 个关键词有过不同的出价：可以缩小“换个出价会怎样”的范围。",
    ),
    "rival_spread_yes_one": (
        "One keyword was seen at several bids: how traffic answers a bid can be narrowed down a little.",
        "1 个关键词有过不同的出价：可以略微缩小“换个出价会怎样”的范围。",
    ),
    "rival_spread_no": (
        "How traffic answers another bid cannot be told from these data: no keyword was seen at two bids. Answers are shown for low, middle and high.",
        "“换一个出价会怎样”从这些数据看不出来：没有关键词有过两种出价。结果按低、中、高三种情况给出。",
    ),
    "next_mend": (
        "Mend what is marked, export again and inspect once more.",
        "请先改正上面标出的问题，重新导出后再检查一次。",
    ),
}
