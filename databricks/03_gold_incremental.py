# Databricks notebook source
# MAGIC %md
# MAGIC # Gold: what is left of each item, computed for the items that changed
# MAGIC The table is that of `03_gold_aggregation.sql`. What changed is read from the change feeds of silver's tables,
# MAGIC which this notebook turns on. A movement that went from one item to another is in the feed with both, so that
# MAGIC both are computed. Each of them is computed from silver as it is now: a change that came late, or twice, does no
# MAGIC harm. Where a feed is not to be had (the first run, history that was cleaned up, a column of another type),
# MAGIC all items are computed.
# COMMAND ----------
import os
import sys

sys.path.insert(0, os.path.join(os.getcwd(), "lib"))
from cdc_lakehouse import gold
from cdc_lakehouse.names import quote

dbutils.widgets.text("catalog", "")

SOURCES = ["silver.stock_item_cdc", "silver.stock_movement_cdc"]
PROGRESS = "gold.remaining_stock_progress"
catalog = dbutils.widgets.get("catalog") or spark.sql("SELECT current_catalog() AS name").collect()[0]["name"]
spark.sql(f"SET CATALOG {quote(catalog)}")
spark.sql("CREATE SCHEMA IF NOT EXISTS gold")
spark.sql(f"CREATE TABLE IF NOT EXISTS {PROGRESS} (source STRING, version BIGINT) USING delta")
# COMMAND ----------
# versions first: what is merged into silver from here on is looked at again by the next run
now = {source: gold.version_with_feed(spark, source) for source in SOURCES}
seen = {row["source"]: row["version"] for row in spark.sql(f"SELECT source, version FROM {PROGRESS}").collect()}
try:
    items = gold.changed(spark, "item_id", seen, now)
except gold.NoFeed as e:
    items = None
    print(f"All items are computed: {e}")
# COMMAND ----------
if items is None:
    for statement in gold.statements("03_gold_aggregation.sql", {"catalog": catalog}):
        spark.sql(statement)
elif items > 0:
    spark.sql("""
        MERGE INTO gold.remaining_stock t
        USING (
          SELECT c.item_id AS changed_id, n.*
          FROM gold_changed c
          LEFT JOIN (
            SELECT * FROM gold.remaining_stock_now WHERE item_id IN (SELECT item_id FROM gold_changed)
          ) n ON n.item_id = c.item_id
        ) s ON t.item_id = s.changed_id
        WHEN MATCHED AND s.item_id IS NULL THEN DELETE
        WHEN MATCHED AND NOT (
          t.sku <=> s.sku AND t.name <=> s.name AND t.location_id <=> s.location_id
          AND t.initial_qty <=> s.initial_qty AND t.total_in = s.total_in AND t.total_out = s.total_out
        ) THEN UPDATE SET
          sku = s.sku, name = s.name, location_id = s.location_id, initial_qty = s.initial_qty,
          total_in = s.total_in, total_out = s.total_out, remaining_qty = s.remaining_qty,
          computed_at = current_timestamp()
        WHEN NOT MATCHED AND s.item_id IS NOT NULL THEN INSERT (
          item_id, sku, name, location_id, initial_qty, total_in, total_out, remaining_qty, computed_at
        ) VALUES (
          s.item_id, s.sku, s.name, s.location_id, s.initial_qty, s.total_in, s.total_out, s.remaining_qty,
          current_timestamp()
        )""")
# COMMAND ----------
spark.sql(gold.remember(PROGRESS, now))
dbutils.notebook.exit("all items" if items is None else f"{items} items")
