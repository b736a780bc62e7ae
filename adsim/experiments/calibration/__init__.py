"""From a seller's own exports to a scenario: `calibrate` joins, classes, shrinks, checks and writes."""

from adsim.experiments.calibration.calibration import Calibration, calibrate
from adsim.experiments.calibration.options import Options

__all__ = ["Calibration", "Options", "calibrate"]
