"""What the merge must remember of all earlier batches, in one small table per target.

Streams that share one control table would make each other fail when both create or change it.
"""

from dataclasses import dataclass

from .names import literal
from .positions import position

COLUMNS = "kind STRING, name STRING, epoch INT, lsn BIGINT, seq BIGINT, ts_ms BIGINT"


@dataclass
class Control:
    """truncates -- (epoch, lsn, seq, ts_ms) of each; gaps -- columns that an update ever left out; moves -- whether a
    key change ever did; purged -- the greatest position of a tombstone that is no more, or None"""

    truncates: set
    gaps: set
    moves: bool
    purged: tuple

    @property
    def floor(self):
        """The last truncate; None if there was none."""
        return max((t[:3] for t in self.truncates), default=None)


def load(spark, table):
    spark.sql(f"CREATE TABLE IF NOT EXISTS {table} ({COLUMNS}) USING delta")
    rows = spark.sql(f"SELECT kind, name, epoch, lsn, seq, ts_ms FROM {table}").collect()
    places = {kind: {(r["epoch"], r["lsn"], r["seq"], r["ts_ms"]) for r in rows if r["kind"] == kind}
              for kind in ("truncate", "purge")}
    return Control(
        truncates=places["truncate"],
        gaps={r["name"] for r in rows if r["kind"] == "gap"},
        moves=any(r["kind"] == "moves" for r in rows),
        purged=max((p[:3] for p in places["purge"]), default=None),
    )


def remember(spark, table, known, truncates=(), gaps=(), moves=False):
    """Writes down what a batch brings, before anything is done with it: a batch that fails is repeated."""
    rows = [_place("truncate", t) for t in sorted(set(truncates) - known.truncates)]
    rows += [_name("gap", column) for column in sorted(set(gaps) - known.gaps)]
    rows += [_name("moves", "")] if moves and not known.moves else []
    if rows:
        spark.sql(f"INSERT INTO {table} VALUES {', '.join(rows)}")
    known.truncates |= set(truncates)
    known.gaps |= set(gaps)
    known.moves |= moves


def remember_purge(spark, table, place):
    spark.sql(f"INSERT INTO {table} VALUES {_place('purge', (*place, None))}")


def truncate_array(known):
    """All truncates as an array of (position, time)."""
    items = [f"named_struct('pos', {position(t)}, 'ts_ms', CAST({'NULL' if t[3] is None else t[3]} AS BIGINT))"
             for t in sorted(known.truncates, key=lambda t: t[:3])]
    return f"array({', '.join(items)})"


def _place(kind, value):
    epoch, lsn, seq, ts_ms = value
    return f"({literal(kind)}, NULL, {epoch}, {lsn}, {seq}, {'NULL' if ts_ms is None else ts_ms})"


def _name(kind, name):
    return f"({literal(kind)}, {literal(name)}, NULL, NULL, NULL, NULL)"
