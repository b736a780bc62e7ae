"""The tables of a sensitivity study: samples, indices, tornado, responses, and who is best where."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from adsim.experiments.influence.design import CENTRE, Design, end_name, name
from adsim.experiments.influence.indices import Indices, Parts, sobol_indices, split_variance
from adsim.experiments.influence.inputs import ENDS, Input
from adsim.stats import paired

Floats = NDArray[np.float64]

BINS = 8
OUTPUTS = ("profit", "gap")
_FEWEST_A_BIN = 4


@dataclass(frozen=True)
class Standing:
    """`winner` has the highest mean profit over the samples of A and B; `runner_up` the next that is not the same."""

    winner: str
    runner_up: str | None

    @classmethod
    def of(cls, design: Design, profits: Mapping[str, Floats]) -> "Standing":
        """Who leads, by profits [world] by the study's names."""
        whole = {one: np.array([profits[name(sample, one)] for sample in design.spread]) for one in design.variants}
        ranked = sorted(design.variants, key=lambda one: -float(whole[one].mean()))
        others = (one for one in ranked[1:] if not np.array_equal(whole[one], whole[ranked[0]]))
        return cls(ranked[0], next(others, None))


@dataclass(frozen=True)
class Measured:
    """A design with the expected profits [world] of its samples and variants, and who leads."""

    design: Design
    profits: Mapping[str, Floats]
    standing: Standing

    @property
    def outputs(self) -> tuple[str, ...]:
        """What is explained: the winner's profit, and where there is a runner-up how far it is ahead of that."""
        return OUTPUTS[: 1 if self.standing.runner_up is None else 2]

    def figure(self, output: str, sample: str) -> Floats:
        """An output at a sample, [world]."""
        won = self.profits[name(sample, self.standing.winner)]
        return won if output == "profit" else won - self.profits[name(sample, str(self.standing.runner_up))]

    def figures(self, output: str, samples: list[str]) -> Floats:
        """An output at samples, [sample, world]."""
        return np.array([self.figure(output, sample) for sample in samples])

    @cached_property
    def means(self) -> pd.DataFrame:
        """Mean profits of the samples of A and B, a row a sample, a column a variant."""
        columns = {
            one: [float(self.profits[name(sample, one)].mean()) for sample in self.design.spread]
            for one in self.design.variants
        }
        return pd.DataFrame(columns, index=self.design.spread)

    @cached_property
    def best(self) -> list[str]:
        """Of each sample of A and B who is best; the winner where it is level with another."""
        ordered = self.means[[self.standing.winner, *(one for one in self.means if one != self.standing.winner)]]
        return [str(one) for one in ordered.idxmax(axis=1)]

    @cached_property
    def indices(self) -> Indices:
        """Sobol indices, [output, input]."""
        design = self.design
        f_a, f_b = (
            np.array([self.figures(output, design.letter(letter)).mean(axis=1) for output in self.outputs])
            for letter in "AB"
        )
        mixed = [[self.figures(output, design.mixed(one)).mean(axis=1) for output in self.outputs]
                 for one in design.inputs]  # fmt: skip
        return sobol_indices(f_a, f_b, np.array(mixed), design.study.scenario.seed)

    @cached_property
    def variances(self) -> dict[str, Parts]:
        """Of each output what of its variance is what."""
        return {output: split_variance(self.figures(output, self.design.spread)) for output in self.outputs}


def made(measured: Measured) -> dict[str, pd.DataFrame]:
    """Every table by name."""
    return {
        "indices": _indices(measured),
        "tornado": _tornado(measured),
        "responses": pd.DataFrame(_responses(measured)),
        "best": _best(measured),
        "samples": _samples(measured),
    }


def _indices(measured: Measured) -> pd.DataFrame:
    found = measured.indices
    rows = [
        {"output": output, "input": one.name}
        | {key: float(getattr(found, key)[place, index]) for key in Indices.__dataclass_fields__}
        for place, output in enumerate(measured.outputs)
        for index, one in enumerate(measured.design.inputs)
    ]
    return pd.DataFrame(rows)


def _tornado(measured: Measured) -> pd.DataFrame:
    """One row an input, end and variant: its profit there, and how far that lies from the centre's."""
    design, rows = measured.design, []
    for one in design.inputs:
        for end in ENDS:
            samples = {variant: measured.profits[name(end_name(one, end), variant)] for variant in design.variants}
            best = max(design.variants, key=lambda variant: float(samples[variant].mean()))
            for variant, profit in samples.items():
                shift = profit - measured.profits[name(CENTRE, variant)]
                half = _half(shift)
                value = one.end(end)[0]
                rows.append({
                    "input": one.name, "level": end, "value": value if isinstance(value, str) else json.dumps(value),
                    "variant": variant, "profit": float(profit.mean()), "shift": float(shift.mean()),
                    "low": float(shift.mean()) - half, "high": float(shift.mean()) + half, "best": variant == best,
                })  # fmt: skip
    return pd.DataFrame(rows)


