-- Reads one table of the landing with Trino: the rows that all its changes add up to.
-- The placeholder in the location stands for landing.uri. Explained in trino.md; not run by a test.

-- The table's columns under their PostgreSQL names, the record's metadata, the path's two levels. What is not a whole
-- number or a boolean is read as text and cast below, so that one odd value cannot fail the file.
CREATE TABLE hive.landing.stock_item_changes (
  item_id bigint,
  sku varchar,
  price varchar,
  note varchar,
  changed_at varchar,
  __op varchar,
  __epoch bigint,
  __lsn bigint,
  __seq bigint,
  __unchanged array(varchar),
  __old_key varchar,
  "date" varchar,
  "hour" varchar
) WITH (
  format = 'JSON',
  external_location = '${landing}/cdc.warehouse.stock_item',
  partitioned_by = ARRAY['date', 'hour']
);

-- Again for each hour that has come since: a partition is an hour.
CALL hive.system.sync_partition_metadata('landing', 'stock_item_changes', 'FULL');

CREATE VIEW hive.landing.stock_item AS
WITH changes AS (
  SELECT
    c.*,
    CAST(ROW(__epoch, __lsn, __seq) AS ROW(epoch bigint, lsn bigint, seq bigint)) AS place
  FROM hive.landing.stock_item_changes AS c
),
-- Without what is older than the last TRUNCATE. since: where the row's life under this key began, which is an insert, a
-- snapshot, or the move from another key.
lives AS (
  SELECT
    c.*,
    max(CASE WHEN __op IN ('c', 'r') OR __old_key IS NOT NULL THEN place END) OVER (
      PARTITION BY item_id ORDER BY __epoch, __lsn, __seq
    ) AS since
  FROM changes AS c
  LEFT JOIN (SELECT max(place) AS place FROM changes WHERE __op = 't') AS emptied ON true
  WHERE __op <> 't' AND (emptied.place IS NULL OR c.place > emptied.place)
),
newest AS (
  SELECT * FROM (
    SELECT
      l.*,
      row_number() OVER (PARTITION BY item_id ORDER BY __epoch DESC, __lsn DESC, __seq DESC) AS age
    FROM lives AS l
  )
  WHERE age = 1 AND __op <> 'd'
),
-- Values that the newest version left out because they are unchanged: the newest of the same life that is there.
kept AS (
  SELECT
    l.item_id,
    -- one such line for each column that may be TOASTed
    max_by(l.note, l.place) FILTER (WHERE NOT coalesce(contains(l.__unchanged, 'note'), false)) AS note
  FROM lives AS l
  JOIN newest AS n ON n.item_id = l.item_id AND n.since = l.since
  WHERE n.__unchanged IS NOT NULL
  GROUP BY l.item_id
)
SELECT
  n.item_id,
  n.sku,
  CAST(n.price AS decimal(10, 2)) AS price,
  CASE WHEN contains(n.__unchanged, 'note') THEN k.note ELSE n.note END AS note,
  CAST(from_iso8601_timestamp_nanos(n.changed_at) AS timestamp(6) with time zone) AS changed_at
FROM newest AS n
LEFT JOIN kept AS k ON k.item_id = n.item_id;

SELECT item_id, sku, price, note, changed_at FROM hive.landing.stock_item;
