"""The search for the best split, bids and budget: measured in common worlds, held against plain plans in fresh ones."""

from adsim.experiments.optimise.contest import Optimised
from adsim.experiments.optimise.optimise import optimise
from adsim.experiments.optimise.proposals import SAMPLERS
from adsim.experiments.optimise.space import OVER

__all__ = ["OVER", "SAMPLERS", "Optimised", "optimise"]
