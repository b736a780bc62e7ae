"""A keyword's day in words: what was found close up (plain data of `experiments.explain`) as sentences and tables."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from adsim.report.numbers import MISSING
from adsim.report.words import Words, short, shown

Told = Mapping[str, Any]

_CLASSES = ("head", "long_tail", "precise")
_WHY = {"off": "explain_off", "no_money": "explain_no_money_now", "no_turn": "explain_no_turn",
        "reserve": "explain_reserve", "rank": "explain_rank"}  # fmt: skip
_BEYOND = 3  # advertisers told behind the last place


class Sheet(NamedTuple):
    """A table under some lines of text."""

    lines: list[str]
    headings: list[str]
    rows: list[list[str]]


def words(told: Told, lang: str) -> Words:
    return Words("zh" if lang == "zh" else "en", str(told["currency"]))


def sentences(told: Told, say: Words) -> list[str]:
    """What happened, money, and why searches were lost."""
    cells = told["cells"]
    ours = [cell["got"]["0"] for cell in cells]
    head = say.say(
        "explain_head", keyword=short(told["keyword"]), klass=say.klass(told["klass"]), day=told["day"],
        date=told["date"], variant=short(told["variant"]), world=told["replication"],
        searches=_total(cell["searches"] for cell in cells), impressions=_total(got["impressions"] for got in ours),
        clicks=_total(got["clicks"] for got in ours), cost=say.money(sum(got["cost"] for got in ours)),
    )  # fmt: skip
    bid = say.say("explain_bid", bid=say.money(told["bid"])) if told["bid"] > 0 else say.say("explain_not_bought")
    return [head, bid, *_money(told, say), *_lost(told, say)]


def _total(counts: Any) -> str:
    return f"{sum(counts):,}"


def _money(told: Told, say: Words) -> list[str]:
    lines = [_account(account, say) for account in told["accounts"]]
    if told["rivals"]:
        groups = {str(one["advertiser"]): one["group"] for one in told["cells"][0]["hours"][0]["standings"]}
        named = [
            say.say("explain_at", name=_name(say, account["name"], groups.get(account["name"], "crowd")),
                    time=_time(account["gone_at"]))
            for account in sorted(told["rivals"], key=lambda account: account["gone_at"])
        ]  # fmt: skip
        lines.append(say.say("explain_rivals_gone", rivals=say.listed(named)))
    return lines


def _account(account: Told, say: Words) -> str:
    name = account["name"]
    called = say.klass(name) if name in _CLASSES else say.say("explain_all_account") if name == "all" else name
    money = {key: say.money(account[key]) for key in ("budget", "spent")}
    if account["budget"] <= 0:
        return say.say("explain_no_money", account=short(called))
    if account["gone_at"] is None:
        left = say.money(account["budget"] - account["spent"])
        return say.say("explain_money", account=short(called), left=left, **money)
    return say.say("explain_money_gone", account=short(called), budget=money["budget"], time=_time(account["gone_at"]))


def _lost(told: Told, say: Words) -> list[str]:
    lost = {why: sum(cell["lost"][why] for cell in told["cells"]) for why in ("budget", "rank", "pacing", "off")}
    parts = [say.say(f"explain_lost_{why}", count=f"{count:,}") for why, count in lost.items() if count]
    if not parts:
        return [say.say("explain_all_shown")]
    lines = [say.say("explain_lost", parts=say.say("comma").join(parts))]
    if lost["rank"]:
        lines += _off_the_page(told["cells"][0], say)
    return lines


def _off_the_page(cell: Told, say: Words) -> list[str]:
    """On the main page: was it the quality or the bid, and what it would have taken."""
    off = [hour for hour in cell["hours"] if _ours(hour)["why"] == "rank"]
    lines = []
    for key, wanted in (("explain_low_quality", True), ("explain_low_bid", False)):
        hours = [hour["hour"] for hour in off if hour["at_average_quality"] is wanted]
        if hours:
            lines.append(say.say(key, hours=say.say("comma").join(map(_span, _runs(hours)))))
    for hour in off[:1]:
        step = {"hour": _span((hour["hour"], hour["hour"])), **_step(hour["up"], say)}
        if hour["quality_needed"] is None:
            lines.append(say.say("explain_reach_bid", **step))
        else:
            lines.append(say.say("explain_reach", quality=say.ratio(hour["quality_needed"]), **step))
    return lines


def _step(step: Told, say: Words) -> dict[str, str]:
    return {"bid": say.money(step["bid"]), "price": say.money(step["price"])}


def _ours(hour: Told) -> Told:
    found: Told = next(one for one in hour["standings"] if one["advertiser"] == 0)
    return found


def _runs(hours: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each run of hours that follow each other."""
    found: list[tuple[int, int]] = []
    for hour in hours:
        if found and found[-1][1] == hour - 1:
            found[-1] = found[-1][0], hour
        else:
            found.append((hour, hour))
    return found


