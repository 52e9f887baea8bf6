"""Change records of bronze, made uniform: one position, one delete flag, what a record does not tell."""

from .names import literal, quote
from .positions import PATHS, POSITION

METADATA = {
    "__op", "__deleted", "__epoch", "__lsn", "__seq", "__ts_ms", "__tx_id", "__unchanged", "__old_key", "__before",
    "__row", "ingestion_timestamp", "_rescued_data", "_corrupt_record", "__file", "__loaded_at",
}

EVENT_FIELDS = "__pos, __vpos, __op, __del, __un, __moved, __old_key, __ts_ms, __row, __paths"


def data_columns(dtypes):
    return [(name, kind) for name, kind in dtypes if name not in METADATA]


def without_keys(dtypes, keys):
    return [(name, kind) for name, kind in data_columns(dtypes) if name not in keys]


def select_events(relation, dtypes, columns):
    """The records of `relation` as events.

    columns -- names and types of the data columns wanted; one that the relation lacks is NULL

    __pos    the position
    __vpos   the same, NULL where the record has no image of the row
    __del    true for a delete
    __un     columns that an update left out: their value is that of an older record of the key
    __moved  columns that a key change left out: their value is that of an older record of the old key
    __paths  where a value has its place in the order, if that is not the position
    """
    have = {name: kind.lower() for name, kind in dtypes}

    def field(name, kind, default="NULL"):
        value = quote(name) if name in have else "NULL"
        return f"coalesce(CAST({value} AS {kind}), CAST({default} AS {kind}))"

    unchanged = field("__unchanged", "ARRAY<STRING>", "array()")
    if have.get("__unchanged") == "string":
        unchanged = "coalesce(from_json(__unchanged, 'ARRAY<STRING>'), CAST(array() AS ARRAY<STRING>))"
    old_key = field("__old_key", "STRING")
    none = "CAST(array() AS ARRAY<STRING>)"
    deleted = f"({field('__op', 'STRING')} = 'd' OR {field('__deleted', 'STRING', literal('false'))} = 'true')"
    place = (
        f"CAST(named_struct('epoch', {field('__epoch', 'INT', '0')}, 'lsn', {field('__lsn', 'BIGINT')}, "
        f"'seq', {field('__seq', 'BIGINT', '0')}) AS {POSITION})"
    )
    data = [f"CAST({quote(n) if n in have else 'NULL'} AS {kind}) AS {quote(n)}" for n, kind in columns]
    return (
        f"SELECT {', '.join([*data, f'{place} AS __pos'])}, IF({deleted}, NULL, {place}) AS __vpos, "
        f"{field('__op', 'STRING')} AS __op, {deleted} AS __del, "
        f"IF({old_key} IS NULL, {unchanged}, {none}) AS __un, IF({old_key} IS NULL, {none}, {unchanged}) AS __moved, "
        f"{old_key} AS __old_key, {field('__ts_ms', 'BIGINT')} AS __ts_ms, {field('__row', 'STRING')} AS __row, "
        f"CAST(NULL AS {PATHS}) AS __paths FROM {relation} WHERE __op IS NOT NULL"
    )


def value_path(column):
    """Where in the order the event's value of the column stands; NULL if it has none."""
    return (
        f"IF(__del OR array_contains(__un, {literal(column)}), NULL, "
        f"coalesce(try_element_at(__paths, {literal(column)}), array(__pos)))"
    )
