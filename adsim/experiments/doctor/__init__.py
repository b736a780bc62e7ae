"""The data doctor: what an account's reports are, what is wrong with them, what they lack and what they can tell."""

from adsim.experiments.doctor.findings import Finding
from adsim.experiments.doctor.inspection import Inspection, inspect

__all__ = ["Finding", "Inspection", "inspect"]
