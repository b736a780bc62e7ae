"""All pictures of a report, in the order in which they are read. Pictures that would be empty are left out."""

from adsim.report import bid_pictures, bidders, classes, courses, unknown
from adsim.report.bidders import courses as bid_courses
from adsim.report.bidders import traffic
from adsim.report.canvas import drawing
from adsim.report.standings import standings
from adsim.report.view import Picture, View


def pictures(view: View) -> dict[str, list[Picture]]:
    """Part of the report → its pictures: which variant, what the data cannot tell, what to bid, what bidders did, when
    the money moves, why, and when to believe a test."""
    with drawing():
        found: dict[str, list[Picture | None]] = {
            "which": [*standings(view)],
            "unknown": [*unknown.pictures(view)],
            "bids": [*bid_pictures.pictures(view)],
            "bidders": [*bid_courses.pictures(view), *traffic.pictures(view)] if bidders.living(view) else [],
            "when": [
                courses.cumulative(view) if int(view.facts["days"]) > 1 else None,
                *(
                    classes.hours(view, name, key)
                    for name, key in zip(view.pair, ("hours", "hours_baseline"), strict=False)
                ),
            ],
            "why": [
                classes.funnel(view),
                classes.cpc(view),
                classes.position(view),
                courses.quality(view) if int(view.facts["days"]) > 1 else None,
            ],
            "trust": [courses.windows(view)],
        }
    kept = {part: [picture for picture in parts if picture is not None] for part, parts in found.items()}
    return {part: parts for part, parts in kept.items() if parts}
