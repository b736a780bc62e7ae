"""Currencies whose smallest amount is the unit itself (ISO 4217: no minor unit)."""

WITHOUT_CENTS = frozenset({"JPY", "KRW", "VND"})
