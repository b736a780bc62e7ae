"""Amazon Sponsored Products: ads inside the product list, and the search-term report."""

from adsim.platforms.contract import ExportLayout, Layout, Platform, list_curve

# Assumptions: 4 ads on top, then 8 more inside the list on PC (4 and 6 on mobile), looked at like a list.
PC = Layout(list_curve(12))
MOBILE = Layout(list_curve(10))

WINDOWS = ("7 Day", "14 Day", "30 Day", "1 Day")

SEARCH_TERMS = ExportLayout(
    name="search_terms",
    title="Amazon Sponsored Products search term report",
    level="term",
    columns={
        "keyword": ("Customer Search Term",),
        "campaign": ("Campaign Name", "Campaign"),
        "ad_group": ("Ad Group Name", "Ad Group"),
        "match_type": ("Match Type",),
        "currency": ("Currency",),
        "impressions": ("Impressions",),
        "clicks": ("Clicks",),
        "cost": ("Spend", "Cost"),
        "orders": tuple(f"{window} Total Orders (#)" for window in WINDOWS),
        "revenue": tuple(f"{window} Total Sales" for window in WINDOWS),
        "first": ("Start Date",),
        "last": ("End Date",),
        "date": ("Date",),
    },
    totals=("total", "grand total"),
    clicked_only=True,
)

AMAZON = Platform(
    name="amazon",
    english="Amazon",
    chinese="亚马逊",
    currency="USD",
    increment=0.01,
    reserve=0.02,  # assumption: the lowest bid that Sponsored Products takes
    layouts={"mobile": MOBILE, "pc": PC},
    exports=(SEARCH_TERMS,),
)
