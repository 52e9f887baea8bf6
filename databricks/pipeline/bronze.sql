-- Not run here: read_files and streaming tables exist on Databricks only.
-- Every change as it landed, once. schemaHints are the columns of conf/tables.json and the metadata of every record.
CREATE OR REFRESH STREAMING TABLE bronze_stock_item (
  CONSTRAINT whole_record EXPECT (__op IS NOT NULL AND _rescued_data IS NULL) ON VIOLATION FAIL UPDATE
) AS
SELECT *, _metadata.file_path AS __file, current_timestamp() AS __loaded_at
FROM STREAM read_files(
  '${landing}/cdc.warehouse.stock_item',
  format => 'json',
  schemaHints => 'item_id BIGINT, sku STRING, name STRING, location_id INT, initial_qty DECIMAL(12,2), updated_at TIMESTAMP, __op STRING, __deleted STRING, __epoch INT, __lsn BIGINT, __seq BIGINT, __ts_ms BIGINT, __tx_id BIGINT, ingestion_timestamp TIMESTAMP, __unchanged ARRAY<STRING>, __old_key STRING, __before STRING, __row STRING',
  schemaEvolutionMode => 'addNewColumns',
  partitionColumns => ''
);

CREATE OR REFRESH STREAMING TABLE bronze_stock_movement (
  CONSTRAINT whole_record EXPECT (__op IS NOT NULL AND _rescued_data IS NULL) ON VIOLATION FAIL UPDATE
) AS
SELECT *, _metadata.file_path AS __file, current_timestamp() AS __loaded_at
FROM STREAM read_files(
  '${landing}/cdc.warehouse.stock_movement',
  format => 'json',
  schemaHints => 'movement_id BIGINT, item_id BIGINT, type STRING, qty INT, created_at TIMESTAMP, __op STRING, __deleted STRING, __epoch INT, __lsn BIGINT, __seq BIGINT, __ts_ms BIGINT, __tx_id BIGINT, ingestion_timestamp TIMESTAMP, __unchanged ARRAY<STRING>, __old_key STRING, __before STRING, __row STRING',
  schemaEvolutionMode => 'addNewColumns',
  partitionColumns => ''
);
