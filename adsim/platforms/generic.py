"""A plain keyword auction for platforms that have no file of their own; plain tables of keywords or ad groups."""

from adsim.platforms.contract import ExportLayout, Layout, Platform, list_curve

# Assumption: 8 ads in a list.
LIST = Layout(list_curve(8))

_TOTALS = ("total", "total:", "totals", "grand total", "sum", "汇总", "合计", "总计")

KEYWORD_TABLE = ExportLayout(
    name="keyword_table",
    title="plain keyword table",
    columns={
        "keyword": ("Keyword", "Keywords", "Search term", "Customer search term", "Query", "关键词", "搜索词",
                    "词名字", "词名字/词包名字", "词"),
        "klass": ("Class", "Keyword class", "类别", "关键词类别", "分类"),
        "campaign": ("Campaign", "Campaign name", "Plan", "计划", "计划名字", "计划名称", "推广计划"),
        "ad_group": ("Ad group", "Ad group name", "单元", "单元名字", "单元名称", "推广单元"),
        "match_type": ("Match type", "匹配方式", "匹配类型"),
        "currency": ("Currency", "Currency code", "币种"),
        "impressions": ("Impressions", "Impr.", "展现量", "展现", "曝光量", "曝光", "展示量"),
        "clicks": ("Clicks", "点击量", "点击", "点击次数"),
        "cost": ("Cost", "Spend", "花费", "消耗", "消耗量", "消费"),
        "orders": ("Orders", "Conversions", "总成交笔数", "成交笔数", "订单数", "订单量", "转化数"),
        "revenue": ("Revenue", "Sales", "Conversion value", "总成交金额", "成交金额", "销售额"),
        "bid": ("Max CPC", "max_cpc", "Max. CPC", "Bid", "出价", "最高出价"),
        "position": ("Position", "Avg. position", "Average position", "排名", "平均排名", "平均展现排名"),
        "impression_share": ("Impression share", "Impr. share", "展现份额", "展示份额"),
        "date": ("Date", "Day", "日期", "统计日期"),
        "week": ("Week", "周"),
        "month": ("Month", "月份"),
        "hour": ("Hour", "Hour of day", "小时"),
        "device": ("Device", "设备"),
        "product": ("Product", "Item ID", "商品ID", "宝贝ID"),
        "carts": ("Carts", "Add to cart", "加购数"),
        "favourites": ("Favourites", "Favorites", "收藏数"),
        "enquiries": ("Enquiries", "Inquiries", "询盘数"),
        "budget": ("Budget", "Daily budget", "日限额"),
    },
    totals=_TOTALS,
)  # fmt: skip

_AD_GROUPS = {
    "ad_group": ("Ad Group", "Ad group name"),
    "month": ("Month",),
    "campaign": ("Campaign", "Campaign name"),
    "date": ("Date", "Day"),
    "currency": ("Currency", "Currency code"),
    "impressions": ("Impressions", "Impr."),
    "clicks": ("Clicks",),
    "orders": ("Conversions", "Orders"),
    "cost": ("Cost", "Spend"),
}

# A shop that lives on commission keeps two figures: what its buyers paid, and what it got of that.
AFFILIATE_AD_GROUPS = ExportLayout(
    name="affiliate_ad_groups",
    title="ad groups of an affiliate shop",
    level="ad_group",
    columns={
        **_AD_GROUPS,
        "gross": ("Revenue", "Commission"),
        "revenue": ("Sale Amount", "Sales Amount", "Order value"),
    },
    required=("ad_group", "impressions", "clicks", "cost", "gross", "revenue"),
    totals=_TOTALS,
)

AD_GROUPS = ExportLayout(
    name="ad_groups",
    title="plain ad group table",
    level="ad_group",
    columns={**_AD_GROUPS, "revenue": ("Revenue", "Sales", "Sale Amount", "Conversion value")},
    required=("ad_group", "impressions", "clicks", "cost"),
    totals=_TOTALS,
)

GENERIC = Platform(
    name="generic",
    english="Keyword auction",
    chinese="关键词竞价",
    currency="CNY",
    increment=0.01,
    reserve=0.01,  # assumption: one increment
    layouts={"mobile": LIST, "pc": LIST},
    exports=(KEYWORD_TABLE, AFFILIATE_AD_GROUPS, AD_GROUPS),
)
