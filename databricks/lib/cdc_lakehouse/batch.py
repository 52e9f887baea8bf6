"""One batch of bronze into the silver tables of one source table: what foreachBatch calls.

Each step is idempotent, and what later batches must know is written down first. A batch that fails in the middle is
repeated whole, as Structured Streaming does it.
"""

from dataclasses import dataclass

from . import append, control, history, schema, silver
from .events import EVENT_FIELDS, data_columns, select_events
from .names import equal_keys, listed, table_name, view_name
from .positions import position
from .rekey import Rekey


@dataclass
class Targets:
    """The names of what one entry of conf/tables.json makes."""

    view: str
    table: str
    control: str
    moves: str
    history_view: str
    history: str

    @classmethod
    def of(cls, table):
        name = table["silver"]
        parts = ("", "_cdc", "_cdc_control", "_cdc_moves", "_history", "_history_cdc")
        return cls(*(table_name(name + part) for part in parts))


@dataclass
class Content:
    """What a look at a batch tells."""

    truncates: set
    gaps: set
    moves: bool
    first: tuple
    last: tuple
    newest_snapshot: tuple


def apply_batch(spark, batch, table):
    """Merges a batch of bronze rows.

    spark -- the session of the batch: batch.sparkSession
    batch -- rows of the bronze table, any of them, in any order, repeated or not
    table -- the entry of conf/tables.json
    """
    columns = data_columns(batch.dtypes)
    _check(table, columns)
    targets = Targets.of(table)
    view = _temporary(spark, table, "batch", batch)
    known = control.load(spark, targets.control)
    content = _look(spark, select_events(view, batch.dtypes, []))
    if content is None:
        return
    control.remember(spark, targets.control, known, content.truncates, content.gaps, content.moves)
    kind = silver if table["keys"] else append
    _ensure(spark, targets.table, columns, kind)
    # the table may have more columns and wider ones: the batch was read earlier then
    stored = _stored(spark, targets.table, kind)
    events = _events(spark, table, "events", select_events(view, batch.dtypes, stored))
    if table["keys"]:
        _merge_keyed(spark, table, targets, events, content, known, stored)
    else:
        _append(spark, targets, events, content, known, stored)


def create_views(spark, table):
    """Creates what people read, with the columns that the tables have by now."""
    targets = Targets.of(table)
    if not spark.catalog.tableExists(targets.table):
        return
    if not table["keys"]:
        deletes = spark.sql(f"SELECT 1 FROM {targets.table} WHERE __op = 'd' LIMIT 1").collect()
        columns = _stored(spark, targets.table, append)
        spark.sql(append.create_view(targets.view, targets.table, columns, deletes))
        return
    if 1 in table["scd"]:
        spark.sql(silver.create_view(targets.view, targets.table, _stored(spark, targets.table, silver)))
    if 2 in table["scd"]:
        columns = _stored(spark, targets.history, history)
        spark.sql(history.create_view(targets.history_view, targets.history, columns))


def _check(table, columns):
    names = [name for name, _ in columns]
    missing = [key for key in table["keys"] if key not in names]
    if missing:
        raise ValueError(f"{table['source']}: bronze has no column {', '.join(missing)}, which conf/tables.json "
                         f"names as key. It has {', '.join(names)}.")


def _merge_keyed(spark, table, targets, events, content, known, columns):
    keys = table["keys"]
    if content.truncates:
        newest = max(known.truncates, key=lambda t: t[:3])
        spark.sql(silver.truncate(targets.table, newest))
    if known.purged and content.first < known.purged:
        events = _with_deletes(spark, table, events, columns, known.purged)
    filled, merged = None, events
    if known.moves:
        rekey = Rekey(spark, table, targets.moves, targets.table, columns, known.gaps, known.floor)
        query = rekey.resolve(content.moves)
        if query:
            filled = _events(spark, table, "filled", query)
            names = f"{listed(name for name, _ in columns)}, {EVENT_FIELDS}"
            merged = _events(spark, table, "merged",
                             f"SELECT {names} FROM {events} UNION ALL SELECT {names} FROM {filled}")
    spark.sql(silver.merge(targets.table, merged, keys, columns, known.gaps, known.floor))
    if 2 in table["scd"]:
        _ensure(spark, targets.history, columns, history)
        truncates = control.truncate_array(known)
        if content.truncates:
            spark.sql(history.truncate(targets.history, truncates))
        spark.sql(history.merge(targets.history, events, filled, keys, columns, known.gaps, truncates))


def _append(spark, targets, events, content, known, columns):
    if content.newest_snapshot:
        # what stands before a snapshot is in it
        control.remember(spark, targets.control, known, truncates={(*content.newest_snapshot, None)})
    if content.truncates or content.newest_snapshot:
        spark.sql(append.truncate(targets.table, known.floor))
    spark.sql(append.merge(targets.table, events, columns, known.floor, (content.first, content.last)))


def _with_deletes(spark, table, events, columns, purged):
    """Adds the deletes of keys that have records older than a tombstone that is no more."""
    bronze = table_name(table["bronze"])
    records = select_events(bronze, spark.table(bronze).dtypes, columns)
    late = f"SELECT * FROM {events} WHERE __op <> 't' AND __pos < {position(purged)}"
    return _events(spark, table, "late", (
        f"SELECT * FROM {events} UNION ALL SELECT r.* FROM ({records}) r LEFT SEMI JOIN ({late}) l "
        f"ON {equal_keys(table['keys'], 'r', 'l')} WHERE r.__op = 'd'"))


def _look(spark, events):
    """One pass over the batch; None if it is empty."""
    place = "named_struct('pos', __pos, 'ts_ms', __ts_ms)"
    row = spark.sql(
        f"SELECT collect_set(IF(__op = 't', {place}, NULL)) AS truncates, "
        f"array_distinct(flatten(collect_set(concat(__un, __moved)))) AS gaps, "
        f"coalesce(bool_or(size(__moved) > 0), false) AS moves, min(__pos) AS first, max(__pos) AS last, "
        f"max(IF(__row IS NULL, NULL, __pos)) AS snapshot FROM ({events})").collect()[0]
    if row["first"] is None:
        return None
    return Content(
        truncates={(*tuple(t["pos"]), t["ts_ms"]) for t in row["truncates"]},
        gaps=set(row["gaps"]), moves=row["moves"], first=tuple(row["first"]), last=tuple(row["last"]),
        newest_snapshot=row["snapshot"] and tuple(row["snapshot"]))


def _ensure(spark, name, columns, kind):
    """Creates the table, or lets it hold columns that are new or wider."""
    spark.sql(schema.create_table(name, columns, kind.INTERNAL))
    for statement in schema.evolve(name, spark.table(name).dtypes, columns):
        spark.sql(statement)


def _stored(spark, name, kind):
    internal = [column for column, _ in kind.INTERNAL]
    return [(column, t) for column, t in spark.table(name).dtypes if column not in internal]


def _temporary(spark, table, part, frame):
    view = view_name(table["source"], part)
    frame.createOrReplaceTempView(view)
    return view


def _events(spark, table, part, query):
    return _temporary(spark, table, part, spark.sql(query))
