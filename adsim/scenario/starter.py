"""A commented scenario to start from, for each platform: one template, and what differs between platforms.

The figures are examples of a plausible shop; each is written with its source or called an assumption.
"""

from importlib.resources import files
from string import Template

from adsim.errors import InputError, Problem
from adsim.platforms import PLATFORMS
from adsim.scenario.faults import closest

_OFFICE_HOURS = (
    "[0.5, 0.3, 0.2, 0.2, 0.2, 0.3, 0.8, 2, 5, 9, 10, 9, 4, 4, 9, 10, 9, 8, 4, 3, 3.5, 3.5, 2.5, 1.5]"
    "  # assumption: B2B buyers search on weekdays from 9 to 11 and from 14 to 17"
)
_SHOPPING_HOURS = (
    "[6.8, 3.0, 1.8, 1.0, 0.7, 1.1, 1.8, 2.8, 3.3, 3.7, 4.0, 4.1, 5.3, 4.3, 4.0, 4.0, 4.0, 4.3, 4.7, 5.3, 6.7, 7.8,"
    " 8.1, 7.4]  # measured in consumer e-commerce, % of clicks"
)
_WORK_WEEK = "[1.15, 1.2, 1.2, 1.15, 1.1, 0.7, 0.5]  # assumption: industrial buyers work five days and a half"
_SHOPPING_WEEK = "[0.86, 1.05, 0.93, 0.94, 1.04, 1.29, 0.91]  # measured in consumer e-commerce"

_CONSUMER = {
    "hours": _SHOPPING_HOURS,
    "weekdays": _SHOPPING_WEEK,
    "head_searches": "17000",
    "tail_searches": "11500",
    "precise_searches": "1500",
    "head_ctr": "0.030  # assumption",
    "tail_ctr": "0.036  # assumption",
    "precise_ctr": "0.050  # assumption",
    "refunds": "0.15",
}

_PLATFORMS: dict[str, dict[str, str]] = {
    "1688": _CONSUMER
    | {
        "hours": _OFFICE_HOURS,
        "weekdays": _WORK_WEEK,
        "mobile": "0.6",
        "pc": "0.4",
        "head_ctr": "0.030  # seen as 1-2 %, industrial goods 1-3 % (1688 handbook)",
        "tail_ctr": "0.036  # seen as 1-2 % (1688 handbook: 1-3 %)",
        "precise_ctr": "0.050  # seen as 1-2 % (1688 handbook: 1-3 %)",
        "head_cvr": "0.050  # industrial goods 5-10 %, the lower end (1688 handbook)",
        "tail_cvr": "0.080  # 5-10 %, above the middle (1688 handbook)",
        "precise_cvr": "0.100  # 5-10 %, the upper end (1688 handbook)",
        "head_bid": "3.6",
        "head_rival": "2.6",
        "tail_bid": "4.2",
        "tail_rival": "3.2",
        "precise_bid": "5.6",
        "precise_rival": "4.2",
        "product": "ball valve",
        "price": "68",
        "unit_cost": "42",
        "units": "5",
        "commission": "0.05",
        "tax": "0.01",
        "freight": "18",
        "refund_cost": "20",
        "budget": "1000",
        "peak_budget": "2000",
    },
    "taobao": _CONSUMER
    | {
        "mobile": "0.9",
        "pc": "0.1",
        "head_cvr": "0.025  # 2.25 % of page views buy on Taobao (100 million events)",
        "tail_cvr": "0.040  # assumption: longer words, clearer wishes",
        "precise_cvr": "0.060  # assumption: precise words convert best (Taobao handbook)",
        "head_bid": "1.1",
        "head_rival": "0.8",
        "tail_bid": "1.4",
        "tail_rival": "1.0",
        "precise_bid": "2.1",
        "precise_rival": "1.6",
        "product": "thermos",
        "price": "99",
        "unit_cost": "38",
        "units": "1.1",
        "commission": "0.05",
        "tax": "0.01",
        "freight": "6",
        "refund_cost": "8",
        "budget": "380",
        "peak_budget": "760",
    },
    "google": _CONSUMER
    | {
        "mobile": "0.6",
        "pc": "0.4",
        "head_ctr": "0.060  # 7.11 % in the top slot, over all advertisers (Accuracast, 2 million clicks)",
        "tail_ctr": "0.070  # 7.11 % in the top slot (Accuracast)",
        "precise_ctr": "0.090  # assumption: above the 7.11 % of Accuracast",
        "head_cvr": "0.015  # assumption",
        "tail_cvr": "0.028  # assumption",
        "precise_cvr": "0.045  # assumption",
        "head_bid": "0.60",
        "head_rival": "0.45",
        "tail_bid": "0.80",
        "tail_rival": "0.60",
        "precise_bid": "1.30",
        "precise_rival": "1.00",
        "product": "running shoes",
        "price": "95",
        "unit_cost": "42",
        "units": "1.1",
        "commission": "0.03",
        "tax": "0.0",
        "freight": "7",
        "refund_cost": "8",
        "budget": "280",
        "peak_budget": "560",
    },
    "amazon": _CONSUMER
    | {
        "mobile": "0.7",
        "pc": "0.3",
        "head_ctr": "0.012  # assumption",
        "tail_ctr": "0.015  # assumption",
        "precise_ctr": "0.022  # assumption",
        "head_cvr": "0.070  # assumption: who searches a marketplace means to buy",
        "tail_cvr": "0.110  # assumption",
        "precise_cvr": "0.150  # assumption",
        "head_bid": "0.95",
        "head_rival": "0.70",
        "tail_bid": "1.15",
        "tail_rival": "0.85",
        "precise_bid": "1.60",
        "precise_rival": "1.20",
        "product": "chef's knife",
        "price": "39",
        "unit_cost": "11",
        "units": "1.05",
        "commission": "0.15",
        "tax": "0.0",
        "freight": "5",
        "refund_cost": "6",
        "budget": "110",
        "peak_budget": "220",
    },
}
_PLATFORMS["generic"] = _PLATFORMS["taobao"] | {"head_cvr": "0.025  # assumption", "mobile": "0.5", "pc": "0.5"}


def starter(platform: str) -> str:
    """The text of a commented scenario for `platform`; raises InputError for an unknown one."""
    if platform not in _PLATFORMS:
        raise InputError(
            [Problem("--platform", "", "must be a known platform", platform, closest(platform, PLATFORMS))]
        )
    known = PLATFORMS[platform]
    template = files("adsim.scenario").joinpath("templates", "starter.yaml").read_text(encoding="utf-8")
    name = f'"{platform}"' if platform.isdigit() else platform
    given = _PLATFORMS[platform] | {"platform": name, "title": known.english, "currency": known.currency}
    return Template(template).substitute(given)
