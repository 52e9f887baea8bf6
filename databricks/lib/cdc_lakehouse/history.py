"""Slowly changing dimension, type 2: every version of every row, from the position of its record to the next one's.

The table keeps a row per record, deletes included. A batch rebuilds the versions of the keys that it touches from the
rows stored and its own, so that late records find their place and values left out are carried forward again.
"""

from .names import equal_keys, listed, literal, quote
from .positions import POSITION

INTERNAL = [("__deleted", "BOOLEAN"), ("__op", "STRING"), ("__un", "ARRAY<STRING>"), ("__ts_ms", "BIGINT"),
            ("__pos", POSITION), ("__end", POSITION), ("__end_ts_ms", "BIGINT")]


def create_view(view, target, columns):
    return (f"CREATE OR REPLACE VIEW {view} AS SELECT {listed(n for n, _ in columns)}, "
            f"timestamp_millis(__ts_ms) AS _valid_from, timestamp_millis(__end_ts_ms) AS _valid_to, "
            f"__end IS NULL AS _is_current FROM {target} WHERE NOT __deleted")


def truncate(target, truncates):
    """Ends the versions that lived when the table was truncated. truncates -- an array of (position, time)"""
    cut = _first_after(truncates, "__pos")
    return (f"UPDATE {target} SET __end = {cut}.pos, __end_ts_ms = {cut}.ts_ms "
            f"WHERE {cut} IS NOT NULL AND (__end IS NULL OR {cut}.pos < __end)")


def merge(target, events, filled, keys, columns, gaps, truncates):
    """Merges a view of events. filled -- the view of the values found for key changes (rekey.py), or None"""
    gapped = [name for name, _ in columns if name in gaps and name not in keys]
    versions = _versions(_records(target, events, filled, keys, columns, gapped), keys, columns, gapped, truncates)
    changed = ["NOT (t.__end <=> s.__end)", *(f"NOT (t.{quote(c)} <=> s.{quote(c)})" for c in gapped)]
    sets = ["__end = s.__end", "__end_ts_ms = s.__end_ts_ms", *(f"{quote(c)} = s.{quote(c)}" for c in gapped)]
    names = [name for name, _ in [*columns, *INTERNAL]]
    return (f"MERGE INTO {target} t USING ({versions}) s ON {equal_keys(keys, 't', 's')} AND t.__pos = s.__pos\n"
            f"WHEN MATCHED AND ({' OR '.join(changed)}) THEN UPDATE SET {', '.join(sets)}\n"
            f"WHEN NOT MATCHED THEN INSERT ({listed(names)}) VALUES ({listed(names, 's.')})")


def _records(target, events, filled, keys, columns, gapped):
    """Each record of the keys touched, once."""
    names = listed(name for name, _ in columns)
    touched = f"SELECT {listed(keys)} FROM {events} WHERE __op <> 't'"
    if filled:
        touched += f" UNION ALL SELECT {listed(keys)} FROM {filled}"
    # a stored record comes first: it may hold a value that was found for a key change
    every = (
        f"SELECT {names}, __deleted, __op, __un, __ts_ms, __pos, 0 AS __source FROM {target} t "
        f"LEFT SEMI JOIN ({touched}) k ON {equal_keys(keys, 't', 'k')} "
        f"UNION ALL SELECT {names}, __del, __op, __un, __ts_ms, __pos, 1 FROM {events} WHERE __op <> 't'"
    )
    once = (f"SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY {listed(keys)}, __pos ORDER BY __source) AS __nth "
            f"FROM ({every})) WHERE __nth = 1")
    if not filled:
        return once
    values = []
    for name, _ in columns:
        found = f"array_contains(map_keys(f.__paths), {literal(name)})"
        values.append(f"IF({found}, f.{quote(name)}, r.{quote(name)}) AS {quote(name)}"
                      if name in gapped else f"r.{quote(name)}")
    return (f"SELECT {', '.join(values)}, r.__deleted, r.__op, r.__un, r.__ts_ms, r.__pos FROM ({once}) r "
            f"LEFT JOIN {filled} f ON {equal_keys(keys, 'r', 'f')} AND r.__pos = f.__pos")


def _versions(records, keys, columns, gapped, truncates):
    """Carries values forward over the records that left them out, and ends each version at the next record."""
    window = f"(PARTITION BY {listed(keys)} ORDER BY __pos)"
    values = []
    for name, _ in columns:
        has = f"IF(__deleted OR array_contains(__un, {literal(name)}), NULL, named_struct('v', {quote(name)}))"
        values.append(f"last_value({has}, true) OVER {window}.v AS {quote(name)}" if name in gapped else quote(name))
    following = f"lead(named_struct('pos', __pos, 'ts_ms', __ts_ms)) OVER {window}"
    rest = "__deleted, __op, __un, __ts_ms, __pos"
    ended = f"SELECT {', '.join(values)}, {rest}, {following} AS __next FROM ({records})"
    end = f"least(__next, {_first_after(truncates, '__pos')})"
    names = listed(name for name, _ in columns)
    return f"SELECT {names}, {rest}, {end}.pos AS __end, {end}.ts_ms AS __end_ts_ms FROM ({ended})"


def _first_after(truncates, place):
    nothing = f"CAST(NULL AS STRUCT<pos: {POSITION}, ts_ms: BIGINT>)"
    if truncates == "array()":
        return nothing
    return f"array_min(filter({truncates}, x -> x.pos > {place}))"
