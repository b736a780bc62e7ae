"""1688 (Alibaba's wholesale market): keyword ads beside and inside the product list, and 数字营销 reports.

PC page: 8 ads left, 9 right, 5 at the bottom; mobile: one ad after every 5 products; the price of a click
is 0.10 CNY above the next advertiser's (1688 handbook).
"""

from adsim.platforms.contract import ExportLayout, Layout, Platform, list_curve
from adsim.platforms.handwriting import Handwriting

# Assumptions: the right column starts at the height of the first ad and is looked at a third as surely;
# the bottom row is reached by one visitor in eight and there looked over like a list.
PC = Layout(list_curve(8) + list_curve(9, scale=0.35) + list_curve(5, scale=0.12))
# Ad k stands at place 6k of the list, so relative to the first ad the list's power law stays the same.
# Assumption: the first 60 products are scrolled through, which shows 12 ads.
MOBILE = Layout(list_curve(12))

_DATE = {"date": ("统计日期", "日期", "统计时间")}
_CAMPAIGN = {"campaign": ("计划名称", "推广计划", "一级产品", "计划")}
_PRODUCT = {"product": ("商品ID", "产品ID"), "title": ("商品标题", "商品名称", "产品标题")}
_FIGURES = {
    "impressions": ("展现", "曝光量", "展现量", "曝光"),
    "clicks": ("点击", "点击量"),
    "cost": ("消耗", "消耗量", "花费"),
    "favourites": ("收藏商品数", "收藏数"),
    "carts": ("加购数",),
    "enquiries": ("询盘数", "询盘量"),
    "orders": ("订单数", "广告引导提交订单数", "提交订单数"),
    "revenue": ("成交金额", "广告引导交易金额"),
}
_TOTALS = ("汇总", "合计", "总计")
_SIGNATURE = ("询盘数", "广告投入产出比", "平均点击成本", "商品标题", "线索量", "线索数", "一级产品", "有效曝光")

PRODUCTS = ExportLayout(
    name="products",
    title="1688 数字营销 product report",
    level="product",
    columns={**_DATE, **_CAMPAIGN, **_PRODUCT, **_FIGURES},
    required=("product", "impressions", "clicks", "cost"),
    signature=_SIGNATURE,
    totals=_TOTALS,
)

# Assumption: keyword reports carry the headers of product reports, with the keyword in the product's place.
KEYWORDS = ExportLayout(
    name="keywords",
    title="1688 数字营销 keyword report",
    columns={
        **_DATE,
        **_CAMPAIGN,
        "ad_group": ("单元名称", "推广单元"),
        **_PRODUCT,
        "keyword": ("关键词", "搜索词", "买家搜索词"),
        "match_type": ("匹配方式",),
        "bid": ("出价",),
        **_FIGURES,
        "position": ("平均排名",),
    },
    signature=_SIGNATURE,
    totals=_TOTALS,
)

CAMPAIGNS = ExportLayout(
    name="campaigns",
    title="1688 数字营销 campaign report",
    level="campaign",
    columns={**_DATE, **_CAMPAIGN, "budget": ("日限额", "日预算", "预算"), **_FIGURES},
    required=("campaign", "impressions", "clicks", "cost"),
    signature=_SIGNATURE,
    totals=_TOTALS,
)

ALIBABA_1688 = Platform(
    name="1688",
    english="1688",
    chinese="1688",
    currency="CNY",
    increment=0.10,  # 1688 handbook
    reserve=0.10,  # assumption: one increment
    layouts={"mobile": MOBILE, "pc": PC},
    exports=(PRODUCTS, KEYWORDS, CAMPAIGNS),
    hand=Handwriting(
        missing="—",
        total="汇总",
        ratios={"cpc": "平均点击成本", "roas": "广告投入产出比"},
        match_types={"exact": "精准匹配", "phrase": "词组匹配", "broad": "广泛匹配", "auto": "智能匹配"},
    ),
)
