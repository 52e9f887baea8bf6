"""Hard delete: removes tombstones after a time.

A tombstone keeps an older record that comes late from bringing its row back. Once it is gone, bronze has to: a batch
with records older than a purged tombstone takes the deletes of their keys from there (batch.py).
"""

from . import control
from .batch import Targets
from .names import equal_keys


def purge(spark, table, days):
    """Removes the rows deleted more than `days` days ago, with the values of key changes onto them."""
    targets = Targets.of(table)
    if not table["keys"] or not spark.catalog.tableExists(targets.table):
        return
    old = f"__deleted AND timestamp_millis(__ts_ms) < current_timestamp() - INTERVAL {int(days)} DAYS"
    last = spark.sql(f"SELECT max(__pos) AS last FROM {targets.table} WHERE {old}").collect()[0]["last"]
    if last is None:
        return
    known = control.load(spark, targets.control)
    control.remember_purge(spark, targets.control, tuple(last))
    if known.moves:
        spark.sql(
            f"MERGE INTO {targets.moves} t USING (SELECT * FROM {targets.table} WHERE {old}) s "
            f"ON {equal_keys(table['keys'], 't', 's')} AND t.__pos <= s.__pos WHEN MATCHED THEN DELETE")
    spark.sql(f"DELETE FROM {targets.table} WHERE {old}")
