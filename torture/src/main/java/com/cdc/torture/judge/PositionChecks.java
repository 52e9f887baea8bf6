package com.cdc.torture.judge;

import java.util.List;

/** What must hold of positions and transactions, whatever was committed. */
final class PositionChecks {

  private static final String WHERE =
      "(SELECT name FROM torture.tables WHERE id = l.tbl) || ' key ' || l.key || ' op ' || l.op::text"
          + " || ' xid ' || l.xid || ' lsn ' || l.lsn || ' seq ' || l.seq";

  private PositionChecks() {}

  static Check doubled() {
    return new Check(
        "doubled",
        """
        SELECT %s || ' landed ' || n || ' times, in ' || files
        FROM (SELECT l.tbl, l.key, l.op, l.xid, l.epoch, l.lsn, l.seq, count(*) n,
                string_agg(f.path, ', ' ORDER BY f.path) files
              FROM (SELECT DISTINCT epoch, lsn, seq FROM judge.doubled) d
              JOIN judge.landed l USING (epoch, lsn, seq) JOIN judge.file f ON f.id = l.file
              GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING count(*) > 1) l
        """
            .formatted(WHERE));
  }

  /** The positions that more than one record has. */
  static List<String> findDoubled() {
    return List.of(
        """
        CREATE UNLOGGED TABLE judge.doubled AS
        SELECT epoch, lsn, seq FROM judge.landed GROUP BY 1, 2, 3 HAVING count(*) > 1""",
        "ANALYZE judge.doubled");
  }

  /** Leaves one of the copies of a record; how many it removes is how many were doubled. */
  static String removeDoubled() {
    return """
    DELETE FROM judge.landed WHERE ctid IN (
      SELECT ctid FROM (
        SELECT l.ctid, row_number() OVER (
          PARTITION BY epoch, lsn, seq, tbl, key, op, xid, digest ORDER BY file, l.ctid) n
        FROM judge.landed l JOIN judge.doubled USING (epoch, lsn, seq)) c WHERE n > 1)""";
  }

  static List<String> groupTransactions() {
    return List.of(
        """
        CREATE UNLOGGED TABLE judge.transaction AS
        SELECT epoch, lsn, xid, count(*) n, min(seq) low, max(seq) high, min(tbl) tbl, min(file) file
        FROM judge.landed GROUP BY 1, 2, 3""",
        "ANALYZE judge.transaction");
  }

  static List<Check> transactions() {
    return List.of(
        new Check(
            "ordinals",
            """
            SELECT 'xid ' || xid || ' lsn ' || t.lsn || ' has ' || n || ' records from seq ' || low
              || ' to ' || high || ', one of them in ' || path
            FROM judge.transaction t JOIN judge.file f ON f.id = t.file
            WHERE low <> 1 OR high <> n"""),
        new Check(
            "one lsn, several transactions",
            """
            SELECT 'lsn ' || lsn || ' has xids ' || string_agg(xid::text, ', ' ORDER BY xid)
              || ', one of them in ' || min(path)
            FROM judge.transaction t JOIN judge.file f ON f.id = t.file
            GROUP BY epoch, lsn HAVING count(*) > 1"""),
        new Check(
            "one transaction, several lsns",
            """
            SELECT 'xid ' || xid || ' has lsns ' || string_agg(lsn::text, ', ' ORDER BY lsn)
              || ', one of them in ' || min(path)
            FROM judge.transaction t JOIN judge.file f ON f.id = t.file
            GROUP BY xid HAVING count(*) > 1"""));
  }

  static Check confirmed() {
    return new Check(
        "confirmed before it was visible",
        """
        SELECT %s || ', confirmed up to ' || f.must || ' before look ' || f.look || ' saw ' || f.path
        FROM judge.landed l JOIN judge.file f ON f.id = l.file WHERE l.lsn < f.must"""
            .formatted(WHERE));
  }
}
