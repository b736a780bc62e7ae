"""What one player decides, from what a platform shows: bidding strategies and pacings as plug-ins.

A new one is a file here and one line in a registry below; scenario files name it at once.
"""

from adsim.advertiser.contract import Pacing, Strategy
from adsim.advertiser.manual_cpc import ManualCpc

STRATEGIES: dict[str, type[Strategy]] = {
    "manual_cpc": ManualCpc,
}
PACINGS: dict[str, type[Pacing]] = {}
