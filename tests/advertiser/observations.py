"""Observations made by hand, for tests of strategies: those that adsim gives to plug-in authors."""

from adsim.testing import history, yesterday
from adsim.testing import observation as seen

__all__ = ["history", "seen", "yesterday"]
