"""The silver table: the last writer wins by position, for the row and, where updates leave columns out, by column.

The merge is a join of a semilattice: each part of a row has a position and only a newer one replaces it. So any order
and any repetition of batches gives the same table.

Beside the data the table has
__deleted  true for a tombstone: a key that is gone, kept so that an older record that comes late cannot bring it back
__op       the last record's operation
__ts_ms    its commit time
__pos      its position
__vpos     the position of the last record with an image of the row
__colpos   the paths of the columns that are older than that image (positions.py); an empty path: not known yet
"""

from .events import value_path
from .names import equal_keys, listed, literal, quote
from .positions import PATH, PATHS, POSITION, later, newer, position

INTERNAL = [("__deleted", "BOOLEAN"), ("__op", "STRING"), ("__ts_ms", "BIGINT"), ("__pos", POSITION),
            ("__vpos", POSITION), ("__colpos", PATHS)]
UNKNOWN = f"CAST(array() AS {PATH})"


def create_view(view, target, columns):
    """What people read: live rows, with the commit time of each one's last change."""
    updated = "" if "_last_updated" in [name.lower() for name, _ in columns] else \
        ", timestamp_millis(__ts_ms) AS _last_updated"
    return (f"CREATE OR REPLACE VIEW {view} AS SELECT {listed(n for n, _ in columns)}{updated} FROM {target} "
            f"WHERE NOT __deleted")


def truncate(target, place):
    p = position(place)
    time = "__ts_ms" if place[3] is None else f"{place[3]}L"
    return (f"UPDATE {target} SET __deleted = true, __op = 't', __pos = {p}, __ts_ms = {time} "
            f"WHERE NOT __deleted AND __pos < {p}")


def row_path(column, alias="t"):
    """The path of the column's value in a row of the table; NULL where the row never had an image."""
    own = f"IF({alias}.__vpos IS NULL, NULL, array({alias}.__vpos))"
    return f"coalesce(try_element_at({alias}.__colpos, {literal(column)}), {own})"


def merge(target, events, keys, columns, gaps, floor):
    """Merges a view of events. gaps -- columns that any record, of this batch or before, left out"""
    plain = [name for name, _ in columns if name not in keys and name not in gaps]
    gapped = [name for name, _ in columns if name not in keys and name in gaps]
    source = newest(events, keys, plain, gapped, floor)
    row_newer, image_newer = newer("s.__pos", "t.__pos"), newer("s.__vpos", "t.__vpos")
    column_newer = {c: newer(f"s.__v{i}", row_path(c)) for i, c in enumerate(gapped)}

    image = f"({later('s.__vpos', 't.__vpos')})"
    paths = [(c, later(f"s.__v{i}", row_path(c))) for i, c in enumerate(gapped)]
    whole = [f"{quote(c)} = s.__image.{quote(c)}" for c in plain]
    parts = [f"{quote(c)} = IF({column_newer[c]}, s.{quote(c)}, t.{quote(c)})" for c in gapped]
    parts += [f"{c} = IF({row_newer}, s.__last.{c}, t.{c})" for c in ("__deleted", "__op", "__ts_ms")]
    parts += [f"__pos = {later('s.__pos', 't.__pos')}", f"__vpos = {image}", f"__colpos = {_older(paths, image)}"]

    names = [*keys, *plain, *gapped, *(name for name, _ in INTERNAL)]
    values = [f"s.{quote(c)}" for c in keys] + [f"s.__image.{quote(c)}" for c in plain]
    values += [f"s.{quote(c)}" for c in gapped] + [f"s.__last.{c}" for c in ("__deleted", "__op", "__ts_ms")]
    values += ["s.__pos", "s.__vpos", _older([(c, f"s.__v{i}") for i, c in enumerate(gapped)], "s.__vpos")]
    return (
        f"MERGE INTO {target} t USING ({source}) s ON {equal_keys(keys, 't', 's')}\n"
        f"WHEN MATCHED AND {image_newer} THEN UPDATE SET {', '.join(whole + parts)}\n"
        f"WHEN MATCHED AND ({' OR '.join([row_newer, *column_newer.values()])}) THEN UPDATE SET {', '.join(parts)}\n"
        # the value of a key change alone makes no row
        f"WHEN NOT MATCHED AND (s.__vpos IS NOT NULL OR s.__last.__deleted) "
        f"THEN INSERT ({listed(names)}) VALUES ({', '.join(values)})"
    )


def newest(events, keys, plain, gapped, floor):
    """One row per key of the batch: the last record, the last image, the last value of each gapped column."""
    after = f" AND __pos > {position(floor)}" if floor else ""
    found = ["max(__pos) AS __pos", "max(__vpos) AS __vpos",
             "max_by(named_struct('__deleted', __del, '__op', __op, '__ts_ms', __ts_ms), __pos) AS __last"]
    if plain:
        found.append(f"max_by(struct({listed(plain)}), __vpos) AS __image")
    for i, column in enumerate(gapped):
        path = value_path(column)
        found += [f"max_by({quote(column)}, {path}) AS {quote(column)}", f"max({path}) AS __v{i}"]
    return (f"SELECT {listed(keys)}, {', '.join(found)} FROM {events} WHERE __op <> 't'{after} "
            f"GROUP BY {listed(keys)}")


def _older(paths, image):
    """The map of the paths that differ from the image's own position; NULL if there is none."""
    if not paths:
        return f"CAST(NULL AS {PATHS})"
    entries = [f"IF({path} IS NULL OR {path} <> array({image}), "
               f"struct({literal(column)} AS key, coalesce({path}, {UNKNOWN}) AS value), NULL)" for column, path in paths]
    kept = f"filter(array({', '.join(entries)}), e -> e IS NOT NULL)"
    return f"IF({image} IS NULL OR size({kept}) = 0, NULL, map_from_entries({kept}))"
