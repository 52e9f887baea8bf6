-- Not run here: materialized views exist on Databricks only. The question is that of ../03_gold_aggregation.sql.
-- Databricks refreshes it incrementally where it can, and computes it anew where it cannot.
CREATE OR REFRESH MATERIALIZED VIEW remaining_stock AS
SELECT i.item_id, i.sku, i.name, i.location_id, i.initial_qty,
  coalesce(m.total_in, 0) AS total_in,
  coalesce(m.total_out, 0) AS total_out,
  coalesce(i.initial_qty, 0) + coalesce(m.total_in, 0) - coalesce(m.total_out, 0) AS remaining_qty
FROM stock_item i
LEFT JOIN (
  SELECT item_id,
    sum(CASE WHEN type = 'IN' THEN qty ELSE 0 END) AS total_in,
    sum(CASE WHEN type = 'OUT' THEN qty ELSE 0 END) AS total_out
  FROM stock_movement
  GROUP BY item_id
) m ON m.item_id = i.item_id;
