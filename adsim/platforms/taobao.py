"""Taobao keyword ads (直通车, now part of 万相台): ads inside the product list.

The price of a click is 0.01 CNY above the next advertiser's (Taobao handbook).
"""

from adsim.platforms.contract import Layout, Platform, list_curve

# Assumptions: 10 ads among the products scrolled through on mobile; on PC 4 ads in the list, 12 in the right
# column (looked at a third as surely) and 5 at the bottom (reached by one visitor in eight).
MOBILE = Layout(list_curve(10))
PC = Layout(list_curve(4) + list_curve(12, scale=0.35) + list_curve(5, scale=0.12))

TAOBAO = Platform(
    name="taobao",
    english="Taobao",
    chinese="淘宝",
    currency="CNY",
    increment=0.01,  # Taobao handbook
    reserve=0.05,  # assumption
    layouts={"mobile": MOBILE, "pc": PC},
)
