package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.TableId;
import com.cdc.testing.CdcProcess;
import com.cdc.testing.Landing;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What reads a landing, over one that the job has made of everything that can happen to a row. */
class LandingReadersITCase {

  private static final Path GUIDE =
      Path.of("").toAbsolutePath().resolveSibling("docs/guides/duckdb.sql");

  private static final TableId ITEM = new TableId("warehouse", "stock_item");

  @RegisterExtension static final TestPostgres postgres = TestPostgres.startNew();

  @TempDir static Path directory;

  private static Capture capture;
  private static Landing landing;

  @BeforeAll
  static void land() throws Exception {
    landing = new Landing(directory.resolve("landing"));
    capture = new Capture(postgres, "readers", directory);
    capture.execute(
        "CREATE SCHEMA warehouse",
        """
        CREATE TABLE warehouse.stock_item (
          item_id bigint PRIMARY KEY, old smallint, sku text NOT NULL, price numeric(6,2),
          note text, changed_at timestamptz NOT NULL DEFAULT clock_timestamp())
        """,
        "ALTER TABLE warehouse.stock_item ALTER note SET STORAGE EXTERNAL",
        insert(1, 60),
        "CREATE PUBLICATION cdc_pub FOR TABLE warehouse.stock_item");
    capture.start(ITEM);
    change();
    capture.execute(
        "ALTER TABLE warehouse.stock_item DROP COLUMN old, ALTER price TYPE numeric(10,2)",
        "BEGIN; " + insert(901, 905) + "; TRUNCATE warehouse.stock_item; COMMIT",
        insert(31, 90));
    change();
    capture.awaitLanded();
    capture.stop();
  }

  @AfterAll
  static void close() {
    capture.close();
  }

  /** {@code docs/guides/duckdb.sql} as it stands there. */
  @Test
  void duckDbFoldsItToTheTable() throws Exception {
    assertThat(fold()).hasSizeGreaterThan(40).isEqualTo(table());

    String records = String.join("\n", landing.records(ITEM));
    assertThat(records).contains("\"__unchanged\":[\"note\"],\"__old_key\"", "\"__op\":\"t\"");
  }

  @Test
  void cdcLakehouseWritesKeysAndTypesOfAllItsRecords() throws Exception {
    CdcProcess process =
        CdcProcess.run(
            directory,
            Map.of(
                "PG_HOST", postgres.host(),
                "PG_PORT", String.valueOf(postgres.port()),
                "PG_DATABASE", capture.config(ITEM).database(),
                "PG_USER", TestPostgres.USER,
                "PG_PASSWORD", TestPostgres.PASSWORD,
                "TABLE_INCLUDE", ITEM.toString(),
                "LANDING_URI", landing.directory().toString(),
                "CHECKPOINT_URI", directory.resolve("checkpoints").toString()),
            "lakehouse",
            "--out",
            directory.resolve("bundle").toString());

    assertThat(process.stderr()).isEmpty();
    assertThat(process.awaitExit(Duration.ZERO)).isZero();
    assertThat(process.stdout())
        .contains("conf/tables.json: 1 tables, 6 columns\n")
        .contains("  new      warehouse.stock_item: silver.stock_item, key (item_id), 6 columns\n")
        .contains("`price` had another type in older records; DECIMAL(10,2) holds both.\n")
        .contains("warning: warehouse.stock_item: `old`: only in older records.\n");
    assertThat(directory.resolve("bundle/conf/tables.json"))
        .hasContent(
            """
            {
              "landing": "file:%s",
              "tables": [
                {
                  "source": "warehouse.stock_item",
                  "path": "cdc.warehouse.stock_item",
                  "bronze": "bronze.warehouse_stock_item",
                  "silver": "silver.stock_item",
                  "keys": ["item_id"],
                  "scd": [1],
                  "columns": {
                    "item_id": "BIGINT",
                    "sku": "STRING",
                    "price": "DECIMAL(10,2)",
                    "note": "STRING",
                    "changed_at": "TIMESTAMP",
                    "old": "INT"
                  }
                }
              ]
            }
            """
                .formatted(landing.directory()));
  }

  /** Every way in which the newest record of a key lacks its note, or has it. */
  private static void change() throws SQLException {
    String update = "UPDATE warehouse.stock_item SET ";
    capture.execute(
        update + "price = price + 1 WHERE item_id % 2 = 0",
        update + "note = NULL WHERE item_id % 10 = 3",
        update + "sku = 'after NULL' WHERE item_id % 10 = 3",
        update + "note = repeat('n', 5000), price = NULL WHERE item_id % 10 = 4",
        update + "sku = 'with the new note' WHERE item_id % 10 = 4",
        "DELETE FROM warehouse.stock_item WHERE item_id % 10 = 5",
        insert(55, 55),
        // to another key, on to a third, and changed there
        update + "item_id = item_id + 1000 WHERE item_id % 10 IN (6, 7)",
        update + "item_id = item_id + 1000 WHERE item_id > 1000 AND item_id % 10 = 6",
        update + "sku = 'moved' WHERE item_id > 1000",
        // to a key that another row has just left, whose place a new one takes
        "BEGIN; DELETE FROM warehouse.stock_item WHERE item_id = 42; "
            + update
            + "item_id = 42 WHERE item_id = 48; "
            + insert(48, 48)
            + "; COMMIT",
        // away and back
        update + "item_id = -item_id WHERE item_id = 51",
        update + "item_id = -item_id WHERE item_id = -51");
  }

  /** Rows with notes that are TOASTed. */
  private static String insert(int from, int to) {
    return """
    INSERT INTO warehouse.stock_item (item_id, sku, price, note)
    SELECT i, 'SKU-' || i, i / 4.0, repeat(md5(i::text), 100) FROM generate_series(%d, %d) i\
    """
        .formatted(from, to);
  }

  private static List<List<Object>> table() throws SQLException {
    try (Connection connection = capture.connect()) {
      return rows(
          connection,
          "SELECT item_id, sku, price, note, changed_at FROM warehouse.stock_item ORDER BY"
              + " item_id");
    }
  }

  /** Runs every statement of the guide; the last one selects. */
  private static List<List<Object>> fold() throws IOException, SQLException {
    String script =
        Files.readString(GUIDE)
            .replaceAll("--.*", "")
            .replace("${landing}", landing.directory().toString());
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      String last = "";
      for (String sql : script.split(";", -1)) {
        if (!sql.isBlank()) {
          statement.execute(sql);
          last = sql;
        }
      }
      assertThat(last.strip()).startsWith("SELECT");
      return rows(duckDb, last + " ORDER BY item_id");
    }
  }

  private static List<List<Object>> rows(Connection connection, String query) throws SQLException {
    List<List<Object>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        List<Object> values = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
          values.add(row.getObject(i));
        }
        values.add(row.getTimestamp(5).toInstant());
        rows.add(values);
      }
    }
    return rows;
  }
}
