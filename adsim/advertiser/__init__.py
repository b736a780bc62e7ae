"""What one player decides, from what a platform shows: bidding strategies and pacings as plug-ins.

A new one is a file here and one line in a registry below; scenario files name it at once.
"""

from adsim.advertiser.bandit import Bandit
from adsim.advertiser.best_response import BestResponse
from adsim.advertiser.chase_ctr import ChaseCtr
from adsim.advertiser.contract import Pacing, Strategy
from adsim.advertiser.copycat import Copycat
from adsim.advertiser.low_price_traffic import LowPriceTraffic
from adsim.advertiser.manual_cpc import ManualCpc
from adsim.advertiser.maximize_clicks import MaximizeClicks
from adsim.advertiser.maximize_conversions import MaximizeConversions
from adsim.advertiser.maximize_profit import MaximizeProfit
from adsim.advertiser.rebalance import Rebalance
from adsim.advertiser.shade import Shade
from adsim.advertiser.target_cpa import TargetCpa
from adsim.advertiser.target_position import TargetPosition
from adsim.advertiser.target_roas import TargetRoas
from adsim.advertiser.throttle import Throttle

STRATEGIES: dict[str, type[Strategy]] = {
    "manual_cpc": ManualCpc,
    "maximize_clicks": MaximizeClicks,
    "maximize_conversions": MaximizeConversions,
    "target_cpa": TargetCpa,
    "target_roas": TargetRoas,
    "maximize_profit": MaximizeProfit,
    "rebalance": Rebalance,
    "target_position": TargetPosition,
    "low_price_traffic": LowPriceTraffic,
    "chase_ctr": ChaseCtr,
    "best_response": BestResponse,
    "bandit": Bandit,
    "copycat": Copycat,
}
PACINGS: dict[str, type[Pacing]] = {
    "throttle": Throttle,
    "shade": Shade,
}
