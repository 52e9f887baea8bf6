package com.cdc.lakehouse;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * A PostgreSQL of the test's own with the example tables of the demo and one that has more to it.
 */
final class SourceDatabase implements AutoCloseable {

  private static final String SLOT = "cdc_slot";

  private static final List<String> SCHEMA =
      List.of(
          "CREATE SCHEMA warehouse",
          """
          CREATE TABLE warehouse.stock_item (
            item_id     bigint PRIMARY KEY,
            sku         text NOT NULL,
            name        text NOT NULL,
            location_id integer NOT NULL,
            initial_qty numeric(12,2),
            updated_at  timestamptz NOT NULL DEFAULT now())
          """,
          """
          CREATE TABLE warehouse.stock_movement (
            movement_id bigint PRIMARY KEY,
            item_id     bigint NOT NULL,
            type        text NOT NULL CHECK (type IN ('IN', 'OUT')),
            qty         integer NOT NULL CHECK (qty > 0),
            created_at  timestamptz NOT NULL DEFAULT now())
          """,
          "ALTER TABLE warehouse.stock_item REPLICA IDENTITY FULL",
          "ALTER TABLE warehouse.stock_movement REPLICA IDENTITY FULL",
          // names that need care, a key of two columns, values that PostgreSQL does not send again
          """
          CREATE TABLE warehouse."price list" (
            item_id      bigint,
            "valid from" date,
            "unit price" numeric(10,2),
            date         date,
            note         text,
            PRIMARY KEY (item_id, "valid from"))
          """,
          "ALTER TABLE warehouse.\"price list\" ALTER COLUMN note SET STORAGE EXTERNAL",
          // what the history of versions is compared with, kept by PostgreSQL itself
          """
          CREATE TABLE price_versions (n bigserial PRIMARY KEY, item_id bigint, valid_from date, version text)
          """,
          """
          CREATE FUNCTION keep_price_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO price_versions (item_id, valid_from, version) VALUES (NEW.item_id, NEW."valid from",
              concat_ws('/', NEW."unit price", coalesce(NEW.date::text, 'null'), coalesce(md5(NEW.note), 'null')));
            RETURN NULL;
          END $$
          """,
          """
          CREATE TRIGGER keep_version AFTER INSERT OR UPDATE ON warehouse."price list"
            FOR EACH ROW EXECUTE FUNCTION keep_price_version()
          """,
          "CREATE ROLE cdc LOGIN REPLICATION",
          "GRANT USAGE ON SCHEMA warehouse TO cdc",
          "GRANT SELECT ON ALL TABLES IN SCHEMA warehouse TO cdc",
          "CREATE PUBLICATION cdc_pub FOR TABLES IN SCHEMA warehouse");

  private final EmbeddedPostgres postgres;
  private final Connection connection;

  private SourceDatabase(EmbeddedPostgres postgres) throws SQLException {
    this.postgres = postgres;
    this.connection = postgres.getPostgresDatabase().getConnection();
  }

  static SourceDatabase start(Path directory) throws IOException, SQLException {
    SourceDatabase database =
        new SourceDatabase(
            EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(directory.toFile())
                .setDataDirectory(directory.resolve("data"))
                .setPGStartupWait(Duration.ofSeconds(60))
                .setLocaleConfig("locale", "C")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("wal_level", "logical")
                .setServerConfig("timezone", "UTC")
                .setServerConfig("fsync", "off")
                .start());
    database.execute(SCHEMA);
    return database;
  }

  /** What {@code cdc run} has to know to capture all tables into the directory. */
  Map<String, String> captureInto(Path directory) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PG_HOST", "127.0.0.1");
    environment.put("PG_PORT", String.valueOf(postgres.getPort()));
    environment.put("PG_DATABASE", "postgres");
    environment.put("PG_USER", "cdc");
    environment.put("PG_PASSWORD", "unused");
    environment.put("PG_SLOT", SLOT);
    environment.put("PG_SSL_MODE", "disable");
    environment.put(
        "TABLE_INCLUDE", "warehouse.stock_item,warehouse.stock_movement,warehouse.price list");
    environment.put("LANDING_URI", directory.resolve("landing").toString());
    environment.put("CHECKPOINT_URI", directory.resolve("checkpoints").toString());
    environment.put("CHECKPOINT_INTERVAL", "2 s");
    environment.put("REST_PORT", "0");
    return environment;
  }

  Connection connection() {
    return connection;
  }

  void execute(List<String> statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** From here on every change lands. */
  void awaitSlot(Runnable stillRuns) {
    await("SELECT active FROM pg_replication_slots WHERE slot_name = '" + SLOT + "'", stillRuns);
  }

  /** The slot is confirmed no further than what is in the landing. */
  void awaitLanded(Runnable stillRuns) throws SQLException {
    String now = text("SELECT pg_current_wal_lsn()");
    await(
        "SELECT confirmed_flush_lsn >= '%s' FROM pg_replication_slots WHERE slot_name = '%s'"
            .formatted(now, SLOT),
        stillRuns);
  }

  private void await(String condition, Runnable stillRuns) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(10))
        .conditionEvaluationListener(ignored -> stillRuns.run())
        .until(() -> "t".equals(text(condition)));
  }

  private String text(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      return result.next() ? result.getString(1) : "";
    }
  }

  @Override
  public void close() throws IOException, SQLException {
    connection.close();
    postgres.close();
  }
}
