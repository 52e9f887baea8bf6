package com.cdc.torture.oracle;

import com.cdc.torture.oracle.AuditedTable.Trait;
import com.cdc.torture.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * What the database itself says has been committed. Triggers write every change of the audited
 * tables into {@code torture.committed}, which is not published, in the same transaction: what is
 * rolled back leaves no trace, and it moves with the database in a failover.
 *
 * <p>{@code seq} orders the changes of one key as they were committed. {@code op} is that of the
 * landing, or {@code i} for rows that were there at first. {@code digest} is MD5 of the columns as
 * name=value, {@code note} of the TOASTed one, which {@code changed} says was assigned.
 */
public final class Oracle {

  /** Of the audited tables. */
  public static final String SCHEMA = "audited";

  /** The accounts, 1 to this; the small changes keep to them. */
  public static final int ACCOUNTS = 50_000;

  /** Keys that many sessions fight for, 1 to this. */
  public static final int HOT_KEYS = 8;

  /** Rows with a TOASTed value, 1 to this. */
  public static final int NOTES = 1_000;

  /** Rows of each of the other small tables, 1 to this. */
  public static final int OTHERS = 5_000;

  private static final int BULK = 100_000;

  private static final List<AuditedTable> TABLES =
      List.of(
          new AuditedTable(
              1,
              "account",
              """
              (id bigint PRIMARY KEY, amount numeric(20,4), active boolean, grp int, name text);
              INSERT INTO audited.account SELECT i, i * 1.25, i %% 2 = 0, i %% 97, 'name ' || i
              FROM generate_series(1, %d) i""",
              ACCOUNTS,
              List.of("id"),
              List.of("amount", "active", "grp", "name"),
              List.of()),
          new AuditedTable(
              2,
              "hot",
              """
              (id int PRIMARY KEY, n bigint, label text) WITH (fillfactor = 20);
              INSERT INTO audited.hot SELECT i, 0, 'hot' FROM generate_series(1, %d) i""",
              HOT_KEYS,
              List.of("id"),
              List.of("n", "label"),
              List.of()),
          new AuditedTable(
              3,
              "note",
              """
              (id bigint PRIMARY KEY, title text, body text);
              ALTER TABLE audited.note ALTER body SET STORAGE EXTERNAL;
              INSERT INTO audited.note
              SELECT i, 'title ' || i,
                (SELECT string_agg(md5(i || '/' || j), '') FROM generate_series(1, 100 + i %% 500) j)
              FROM generate_series(1, %d) i""",
              NOTES,
              List.of("id"),
              List.of("title"),
              List.of(Trait.TOASTED)),
          new AuditedTable(
              4,
              "event",
              """
              (k bigint, v text, w numeric);
              CREATE INDEX ON audited.event (k);
              ALTER TABLE audited.event REPLICA IDENTITY FULL;
              INSERT INTO audited.event SELECT i, 'event ' || i, i / 7.0
              FROM generate_series(1, %d) i""",
              OTHERS,
              List.of("k"),
              List.of("v", "w"),
              List.of(Trait.KEYLESS)),
          new AuditedTable(
              5,
              "region",
              """
              (id bigint, area int, v text, PRIMARY KEY (id, area)) PARTITION BY LIST (area);
              CREATE TABLE audited.region_0 PARTITION OF audited.region FOR VALUES IN (0);
              CREATE TABLE audited.region_1 PARTITION OF audited.region FOR VALUES IN (1);
              CREATE TABLE audited.region_2 PARTITION OF audited.region DEFAULT;
              INSERT INTO audited.region SELECT i, i %% 4, 'region ' || i
              FROM generate_series(1, %d) i""",
              OTHERS,
              List.of("id", "area"),
              List.of("v"),
              List.of()),
          new AuditedTable(
              6,
              "cart",
              """
              (id bigint PRIMARY KEY, v text);
              INSERT INTO audited.cart SELECT i, 'cart ' || i FROM generate_series(1, %d) i""",
              OTHERS,
              List.of("id"),
              List.of("v"),
              List.of()),
          new AuditedTable(
              7,
              "shape",
              """
              (id bigint PRIMARY KEY, v text, wide varchar(20), num int);
              INSERT INTO audited.shape SELECT i, 'shape ' || i, 'w' || i, i
              FROM generate_series(1, %d) i""",
              OTHERS,
              List.of("id"),
              List.of("v", "wide", "num"),
              List.of(Trait.RESHAPED)),
          new AuditedTable(
              8,
              "bulk",
              """
              (id bigint PRIMARY KEY, load int, v text);
              CREATE INDEX ON audited.bulk (load);
              INSERT INTO audited.bulk SELECT i, 0, 'bulk ' || i
              FROM generate_series(1, %d) i""",
              BULK,
              List.of("id"),
              List.of("load", "v"),
              List.of(Trait.BULK)));

  private Oracle() {}

  /** Creates oracle, tables with their first rows, triggers and publication, all or nothing. */
  public static void create(Database database) throws SQLException {
    create(database, Integer.MAX_VALUE);
  }

  /** The same with at most so many rows in each table. */
  public static void create(Database database, int rows) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          """
          CREATE SCHEMA torture;
          CREATE SCHEMA audited;
          CREATE TABLE torture.tables (
            id smallint PRIMARY KEY, name text, key text[], keyless boolean, reshaped boolean);
          CREATE TABLE torture.committed (
            seq bigint GENERATED ALWAYS AS IDENTITY, xid bigint NOT NULL, digest uuid, note uuid,
            tbl smallint NOT NULL, op "char" NOT NULL, changed boolean NOT NULL,
            key text COLLATE "C" NOT NULL, old_key text COLLATE "C")""");
      for (AuditedTable table : TABLES) {
        create(table, rows, statement);
      }
      statement.execute(
          "CREATE PUBLICATION %s FOR TABLE %s WITH (publish_via_partition_root = true)"
              .formatted(publication(), String.join(", ", tables())));
      connection.commit();
      connection.setAutoCommit(true);
      statement.execute("ANALYZE");
    }
  }

  /** The published tables, as schema.table. */
  public static List<String> tables() {
    return TABLES.stream().map(AuditedTable::qualified).toList();
  }

  /** Those of them that have a key, by which rows can be told and folded. */
  public static List<String> tablesWithKey() {
    return TABLES.stream()
        .filter(table -> !table.is(Trait.KEYLESS))
        .map(AuditedTable::qualified)
        .toList();
  }

  public static String publication() {
    return "torture";
  }

  private static void create(AuditedTable table, int rows, Statement statement)
      throws SQLException {
    statement.execute("CREATE TABLE " + table.qualified() + table.definition(rows));
    statement.execute(
        "INSERT INTO torture.tables VALUES (%d, '%s', '{%s}', %s, %s)"
            .formatted(
                table.id(),
                table.qualified(),
                String.join(",", table.key()),
                table.is(Trait.KEYLESS),
                table.is(Trait.RESHAPED)));
    statement.execute(
        """
        INSERT INTO torture.committed (xid, tbl, op, key, digest, note, changed)
        SELECT 0, %d, 'i', %s, %s, %s, true FROM %s t"""
            .formatted(
                table.id(),
                table.keyOf("t"),
                table.digestOf("t"),
                table.toastedDigestOf("t"),
                table.qualified()));
    for (String sql : AuditTriggers.of(table)) {
      statement.execute(sql);
    }
  }
}