def _span(hours: tuple[int, int]) -> str:
    return f"{hours[0]:02d}:00–{hours[1] + 1:02d}:00"


def _time(hours: float) -> str:
    minutes = int(hours * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _name(say: Words, number: str, group: str) -> str:
    if number == "0":
        return say.say("explain_ours")
    key = "explain_rival" if group == "crowd" else "explain_of_group"
    return say.say(key, number=number, group=short(group))


def sheets(told: Told, say: Words, hour: int | None) -> list[Sheet]:
    """For each cell the page at one hour and, unless an `hour` was asked for, our ad hour by hour."""
    found = []
    for cell in told["cells"]:
        found.append(_page(cell, told["hour"], say))
        if hour is None:
            found.append(_by_hour(cell, say))
    return found


def _page(cell: Told, at: int, say: Words) -> Sheet:
    hour = cell["hours"][at]
    parts = [part for part in (cell["arm"], cell["device"], cell["audience"]) if part is not None]
    called = say.say("comma").join(map(short, parts))
    places, searches = cell["slots"], f"{cell['searches']:,}"
    head = say.say("explain_cell", cell=called, searches=searches, share=say.percent(cell["share"]), places=places)
    lines = ["", head, say.say("explain_page", hour=_span((at, at)))]
    if any(0 < one["participation"] < 1 for one in hour["standings"]):
        lines.append(say.say("explain_drawn"))
    on_page = _ours(hour)["place"] is not None
    if hour["up"] is not None and on_page:
        lines.append(say.say("explain_up", place=hour["up"]["place"], **_step(hour["up"], say)))
    if hour["down"] is not None:
        lines.append(say.say("explain_down", place=hour["down"]["place"], **_step(hour["down"], say)))
    columns = ("advertiser", "place", "bid", "quality", "score", "click_price", "took_part", "day_clicks", "why")
    return _sheet(lines, columns, _rows(cell, hour, say), say)


def _sheet(lines: list[str], columns: Sequence[str], rows: list[list[str]], say: Words) -> Sheet:
    """Without the columns that tell nothing: everyone takes part, everyone is shown."""
    plain = {"took_part": say.percent(1.0), "why": ""}
    told = [place for place, name in enumerate(columns)
            if name not in plain or any(row[place] != plain[name] for row in rows)]  # fmt: skip
    headings = [say.say(f"column_{columns[place]}") for place in told]
    return Sheet(lines, headings, [[row[place] for place in told] for row in rows])


def _rows(cell: Told, hour: Told, say: Words) -> list[list[str]]:
    """All on the page, a few behind it, and us wherever we are."""
    shown_now = [one for one in hour["standings"] if one["place"] is not None]
    behind = [one for one in hour["standings"] if one["place"] is None and one["bid"] > 0]
    told = [*shown_now, *behind[:_BEYOND]]
    ours = _ours(hour)
    told += [] if ours in told else [ours]
    return [
        [
            _name(say, str(one["advertiser"]), one["group"]), str(one["place"] or MISSING), say.money(one["bid"]),
            say.ratio(one["quality"]), say.ratio(one["score"]), say.money(one["price"]),
            say.percent(one["participation"]), f"{cell['got'][str(one['advertiser'])]['clicks']:,}", _why(one, say),
        ]
        for one in told
    ]  # fmt: skip


def _why(one: Told, say: Words) -> str:
    return "" if one["why"] is None else say.say(_WHY[one["why"]])


def _by_hour(cell: Told, say: Words) -> Sheet:
    """Hours that are alike stand in one row."""
    rows: list[list[str]] = []
    spans: list[tuple[int, int]] = []
    for hour in cell["hours"]:
        row = _hour(hour, say)
        if rows and rows[-1] == row:
            spans[-1] = spans[-1][0], hour["hour"]
        else:
            rows.append(row)
            spans.append((hour["hour"], hour["hour"]))
    columns = ("hours", "bid", "place", "click_price", "up", "up_price", "down", "down_price", "took_part", "why")
    lines = ["", say.say("explain_hours")]
    return _sheet(lines, columns, [[_span(span), *row] for span, row in zip(spans, rows, strict=True)], say)


def _hour(hour: Told, say: Words) -> list[str]:
    ours = _ours(hour)
    steps = []
    for step in (hour["up"], hour["down"]):
        steps += [MISSING, MISSING] if step is None else list(_step(step, say).values())
    return [say.money(ours["bid"]), shown(ours["place"] or MISSING), say.money(ours["price"]), *steps,
            say.percent(ours["participation"]), _why(ours, say)]  # fmt: skip
