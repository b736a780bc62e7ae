"""Every report that must be read, in the generations of headers that sellers meet."""

from tests.platforms.specimens import (
    AMAZON_HEAD,
    AMAZON_MATCH,
    FIGURES,
    GOOGLE_MATCH,
    TAOBAO_MATCH,
    WESTERN,
    WINDOW_7,
    Column,
    Specimen,
    columns,
    currency,
    matched,
)

RANGE = "March 1, 2026 - March 31, 2026"
LAST_WINDOW = {name: FIGURES[f"{name}_7"] for name in ("orders", "revenue")}

GOOGLE = (
    Specimen(
        "google search terms", "google", "search_terms", "term",
        columns("Search term=keyword", GOOGLE_MATCH,
                Column("Added/Excluded", "excluded", ("None", "Excluded", "Added", "Added/Excluded", "None", "None"),
                    (False, True, False, True, False, False)), "Campaign=campaign", "Ad group=ad_group",
                "Keyword=target", currency("Currency code", "EUR"), "Clicks=clicks", "Impr.=impressions", "CTR",
                "Avg. CPC", "Cost=cost", "Conversions=orders", "Conv. value=revenue"),
        titles=("Search terms report", RANGE), total="Total: Search terms", currency="EUR",
    ),
    Specimen(
        "google keywords", "google", "keywords", "keyword",
        columns("Keyword status", "Keyword=keyword", GOOGLE_MATCH, "Campaign=campaign", "Ad group=ad_group",
                "Day=date", currency("Currency code", "GBP"), "Max. CPC=bid", "Clicks=clicks", "Impr.=impressions",
                "CTR", "Avg. CPC", "Cost=cost", "Conversions=orders", "Conv. value=revenue",
                "Search impr. share=impression_share", "Search lost IS (rank)=lost_to_rank",
                "Search lost IS (budget)=lost_to_budget", "Impr. (Top) %=top_rate",
                "Search top IS=top_impression_share"),
        titles=("Search keyword report", RANGE), total="Total: Account", currency="GBP",
    ),
    Specimen(
        "adwords keywords", "google", "keywords", "keyword",
        columns("Keyword state", "Keyword=keyword", "Campaign=campaign", "Ad group=ad_group", "Max. CPC=bid",
                "Clicks=clicks", "Impressions=impressions", "CTR", "Avg. CPC", "Cost=cost", "Avg. position=position",
                "Conv. (1-per-click)", "Total conv. value=revenue", "Search Impr. share=impression_share"),
        titles=("Keyword report (Mar 1, 2026-Mar 31, 2026)",), total="Total - all keywords",
    ),
    Specimen(
        "google campaigns", "google", "campaigns", "campaign",
        columns("Campaign status", "Campaign=campaign", "Budget=budget", currency("Currency code", "EUR"),
                "Budget type", "Day=date", "Hour of the day=hour",
                Column("Day of the week", "weekday",
                    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Sunday"), FIGURES["weekday"]),
                Column("Device", "device",
                    ("Computers", "Mobile phones", "Tablets", "Computers", "Mobile phones", "TV"),
                    ("pc", "mobile", "tablet", "pc", "mobile", "TV")), "Clicks=clicks", "Impr.=impressions", "CTR",
                "Cost=cost", "Conversions=orders", "Conv. value=revenue", "Search impr. share=impression_share",
                "Search lost IS (budget)=lost_to_budget", "Search lost IS (rank)=lost_to_rank"),
        titles=("Campaign report", RANGE), total="Total: Campaigns", currency="EUR",
    ),
    Specimen(
        "google search terms in chinese", "google", "search_terms", "term",
        columns("搜索字词=keyword", matched("匹配类型", *["广泛匹配:broad", "完全匹配:exact", "词组匹配:phrase"] * 2),
                "广告系列=campaign", "广告组=ad_group", currency("货币代码", "CNY"), "点击次数=clicks",
                "展示次数=impressions", "点击率", "费用=cost", "转化次数=orders", "转化价值=revenue"),
        chinese=True, titles=("搜索字词报告", "2026年3月1日 - 2026年3月31日"), total="总计: 搜索字词", currency="CNY",
    ),
)  # fmt: skip

AMAZON = (
    Specimen(
        "amazon search terms", "amazon", "search_terms", "term",
        columns(*AMAZON_HEAD, "Ad Group Name=ad_group", "Targeting=target", AMAZON_MATCH,
                "Customer Search Term=keyword", "Impressions=impressions", "Clicks=clicks", "Click-Thru Rate (CTR)",
                "Cost Per Click (CPC)", "Spend=cost", "7 Day Total Sales =revenue_7",
                "Total Advertising Cost of Sales (ACOS) ", "7 Day Total Orders (#)=orders_7", "7 Day Total Units (#)",
                "7 Day Conversion Rate", "7 Day Other SKU Sales "),
        total="Total", currency="USD", derived=LAST_WINDOW,
    ),
    Specimen(
        "amazon search terms of 14 days", "amazon", "search_terms", "term",
        columns("Date=date", currency("Currency", "GBP"), "Campaign Name=campaign", "Ad Group Name=ad_group", "",
                "Targeting=target", AMAZON_MATCH, "Customer Search Term=keyword", "Impressions=impressions",
                "Clicks=clicks", "Spend=cost", "Total Advertising Cost of Sales (ACoS) ",
                "1 Day Total Sales=revenue_1", "7 Day Total Sales=revenue_7", "14 Day Total Sales =revenue_14",
                "30 Day Total Sales=revenue_30", "1 Day Total Orders (#)=orders_1", "7 Day Total Orders (#)=orders_7",
                "14 Day Total Orders (#)=orders_14", "30 Day Total Orders (#)=orders_30"),
        currency="GBP", derived={name: FIGURES[f"{name}_30"] for name in ("orders", "revenue")},
    ),
    Specimen(
        "amazon search terms in chinese", "amazon", "search_terms", "term",
        columns("日期=date", currency("货币", "USD"), "广告活动名称=campaign", "广告组名称=ad_group", "投放=target",
                "匹配类型", "客户搜索词=keyword", "展示量=impressions", "点击量=clicks", "点击率 (CTR)", "花费=cost",
                "7天总销售额=revenue_7", "广告投入产出比 (ACOS) 总计", "7天总订单数(#)=orders_7"),
        chinese=True, currency="USD", derived={**LAST_WINDOW, "match_type": ("", "", "auto", "", "", "")},
    ),
    Specimen(
        "amazon targeting", "amazon", "targeting", "keyword",
        columns(*AMAZON_HEAD, "Country", "Ad Group Name=ad_group", "Targeting=keyword",
                matched("Match Type", "BROAD:broad", "EXACT:exact", "TARGETING_EXPRESSION:", "PHRASE:phrase",
                    "TARGETING_EXPRESSION_PREDEFINED:auto", "-:"), "Impressions=impressions",
                "Top-of-search Impression Share=top_impression_share", "Clicks=clicks", "Click-Thru Rate (CTR)",
                "Spend=cost", *WINDOW_7),
        currency="USD", derived=LAST_WINDOW,
    ),
    Specimen(
        "amazon console targeting", "amazon", "targeting", "keyword",
        columns("State", "Keyword=keyword",
                matched("Target match type", *["Broad:broad", "Exact:exact", "Phrase:phrase"] * 2), "Status",
                "Suggested bid (low)(USD)", "Suggested bid (median)(USD)", "Bid (USD)=bid", "Impressions=impressions",
                "Top-of-search IS=top_impression_share", "Clicks=clicks", "CTR", "Total cost (USD)=cost", "CPC (USD)",
                "Purchases=orders", "Sales (USD)=revenue", "ACOS"),
        currency="USD",
    ),
    Specimen(
        "amazon placements", "amazon", "placements", "placement",
        columns(*AMAZON_HEAD, "Bidding strategy", "Placement=placement", "Impressions=impressions", "Clicks=clicks",
                "Click-Thru Rate (CTR)", "Spend=cost", *WINDOW_7),
        currency="USD", derived=LAST_WINDOW,
    ),
    Specimen(
        "amazon campaigns", "amazon", "campaigns", "campaign",
        columns(*AMAZON_HEAD, "Status", "Daily Budget=budget", "Targeting Type", "Bidding strategy",
                "Impressions=impressions", "Clicks=clicks", "Click-Thru Rate (CTR)", "Spend=cost", *WINDOW_7),
        currency="USD", derived=LAST_WINDOW,
    ),
    Specimen(
        "amazon console campaigns", "amazon", "console_campaigns", "campaign",
        columns("State", "Campaigns=campaign", "Status", "Type", "Campaign bidding strategy",
                Column("Start date", "", ("Jan 5, 2022",) * 6), Column("End date", "", ("",) * 6),
                "Budget(USD)=budget", "Impressions=impressions", "Clicks=clicks", "CTR", "Spend(USD)=cost", "CPC(USD)",
                "Orders=orders", "Sales(USD)=revenue", "ACOS", "ROAS"),
        currency="USD",
    ),
)  # fmt: skip

TAOBAO = (
    Specimen(
        "wanxiangtai keywords", "taobao", "keywords", "keyword",
        columns("日期=date", "场景名字", "计划ID", "计划名字=campaign", "单元ID", "单元名字=ad_group",
                "主体ID=product", "主体名称=title", Column("词类型", "", ("关键词",) * 6), "词ID/词包ID",
                "词名字/词包名字=keyword", "展现量=impressions", "点击量=clicks", "花费=cost", "点击率",
                "平均点击花费", "总成交金额=revenue", "总成交笔数=orders", "点击转化率", "投入产出比",
                "总购物车数=carts", "总收藏数=favourites", "平均展现排名=position"),
        chinese=True, total="汇总", total_first=True,
    ),
    Specimen(
        "wanxiangtai keywords with direct and indirect orders", "taobao", "keywords", "keyword",
        columns("日期=date", "计划名称=campaign", "单元名称=ad_group", "宝贝ID=product", "关键词=keyword",
                TAOBAO_MATCH, "出价=bid", "展现量=impressions", "点击量=clicks", "花费(元)=cost", "平均点击花费(元)",
                "直接成交金额(元)=direct_revenue", "间接成交金额(元)=indirect_revenue", "直接成交笔数=direct_orders",
                "间接成交笔数=indirect_orders"),
        chinese=True, total="合计", currency="CNY", derived={name: FIGURES[name] for name in ("orders", "revenue")},
    ),
    Specimen(
        "zhitongche keywords", "taobao", "zhitongche", "keyword",
        columns("日期=date", "关键词=keyword", "推广计划名称=campaign", "推广单元名称=ad_group", "展现量=impressions",
                "点击量=clicks", "花费=cost", "点击率", "平均点击花费", "千次展现花费", "总成交金额=revenue",
                "总成交笔数=orders", "投入产出比", "总购物车数=carts", "总收藏数=favourites", "平均展现排名=position"),
        chinese=True, titles=("直通车关键词报表 转化周期：15天",),
    ),
    Specimen(
        "wanxiangtai products", "taobao", "products", "product",
        columns("日期=date", "主体ID=product", "主体类型", "主体名称=title", "展现量=impressions", "点击量=clicks",
                "花费=cost", "点击率", "平均点击花费", "总成交金额=revenue", "总成交笔数=orders", "总购物车数=carts",
                "总收藏数=favourites", "旺旺咨询量=enquiries"),
        chinese=True,
    ),
    Specimen(
        "wanxiangtai campaigns", "taobao", "campaigns", "campaign",
        columns("日期=date", "场景名字", "计划ID", "计划名字=campaign", "日限额(元)=budget", "展现量=impressions",
                "点击量=clicks", "花费=cost", "总成交金额=revenue", "总成交笔数=orders"),
        chinese=True, currency="CNY",
    ),
)  # fmt: skip

ALIBABA = (
    Specimen(
        "1688 products", "1688", "products", "product",
        columns("统计日期=date", "商品ID=product", "商品标题=title", "曝光量=impressions", "点击量=clicks",
                "消耗量(元)=cost", "点击率", "平均点击成本", "收藏商品数=favourites", "加购数=carts",
                "询盘数=enquiries", "订单数=orders", "成交金额=revenue", "广告投入产出比"),
        chinese=True, total="汇总", total_first=True, currency="CNY",
    ),
    Specimen(
        "1688 keywords", "1688", "keywords", "keyword",
        columns("统计日期=date", "推广计划=campaign", "推广单元=ad_group", "关键词=keyword", TAOBAO_MATCH, "出价=bid",
                "展现=impressions", "点击=clicks", "消耗=cost", "平均点击成本", "询盘数=enquiries", "订单数=orders",
                "成交金额=revenue", "广告投入产出比"),
        chinese=True, total="汇总",
    ),
    Specimen(
        "1688 campaigns", "1688", "campaigns", "campaign",
        columns("统计日期=date", "一级产品=campaign", "展现=impressions", "点击=clicks", "消耗=cost", "平均点击成本",
                "加购数=carts", "询盘数=enquiries", "订单数=orders", "成交金额=revenue"),
        chinese=True, total="汇总", total_first=True,
    ),
)  # fmt: skip

GROUPS = ("Shop - 1:1 - Desk - [shelf]", "Shop - Exact - Mob - Sale", "Shop - Phrase - Desk - Offer",
          "Shop - Broad - Tablet - Café", "Shop - Exact or not", "Shop - Exact - Phrase - Mob")  # fmt: skip
TOLD = {"match_type": ("exact", "exact", "phrase", "broad", "", ""),
        "device": ("pc", "mobile", "pc", "tablet", "", "mobile")}  # fmt: skip
PLAIN = (
    Specimen(
        "affiliate ad groups", "generic", "affiliate_ad_groups", "ad_group",
        columns(Column("Ad Group", "ad_group", values=GROUPS), "Date=date", "Impressions=impressions", "Clicks=clicks",
                "CTR", "Conversions=orders", "Conv Rate", "Cost=cost", "CPC", "Revenue=gross", "Sale Amount=revenue",
                "P&L"),
        derived=TOLD,
    ),
    Specimen(
        "plain ad groups", "generic", "ad_groups", "ad_group",
        columns("Campaign=campaign", Column("Ad group", "ad_group", values=GROUPS), "Impressions=impressions",
                "Clicks=clicks", "Conversions=orders", "Cost=cost", "Revenue=revenue"),
        total="Total", derived=TOLD,
    ),
    Specimen(
        "plain keywords", "generic", "keyword_table", "keyword",
        columns("Keyword=keyword", "Class", "Campaign=campaign", "Impressions=impressions", "Clicks=clicks",
                "Cost (GBP)=cost", "Orders=orders", "Revenue=revenue", "Max CPC=bid", "Avg. position=position",
                "Impression share=impression_share", "Date=date"),
        total="Grand total", currency="GBP", derived={"klass": ("7.5%",) * 6},
    ),
    Specimen(
        "plain keywords in chinese", "generic", "keyword_table", "keyword",
        columns("统计日期=date", "搜索词=keyword", "计划=campaign", "曝光=impressions", "点击次数=clicks", "消费=cost",
                "转化数=orders", "销售额=revenue", "最高出价=bid"),
        chinese=True, total="总计",
    ),
    Specimen(
        "a table of one's own", "generic", "mapped", "keyword",
        columns("Suchbegriff=keyword", "Kampagne=campaign", "Ansichten=impressions", "Klicks=clicks", "Ausgaben=cost",
                "Bestellungen=orders", "Wert der Käufe=revenue", "Tag=date"),
        options={"columns": {"keyword": "Suchbegriff", "campaign": "kampagne ", "impressions": "Ansichten",
                             "clicks": "Klicks", "cost": "Ausgaben", "orders": "Bestellungen",
                             "revenue": "Wert der Käufe", "date": "Tag"}},
    ),
)  # fmt: skip

assert len(WESTERN["keyword"]) == len(GROUPS)
SPECIMENS = (*GOOGLE, *AMAZON, *TAOBAO, *ALIBABA, *PLAIN)
