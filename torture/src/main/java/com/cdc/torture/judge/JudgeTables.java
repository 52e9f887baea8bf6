package com.cdc.torture.judge;

/** Where the judge works. */
final class JudgeTables {

  static final String CREATE =
      """
      DROP SCHEMA IF EXISTS judge CASCADE;
      CREATE SCHEMA judge;
      CREATE UNLOGGED TABLE judge.file (id int, path text, look int, must bigint);
      CREATE UNLOGGED TABLE judge.landed (
        file int, tbl smallint, epoch int, lsn bigint, seq bigint, op "char",
        key text COLLATE "C", digest uuid, note uuid,
        xid bigint, old_key text COLLATE "C", unchanged boolean);
      CREATE UNLOGGED TABLE judge.snapshot (
        file int, tbl smallint, epoch int, lsn bigint, seq bigint, op "char",
        key text COLLATE "C", digest uuid, note uuid, spot text)""";

  static final String COUNT =
      """
      SELECT (SELECT count(*) FROM judge.landed) AS "changes landed",
        (SELECT count(*) FROM torture.committed WHERE op <> 'i') AS "changes committed",
        (SELECT count(*) FROM judge.transaction) AS "transactions landed",
        (SELECT count(*) FROM judge.snapshot WHERE op = 'r') AS "snapshot rows",
        (SELECT count(*) FROM judge.expected) AS "snapshot rows compared",
        (SELECT count(*) FROM judge.snapshot WHERE op = 't') AS "tables read anew",
        (SELECT count(*) FROM judge.suspect) AS "keys that differ"
      """;

  private JudgeTables() {}
}
