"""Rules that join several parts of a scenario: names that exist, days within the horizon, sizes that fit.

Each rule is a generator of faults at precise paths; `broken` runs them all.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from adsim.platforms import PLATFORMS
from adsim.scenario import keyword_rules, product_test_rules, rival_group_rules
from adsim.scenario.campaign import Shares
from adsim.scenario.faults import Fault, Path, closest, printed
from adsim.scenario.objects import CLASSES, Change, Scenario
from adsim.scenario.splits import class_sizes, keywords_bought
from adsim.scenario.wording import said

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
SOLE_VARIANT = "base"

# What names, sizes and seeds the experiment is the same in all its variants.
SHARED = ("name", "platform", "currency", "start", "days", "seed", "replications", "precision", "windows",
          "worlds", "baseline", "variants", "sensitivity")  # fmt: skip

# What a dated change may set; the kernel's bounds are made for these to move inside a run.
# Which account pays for a keyword (split_of) is settled before the first day.
CHANGEABLE = re.compile(
    r"campaign\.(?!split_of).+|products(\[.+)?|market\.demand\.level(\..+)?|keywords\.[^.]+\.max_cpc"
)


def broken(scenario: Scenario, *, whole: bool = True) -> list[Fault]:
    """Every fault of a scenario whose parts are valid one by one; not `whole`: but for its variants and changes."""
    faults = [
        *_registered(scenario),
        *_windows(scenario),
        *_products(scenario),
        *_rivals(scenario),
        *_devices(scenario),
        *_split(scenario),
        *_factors(scenario),
        *keyword_rules.broken(scenario),
        *product_test_rules.broken(scenario),
        *rival_group_rules.broken(scenario),
    ]
    if not whole:
        return faults
    faults += _variants(scenario)
    for index, change in enumerate(scenario.changes):
        faults += [fault.below(("changes", index)) for fault in _change(scenario, change)]
    return faults


def windows(scenario: Scenario) -> tuple[int, ...]:
    """The days at which figures are read: the scenario's, or the platform's within the horizon; and the last."""
    asked = scenario.windows or PLATFORMS[scenario.platform].windows
    return tuple(sorted({day for day in asked if day <= scenario.days} | {scenario.days}))


def _registered(scenario: Scenario) -> Iterator[Fault]:
    if scenario.platform not in PLATFORMS:
        mend = closest(scenario.platform, PLATFORMS)
        yield Fault(("platform",), "must be a known platform", said(scenario.platform), mend)


def _windows(scenario: Scenario) -> Iterator[Fault]:
    before = 0
    for index, day in enumerate(scenario.windows or ()):
        path: Path = ("windows", index)
        if day > scenario.days:
            yield Fault(path, f"must lie within the {scenario.days} days", str(day), needs=(("days",),))
        elif day <= before:
            yield Fault(path, f"must be greater than the one before it ({before})", str(day))
        before = day


def _products(scenario: Scenario) -> Iterator[Fault]:
    names: list[str] = []
    for index, product in enumerate(scenario.products):
        if product.name in names:
            first = printed(("products", names.index(product.name)))
            mend = f"{first} has the same name"
            yield Fault(("products", index, "name"), "must be unique", said(product.name), mend)
        names.append(product.name)
    known = set(names)
    for path, wish in _per_keyword(scenario, "product"):
        if wish not in known:
            rule = "must name one of the products"
            yield Fault(path, rule, said(wish), closest(wish, names), needs=(("products",),))


def _rivals(scenario: Scenario) -> Iterator[Fault]:
    most = scenario.market.rivals.count
    for path, rivals in _per_keyword(scenario, "rivals"):
        if rivals > most:
            rule = f"must not exceed market.rivals.count ({most})"
            yield Fault(path, rule, str(rivals), needs=(("market", "rivals"),))


def _per_keyword(scenario: Scenario, field: str) -> Iterator[tuple[Path, Any]]:
    """What classes and listed keywords say in `field`."""
    for name in CLASSES:
        part = getattr(scenario.keywords, name)
        if part is not None and getattr(part, field) is not None:
            yield ("keywords", name, field), getattr(part, field)
    for index, row in enumerate(scenario.listed):
        if (value := getattr(row, field)) is not None:
            yield ("listed", index, field), value


def _devices(scenario: Scenario) -> Iterator[Fault]:
    for name, device in scenario.market.devices.items():
        if device.slots is not None and device.examination is not None:
            given = len(device.examination)
            if given != device.slots:
                path: Path = ("market", "devices", name, "examination")
                yield Fault(path, f"must have one value for each of the {device.slots} slots", f"{given} values")


def _split(scenario: Scenario) -> Iterator[Fault]:
    sizes = class_sizes(scenario)
    split = scenario.campaign.split
    needs: tuple[Path, ...] = (("keywords",), ("listed",))
    empty = [name for name in CLASSES if not sizes[name].keywords]
    given = [name for name in empty if isinstance(split, Shares) and getattr(split, name) > 0]
    for name in given:
        rule = "must be 0, this class has no keywords"
        yield Fault(("campaign", "split", name), rule, said(getattr(split, name)), needs=needs)
    if scenario.campaign.split_of == "keywords" and not given:
        for name, number in keywords_bought(scenario).items():
            if number > sizes[name].keywords:
                rule = f"asks for {number} {name} keywords, there are {sizes[name].keywords}"
                mend = "ask for fewer keywords or split them otherwise"
                yield Fault(("campaign", "keywords"), rule, str(scenario.campaign.keywords), mend, needs)


def _factors(scenario: Scenario) -> Iterator[Fault]:
    for kind, known in (("device", scenario.market.devices), ("audience", scenario.market.audiences)):
        for name in getattr(scenario.campaign, f"{kind}_bids"):
            if name not in known:
                path: Path = ("campaign", f"{kind}_bids", name)
                needs: tuple[Path, ...] = (("market", f"{kind}s"),)
                yield Fault(path, f"must name one of market.{kind}s", said(name), closest(name, known), needs)


def _variants(scenario: Scenario) -> Iterator[Fault]:
    for name, patch in scenario.variants.items():
        if not NAME.fullmatch(name):
            rule = "must begin with a letter or digit and hold only letters, digits, '_', '.' and '-'"
            yield Fault(("variants", name), rule, said(name))
        for path in patch:
            if re.split(r"[.\[]", path)[0] in SHARED:
                rule = "must be the same in all variants"
                yield Fault(("variants", name, path), rule, mend="set it outside the variants")
    names = tuple(scenario.variants) or (SOLE_VARIANT,)
    if scenario.baseline is not None and scenario.baseline not in names:
        mend = closest(scenario.baseline, names)
        yield Fault(("baseline",), "must name one of the variants", said(scenario.baseline), mend, (("variants",),))


def _change(scenario: Scenario, change: Change) -> Iterator[Fault]:
    last = scenario.start + timedelta(days=scenario.days - 1)
    needs: tuple[Path, ...] = (("start",), ("days",))
    for key, day in (("from", change.start), ("until", change.end)):
        if day is not None and not scenario.start <= day <= last:
            rule = f"must lie within the horizon ({scenario.start} to {last})"
            yield Fault((key,), rule, str(day), needs=needs)
    for path in change.set:
        if not CHANGEABLE.fullmatch(path):
            rule = "may not change inside a run"
            mend = "changeable: campaign.*, products*, market.demand.level*, keywords.<class>.max_cpc"
            yield Fault(("set", path), rule, mend=mend)
