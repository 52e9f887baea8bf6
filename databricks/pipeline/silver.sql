-- Not run here: AUTO CDC exists on Databricks only.
--
-- COLUMNS TO UPDATE names a column that lists, for each record, the columns that the record has a value for. A column
-- that PostgreSQL did not send because it is TOASTed and unchanged (__unchanged) is left out and keeps its value.
-- IGNORE NULL UPDATES would not do: it also keeps the value of a column that was really set to NULL.
--
-- Both clauses and their meaning: "AUTO CDC INTO (pipelines)" and "create_auto_cdc_flow" in Databricks' documentation.
CREATE TEMPORARY VIEW stock_item_changes AS
SELECT *,
  array_except(array('sku', 'name', 'location_id', 'initial_qty', 'updated_at'), coalesce(__unchanged, array())) AS __sent
FROM STREAM(bronze_stock_item);

CREATE TEMPORARY VIEW stock_movement_changes AS
SELECT *,
  array_except(array('item_id', 'type', 'qty', 'created_at'), coalesce(__unchanged, array())) AS __sent
FROM STREAM(bronze_stock_movement);

-- SCD type 1: the rows as they are now
CREATE OR REFRESH STREAMING TABLE stock_item;

CREATE FLOW stock_item_flow AS AUTO CDC INTO stock_item
FROM STREAM(stock_item_changes)
KEYS (item_id)
APPLY AS DELETE WHEN __op = 'd'
APPLY AS TRUNCATE WHEN __op = 't'
SEQUENCE BY STRUCT(__epoch, __lsn, __seq)
COLUMNS item_id, sku, name, location_id, initial_qty, updated_at
STORED AS SCD TYPE 1
COLUMNS TO UPDATE __sent;

CREATE OR REFRESH STREAMING TABLE stock_movement;

CREATE FLOW stock_movement_flow AS AUTO CDC INTO stock_movement
FROM STREAM(stock_movement_changes)
KEYS (movement_id)
APPLY AS DELETE WHEN __op = 'd'
APPLY AS TRUNCATE WHEN __op = 't'
SEQUENCE BY STRUCT(__epoch, __lsn, __seq)
COLUMNS movement_id, item_id, type, qty, created_at
STORED AS SCD TYPE 1
COLUMNS TO UPDATE __sent;

-- SCD type 2: every version, with __START_AT and __END_AT of the type of SEQUENCE BY. It knows no truncate.
CREATE TEMPORARY VIEW stock_item_versions AS
SELECT * FROM STREAM(stock_item_changes) WHERE __op <> 't';

CREATE OR REFRESH STREAMING TABLE stock_item_history;

CREATE FLOW stock_item_history_flow AS AUTO CDC INTO stock_item_history
FROM STREAM(stock_item_versions)
KEYS (item_id)
APPLY AS DELETE WHEN __op = 'd'
SEQUENCE BY STRUCT(__epoch, __lsn, __seq)
COLUMNS item_id, sku, name, location_id, initial_qty, updated_at
STORED AS SCD TYPE 2
COLUMNS TO UPDATE __sent;
