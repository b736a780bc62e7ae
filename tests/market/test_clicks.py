"""What makes an ad clicked once it is looked at."""

import numpy as np
import pytest

from adsim.market import clicks


def test_an_average_ad_has_the_base_rate():
    assert clicks.appeal(1, 1) == 1
    assert clicks.click_rates(np.array([0.03, 0.2]), 1.0).tolist() == [0.03, 0.2]


def test_the_image_weighs_76_parts_and_all_else_24():
    """1688 handbook, read as exponents: both doubled double the rate; the image alone is worth three of the rest."""
    assert clicks.appeal(2, 2) == pytest.approx(2)
    assert np.log(clicks.appeal(2, 1)) / np.log(clicks.appeal(1, 2)) == pytest.approx(76 / 24)


def test_better_images_are_clicked_more():
    strengths = np.linspace(0.1, 5, 40)
    assert (np.diff([clicks.appeal(strength, 1) for strength in strengths]) > 0).all()


def test_no_ad_is_clicked_by_everyone():
    assert clicks.click_rates(np.array([0.5]), 10.0) == clicks.HIGHEST_CLICK_RATE < 1
