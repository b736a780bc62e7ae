"""The scenario that a calibration writes: a YAML text whose comments say where each value is from."""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from adsim.experiments.calibration.assumptions import Figure
from adsim.experiments.calibration.estimates import Estimates
from adsim.experiments.calibration.rival_spread import RivalSpread
from adsim.experiments.calibration.seasons import Seasons
from adsim.experiments.calibration.sentences import Said
from adsim.platforms import Platform, platform
from adsim.scenario.objects import CLASSES

HANDBOOK_SPLIT = {"head": 0.3, "long_tail": 0.6, "precise": 0.1}
DAYS = 28


@dataclass(frozen=True)
class Draft:
    """Everything that a scenario is written of."""

    platform: str
    platform_source: str
    titles: Sequence[Said]
    figures: Mapping[str, Figure]
    estimates: Estimates
    seasons: Seasons
    budgets: Mapping[str, float]  # by campaign of the rows
    negatives: Sequence[Mapping[str, str]]
    products: pd.DataFrame  # name, price, unit_cost
    rival_spread: RivalSpread
    seed: int
    replications: int

    def text(self, out: Path, least_cpc: float, lang: str = "en") -> str:
        """The YAML of the scenario at `out`, whose cheapest keyword costs `least_cpc` a click; comments in `lang`."""
        lines = [
            *(f"# {_plain(title.text(lang))}" for title in self.titles),
            f"# {Said('mend_first').text(lang)}",
            f"name: {json.dumps(scenario_name(out))}",
            *self._head(lang),
            "market:",
            *_prices(platform(self.platform), least_cpc, lang),
            *self._market(lang),
            "keywords:",
            f"  # {Said('keywords_observed').text(lang)}",
            f"  file: {json.dumps(keyword_file(out).name, ensure_ascii=False)}",
            "products:",
            *self._products(lang),
            "campaign:",
            *self._campaign(lang),
            "uncertainty:",
            *self._uncertainty(lang),
            "sensitivity:",
            f"  # {Said('sensitivity').text(lang)}",
            f"  market.rivals.bid_spread: {{low: {self.rival_spread.low:.3g}, high: {self.rival_spread.high:.3g}}}",
            "baseline: current",
            "variants:",
            f"  current: {{}}  # {Said('variant_current').text(lang)}",
            *_variants([name for name in CLASSES if (self.estimates.rows["klass"] == name).any()], lang),
        ]
        return "\n".join(lines) + "\n"

    def _figure(self, name: str, lang: str, shown: Any = None) -> str:
        figure = self.figures[name]
        return f"{figure.value if shown is None else shown}  # {_plain(figure.comment(lang))}"

    def _head(self, lang: str) -> Iterator[str]:
        known = platform(self.platform)
        called = known.chinese if lang == "zh" else known.english
        yield f"platform: {json.dumps(known.name)}  # [{self.platform_source}] {called}"
        yield f"currency: {self._figure('currency', lang)}"
        yield f"start: {self._figure('start', lang)}"
        yield f"days: {DAYS}  # {_assumed('four_weeks', lang)}"
        yield f"seed: {self.seed}"
        yield f"replications: {self.replications}"

    def _market(self, lang: str) -> Iterator[str]:
        yield from self._demand(lang)
        rivals = self.figures["rivals"].value
        yield "  rivals:"
        yield f"    count: {max(12, rivals, rivals_of_hidden(self.platform))}  # {_assumed('rivals_count', lang)}"
        yield f"    per_keyword: {self._figure('rivals', lang)}"
        spread = self.rival_spread
        told = f"[export] {Said('bid_spread_told', keywords=spread.keywords).text(lang)}"
        said = told if spread.source == "bids" else _assumed("bid_spread", lang)
        yield f"    bid_spread: {spread.mid:.3g}  # {said}"
        yield f"    quality_spread: 0.3  # {_assumed('quality_spread', lang)}"

    def _demand(self, lang: str) -> Iterator[str]:
        """What the days tell of demand; nothing where they tell nothing, the usual values stand."""
        told: list[str] = []
        seasons = self.seasons
        if seasons.weekdays.weight > 0:
            week = ", ".join(f"{value:.3f}" for value in seasons.weekdays.values)
            told.append(f"weekdays: [{week}]  # [export] {Said('weekdays_told').text(lang)}")
        if seasons.hours.weight > 0:
            day = ", ".join(f"{100 * value:.2f}" for value in seasons.hours.values)
            told.append(f"hours: [{day}]  # [export] {Said('hours_told').text(lang)}")
        if seasons.dispersion.pairs > 0:
            k = "null" if seasons.dispersion.k is None else f"{seasons.dispersion.k:.3g}"
            told.append(f"dispersion: {k}  # [export] {Said('dispersion_told').text(lang)}")
            told.append(f"shared: {seasons.dispersion.shared:.2f}  # [export] {Said('shared_told').text(lang)}")
        levels = {name: f"{self.estimates.now[name]['searches']:.3f}" for name in CLASSES}
        if set(levels.values()) != {"1.000"}:
            told.append(f"level: {_flow(levels)}  # [export] {Said('level_told').text(lang)}")
        if told:
            yield "  demand:"
            yield from (f"    {line}" for line in told)

    def _products(self, lang: str) -> Iterator[str]:
        basket, spread = self.figures["basket"], self.estimates.order_spread
        gross = self.figures["unit_cost"].source == "export"
        for name, price, cost in self.products[["name", "price", "unit_cost"]].itertuples(index=False):
            yield f"  - name: {json.dumps(name, ensure_ascii=False)}"
            yield f"    price: {price:.6g}  # {_plain(basket.comment(lang))}"
            yield f"    unit_cost: {cost:.6g}  # {_plain(self.figures['unit_cost'].comment(lang))}"
            fee = ("[export] " + Said("fees_in_gross").text(lang)) if gross else _assumed("commission", lang)
            yield f"    commission: {0 if gross else 0.05}  # {fee}"
            yield f"    tax: {0 if gross else 0.01}  # {fee if gross else _assumed('tax', lang)}"
            if spread is not None:
                yield f"    basket_spread: {spread:.3f}  # [export] {Said('basket_spread_told').text(lang)}"
            yield "    refunds:"
            yield f"      rate: {0 if gross else 0.15}  # {fee if gross else _assumed('refunds', lang)}"
            if self.seasons.delay.orders > 0:
                yield f"    delay:  # [export] {Said('delay_told').text(lang)}"
                yield from _delay(self.seasons)

    def _campaign(self, lang: str) -> Iterator[str]:
        yield f"  daily_budget: {self._figure('daily_budget', lang)}"
        yield "  split_of: campaigns"
        source = self.figures["daily_budget"].source
        yield f"  campaigns:  # [{source}] {Said('budget_shares').text(lang)}"
        for name, share in shares(self.budgets).items():
            yield f"    {json.dumps(name, ensure_ascii=False)}: {share:g}"
        if self.negatives:
            yield f"  negatives:  # [export] {Said('negatives_told').text(lang)}"
            for negative in self.negatives:
                told = ", ".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in negative.items())
                yield f"    - {{{told}}}"

    def _uncertainty(self, lang: str) -> Iterator[str]:
        guessed = self.figures["cvr"].source != "export"
        for name, spread in self.estimates.uncertainty.items():
            error, drift = self.estimates.errors[name], self.estimates.drifts[name]
            key = "doubt_guess" if name == "cvr" and guessed else "doubt"
            source = "export" if self.estimates.drift_told and key == "doubt" else "assumption"
            said = Said(f"{key}_{source}", error=f"{error:.3f}", drift=f"{drift:.3f}")
            yield f"  {name}: {spread:g}  # [{source}] {said.text(lang)}"
        if self.seasons.weekdays.weight > 0:
            week = sum(self.seasons.weekdays.spread) / 7
            yield f"  weekdays: {week:.3f}  # [export] {Said('weekdays_doubt').text(lang)}"
        if self.seasons.delay.orders > 0:
            yield f"  delay: {self.seasons.delay.spread:.3f}  # [export] {Said('delay_doubt').text(lang)}"


