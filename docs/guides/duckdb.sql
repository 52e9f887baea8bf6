-- Reads one table of the landing with DuckDB: the rows that all its changes add up to.
-- The placeholder in the path stands for landing.uri. Explained in duckdb.md; a test runs this file.

SET TimeZone = 'UTC';

-- The table's columns under their PostgreSQL names, then the record's metadata. A position is one number here.
CREATE OR REPLACE TEMP TABLE stock_item_changes AS
SELECT *, (__epoch::HUGEINT << 96) + (__lsn::HUGEINT << 32) + __seq AS __position
FROM read_json(
  '${landing}/cdc.warehouse.stock_item/**/part-*.json*',
  format = 'newline_delimited',
  hive_partitioning = true,
  columns = {
    item_id: 'BIGINT',
    sku: 'VARCHAR',
    price: 'DECIMAL(10, 2)',
    note: 'VARCHAR',
    changed_at: 'TIMESTAMPTZ',
    __op: 'VARCHAR',
    __epoch: 'BIGINT',
    __lsn: 'BIGINT',
    __seq: 'BIGINT',
    __unchanged: 'VARCHAR[]',
    __old_key: 'VARCHAR'
  }
);

-- Without what is older than the last TRUNCATE. __since: where the row's life under this key began, which is an
-- insert, a snapshot, or the move from another key.
CREATE OR REPLACE TEMP VIEW stock_item_lives AS
SELECT
  *,
  max(CASE WHEN __op IN ('c', 'r') OR __old_key IS NOT NULL THEN __position END) OVER (
    PARTITION BY item_id ORDER BY __position
  ) AS __since
FROM stock_item_changes
WHERE __op <> 't'
  AND __position > coalesce((SELECT max(__position) FROM stock_item_changes WHERE __op = 't'), -1);

-- The newest version of every key, unless it is a delete.
CREATE OR REPLACE TEMP VIEW stock_item_newest AS
SELECT * FROM stock_item_lives
QUALIFY row_number() OVER (PARTITION BY item_id ORDER BY __position DESC) = 1 AND __op <> 'd';

-- Values that the newest version left out because they are unchanged: those of the newest record of the same life
-- that has them. A life that began with a move goes on from that of the old key, whose delete stands just before.
CREATE OR REPLACE TEMP VIEW stock_item_kept AS
WITH RECURSIVE lives AS (
  SELECT item_id, item_id AS earlier_id, __since
  FROM stock_item_newest
  WHERE __unchanged IS NOT NULL
  UNION ALL
  SELECT lives.item_id, gone.item_id, gone.__since
  FROM lives
  JOIN stock_item_lives AS moved
    ON moved.item_id = lives.earlier_id AND moved.__position = lives.__since
  JOIN stock_item_lives AS gone
    ON gone.item_id = (moved.__old_key ->> 'item_id')::BIGINT
    AND gone.__position = moved.__position - 1
)
SELECT
  lives.item_id,
  -- one such line for each column that may be TOASTed
  arg_max_null(c.note, c.__position) FILTER (NOT coalesce('note' IN c.__unchanged, false)) AS note
FROM lives
JOIN stock_item_lives AS c ON c.item_id = lives.earlier_id AND c.__since = lives.__since
WHERE c.__op <> 'd'
GROUP BY lives.item_id;

CREATE OR REPLACE TEMP VIEW stock_item AS
SELECT
  newest.item_id,
  newest.sku,
  newest.price,
  CASE WHEN 'note' IN newest.__unchanged THEN kept.note ELSE newest.note END AS note,
  newest.changed_at
FROM stock_item_newest AS newest
LEFT JOIN stock_item_kept AS kept USING (item_id);

SELECT item_id, sku, price, note, changed_at FROM stock_item;
