-- Reads one table of the landing with Flink SQL: the state that all landed changes add up to.
-- Run it with flink-json on the class path. Replace ${landing} by landing.uri.

SET 'execution.runtime-mode' = 'batch';

-- The columns of the table by their PostgreSQL names, those of the record that are needed,
-- and the two that are in the path. item_id is the primary key.
CREATE TEMPORARY TABLE stock_item_changes (
  item_id     BIGINT,
  sku         STRING,
  price       DECIMAL(10, 2),
  changed_at  TIMESTAMP_LTZ(6),
  __op        STRING,
  __epoch     BIGINT,
  __lsn       BIGINT,
  __seq       BIGINT,
  `date`      STRING,
  `hour`      STRING
) PARTITIONED BY (`date`, `hour`) WITH (
  'connector' = 'filesystem',
  'path' = '${landing}/cdc.warehouse.stock_item',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

-- The newest version of each key, unless it is a delete. Position decides, never time.
CREATE TEMPORARY VIEW stock_item AS
SELECT item_id, sku, price, changed_at
FROM (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY item_id
      ORDER BY __epoch DESC, __lsn DESC, __seq DESC
    ) AS version
  FROM stock_item_changes
  WHERE __op <> 't'
)
WHERE version = 1 AND __op <> 'd';

SELECT item_id, sku, price, changed_at FROM stock_item;
