"""Taobao keyword ads (直通车, now part of 万相台): ads inside the product list, and the reports of both.

The price of a click is 0.01 CNY above the next advertiser's (Taobao handbook).
"""

from adsim.platforms.contract import ExportLayout, Layout, Platform, list_curve
from adsim.platforms.handwriting import Handwriting

# Assumptions: 10 ads among the products scrolled through on mobile; on PC 4 ads in the list, 12 in the right
# column (looked at a third as surely) and 5 at the bottom (reached by one visitor in eight).
MOBILE = Layout(list_curve(10))
PC = Layout(list_curve(4) + list_curve(12, scale=0.35) + list_curve(5, scale=0.12))


def _within(days: int, name: str) -> tuple[str, ...]:
    """A figure of orders within `days` of the click, as reports set up with several windows spell it."""
    return (f"{days}天{name}", f"{name}({days}天)", f"{days}日{name}", f"{name}-{days}天")


# The order of columns is that of a 万相台 download; 总 is direct (直接) and indirect (间接) together.
_HEAD = {"date": ("日期", "统计日期", "时间"), "hour": ("小时", "时段")}
_CAMPAIGN = {"campaign": ("计划名字", "计划名称", "推广计划名称", "推广计划", "计划")}
_AD_GROUP = {"ad_group": ("单元名字", "单元名称", "推广单元名称", "推广单元", "单元")}
_PRODUCT = {
    "product": ("宝贝ID", "主体ID", "商品ID"),
    "title": ("宝贝名称", "主体名称", "商品名称", "宝贝标题"),
}
_FIGURES = {
    "impressions": ("展现量", "展现", "展现数"),
    "clicks": ("点击量", "点击", "点击数"),
    "cost": ("花费", "消耗"),
    "revenue": ("总成交金额", "成交金额"),
    "orders": ("总成交笔数", "成交笔数", "成交订单数"),
    **{f"revenue_{days}": _within(days, "总成交金额") for days in (1, 7, 14, 30)},
    **{f"orders_{days}": _within(days, "总成交笔数") for days in (1, 7, 14, 30)},
    "direct_revenue": ("直接成交金额",),
    "indirect_revenue": ("间接成交金额",),
    "direct_orders": ("直接成交笔数",),
    "indirect_orders": ("间接成交笔数",),
    "window": ("转化周期", "归因周期", "效果转化周期"),
    "carts": ("总购物车数", "总加购数", "加购数"),
    "favourites": ("总收藏数", "总收藏量", "收藏数"),
    "enquiries": ("旺旺咨询量", "咨询量"),
}
_TOTALS = ("汇总", "合计", "总计", "全部", "总计:")
_SIGNATURE = ("计划名字", "单元名字", "词名字/词包名字", "词名字", "宝贝ID", "主体ID", "平均点击花费", "投入产出比",
              "推广单元名称", "场景名字")  # fmt: skip

KEYWORDS = ExportLayout(
    name="keywords",
    title="万相台 keyword report (Taobao)",
    columns={
        **_HEAD,
        **_CAMPAIGN,
        **_AD_GROUP,
        **_PRODUCT,
        "keyword": ("词名字/词包名字", "词名字", "词/词包", "关键词", "关键词名称", "竞价词"),
        "match_type": ("匹配方式", "匹配类型", "词类型"),
        "device": ("投放设备", "设备", "流量来源"),
        "bid": ("出价", "当前出价", "移动出价", "关键词出价"),
        **_FIGURES,
        "position": ("平均展现排名", "平均排名"),
    },
    signature=_SIGNATURE,
    totals=_TOTALS,
)

ZHITONGCHE = ExportLayout(
    name="zhitongche",
    title="直通车 keyword report (Taobao)",
    columns={
        **_HEAD,
        "keyword": ("关键词", "关键词名称"),
        "campaign": ("推广计划名称", "推广计划"),
        "ad_group": ("推广单元名称", "推广单元"),
        **_PRODUCT,
        "match_type": ("匹配方式",),
        "bid": ("出价", "PC出价", "移动出价"),
        **_FIGURES,
        "position": ("平均展现排名", "平均排名"),
    },
    required=("keyword", "campaign", "impressions", "clicks", "cost"),
    signature=("推广计划名称", "推广单元名称"),
    totals=_TOTALS,
)

PRODUCTS = ExportLayout(
    name="products",
    title="万相台 product report (Taobao)",
    level="product",
    columns={**_HEAD, **_CAMPAIGN, **_AD_GROUP, **_PRODUCT, **_FIGURES},
    required=("product", "impressions", "clicks", "cost"),
    signature=("主体ID", "宝贝ID", "平均点击花费", "投入产出比", "场景名字"),
    totals=_TOTALS,
)

CAMPAIGNS = ExportLayout(
    name="campaigns",
    title="万相台 campaign report (Taobao)",
    level="campaign",
    columns={**_HEAD, **_CAMPAIGN, "budget": ("日限额", "日预算", "预算", "每日预算"), **_FIGURES},
    required=("campaign", "impressions", "clicks", "cost"),
    signature=("计划名字", "日限额", "平均点击花费", "投入产出比", "场景名字"),
    totals=_TOTALS,
)

TAOBAO = Platform(
    name="taobao",
    english="Taobao",
    chinese="淘宝",
    currency="CNY",
    increment=0.01,  # Taobao handbook
    reserve=0.05,  # assumption
    layouts={"mobile": MOBILE, "pc": PC},
    exports=(ZHITONGCHE, KEYWORDS, PRODUCTS, CAMPAIGNS),
    hand=Handwriting(
        missing="\\N",
        encoding="gbk",
        ratios={"ctr": "点击率", "cpc": "平均点击花费", "cvr": "点击转化率", "roas": "投入产出比"},
        match_types={"exact": "精准匹配", "phrase": "中心词匹配", "broad": "广泛匹配", "auto": "智能匹配"},
    ),
)
