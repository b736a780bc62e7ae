"""What one player decides, from what a platform shows: bidding strategies and pacings as plug-ins.

A new one is a file here and one line in a registry below; scenario files name it at once.
"""

from adsim.advertiser.bandit import Bandit
from adsim.advertiser.best_response import BestResponse
from adsim.advertiser.contract import Pacing, Strategy
from adsim.advertiser.copycat import Copycat
from adsim.advertiser.manual_cpc import ManualCpc

STRATEGIES: dict[str, type[Strategy]] = {
    "manual_cpc": ManualCpc,
    "best_response": BestResponse,
    "bandit": Bandit,
    "copycat": Copycat,
}
PACINGS: dict[str, type[Pacing]] = {}
