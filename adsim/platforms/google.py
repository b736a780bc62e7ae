"""Google Ads: text ads above and below the search results; its search-terms, keyword and campaign reports."""

from adsim.platforms.contract import SEARCH_ADS, ExportLayout, Layout, Platform
from adsim.platforms.handwriting import Handwriting

# The measured click rates by position carry straight over. Assumption: 4 ads above and 3 below the results,
# on mobile 3 and 3.
PC = Layout(SEARCH_ADS[:7])
MOBILE = Layout(SEARCH_ADS[:6])

# Headers as the report pages and the report editor write them, older ones (AdWords) and Chinese ones after.
_WHEN = {
    "date": ("Day", "Date", "日期"),
    "week": ("Week",),
    "month": ("Month",),
    "hour": ("Hour of the day", "Hour of day", "Hour"),
    "weekday": ("Day of the week", "Day of week"),
    "device": ("Device", "设备"),
}
_FIGURES = {
    "currency": ("Currency code", "Currency", "货币代码"),
    "impressions": ("Impr.", "Impressions", "展示次数", "展示"),
    "clicks": ("Clicks", "Interactions", "点击次数", "点击"),
    "cost": ("Cost", "费用"),
    "orders": ("Conversions", "Conv.", "转化次数"),
    "revenue": ("Conv. value", "Conversion value", "Total conv. value", "转化价值"),
}
_SHARES = {
    "impression_share": ("Search impr. share", "Impr. share", "Search impression share", "搜索网络展示次数份额"),
    "lost_to_rank": ("Search lost IS (rank)", "Search lost impression share (rank)"),
    "lost_to_budget": ("Search lost IS (budget)", "Search lost impression share (budget)"),
    "top_rate": ("Impr. (Top) %",),
    "top_impression_share": ("Search top IS", "Search top impression share"),
    "position": ("Avg. position", "Avg. Pos.", "Average position"),
}
_TOTALS = ("total:", "total -", "总计:")

SEARCH_TERMS = ExportLayout(
    name="search_terms",
    title="Google Ads search terms report",
    level="term",
    columns={
        "keyword": ("Search term", "搜索字词"),
        "match_type": ("Match type", "Search terms match type", "匹配类型"),
        "excluded": ("Added/Excluded", "已添加/已排除"),
        "campaign": ("Campaign", "广告系列"),
        "ad_group": ("Ad group", "广告组"),
        "target": ("Keyword", "Search keyword", "关键字"),
        **_WHEN,
        **_FIGURES,
        "impression_share": ("Search impr. share", "Impr. share"),
    },
    signature=("Added/Excluded", "Impr.", "Avg. CPC", "Currency code", "Search terms match type", "搜索字词"),
    totals=_TOTALS,
    unlisted=("total: other search terms",),
)

KEYWORDS = ExportLayout(
    name="keywords",
    title="Google Ads search keyword report",
    columns={
        "keyword": ("Keyword", "Search keyword", "关键字", "搜索关键字"),
        "match_type": ("Match type", "Search keyword match type", "匹配类型"),
        "campaign": ("Campaign", "广告系列"),
        "ad_group": ("Ad group", "广告组"),
        **_WHEN,
        "bid": ("Max. CPC", "Default max. CPC", "最高每次点击费用"),
        **_FIGURES,
        **_SHARES,
    },
    signature=("Impr.", "Keyword status", "Keyword state", "Search keyword", "Currency code", "Search impr. share",
               "Search lost IS (rank)", "Impr. (Top) %", "关键字", "搜索关键字"),
    totals=_TOTALS,
)  # fmt: skip

CAMPAIGNS = ExportLayout(
    name="campaigns",
    title="Google Ads campaign report",
    level="campaign",
    columns={
        "campaign": ("Campaign", "广告系列"),
        "budget": ("Budget", "Campaign budget", "Avg. daily budget", "预算"),
        **_WHEN,
        **_FIGURES,
        **_SHARES,
    },
    required=("campaign", "impressions", "clicks", "cost"),
    signature=("Impr.", "Campaign status", "Campaign state", "Currency code", "Search impr. share",
               "Search lost IS (budget)", "Budget type", "广告系列"),
    totals=_TOTALS,
)  # fmt: skip

GOOGLE = Platform(
    name="google",
    english="Google Ads",
    chinese="谷歌广告",
    currency="USD",
    increment=0.01,
    reserve=0.01,  # assumption: one increment
    layouts={"mobile": MOBILE, "pc": PC},
    exports=(SEARCH_TERMS, KEYWORDS, CAMPAIGNS),
    hand=Handwriting(
        missing=" --",
        percent=True,
        bounded=True,
        grouped=True,
        titles=True,
        total="Total: Account",
        unlisted="Total: Other search terms",
        silent=("position",),  # gone since 2019
        ratios={"ctr": "CTR", "cpc": "Avg. CPC", "cvr": "Conv. rate"},
        match_types={"exact": "Exact match", "phrase": "Phrase match", "broad": "Broad match", "auto": "Broad match"},
    ),
)