def _prices(known: Platform, least_cpc: float, lang: str) -> Iterator[str]:
    """Reserve and increment where clicks are cheaper than the platform's: one digit, rounded down."""
    if least_cpc >= known.reserve:
        return
    digit = 10.0 ** math.floor(math.log10(least_cpc))
    reserve = float(f"{math.floor(least_cpc / digit) * digit:.1g}")
    told = Said("reserve_told", reserve=f"{known.reserve:g}").text(lang)
    yield f"  reserve: {reserve!r}  # [export] {told}"
    yield f"  increment: {min(known.increment, reserve)!r}  # [export] {told}"


def _assumed(key: str, lang: str) -> str:
    return f"[assumption] {Said(key).text(lang)}"


def _delay(seasons: Seasons) -> Iterator[str]:
    parts = seasons.delay.parts
    share = {str(number): part.share for number, part in enumerate(parts)}
    for part, rounded in zip(parts, shares(share).values(), strict=True):
        cut = "" if part.cut_days is None else f", cut_days: {float(part.cut_days)}"
        yield f"      - {{share: {rounded:g}, mean_hours: {float(f'{part.mean_hours:.4g}')}{cut}}}"


def _variants(present: list[str], lang: str) -> Iterator[str]:
    if len(present) < 2:
        for name, factor in (("bids_up_20", 1.2), ("bids_down_20", 0.8)):
            yield f"  {name}:"
            yield f"    campaign.bid_factor: {_flow(dict.fromkeys(CLASSES, factor))}"
        return
    split = renormalised(present)
    note = Said("variant_handbook" if split == HANDBOOK_SPLIT else "variant_handbook_part").text(lang)
    for name, told in (("split_30_60_10", f"{_flow(split)}  # {note}"), ("equal", "equal"),
                       ("by_volume", "search_volume")):  # fmt: skip
        yield f"  {name}:"
        yield "    campaign.split_of: budget"
        yield f"    campaign.split: {told}"


def shares(weights: Mapping[str, float]) -> dict[str, float]:
    """The weights as shares of six digits that add up to exactly 1."""
    total = sum(weights.values())
    rounded = {name: round(weight / total, 6) for name, weight in weights.items()}
    largest = max(rounded, key=lambda name: rounded[name])
    rounded[largest] = round(1 - sum(share for name, share in rounded.items() if name != largest), 6)
    return rounded


def renormalised(present: list[str]) -> dict[str, float]:
    """30/60/10 over the classes that have keywords."""
    rounded = shares({name: HANDBOOK_SPLIT[name] if name in present else 0.0 for name in CLASSES})
    return {name: round(share, 4) for name, share in rounded.items()} if len(present) == 2 else rounded


def rivals_of_hidden(name: str) -> int:
    """Rivals on searches in which the ad ranks below the page: enough to fill it, and two more (assumption)."""
    return platform(name).layout("mobile").slots + 2


def scenario_name(out: Path) -> str:
    """A name that a scenario takes, from the file's."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", out.stem).lstrip("_.-")[:100] or "my_shop"


def keyword_file(out: Path) -> Path:
    return out.with_name(f"{out.stem}_keywords.csv")


def _flow(split: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{name}: {share}" for name, share in split.items()) + "}"


def _plain(text: str) -> str:
    """Text that is safe in a comment: one line, printable."""
    return "".join(character if character.isprintable() else " " for character in text)
