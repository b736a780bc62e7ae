"""The registry: every platform is whole, and the handbook figures are there."""

import pytest

from adsim.errors import AdsimError
from adsim.platforms import PLATFORMS, Layout, platform


@pytest.mark.parametrize("name", list(PLATFORMS))
def test_every_platform_is_whole(name: str) -> None:
    known = platform(name)
    assert known.name == name
    assert known.english and known.chinese and len(known.currency) == 3
    assert known.increment > 0 and known.reserve > 0
    assert known.windows == (1, 3, 7, 14, 28)
    for device in ("mobile", "pc"):
        layout = known.layout(device)
        assert layout.slots == len(layout.examination)
        assert layout.examination[0] == 1
    assert known.layout("tablet") is known.layout("mobile")


def test_1688_has_the_slots_and_the_increment_of_its_handbook() -> None:
    known = platform("1688")
    assert known.increment == 0.10
    assert known.layout("pc").slots == 8 + 9 + 5
    assert known.layout("mobile").slots == 60 // 5


def test_the_right_column_starts_above_the_end_of_the_left_one() -> None:
    examination = platform("1688").layout("pc").examination
    assert examination[8] > examination[7]


def test_ecommerce_lists_fall_eightfold_by_item_15() -> None:
    top, fifteenth = 1, 15**-0.768
    assert top / fifteenth == pytest.approx(8, rel=0.01)


def test_an_unknown_platform_names_the_known_ones() -> None:
    with pytest.raises(AdsimError, match=r"1688, taobao, google, amazon, generic, got 'bing'"):
        platform("bing")


@pytest.mark.parametrize("examination", [(), (0.0,), (1.0, 1.2)])
def test_a_layout_refuses_impossible_chances(examination: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="Examination"):
        Layout(examination)
