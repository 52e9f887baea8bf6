package com.cdc.torture.judge;

import java.util.List;

/**
 * Snapshot rows against what the changes before their position say. The values of a table whose
 * shape changes are not held against anything: DDL changes rows without a change.
 */
final class SnapshotChecks {

  private static final String WHERE =
      "(SELECT name FROM torture.tables WHERE id = s.tbl) || ' key ' || s.key || ' lsn ' || s.lsn"
          + " || ' in ' || (SELECT path FROM judge.file WHERE id = s.file)";

  private SnapshotChecks() {}

  /** Each key's history until the last snapshot of its table, with the oracle's values. */
  static List<String> prepare() {
    return List.of(
        "ANALYZE judge.snapshot",
        """
        CREATE UNLOGGED TABLE judge.point AS
        SELECT s.tbl, count(*) FILTER (WHERE s.op = 'r') n, max(s.lsn + (s.op = 't')::int) last,
          t.reshaped
        FROM judge.snapshot s JOIN torture.tables t ON t.id = s.tbl
        WHERE s.op IN ('r', 't') GROUP BY s.tbl, t.reshaped""",
        """
        CREATE UNLOGGED TABLE judge.reading AS
        WITH b AS (
          SELECT tbl, epoch, start, lead(start) OVER (PARTITION BY tbl, epoch ORDER BY start) next
          FROM (SELECT DISTINCT tbl, epoch, CASE op WHEN 't' THEN lsn ELSE 0 END start
                FROM judge.snapshot WHERE op IN ('r', 't')) s)
        SELECT b.*, CASE b.start WHEN 0 THEN min(s.lsn) ELSE b.start + 1 END first,
          greatest(b.start + 1, max(s.lsn)) last
        FROM b LEFT JOIN judge.snapshot s ON s.op = 'r' AND s.tbl = b.tbl AND s.epoch = b.epoch
          AND s.lsn > b.start AND (b.next IS NULL OR s.lsn < b.next)
        GROUP BY b.tbl, b.epoch, b.start, b.next""",
        """
        CREATE UNLOGGED TABLE judge.history AS
        WITH l AS (
          SELECT l.tbl, l.key, l.lsn, l.seq, l.op, l.digest,
            row_number() OVER (PARTITION BY l.tbl, l.key ORDER BY l.epoch, l.lsn, l.seq) n
          FROM judge.landed l JOIN judge.point p USING (tbl)
          WHERE l.lsn < p.last),
        o AS (
          SELECT c.tbl, c.key, c.digest, c.note,
            row_number() OVER (PARTITION BY c.tbl, c.key ORDER BY c.seq) n
          FROM torture.committed c
          WHERE op <> 'i' AND (c.tbl, c.key) IN (SELECT tbl, key FROM l))
        SELECT l.tbl, l.key, l.lsn, l.seq, l.op, coalesce(o.digest, l.digest) digest, o.note
        FROM l LEFT JOIN o USING (tbl, key, n)
        UNION ALL
        SELECT tbl, key, 0, 0, op, digest, note FROM torture.committed WHERE op = 'i'""",
        "CREATE INDEX ON judge.history (tbl, key, lsn, seq)",
        "ANALYZE judge.history",
        """
        CREATE FUNCTION judge.at(t smallint, k text, point bigint) RETURNS SETOF judge.history
        LANGUAGE sql STABLE AS $$
          SELECT * FROM judge.history
          WHERE tbl = t AND key = k COLLATE "C" AND lsn < point ORDER BY lsn DESC, seq DESC LIMIT 1
        $$""",
        """
        CREATE UNLOGGED TABLE judge.expected AS
        SELECT s.*, CASE WHEN h.op IS NULL OR h.op = 'd' OR (t.lsn, t.seq) > (h.lsn, h.seq)
            THEN NULL ELSE h.op END was, h.digest was_digest, h.note was_note
        FROM judge.snapshot s JOIN judge.point p ON p.tbl = s.tbl AND NOT p.reshaped
        LEFT JOIN LATERAL judge.at(s.tbl, s.key, s.lsn) h ON true
        LEFT JOIN LATERAL judge.at(s.tbl, '', s.lsn) t ON true
        WHERE s.op = 'r'""");
  }

  static List<Check> all() {
    return List.of(
        new Check(
            "snapshot row doubled",
            """
            SELECT %s || ' landed ' || n || ' times' FROM (
              SELECT tbl, key, epoch, lsn, spot, min(file) file, count(*) n FROM judge.snapshot
              WHERE op = 'r' GROUP BY 1, 2, 3, 4, 5 HAVING count(*) > 1) s"""
                .formatted(WHERE)),
        new Check(
            "snapshot row of no row",
            "SELECT %s FROM judge.expected s WHERE was IS NULL".formatted(WHERE)),
        new Check(
            "snapshot row stale",
            """
            SELECT %s FROM judge.expected s WHERE was IS NOT NULL
              AND (digest IS DISTINCT FROM was_digest OR note IS DISTINCT FROM was_note)"""
                .formatted(WHERE)),
        missing(),
        new Check(
            "snapshot missing",
            """
            SELECT name || ' had rows and has no snapshot' FROM torture.tables t
            WHERE id NOT IN (SELECT tbl FROM judge.point WHERE n > 0)
              AND EXISTS (SELECT FROM torture.committed c WHERE c.tbl = t.id AND op = 'i')"""));
  }

  /**
   * Of the first snapshot and of each later reading, which its truncate record stands just before:
   * the keys that nobody changed from its first point to its last.
   */
  private static Check missing() {
    return new Check(
        "snapshot row lost",
        """
        SELECT (SELECT name FROM torture.tables WHERE id = k.tbl) || ' key ' || k.key
          || ' was there at lsn ' || k.first || ' to ' || k.last
        FROM (SELECT DISTINCT h.key, r.* FROM judge.history h JOIN judge.reading r USING (tbl)
              WHERE h.key <> '') k
        JOIN LATERAL judge.at(k.tbl, k.key, k.last) h ON h.op <> 'd' AND h.lsn < k.first
        LEFT JOIN LATERAL judge.at(k.tbl, '', k.last) t ON true
        WHERE (t.lsn IS NULL OR (t.lsn, t.seq) < (h.lsn, h.seq))
          AND NOT EXISTS (SELECT FROM judge.snapshot s
                WHERE s.tbl = k.tbl AND s.key = k.key AND s.op = 'r' AND s.epoch = k.epoch
                  AND s.lsn > k.start AND (k.next IS NULL OR s.lsn < k.next))""");
  }
}
