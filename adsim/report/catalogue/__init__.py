"""Every sentence that a user reads in a report or under an answer, in English and Chinese side by side.

Plain data: key → (English, Chinese). Both sides name the same `{placeholders}`; `words` fills them in.
A sentence stays on one line, so that a text seen in a report is found here by searching for it.
"""

from adsim.report.catalogue.advice import ADVICE
from adsim.report.catalogue.answers import ANSWER
from adsim.report.catalogue.assumptions import ASSUMPTIONS, SENSITIVITY
from adsim.report.catalogue.bidders import BIDDERS
from adsim.report.catalogue.bids import BIDS
from adsim.report.catalogue.columns import COLUMNS
from adsim.report.catalogue.explain import EXPLAIN
from adsim.report.catalogue.failures import FAILURES
from adsim.report.catalogue.glossary import GLOSSARY, TERMS
from adsim.report.catalogue.influence import INFLUENCE
from adsim.report.catalogue.optimise import OPTIMISE
from adsim.report.catalogue.optimise_page import OPTIMISE_PAGE
from adsim.report.catalogue.page import CLASSES, PAGE
from adsim.report.catalogue.pictures import PICTURES
from adsim.report.catalogue.plans import PLANS
from adsim.report.catalogue.product_test import PRODUCT_TEST
from adsim.report.catalogue.readings import READINGS
from adsim.report.catalogue.sweep_page import SWEEP_PAGE
from adsim.report.catalogue.sweeps import SWEEPS
from adsim.report.catalogue.verdicts import VERDICTS

__all__ = ["ASSUMPTIONS", "CATALOGUE", "TERMS"]

CATALOGUE: dict[str, tuple[str, str]] = {
    **ANSWER, **ADVICE, **PAGE, **CLASSES, **PICTURES, **SENSITIVITY, **BIDS, **COLUMNS, **GLOSSARY,
    **VERDICTS, **PRODUCT_TEST, **READINGS, **PLANS, **SWEEPS, **SWEEP_PAGE, **INFLUENCE, **OPTIMISE,
    **OPTIMISE_PAGE, **FAILURES, **EXPLAIN, **BIDDERS,
}  # fmt: skip
