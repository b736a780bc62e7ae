"""What all report pages share: the template's frame, pictures as markup, and the foot that says what a run rests on."""

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from adsim.report import tables as told
from adsim.report.failed_runs import failed_runs
from adsim.report.view import Picture, Scene
from adsim.report.words import short, shown

Terms = Mapping[str, tuple[str, str]]


def page(
    template: str,
    scene: Scene,
    *,
    title: str,
    answer: str,
    basis: Sequence[tuple[str, str]],
    scenario: str,
    terms: Terms,
    **findings: Any,
) -> str:
    """The whole page: answer first, the template's own `findings`, then what they rest on and the words (`terms`)."""
    say = scene.say
    return (
        _environment()
        .get_template(template)
        .render(
            lang="zh-CN" if say.lang == "zh" else "en",
            say=say.say,
            title=title,
            made_of=_made_of(scene),
            answer=answer + failed_runs(scene.facts, say),
            basis=basis,
            assumptions=told.assumptions(scene),
            scenario="\n".join(shown(line.replace("\t", "    ")) for line in scenario.splitlines()),
            glossary=[(*names, say.say(key)) for key, names in terms.items()],
            **findings,
        )
    )


def figures(parts: Mapping[str, Sequence[Picture]]) -> dict[str, list[dict[str, Any]]]:
    """Part of the page → its pictures as the templates take them."""
    return {part: [_figure(picture) for picture in found] for part, found in parts.items()}


def basis(scene: Scene) -> list[tuple[str, str]]:
    """Headings and values with which any run is made again."""
    facts, say = scene.facts, scene.say
    entries = {
        "seed": str(facts["seed"]),
        "replications_label": say.count(facts["replications"]),
        "versions": f"adsim {facts['adsim_version']}, numpy {facts['numpy_version']}",
        "scenario_hash": str(facts["scenario_hash"]),
    }
    return [(say.say(key), shown(value)) for key, value in entries.items()]


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("adsim.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _figure(picture: Picture) -> dict[str, Any]:
    """`svg` was serialised by an XML writer, all names in it escaped."""
    return {
        "title": picture.title,
        "help": picture.help,
        "svg": Markup(picture.svg),
        "legend": picture.legend,
    }


def _made_of(scene: Scene) -> str:
    facts, say = scene.facts, scene.say
    return say.say(
        "made_of",
        name=short(facts["name"]),
        platform=shown(facts["platform"]),
        days=say.days(int(facts["days"])),
        start=shown(facts["start"]),
        replications=say.times(facts["replications"]),
    )
