"""What is kept on disk, whole or not at all: a finished run's tables and facts, and the store of single runs."""

from adsim.results.files import replace_file, same_file
from adsim.results.store import Store
from adsim.results.tables import FORMULA_STARTS, load_tables, plain, save_tables, write_csv

__all__ = ["FORMULA_STARTS", "Store", "load_tables", "plain", "replace_file", "same_file", "save_tables", "write_csv"]
