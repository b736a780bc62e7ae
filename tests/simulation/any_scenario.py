"""Hypothesis strategies for whole scenarios: small ones of any shape, also odd ones."""

from datetime import date, timedelta

from hypothesis import strategies as st

from adsim.errors import InputError
from adsim.platforms import PLATFORMS
from adsim.scenario.objects import CLASSES
from tests.simulation import worlds

START = date(2024, 5, 6)
FACTOR = st.sampled_from([0.0, 0.5, 1.0, 1.7])
HOURS = st.lists(FACTOR, min_size=24, max_size=24).filter(any)


@st.composite
def splits(draw, classes):
    weights = {name: draw(st.integers(0, 5)) for name in classes}
    total = sum(weights.values())
    if total == 0 or draw(st.booleans()):
        return draw(st.sampled_from(["equal", "search_volume"]))
    return {name: round(weight / total, 7) for name, weight in weights.items()}


@st.composite
def keyword_classes(draw):
    chosen = draw(st.lists(st.sampled_from(CLASSES), min_size=1, max_size=3, unique=True))
    return {
        name: {
            "count": draw(st.integers(1, 4)), "searches": draw(st.sampled_from([0.5, 40.0, 900.0])),
            "ctr": draw(st.sampled_from([0.01, 0.1, 0.9])), "cvr": draw(st.sampled_from([0.02, 0.4, 0.9])),
            "max_cpc": draw(st.sampled_from([0.0, 0.05, 1.3, 4.0])),
            "rival_bid": draw(st.sampled_from([0.0, 1.0, 3.0])),
        }
        for name in chosen
    }  # fmt: skip


@st.composite
def rival_groups(draw, days, classes):
    """Up to two groups of rivals of any kind, there on any days."""
    day = st.integers(0, days - 1).map(lambda number: (START + timedelta(number)).isoformat())
    made = {}
    for name in draw(st.sets(st.sampled_from(["some", "others"]))):
        budget = draw(st.sampled_from([None, 0.4, 20.0]))
        season = {"from": draw(day), "bid": draw(FACTOR), "budget": 1.0 if budget is None else draw(FACTOR)}
        made[name] = {
            "count": draw(st.integers(0, 3)), "keywords": draw(st.sampled_from([0.3, 1.0])),
            "classes": draw(st.permutations(classes))[: draw(st.integers(1, 3))], "bid": draw(st.floats(0.3, 2.0)),
            "quality": draw(st.floats(0.5, 3.0)), "daily_budget": budget, "hours": draw(HOURS),
            "strategy": draw(st.sampled_from(["manual_cpc", "bandit", {"name": "copycat", "orders": 1}])),
            "seasons": [season] if draw(st.booleans()) else [],
        } | ({draw(st.sampled_from(["from", "until"])): draw(day)} if draw(st.booleans()) else {})  # fmt: skip
    return made


@st.composite
def scenarios(draw):
    """A small scenario of any shape, and a variant of it that bids and spends otherwise."""
    days, keywords = draw(st.integers(1, 5)), draw(keyword_classes())
    rivals = draw(st.integers(0, 5))
    sizes = {name: part["count"] for name, part in keywords.items()}
    common = draw(st.booleans()) and draw(st.booleans())
    campaign = {
        "daily_budget": draw(st.sampled_from([0.07, 3.0, 25.0, 1e5])),
        "split": draw(st.sampled_from(["equal", "search_volume"])) if common else draw(splits(keywords)),
        "unspent": draw(st.sampled_from(["keep", "share"])),
        "hours": draw(HOURS),
        "bid_factor": {name: draw(FACTOR) for name in CLASSES},
        "device_bids": {"pc": draw(FACTOR)},
    }
    if common:
        campaign |= {"split_of": "keywords", "keywords": draw(st.integers(1, sum(sizes.values())))}
    change = {"from": (START + timedelta(draw(st.integers(0, days - 1)))).isoformat(),
              "set": draw(st.sampled_from([
                  {"campaign.daily_budget": 7.0}, {"market.demand.level": {"head": 3.0, "precise": 0.0}},
                  {"products[0].price": 90.0}, {"campaign.split": "equal"}, {"campaign.hours": [1.0] * 24},
              ]))}  # fmt: skip
    patch = {
        "platform": draw(st.sampled_from(sorted(PLATFORMS))), "days": days, "seed": draw(st.integers(0, 2**63 - 1)),
        "keywords": keywords, "campaign": campaign, "worlds": draw(st.sampled_from(["drawn", "centre"])),
        "market": {
            "click_model": draw(st.sampled_from(["position", "cascade"])),
            "squashing": draw(st.sampled_from([0.0, 0.5, 1.0, 2.0])),
            "demand": {"dispersion": draw(st.sampled_from([None, 0.7, 6.7])),
                       "shared": draw(st.sampled_from([0.0, 0.5]))},
            "devices": {"mobile": {"share": 0.6, "slots": 2}, "pc": {"share": 0.4, "ctr": 1.5}},
            "audiences": {"all": {"share": 1.0}} if draw(st.booleans()) else
                         {"trade": {"share": 0.7}, "private": {"share": 0.3, "cvr": 0.0}},
            "rivals": {"count": rivals, "per_keyword": draw(st.integers(0, rivals)),
                       "daily_budget": draw(st.sampled_from([None, 0.5, 30.0])), "hours": draw(HOURS),
                       "groups": draw(rival_groups(days, list(keywords)))},
        },
        "changes": [change] if draw(st.booleans()) else [],
    }  # fmt: skip
    other = {"campaign.daily_budget": 11.0, "campaign.bid_factor": {"head": 1.1}, "products[0].image_strength": 1.3,
             "market.rivals.groups": draw(rival_groups(days, list(keywords)))}  # fmt: skip
    try:
        return worlds.scenario(patch, plain={}, other=other)
    except InputError as refused:
        return refused
