"""Amazon Sponsored Products: ads inside the product list; search-term, targeting, placement, campaign reports."""

from dataclasses import replace

from adsim.platforms.contract import ExportLayout, Layout, Platform, list_curve
from adsim.platforms.handwriting import Handwriting

# Assumptions: 4 ads on top, then 8 more inside the list on PC (4 and 6 on mobile), looked at like a list.
PC = Layout(list_curve(12))
MOBILE = Layout(list_curve(10))

# Headers of the downloaded reports, then of the tables in the advertising console, then Chinese ones.
_HEAD = {
    "first": ("Start Date", "开始日期"),
    "last": ("End Date", "结束日期"),
    "date": ("Date", "日期"),
    "hour": ("Hour", "Hour of day"),
    "currency": ("Currency", "Budget currency", "货币", "币种"),
    "campaign": ("Campaign Name", "Campaign", "Campaigns", "广告活动名称", "广告活动"),
}
_AD_GROUP = {"ad_group": ("Ad Group Name", "Ad Group", "广告组名称", "广告组")}
_FIGURES = {
    "impressions": ("Impressions", "展示量", "曝光量"),
    "clicks": ("Clicks", "点击量"),
    "cost": ("Spend", "Cost", "Total cost", "花费", "总成本"),
}
_ORDERS = {
    "orders_1": ("1 Day Total Orders (#)", "1 Day Total Orders", "1天总订单数(#)"),
    "revenue_1": ("1 Day Total Sales", "1天总销售额"),
    "orders_7": ("7 Day Total Orders (#)", "7 Day Total Orders", "7天总订单数(#)"),
    "revenue_7": ("7 Day Total Sales", "7天总销售额"),
    "orders_14": ("14 Day Total Orders (#)", "14 Day Total Orders", "14天总订单数(#)"),
    "revenue_14": ("14 Day Total Sales", "14天总销售额"),
    "orders_30": ("30 Day Total Orders (#)", "30 Day Total Orders", "30天总订单数(#)"),
    "revenue_30": ("30 Day Total Sales", "30天总销售额"),
    "orders": ("Orders", "Purchases", "Total Orders (#)", "Total Orders", "订单", "购买量"),
    "revenue": ("Sales", "Total Sales", "销售额"),
}
_TOTALS = ("total", "grand total", "总计", "合计")
# Headers of the console's table of campaigns, whose dates are those of the campaign, not of the report.
_CONSOLE = ("Campaign bidding strategy", "Campaigns", "Budget type", "Campaign start date")
# At least one of these tells a report of Amazon from a plain table.
_SIGNATURE = (
    *(spelling for field, spellings in _ORDERS.items() if "_" in field for spelling in spellings),
    "Click-Thru Rate (CTR)", "Cost Per Click (CPC)", "Portfolio name", "Purchases", "ACOS", "ROAS",
    "Total Advertising Cost of Sales (ACoS)", "广告活动名称",
)  # fmt: skip

SEARCH_TERMS = ExportLayout(
    name="search_terms",
    title="Amazon Sponsored Products search term report",
    level="term",
    columns={
        **_HEAD,
        **_AD_GROUP,
        "target": ("Targeting", "Keyword", "投放"),
        "match_type": ("Match Type", "Target match type", "匹配类型"),
        "keyword": ("Customer Search Term", "客户搜索词"),
        **_FIGURES,
        **_ORDERS,
    },
    totals=_TOTALS,
    clicked_only=True,
)

TARGETING = ExportLayout(
    name="targeting",
    title="Amazon Sponsored Products targeting report",
    columns={
        **_HEAD,
        **_AD_GROUP,
        "keyword": ("Targeting", "Keyword", "Target", "Categories & products", "投放"),
        "match_type": ("Match Type", "Target match type", "匹配类型"),
        "bid": ("Bid", "Keyword bid", "Target bid", "竞价"),
        **_FIGURES,
        "top_impression_share": ("Top-of-search Impression Share", "Top-of-search IS",
                                 "Top-of-search impression share (IS)", "搜索结果顶部展示量份额"),
        **_ORDERS,
    },
    signature=(*_SIGNATURE, "Targeting", "Top-of-search Impression Share", "Top-of-search IS", "Target match type",
               "Keyword bid", "Target bid", "Suggested bid (median)"),
    totals=_TOTALS,
)  # fmt: skip

PLACEMENTS = ExportLayout(
    name="placements",
    title="Amazon Sponsored Products placement report",
    level="placement",
    columns={**_HEAD, "placement": ("Placement", "广告位", "放置"), **_FIGURES, **_ORDERS},
    required=("placement", "impressions", "clicks", "cost"),
    signature=(*_SIGNATURE, "Bidding strategy"),
    totals=_TOTALS,
)

CAMPAIGNS = ExportLayout(
    name="campaigns",
    title="Amazon Sponsored Products campaign report",
    level="campaign",
    columns={
        **_HEAD,
        "budget": ("Budget", "Daily Budget", "Budget Amount", "Campaign budget amount", "Campaign Daily Budget",
                   "预算", "每日预算"),
        **_FIGURES,
        "top_impression_share": ("Top-of-search Impression Share", "Top-of-search IS",
                                 "Top-of-search impression share (IS)"),
        **_ORDERS,
    },
    required=("campaign", "impressions", "clicks", "cost"),
    signature=(*_SIGNATURE, "Daily Budget", "Bidding strategy"),
    without=_CONSOLE,
    totals=_TOTALS,
)  # fmt: skip

CONSOLE_CAMPAIGNS = replace(
    CAMPAIGNS,
    name="console_campaigns",
    title="Amazon advertising console table of campaigns",
    columns={
        "campaign": ("Campaigns", "Campaign name", "Campaign"),
        **{field: spellings for field, spellings in CAMPAIGNS.columns.items() if field not in (*_HEAD, "campaign")},
        "currency": _HEAD["currency"],
    },
    signature=_CONSOLE,
    without=(),
)

AMAZON = Platform(
    name="amazon",
    english="Amazon",
    chinese="亚马逊",
    currency="USD",
    increment=0.01,
    reserve=0.02,  # assumption: the lowest bid that Sponsored Products takes
    layouts={"mobile": MOBILE, "pc": PC},
    exports=(SEARCH_TERMS, TARGETING, PLACEMENTS, CAMPAIGNS, CONSOLE_CAMPAIGNS),
    hand=Handwriting(
        percent=True,
        padded=True,
        windows=(7, 14),
        ratios={
            "ctr": "Click-Thru Rate (CTR)",
            "cpc": "Cost Per Click (CPC)",
            "acos": "Total Advertising Cost of Sales (ACoS)",
            "roas": "Total Return on Advertising Spend (RoAS)",
        },
        match_types={"exact": "EXACT", "phrase": "PHRASE", "broad": "BROAD", "auto": "-"},
    ),
)
