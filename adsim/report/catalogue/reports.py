"""What the reports that are read are called: `platform.layout` → (English, Chinese)."""

REPORTS: dict[str, tuple[str, str]] = {
    "google.search_terms": ("Google Ads search terms report", "Google Ads 搜索字词报告"),
    "google.keywords": ("Google Ads search keyword report", "Google Ads 搜索关键字报告"),
    "google.campaigns": ("Google Ads campaign report", "Google Ads 广告系列报告"),
    "amazon.search_terms": ("Amazon Sponsored Products search term report", "亚马逊商品推广搜索词报告"),
    "amazon.targeting": ("Amazon Sponsored Products targeting report", "亚马逊商品推广投放报告"),
    "amazon.placements": ("Amazon Sponsored Products placement report", "亚马逊商品推广广告位报告"),
    "amazon.campaigns": ("Amazon Sponsored Products campaign report", "亚马逊商品推广广告活动报告"),
    "amazon.console_campaigns": ("Amazon advertising console table of campaigns", "亚马逊广告后台的广告活动表"),
    "taobao.keywords": ("Wanxiangtai keyword report (Taobao)", "万相台关键词报表"),
    "taobao.zhitongche": ("Zhitongche keyword report (Taobao)", "直通车关键词报表"),
    "taobao.products": ("Wanxiangtai product report (Taobao)", "万相台商品报表"),
    "taobao.campaigns": ("Wanxiangtai campaign report (Taobao)", "万相台计划报表"),
    "1688.products": ("1688 digital marketing product report", "1688 数字营销商品报表"),
    "1688.keywords": ("1688 digital marketing keyword report", "1688 数字营销关键词报表"),
    "1688.campaigns": ("1688 digital marketing campaign report", "1688 数字营销计划报表"),
    "generic.keyword_table": ("plain keyword table", "普通关键词表"),
    "generic.affiliate_ad_groups": ("ad groups of an affiliate shop", "佣金店铺的广告组表"),
    "generic.ad_groups": ("plain ad group table", "普通广告组表"),
    "generic.mapped": ("table read by --column", "按 --column 读取的表"),
}
