"""What is said of bidders: who decides how, who took whose traffic, and what fixed bids would have earned."""

from collections.abc import Mapping
from typing import Any

from adsim.report.bidders import living
from adsim.report.bidders.traffic import called
from adsim.report.catalogue import CATALOGUE
from adsim.report.view import View
from adsim.report.words import short


def sentences(view: View) -> list[str]:
    """Nothing where nobody decides anything."""
    if not living(view):
        return []
    return [*_who(view), *_traffic(view), *_regret(view)]


def _who(view: View) -> list[str]:
    say, told, alike = view.say, [], dict[tuple[str, str, bool], list[str]]()
    for variant in view.drawn:
        who = view.facts["bidders"][variant]
        strategy = say.say("then").join(_named(view, "strategy", name) for name in who["strategy"])
        pacing = say.say("then").join(_named(view, "pacing", name) for name in who["pacing"])
        alike.setdefault((strategy, pacing, who["pacing"] == ["none"]), []).append(variant)
    for (strategy, pacing, plain), names in alike.items():
        variants = say.listed([f"“{short(name)}”" for name in names])
        key = "bidders_plain" if plain else "bidders_paced"
        told.append(say.say(key, variants=variants, strategy=strategy, pacing=pacing))
    rivals = list(dict.fromkeys(name for one in view.facts["bidders"].values() for name in one["rivals"]))
    if rivals:
        told.append(say.say("bidders_rivals", rivals=say.listed([called(view, name) for name in rivals])))
    return told


def _named(view: View, kind: str, name: str) -> str:
    """A strategy's name in words where it has some: those of plug-ins have none."""
    key = f"{kind}_{name}"
    return view.say.say(key) if key in CATALOGUE else short(name)


def _traffic(view: View) -> list[str]:
    """The best variant against the baseline; where that is the best itself, the next best against it."""
    if not view.several:
        return []
    say, variant = view.say, next(name for name in view.ranked if name != view.baseline)
    parts = []
    for row in view.only("traffic", variant=variant).to_dict("records"):
        value = row["clicks_more"]
        if round(value) or row["advertisers"] == "ours":
            clicks = ("+" if round(value) > 0 else "") + say.count(round(value))
            parts.append(say.say("traffic_part", advertisers=called(view, row["advertisers"]), clicks=clicks))
    told = say.say("comma").join(parts)
    return [say.say("traffic_said", variant=short(variant), baseline=short(view.baseline), parts=told)]


def _regret(view: View) -> list[str]:
    return [_one_regret(view, row) for variant in view.drawn
            for row in view.only("regret", variant=variant, hindsight="each_world", scope="one_factor")
            .to_dict("records")]  # fmt: skip


def _one_regret(view: View, row: Mapping[Any, Any]) -> str:
    say = view.say
    same = view.only("regret", variant=row["variant"], hindsight="on_average", scope="one_factor").iloc[0]
    key = "regret_open" if row["low"] <= 0 <= row["high"] else "regret_more" if row["regret"] > 0 else "regret_less"
    text = say.say(
        key, variant=short(row["variant"]), regret=say.money(abs(row["regret"])), low=say.gain(row["low"]),
        high=say.gain(row["high"]), factor=f"{same['factor_head']:g}", average=say.gain(same["regret"]),
    )  # fmt: skip
    return text + (say.say("regret_edge", share=say.percent(row["edge_share"])) if row["edge_share"] > 0.1 else "")
