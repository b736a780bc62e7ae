"""Google Ads: text ads above and below the search results, and its search-terms report."""

from adsim.platforms.contract import SEARCH_ADS, ExportLayout, Layout, Platform

# The measured click rates by position carry straight over. Assumption: 4 ads above and 3 below the results,
# on mobile 3 and 3.
PC = Layout(SEARCH_ADS[:7])
MOBILE = Layout(SEARCH_ADS[:6])

SEARCH_TERMS = ExportLayout(
    name="search_terms",
    title="Google Ads search terms report",
    level="term",
    columns={
        "keyword": ("Search term",),
        "campaign": ("Campaign",),
        "ad_group": ("Ad group",),
        "match_type": ("Match type", "Search terms match type"),
        "currency": ("Currency code", "Currency"),
        "impressions": ("Impr.", "Impressions"),
        "clicks": ("Clicks", "Interactions"),
        "cost": ("Cost",),
        "orders": ("Conversions", "Conv."),
        "revenue": ("Conv. value", "Conversion value", "Total conv. value"),
        "impression_share": ("Search impr. share", "Impr. share"),
        "date": ("Day", "Date"),
    },
    signature=("Added/Excluded", "Impr.", "Avg. CPC", "Currency code", "Search terms match type"),
    totals=("total:",),
    unlisted=("total: other search terms",),
)

GOOGLE = Platform(
    name="google",
    english="Google Ads",
    chinese="谷歌广告",
    currency="USD",
    increment=0.01,
    reserve=0.01,  # assumption: one increment
    layouts={"mobile": MOBILE, "pc": PC},
    exports=(SEARCH_TERMS,),
)
