"""The results pages of a scenario's devices as arrays."""

import numpy as np
from numpy.typing import NDArray

from adsim.platforms import platform
from adsim.scenario.objects import Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def pages(scenario: Scenario) -> tuple[Ints, Floats]:
    """Slots [devices] and examination [devices, most slots], zero beyond a device's slots."""
    curves = []
    for name, device in scenario.market.devices.items():
        curve = device.examination or platform(scenario.platform).layout(name).examination
        curves.append(curve[: device.slots] if device.slots else curve)
    table = np.zeros((len(curves), max(map(len, curves))))
    for i, curve in enumerate(curves):
        table[i, : len(curve)] = curve
    return np.array([len(curve) for curve in curves]), table


def prices(scenario: Scenario) -> tuple[float, float]:
    """The increment and the reserve of the auction, currency units."""
    market, known = scenario.market, platform(scenario.platform)
    return (
        known.increment if market.increment is None else market.increment,
        known.reserve if market.reserve is None else market.reserve,
    )
