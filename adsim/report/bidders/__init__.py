"""The part of a comparison's page that tells what bidders did: bids, places and money in their course, and whose
traffic was whose. Told where somebody does more than bid the same every day."""

from adsim.report.view import View


def living(view: View) -> bool:
    """Whether a strategy or a pacing decides anything in any variant, or rivals do more than stand there."""
    still = {"strategy": ["manual_cpc"], "pacing": ["none"], "rivals": []}
    return any(who != still for who in view.facts["bidders"].values())
