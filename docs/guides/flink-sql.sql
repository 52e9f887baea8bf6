-- Reads one table of the landing with Flink SQL: the rows that all its changes add up to.
-- The placeholder in 'path' stands for landing.uri. Explained in flink-sql.md; a test runs this file.

SET 'execution.runtime-mode' = 'batch';
SET 'sql-client.execution.result-mode' = 'tableau';
SET 'table.local-time-zone' = 'UTC';

-- The table's columns under their PostgreSQL names, the record's metadata, the path's two levels.
CREATE TEMPORARY TABLE stock_item_changes (
  item_id BIGINT,
  sku STRING,
  price DECIMAL(10, 2),
  changed_at TIMESTAMP_LTZ(6),
  __op STRING,
  __epoch BIGINT,
  __lsn BIGINT,
  __seq BIGINT,
  __unchanged ARRAY<STRING>,
  `date` STRING,
  `hour` STRING
) PARTITIONED BY (`date`, `hour`) WITH (
  'connector' = 'filesystem',
  'path' = '${landing}/cdc.warehouse.stock_item',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

-- The position of the last TRUNCATE: one row or none.
CREATE TEMPORARY VIEW stock_item_emptied AS
SELECT __epoch, __lsn, __seq
FROM (
  SELECT
    __epoch, __lsn, __seq,
    ROW_NUMBER() OVER (ORDER BY __epoch DESC, __lsn DESC, __seq DESC) AS age
  FROM stock_item_changes
  WHERE __op = 't'
)
WHERE age = 1;

-- The newest version of every key since then, unless it is a delete.
CREATE TEMPORARY VIEW stock_item AS
SELECT item_id, sku, price, changed_at, __unchanged
FROM (
  SELECT
    c.*,
    ROW_NUMBER() OVER (
      PARTITION BY c.item_id
      ORDER BY c.__epoch DESC, c.__lsn DESC, c.__seq DESC
    ) AS age
  FROM stock_item_changes AS c
  LEFT JOIN stock_item_emptied AS e ON TRUE
  WHERE c.__op <> 't'
    AND (
      e.__epoch IS NULL
      OR c.__epoch > e.__epoch
      OR (c.__epoch = e.__epoch AND c.__lsn > e.__lsn)
      OR (c.__epoch = e.__epoch AND c.__lsn = e.__lsn AND c.__seq > e.__seq)
    )
)
WHERE age = 1 AND __op <> 'd';

SELECT item_id, sku, price, changed_at, __unchanged FROM stock_item;
