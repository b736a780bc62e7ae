"""1688 (Alibaba's wholesale market): keyword ads beside and inside the product list.

PC page: 8 ads left, 9 right, 5 at the bottom; mobile: one ad after every 5 products; the price of a click
is 0.10 CNY above the next advertiser's (1688 handbook).
"""

from adsim.platforms.contract import Layout, Platform, list_curve

# Assumptions: the right column starts at the height of the first ad and is looked at a third as surely;
# the bottom row is reached by one visitor in eight and there looked over like a list.
PC = Layout(list_curve(8) + list_curve(9, scale=0.35) + list_curve(5, scale=0.12))
# Ad k stands at place 6k of the list, so relative to the first ad the list's power law stays the same.
# Assumption: the first 60 products are scrolled through, which shows 12 ads.
MOBILE = Layout(list_curve(12))

ALIBABA_1688 = Platform(
    name="1688",
    english="1688",
    chinese="1688",
    currency="CNY",
    increment=0.10,  # 1688 handbook
    reserve=0.10,  # assumption: one increment
    layouts={"mobile": MOBILE, "pc": PC},
)
