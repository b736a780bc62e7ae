"""Parameter sweeps: one small file names a scenario, axes and a design; every point is a whole paired comparison."""

from adsim.experiments.sweep.document import SweepFile, load
from adsim.experiments.sweep.sweep import Sweep, sweep

__all__ = ["Sweep", "SweepFile", "load", "sweep"]
