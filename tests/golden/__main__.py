"""Write the golden tables anew: `python -m tests.golden`, then read the diff before it is committed."""

from tests.golden.tables import HERE, made

for name, table in made().items():
    table.to_csv(HERE / name, index=False, lineterminator="\n")
    print(f"{name}: {len(table)} rows")
