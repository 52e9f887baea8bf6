package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.config.CdcConfig;
import com.cdc.config.CheckpointConfig;
import com.cdc.config.LandingConfig;
import com.cdc.config.PostgresConfig;
import com.cdc.embedded.EmbeddedFlink;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import com.cdc.postgres.PostgresConnections;
import com.cdc.postgres.Preflight;
import com.cdc.testing.TestPostgres;
import com.cdc.verify.LandedRecord;
import com.cdc.verify.LandingReader;
import com.cdc.verify.LandingVerifier;
import com.cdc.verify.TableReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.MemorySize;

/** One pipeline in this JVM over a database of its own, whose name has a hyphen and a space. */
final class Capture implements AutoCloseable {

  /** What the database's own publication must be called. */
  static final String PUBLICATION = "cdc_pub";

  private final TestPostgres postgres;
  private final String database;
  private final String slot;
  private final String landing;
  private final String checkpoints;
  private PostgresConfig config;
  private EmbeddedFlink flink;

  /** Makes the database; {@link #start} follows when the tables are there. */
  Capture(TestPostgres postgres, String name, Path directory) {
    this.postgres = postgres;
    database = "ware-house " + name;
    slot = name;
    landing = "file:" + directory.resolve("landing");
    checkpoints = "file:" + directory.resolve("checkpoints");
    postgres.execute("CREATE DATABASE \"" + database + "\"");
  }

  /** Runs each statement in a transaction of its own. */
  void execute(String... statements) throws SQLException {
    try (Connection connection = postgres.connectTo(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** A connection of the administrator to the database. */
  Connection connect() {
    return postgres.connectTo(database);
  }

  /** Starts the pipeline if nothing stands in its way, and awaits the snapshot. */
  void start(TableId... tables) throws Exception {
    start(config(tables));
  }

  /** How the tables of this database are captured, if nothing else is said. */
  PostgresConfig config(TableId... tables) {
    return postgres
        .config(database, List.of(tables), PUBLICATION, slot)
        .withSchemaCheckInterval(Duration.ofMillis(300));
  }

  /** The same with a configuration of one's own. */
  void start(PostgresConfig wanted) throws Exception {
    assertThat(Preflight.check(wanted)).isEmpty();
    startUnchecked(wanted);
    await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> {
              assertThat(flink.terminated()).isNotDone();
              return slotExists();
            });
    awaitLanded();
  }

  /** Starts the pipeline whatever the checks before the start would say, and awaits nothing. */
  void startUnchecked(PostgresConfig wanted) throws Exception {
    config = wanted;
    flink =
        EmbeddedFlink.start(
            new CdcConfig(
                slot,
                2,
                0,
                List.of(config),
                RecordFormat.DEFAULT,
                new LandingConfig(landing, MemorySize.ofMebiBytes(128), Duration.ofMinutes(15)),
                new CheckpointConfig(checkpoints, Duration.ofMillis(200), Duration.ofMinutes(1), 2),
                Map.of()));
  }

  /** Waits until the pipeline has ended by itself, for that reason. */
  void awaitEnd(String reason) {
    assertThat(flink.terminated())
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableThat()
        .havingRootCause()
        .withMessageContaining(reason);
    flink.close();
  }

  /** Waits until all that was committed before is in the landing. */
  void awaitLanded() throws SQLException {
    // the slot moves by streaming alone: once it is past this message, files hold what was before
    String committed = query("SELECT pg_logical_emit_message(true, 'test', 'now')");
    await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> {
              assertThat(flink.terminated()).isNotDone();
              return query(
                      "SELECT confirmed_flush_lsn > '%s' FROM pg_replication_slots WHERE slot_name = '%s'"
                          .formatted(committed, slot))
                  .equals("t");
            });
  }

  /** Waits as {@link #awaitLanded}, then proves that the landing folds to each of the tables. */
  void assertLanded() throws Exception {
    awaitLanded();
    for (TableId table : config.tables()) {
      TableReport report = verify(table);
      assertThat(report.findings(10)).as(table.toString()).isEmpty();
      assertThat(report.rows()).as("rows of %s, or nothing is shown", table).isPositive();
    }
  }

  /** Waits until the landing folds to the tables: what is not sent is found a while later. */
  void awaitEqual(TableId... tables) {
    for (TableId table : tables) {
      await()
          .atMost(Duration.ofMinutes(3))
          .untilAsserted(
              () -> {
                assertThat(flink.terminated()).isNotDone();
                assertThat(verify(table).findings(10)).as(table.toString()).isEmpty();
              });
    }
  }

  /** The versions of the table's shape that have landed, oldest first. */
  List<String> versions(TableId table) throws Exception {
    List<String> versions = new ArrayList<>();
    Path versionsOf = Path.of(landing.substring("file:".length()), "_schemas", table.directory());
    try (Stream<Path> files = Files.list(versionsOf)) {
      for (Path file :
          files.filter(f -> !f.getFileName().toString().startsWith(".")).sorted().toList()) {
        versions.add(Files.readString(file));
      }
    }
    return versions;
  }

  void awaitVersions(TableId table, int count) {
    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(() -> assertThat(versions(table)).hasSize(count));
  }

  /** Ends the pipeline, so that tables and publication may be changed. */
  void stop() {
    flink.stop();
    flink = null;
  }

  /** Compares the landing with the table as it is now. */
  TableReport verify(TableId table) throws Exception {
    try (Connection connection = PostgresConnections.open(config)) {
      return new LandingVerifier(connection, landing).verify(table);
    }
  }

  /** The records of a table by position. */
  List<LandedRecord> records(TableId table) throws Exception {
    List<LandedRecord> records = new ArrayList<>();
    new LandingReader(landing).read(table, records::add);
    records.sort(Comparator.comparing(LandedRecord::position));
    return records;
  }

  /** The operations of a table by position, each with one column: {@code r 1}. */
  List<String> operations(TableId table, String column) throws Exception {
    return records(table).stream()
        .map(r -> (r.operation().code() + " " + r.columns().getOrDefault(column, "")).strip())
        .toList();
  }

  @Override
  public void close() {
    if (flink != null) {
      flink.close();
    }
  }

  private boolean slotExists() throws SQLException {
    return !query("SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + slot + "'")
        .equals("0");
  }

  private String query(String query) throws SQLException {
    try (Connection connection = postgres.connectTo(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
