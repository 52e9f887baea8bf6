-- Databricks notebook source
-- MAGIC %md
-- MAGIC # Gold: what is left of each item
-- MAGIC All items are computed, and only those that differ are written, so that `computed_at` says since when a row
-- MAGIC holds. Right whatever has changed in silver. `03_gold_incremental.py` computes only the items that changed.

-- COMMAND ----------

SET CATALOG IDENTIFIER(:catalog)

-- COMMAND ----------

CREATE SCHEMA IF NOT EXISTS gold

-- COMMAND ----------

-- The question itself. A movement counts for the item it names now; one whose item is gone counts for none.
CREATE OR REPLACE VIEW gold.remaining_stock_now AS
SELECT i.item_id, i.sku, i.name, i.location_id, i.initial_qty,
  coalesce(m.total_in, 0) AS total_in,
  coalesce(m.total_out, 0) AS total_out,
  coalesce(i.initial_qty, 0) + coalesce(m.total_in, 0) - coalesce(m.total_out, 0) AS remaining_qty
FROM silver.stock_item i
LEFT JOIN (
  SELECT item_id,
    sum(CASE WHEN type = 'IN' THEN qty ELSE 0 END) AS total_in,
    sum(CASE WHEN type = 'OUT' THEN qty ELSE 0 END) AS total_out
  FROM silver.stock_movement
  GROUP BY item_id
) m ON m.item_id = i.item_id

-- COMMAND ----------

CREATE TABLE IF NOT EXISTS gold.remaining_stock (
  item_id BIGINT, sku STRING, name STRING, location_id INT, initial_qty DECIMAL(12,2),
  total_in BIGINT, total_out BIGINT, remaining_qty DECIMAL(24,2), computed_at TIMESTAMP
) USING delta

-- COMMAND ----------

MERGE INTO gold.remaining_stock t
USING gold.remaining_stock_now s ON t.item_id = s.item_id
WHEN MATCHED AND NOT (
  t.sku <=> s.sku AND t.name <=> s.name AND t.location_id <=> s.location_id AND t.initial_qty <=> s.initial_qty
  AND t.total_in = s.total_in AND t.total_out = s.total_out
) THEN UPDATE SET
  sku = s.sku, name = s.name, location_id = s.location_id, initial_qty = s.initial_qty, total_in = s.total_in,
  total_out = s.total_out, remaining_qty = s.remaining_qty, computed_at = current_timestamp()
WHEN NOT MATCHED THEN INSERT (
  item_id, sku, name, location_id, initial_qty, total_in, total_out, remaining_qty, computed_at
) VALUES (
  s.item_id, s.sku, s.name, s.location_id, s.initial_qty, s.total_in, s.total_out, s.remaining_qty, current_timestamp()
)
WHEN NOT MATCHED BY SOURCE THEN DELETE
