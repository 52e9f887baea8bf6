"""Tables without a key: a bag of rows, of which the table keeps every record once.

A record is known by its position, a snapshot row by its number in the snapshot as well. A truncate removes what
stands before it, and so does a newer snapshot, which has every row that there was.
"""

from .names import listed
from .positions import POSITION, position

INTERNAL = [("__op", "STRING"), ("__ts_ms", "BIGINT"), ("__pos", POSITION), ("__row", "STRING")]


def create_view(view, target, columns, deletes):
    """What people read. deletes -- whether the table has any: each takes away one equal row"""
    names = listed(n for n, _ in columns)
    if not deletes:
        return f"CREATE OR REPLACE VIEW {view} AS SELECT {names} FROM {target}"
    return (f"CREATE OR REPLACE VIEW {view} AS SELECT {names} FROM (SELECT {names}, explode(sequence(1, __n)) FROM "
            f"(SELECT {names}, sum(IF(__op = 'd', -1, 1)) AS __n FROM {target} GROUP BY {names}) WHERE __n > 0)")


def truncate(target, floor):
    return f"DELETE FROM {target} WHERE __pos < {position(floor)}"


def merge(target, events, columns, floor, span):
    """span -- first and last position of the batch: the table's statistics then tell which files cannot match"""
    names = [*(name for name, _ in columns), *(name for name, _ in INTERNAL)]
    after = f" AND __pos >= {position(floor)}" if floor else ""
    fields = ", ".join(f"{name}" for name in ("__op", "__ts_ms", "coalesce(__row, '') AS __row"))
    values = listed(name for name, _ in columns)
    source = (f"SELECT * FROM (SELECT {values}, {fields}, __pos, row_number() OVER (PARTITION BY __pos, __row "
              f"ORDER BY __op) AS __nth FROM {events} WHERE __op <> 't'{after}) WHERE __nth = 1")
    first, last = span
    return (f"MERGE INTO {target} t USING ({source}) s ON t.__pos = s.__pos AND t.__row = s.__row "
            f"AND t.__pos.epoch BETWEEN {first[0]} AND {last[0]} "
            f"AND t.__pos.lsn BETWEEN {first[1]} AND {last[1]}\n"
            f"WHEN NOT MATCHED THEN INSERT ({listed(names)}) VALUES ({listed(names, 's.')})")
