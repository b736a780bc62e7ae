"""What the data doctor found, told for a terminal: the verdict first, the next command last.

Everything is drawn from the plain facts that `adsim inspect --json` prints (`Inspection.facts`), so a saved
inspection can be told again, in the other language too. Names and cells of a report are hostile input: they are cut
and cleaned by `words.short`, and nothing here is markup.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from rich.cells import cell_len

from adsim.report.inspection_words import CELL, Facts, Say, sentence, speaking, verdict
from adsim.report.numbers import MISSING
from adsim.report.rules import rule_in
from adsim.report.text_columns import WIDE, columns, indented, labelled, padded, wrapped
from adsim.report.words import short, shown

LINES_SHOWN, RULES_SHOWN = 5, 8
SORTS_SHOWN = 4
NAME = 48
SUMS = ("impressions", "clicks", "cost", "orders", "revenue", "gross")
RATIOS = ("ctr", "cpc", "cvr", "aov", "roas")
_NUMBERS = re.compile(r"[\d,.]+")
MARKS = {"fatal": "!", "care": "!", "note": "·"}


def told(facts: Facts, lang: str) -> str:
    """All of it, line by line."""
    say = speaking(facts, lang)
    blocks = [
        [verdict(facts, lang)],
        *(list(_report(report, say)) for report in facts["files"]),
        _section(say, "part_totals", _totals(facts, say)),
        _section(say, "part_found" if facts["findings"] else "part_nothing", _findings(facts["findings"], say)),
        _section(say, "part_missing", _missing(facts["missing"], say)),
        _section(say, "part_precision", _precision(facts, say)),
        _section(say, "part_tells", _abilities(facts["tells"], say)),
        _section(say, "part_next", [f"  {shown(facts['next']) or say.say('next_mend')}"]),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _section(say: Say, heading: str, lines: Iterable[str]) -> list[str]:
    body = list(lines)
    return [say.say(heading), *body] if body or heading == "part_nothing" else []


# What a report is.


def _report(report: Facts, say: Say) -> Iterator[str]:
    yield short(report["file"], NAME * 2)
    level = say.say(f"level_{report['level']}")
    title = say.report(report["platform"], report["layout"], report["title"])
    pairs = [
        ("report", say.say("level_line", title=title, level=level)),
        ("written", say.say("written_as", encoding=_encoding(report, say), decimal=report["decimal"])),
        ("period", _period(report, say)),
        ("currency", report["currency"] or say.say("currency_unknown")),
        ("lines", _lines(report, say)),
        ("own_total", _own_total(report, say)),
        ("names", _names(report, say)),
        *((name, _sorts(counts, say)) for name, counts in report["sorts"].items()),
        *(("notes", _note(note, say)) for note in report["notes"]),
    ]
    yield from labelled([("" if name == "" else say.say(name), text) for name, text in pairs if text])


def _encoding(report: Facts, say: Say) -> str:
    return say.say("workbook") if report["encoding"] == "workbook" else report["encoding"].upper().removesuffix("-SIG")


def _period(report: Facts, say: Say) -> str:
    if report["days"] is None:
        return say.say("period_unknown")
    known = {name: report[name] for name in ("first", "last", "days")}
    span = say.say("period_day" if report["days"] == 1 else "period_days", **known)
    dated = report["dated_days"]
    if dated is None:
        return f"{span}{say.say('semicolon')}{say.say('undated')}" if report["days"] > 1 else span
    rest = say.say("dated_all" if dated == report["days"] else "dated_some", dated=dated)
    return f"{span}{say.say('semicolon')}{rest}"


def _lines(report: Facts, say: Say) -> str:
    parts = [say.say("lines_read", rows=say.count(report["rows"]))]
    if report["unreadable_rows"]:
        parts.append(say.say("lines_unreadable", rows=say.count(report["unreadable_rows"])))
    if report["total_rows"]:
        parts.append(say.say("line_total" if report["total_rows"] == 1 else "lines_total", rows=report["total_rows"]))
    return say.say("comma").join(parts)


def _own_total(report: Facts, say: Say) -> str:
    total = report["agreeing_total"]
    return say.say("agrees", label=short(total["label"], CELL), line=total["line"]) if total else ""


def _names(report: Facts, say: Say) -> str:
    parts = []
    for name, count in report["named"].items():
        noun = "term" if name == "keyword" and report["level"] == "term" else name
        parts.append(f"{say.count(count)} {say.say(('one_' if count == 1 else 'many_') + noun)}")
    return say.say("comma").join(parts)


def _sorts(counts: Mapping[str, int], say: Say) -> str:
    parts = [f"{say.sort(name)} {say.count(count)}" for name, count in list(counts.items())[:SORTS_SHOWN]]
    more = len(counts) - len(parts)
    return say.say("comma").join([*parts, *([say.say("and_more", count=more)] if more else [])])


def _note(note: Facts, say: Say) -> str:
    return _line(note, say, with_rule=True)


# Totals and findings.


def _totals(facts: Facts, say: Say) -> Iterator[str]:
    rows = [(report["file"], report["totals"], report["currency"]) for report in facts["files"]]
    account = facts["account"]
    if account and (len(rows) > 1 or account["totals"]["clicks"] != rows[0][1]["clicks"]):
        name = say.say("together" if len(rows) > 1 else "with_hidden")
        rows.append((name, account["totals"], account["currency"]))
    names = [key for key in (*SUMS, *RATIOS) if key != "gross" or any(sums["gross"] for _, sums, _ in rows)]
    table = [["", *map(say.say, names)]]
    for name, sums, currency in rows:
        own = replace(say, currency=currency or "")
        table.append([short(name, NAME), *(own.value(key, sums[key]) for key in names)])
    yield from columns(table if rows[1:] else [row[1:] for row in table], right=None if rows[1:] else range(len(names)))


def _findings(findings: Sequence[Facts], say: Say) -> Iterator[str]:
    for finding in findings:
        text = sentence(finding, say)
        yield from indented(MARKS[finding["weight"]], text[:1].upper() + text[1:])
        yield from _named_lines(finding["lines"], say)


def _named_lines(lines: Sequence[Facts], say: Say) -> Iterator[str]:
    """The lines concerned by the rule that they break, the first few of each; numbers in a rule set none apart."""
    alike: dict[str, list[Facts]] = {}
    for line in lines:
        alike.setdefault(_NUMBERS.sub("0", line["rule"]), []).append(line)
    for concerned in list(alike.values())[:RULES_SHOWN]:
        rules = {line["rule"] for line in concerned}
        if len(rules) == 1 and rules != {""}:
            yield f"    {short(rule_in(concerned[0]['rule'], say.lang), NAME * 2)}"
        for line in concerned[:LINES_SHOWN]:
            yield f"      {_line(line, say, with_rule=len(rules) > 1)}"
        if len(concerned) > LINES_SHOWN:
            yield f"      {say.say('and_more_json', count=say.count(len(concerned) - LINES_SHOWN))}"
    if len(alike) > RULES_SHOWN:
        yield f"    {say.say('and_more_rules', count=say.count(len(alike) - RULES_SHOWN))}"


def _line(line: Facts, say: Say, with_rule: bool = False) -> str:
    what = f"“{short(line['what'], CELL)}”" if line["what"] else ""
    rule = short(rule_in(line["rule"], say.lang), NAME * 2) if with_rule else ""
    value = short(rule_in(line["value"], say.lang), CELL) if line["value"] is not None else ""
    told = " ".join(part for part in (short(line["where"], NAME * 2), what, rule, value) if part)
    mend = short(rule_in(line["mend"], say.lang), NAME * 2) if line["mend"] else ""
    return f"{told}{say.say('semicolon')}{mend}" if mend else told


# What is missing, what can be told.


def _missing(missing: Sequence[Facts], say: Say) -> Iterator[str]:
    """Name, value and reason of each assumption, and below it how to learn better."""
    heads = columns([[short(one["name"], CELL), _taken(one["value"])] for one in missing], right=())
    width = max(map(cell_len, heads), default=0)
    for head, one in zip(heads, missing, strict=True):
        first, *rest = wrapped(shown(one["why"][say.lang]), WIDE - width - 2)
        yield f"{padded(head, width)}  {first}"
        yield from (" " * (width + 2) + line for line in rest)
        yield from (f"  {line}" for line in indented("→", _ways(one, say)))


def _taken(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _ways(one: Facts, say: Say) -> str:
    """How to learn what is missing: a column, another report, an option."""
    ways = [_column(column, say) for column in one["columns"]]
    # Where several reports would do, the platform's first.
    ways += [say.say("tell_report", report=say.report(*_layout(report))) for report in one["reports"][:1]]
    if one["option"]:
        ways.append(say.say("tell_option", option=one["option"]))
    return say.say("or").join(ways) or say.say("tell_nothing")


def _column(column: Facts, say: Say) -> str:
    if column["platform"] == "generic":
        return say.say("tell_own_column", column=column["column"])
    return say.say("tell_column", column=column["column"], report=say.report(*_layout(column)))


def _layout(told: Facts) -> tuple[str, str, str]:
    return told["platform"], told["layout"], told["title"]


def _precision(facts: Facts, say: Say) -> Iterator[str]:
    if not facts["account"]:
        return
    head = [say.say("klass"), say.say("units"), say.say("clicks"), say.say("orders"), say.say("ctr"), say.say("cvr")]
    body = [
        [say.say(f"class_{one['klass']}"), say.count(one["units"]), say.count(one["clicks"]), say.count(one["orders"]),
         _rate(one["ctr"], say), _rate(one["cvr"], say)]
        for one in facts["account"]["classes"]
    ]  # fmt: skip
    yield from columns([head, *body])


def _rate(rate: Facts | None, say: Say) -> str:
    if rate is None or rate["value"] is None:
        return MISSING
    return say.say("rate", **{name: say.percent(rate[name]) for name in ("value", "low", "high")})


def _abilities(tells: Sequence[Facts], say: Say) -> Iterator[str]:
    for one in tells:
        key = f"{one['kind']}_{_yes(one['told'])}"
        yield from indented("+" if one["told"] else "−", say.sentence(key, one["facts"]))


def _yes(told: bool) -> str:
    return "yes" if told else "no"