def _half(samples: Floats) -> float:
    """Half of the 95 % interval of a mean; nan of a single figure."""
    if samples.size < 2:
        return float("nan")
    return float(paired.t_quantile(samples.size) * np.std(samples, ddof=1) / np.sqrt(samples.size))


def _responses(measured: Measured) -> Iterator[dict[str, object]]:
    """Of every input's part the outputs' means where it is low, …, high, all others varying; from A and B."""
    for output in measured.outputs:
        figures = measured.figures(output, measured.design.spread).mean(axis=1)
        for one in measured.design.inputs:
            for index, part in enumerate(one.parts):
                values = [measured.design.samples[sample][one.name][index] for sample in measured.design.spread]
                groups = _groups(one, values)
                explained = _explained([figures[rows] for _, rows in groups])
                for place, (value, rows) in enumerate(groups):
                    mean, half = float(figures[rows].mean()), _half(figures[rows])
                    yield {
                        "output": output, "input": one.name, "part": part, "bin": place + 1,
                        "value": value if isinstance(value, str) else json.dumps(value),
                        "number": float(value) if one.kind != "choice" else float(place),
                        "mean": mean, "low": mean - half, "high": mean + half, "samples": len(rows),
                        "explained": explained,
                    }  # fmt: skip


def _groups(one: Input, values: list[Any]) -> list[tuple[Any, NDArray[np.int64]]]:
    """Bins with as many samples each, by value; of a choice or few whole numbers those that are alike."""
    different = list(dict.fromkeys(json.dumps(value, sort_keys=True) for value in values))
    if one.kind == "choice" or len(different) <= BINS:
        told = [json.dumps(value, sort_keys=True) for value in values]
        known = {key: np.flatnonzero([text == key for text in told]) for key in different}
        order = [json.dumps(value, sort_keys=True) for value in one.values] if one.kind == "choice" else sorted(
            different, key=json.loads)  # fmt: skip
        return [(json.loads(key), known[key]) for key in order if key in known]
    numbers = np.array(values, dtype=float)
    bins = max(min(BINS, numbers.size // _FEWEST_A_BIN), 2)
    pieces = np.array_split(np.argsort(numbers, kind="stable"), bins)
    return [(float(f"{np.median(numbers[rows]):.6g}"), rows) for rows in pieces]


def _explained(groups: list[Floats]) -> float:
    """Share of the variance that the groups' means tell, less what they would tell by chance (0 to 1)."""
    whole = np.concatenate(groups)
    within = sum(float(((group - group.mean()) ** 2).sum()) for group in groups) / max(whole.size - len(groups), 1)
    total = float(whole.var(ddof=1))
    return min(max(1 - within / total, 0.0), 1.0) if total > 0 else 0.0


def _best(measured: Measured) -> pd.DataFrame:
    """One row a variant: its mean profit over the samples of A and B, and in which share of them it is best."""
    rows = []
    for one in measured.design.variants:
        share = float(np.mean([best == one for best in measured.best]))
        error = float(np.sqrt(share * (1 - share) / len(measured.best)))
        rows.append({"variant": one, "profit": float(measured.means[one].mean()), "best_share": share, "error": error})
    return pd.DataFrame(rows).sort_values("profit", ascending=False, kind="stable", ignore_index=True)


def _samples(measured: Measured) -> pd.DataFrame:
    """One row a sample of A and B and variant, with the inputs' values by part."""
    rows = []
    for sample, best in zip(measured.design.spread, measured.best, strict=True):
        values = {
            f"{one.name}.{part}" if part else one.name: value if isinstance(value, int | float) else json.dumps(value)
            for one in measured.design.inputs
            for part, value in zip(one.parts, measured.design.samples[sample][one.name], strict=True)
        }
        for variant in measured.design.variants:
            profit = float(measured.profits[name(sample, variant)].mean())
            rows.append({"sample": sample, "variant": variant, **values, "profit": profit, "best": variant == best})
    return pd.DataFrame(rows)


def shares(measured: Measured) -> dict[str, Any]:
    """Facts: who is best how often, which input decides, and what of the variance is chance."""
    other = float(np.mean([best != measured.standing.winner for best in measured.best]))
    tops = {
        output: measured.design.inputs[int(np.argmax(measured.indices.total[place]))].name
        for place, output in enumerate(measured.outputs)
    }
    centre = {one: float(measured.profits[name(CENTRE, one)].mean()) for one in measured.design.variants}
    return {
        "centre": centre,
        "other_best": other,
        "other_best_error": float(np.sqrt(other * (1 - other) / len(measured.best))),
        "moves": tops["profit"],
        "decides": tops.get("gap"),
        "spread": {
            output: {"sd": float(parts.inputs**0.5), "inputs": parts.known, "noise": parts.noise}
            for output, parts in measured.variances.items()
        },
    }
