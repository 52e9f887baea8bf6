"""Tables that grow with their source: new columns and wider types, nothing else."""

import re

from .names import quote

INTEGERS = ["tinyint", "smallint", "int", "bigint"]
PROPERTIES = "TBLPROPERTIES ('delta.enableTypeWidening' = 'true', 'delta.columnMapping.mode' = 'name')"
DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")


class SchemaError(Exception):
    """A change of type that no table can follow."""


def create_table(name, columns, internal):
    names = [column.lower() for column, _ in columns]
    for column, _ in internal:
        if column in names:
            raise SchemaError(f"{name}: the column {column} has a name that the merge uses itself. "
                              f"Rename it at the source, or drop it with the job's column options.")
    typed = ", ".join(f"{quote(column)} {kind}" for column, kind in [*columns, *internal])
    return f"CREATE TABLE IF NOT EXISTS {name} ({typed}) USING delta {PROPERTIES}"


def widens(old, new):
    """True where `new` holds every value of `old` and Delta changes the type in place."""
    if old in INTEGERS and new in INTEGERS:
        return INTEGERS.index(new) > INTEGERS.index(old)
    before, after = DECIMAL.fullmatch(old), DECIMAL.fullmatch(new)
    if before and after:
        precision, scale = (int(after[i]) - int(before[i]) for i in (1, 2))
        return scale >= 0 and precision >= scale and (precision, scale) != (0, 0)
    return (old, new) in {("float", "double"), ("date", "timestamp_ntz")}


def evolve(name, table_dtypes, columns):
    """Statements that let the table hold the columns. A column that came with a narrower type needs none."""
    old = {column.lower(): kind.lower() for column, kind in table_dtypes}
    statements, refused = [], []
    for column, kind in columns:
        before, after = old.get(column.lower()), kind.lower()
        if before is None:
            statements.append(f"ALTER TABLE {name} ADD COLUMNS ({quote(column)} {kind})")
        elif before != after and widens(before, after):
            statements.append(f"ALTER TABLE {name} ALTER COLUMN {quote(column)} TYPE {kind}")
        elif before != after and not widens(after, before):
            refused.append(f"{column} from {before} to {after}")
    if refused:
        raise SchemaError(
            f"{name}: the type of {', '.join(refused)} has changed, and not every old value fits the new type. "
            f"Drop the silver table with its control table and its checkpoint: the next run builds it again from "
            f"bronze. If bronze has the old type, set the new one in conf/tables.json and rebuild bronze first.")
    return statements
