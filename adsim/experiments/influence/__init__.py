"""Which assumption moves the answer most: Sobol indices, a tornado, and where another variant is best."""

from adsim.experiments.influence.inputs import Input, inputs_of
from adsim.experiments.influence.study import Influence, influence

__all__ = ["Influence", "Input", "influence", "inputs_of"]
