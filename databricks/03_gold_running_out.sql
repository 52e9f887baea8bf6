-- Databricks notebook source
-- MAGIC %md
-- MAGIC # Gold: what runs out, and when
-- MAGIC How many days the stock of each item lasts if as much goes out as on average in the last 14 days. A view: the
-- MAGIC answer changes with the clock, even where no row does. To be asked with `WHERE days_left < 7`, for example.

-- COMMAND ----------

SET CATALOG IDENTIFIER(:catalog)

-- COMMAND ----------

CREATE OR REPLACE VIEW gold.stock_running_out AS
SELECT s.item_id, s.sku, s.name, s.location_id, s.remaining_qty, m.out_qty AS out_in_14_days,
  CAST(greatest(s.remaining_qty, 0) AS DOUBLE) * 14 / m.out_qty AS days_left
FROM gold.remaining_stock s
JOIN (
  SELECT item_id, sum(qty) AS out_qty
  FROM silver.stock_movement
  WHERE type = 'OUT' AND created_at >= current_timestamp() - INTERVAL 14 DAYS
  GROUP BY item_id
) m ON m.item_id = s.item_id
