"""When a product test may be believed: rules as plug-ins, one file and one line here each; kills and diagnosis."""

from adsim.verdicts.always_valid import AlwaysValid
from adsim.verdicts.bayes import Bayes
from adsim.verdicts.contract import Rule
from adsim.verdicts.group_sequential import GroupSequential
from adsim.verdicts.naive_test import NaiveTest
from adsim.verdicts.thresholds import Thresholds

RULES: dict[str, type[Rule]] = {
    "thresholds": Thresholds,
    "naive_test": NaiveTest,
    "group_sequential": GroupSequential,
    "always_valid": AlwaysValid,
    "bayes": Bayes,
}
