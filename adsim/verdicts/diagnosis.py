"""What is wrong with a product: the image, the page or the product, as probabilities (1688 handbook's quadrants).

Click rate and conversion rate each lie above or below what the category reaches: high and high promote, clicks that
do not convert fix the page, conversions without clicks fix the image, low and low delist and list again. Where people
click and read, and hardly any buys, no page will help: change the product.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

COURSES = ("promote", "fix_page", "fix_image", "relist", "change_product")
HARDLY_ANY = 0.25  # of the benchmark: what a better page alone does not mend (assumption)


def above(hits: Floats | Ints, trials: Floats | Ints, benchmark: float) -> Floats:
    """Return the probability that a rate lies above `benchmark`, shapes alike.

    Gamma posterior; the prior is worth one hit and has its median at the benchmark (assumption), so that nothing
    seen says one half.
    """
    return np.asarray(special.gammaincc(1 + np.asarray(hits, float), np.log(2) + np.asarray(trials, float) * benchmark))


def quadrants(
    impressions: Ints,
    clicks: Ints,
    orders: Floats | Ints,
    benchmark_ctr: float,
    benchmark_cvr: float,
    matured_clicks: Floats | None = None,
) -> Floats:
    """Return the probability of each of `COURSES`, [tests, 5], adding up to 1; counts are totals [tests].

    With late orders give the `orders` seen so far and `matured_clicks`: clicks times the share of their orders that
    is seen by now. Without them `orders` must be matured (or equivalent), and all clicks count.
    """
    exposed = clicks if matured_clicks is None else matured_clicks
    clicked = above(clicks, impressions, benchmark_ctr)
    bought = above(orders, exposed, benchmark_cvr)
    # The same posterior, asked about a quarter of the benchmark.
    hardly = 1 - special.gammaincc(
        1 + np.asarray(orders, float), HARDLY_ANY * (np.log(2) + np.asarray(exposed, float) * benchmark_cvr)
    )
    return np.stack(
        [
            clicked * bought,
            clicked * (1 - bought - hardly),
            (1 - clicked) * bought,
            (1 - clicked) * (1 - bought),
            clicked * hardly,
        ],
        axis=-1,
    )
