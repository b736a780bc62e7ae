"""How attractive an ad is once it is looked at.

The main image makes 76 % of the click rate, title, price shown and reviews the other 24 % (1688
handbook); read here as exponents of strengths relative to rivals, which is an assumption. Whether a
slot is looked at belongs to the page (platform layouts); the two together are the position-based
click model, with the cascade as the alternative (both in `market.auction`).
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

IMAGE_EXPONENT, LISTING_EXPONENT = 0.76, 0.24
# No ad is clicked by everyone who looks at it; also keeps the kernel's bound below 1.
HIGHEST_CLICK_RATE = 0.9


def appeal(image_strength: float, listing_strength: float) -> float:
    """Return the factor on the click rate of an ad of these strengths (1 = rivals' average)."""
    return float(image_strength**IMAGE_EXPONENT * listing_strength**LISTING_EXPONENT)


def click_rates(base: Floats, factor: Floats | float) -> Floats:
    """Return click rates if looked at: base rate × factor, kept below the highest rate anyone reaches."""
    return np.minimum(base * factor, HIGHEST_CLICK_RATE)
