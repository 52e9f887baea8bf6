package com.cdc.torture.judge;

import java.util.List;

/**
 * Landed against committed, key by key: the n-th of the one must be the n-th of the other. Where it
 * is not, the key's changes are paired by transaction to tell what is lost from what is wrong.
 */
final class ChangeChecks {

  private static final String WHERE =
      "(SELECT name FROM torture.tables WHERE id = %1$s.tbl) || ' key ' || %1$s.key || ' op '"
          + " || %1$s.op::text || ' xid ' || %1$s.xid";

  private static final String LANDED =
      WHERE.formatted("l")
          + " || ' lsn ' || l.lsn || ' seq ' || l.seq || ' in '"
          + " || (SELECT path FROM judge.file WHERE id = l.file)";

  private static final String PAIRS = "judge.l l JOIN judge.o o USING (tbl, key, xid, op, m)";

  private ChangeChecks() {}

  /** Finds the keys that are not alike, and numbers the changes of those. */
  static List<String> prepare() {
    return List.of(
        """
        CREATE UNLOGGED TABLE judge.suspect AS
        SELECT DISTINCT coalesce(o.tbl, l.tbl) tbl, coalesce(o.key, l.key) key
        FROM (SELECT *, row_number() OVER (PARTITION BY tbl, key ORDER BY seq) n
              FROM torture.committed WHERE op <> 'i') o
        FULL JOIN (SELECT *, row_number() OVER (PARTITION BY tbl, key ORDER BY epoch, lsn, seq) n
              FROM judge.landed) l
          ON o.tbl = l.tbl AND o.key = l.key AND o.n = l.n
        WHERE o.tbl IS NULL OR l.tbl IS NULL OR o.op <> l.op OR o.xid <> l.xid
          OR o.digest IS DISTINCT FROM l.digest OR o.old_key IS DISTINCT FROM l.old_key
          OR CASE WHEN l.unchanged THEN o.changed ELSE o.note IS DISTINCT FROM l.note END""",
        "ANALYZE judge.suspect",
        """
        CREATE UNLOGGED TABLE judge.o AS
        SELECT c.*, row_number() OVER (PARTITION BY tbl, key, xid, op ORDER BY seq) m
        FROM torture.committed c JOIN judge.suspect USING (tbl, key) WHERE op <> 'i'""",
        """
        CREATE UNLOGGED TABLE judge.l AS
        SELECT c.*, row_number() OVER (PARTITION BY tbl, key, xid, op ORDER BY epoch, lsn, seq) m
        FROM judge.landed c JOIN judge.suspect USING (tbl, key)""",
        "ANALYZE judge.o",
        "ANALYZE judge.l");
  }

  static Check lost() {
    return new Check(
        "lost",
        """
        SELECT %s FROM judge.o o LEFT JOIN judge.l l USING (tbl, key, xid, op, m)
        WHERE l.lsn IS NULL ORDER BY o.seq"""
            .formatted(WHERE.formatted("o")));
  }

  static Check neverCommitted() {
    return new Check(
        "never committed",
        """
        SELECT %s FROM judge.l l LEFT JOIN judge.o o USING (tbl, key, xid, op, m)
        WHERE o.tbl IS NULL ORDER BY l.epoch, l.lsn, l.seq"""
            .formatted(LANDED));
  }

  static List<Check> differing() {
    return List.of(
        new Check(
            "other values",
            "SELECT %s FROM %s WHERE l.digest IS DISTINCT FROM o.digest".formatted(LANDED, PAIRS)),
        new Check(
            "other body",
            "SELECT %s FROM %s WHERE NOT l.unchanged AND l.note IS DISTINCT FROM o.note"
                .formatted(LANDED, PAIRS)),
        new Check(
            "unchanged though changed",
            "SELECT %s FROM %s WHERE l.unchanged AND o.changed".formatted(LANDED, PAIRS)),
        new Check(
            "other key before",
            "SELECT %s FROM %s WHERE l.old_key IS DISTINCT FROM o.old_key"
                .formatted(LANDED, PAIRS)),
        new Check(
            "out of order",
            """
            SELECT what FROM (
              SELECT %s AS what,
                row_number() OVER (PARTITION BY tbl, key ORDER BY l.epoch, l.lsn, l.seq) ln,
                row_number() OVER (PARTITION BY tbl, key ORDER BY o.seq) cn
              FROM %s) p WHERE ln <> cn"""
                .formatted(LANDED, PAIRS)),
        truncated());
  }

  /** How many truncates came before a change, of the keys whose changes are alike. */
  private static Check truncated() {
    return new Check(
        "on the wrong side of a truncate",
        """
        WITH truncated AS (SELECT DISTINCT tbl FROM torture.committed WHERE op = 't'),
        o AS (
          SELECT tbl, key, op, row_number() OVER (PARTITION BY tbl, key ORDER BY seq) n,
            count(*) FILTER (WHERE op = 't') OVER (PARTITION BY tbl ORDER BY seq) before
          FROM torture.committed WHERE tbl IN (SELECT tbl FROM truncated) AND op <> 'i'),
        l AS (
          SELECT *, row_number() OVER (PARTITION BY tbl, key ORDER BY epoch, lsn, seq) n,
            count(*) FILTER (WHERE op = 't') OVER (PARTITION BY tbl ORDER BY epoch, lsn, seq) before
          FROM judge.landed WHERE tbl IN (SELECT tbl FROM truncated))
        SELECT %s FROM l JOIN o USING (tbl, key, n)
        WHERE l.before <> o.before AND (tbl, key) NOT IN (SELECT tbl, key FROM judge.suspect)"""
            .formatted(LANDED));
  }
}
