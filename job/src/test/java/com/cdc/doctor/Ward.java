package com.cdc.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.finding.Finding;
import com.cdc.finding.Kind;
import com.cdc.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A sound server for each version, on which one thing after the other is broken and mended. */
final class Ward implements AutoCloseable {

  private static final Duration SOON = Duration.ofMinutes(3);

  private final Map<Integer, TestPostgres> servers = new LinkedHashMap<>();

  /** The server of that version, started when first asked for. */
  TestPostgres server(int major) {
    return servers.computeIfAbsent(major, Ward::start);
  }

  private static TestPostgres start(int major) {
    TestPostgres server = TestPostgres.startBare(major);
    server.execute(
        "ALTER SYSTEM SET wal_level = 'logical'",
        "ALTER SYSTEM SET max_slot_wal_keep_size = '10GB'",
        "ALTER SYSTEM SET max_prepared_transactions = 5",
        "CREATE ROLE cdc LOGIN REPLICATION PASSWORD '" + TestPostgres.PASSWORD + "'",
        "GRANT pg_read_all_data TO cdc");
    server.restart();
    return server;
  }

  /** A pipeline of tables in schema {@code public}; publication and slot are called by the name. */
  static PostgresConfig config(TestPostgres server, String name, String... tables) {
    List<TableId> ids = new ArrayList<>();
    for (String table : tables) {
      ids.add(new TableId("public", table));
    }
    return server.config(ids, name, name);
  }

  /** A pipeline of one table of that name, which is published and sound. */
  PostgresConfig prepare(int major, String name) {
    TestPostgres server = server(major);
    server.execute(
        "CREATE TABLE " + name + " (id int PRIMARY KEY)",
        "CREATE PUBLICATION " + name + " FOR TABLE " + name);
    PostgresConfig config = config(server, name, name);
    awaitSound(config);
    return config;
  }

  static List<Finding> findings(PostgresConfig config) {
    return findings(config, Limits.DEFAULT);
  }

  static List<Finding> findings(PostgresConfig config, Limits limits) {
    return Doctor.examineDatabase(config, 1, limits, InstantSource.system());
  }

  /** The only finding, which is of that kind. */
  static Finding only(Kind kind, PostgresConfig config) {
    return only(kind, findings(config));
  }

  static Finding only(Kind kind, List<Finding> findings) {
    assertThat(findings).extracting(Finding::kind).containsExactly(kind);
    assertThat(findings.get(0).message()).doesNotContain(TestPostgres.PASSWORD);
    return findings.get(0);
  }

  /** Runs the statements of the fix, as they are printed, then looks again. */
  static void mend(TestPostgres server, Finding finding, PostgresConfig config) {
    run(server, finding);
    awaitSound(config);
  }

  /** A reload and the end of a session take a moment. */
  static void awaitSound(PostgresConfig config) {
    await().atMost(SOON).untilAsserted(() -> assertThat(findings(config)).isEmpty());
  }

  /** Lets slots hold back so much WAL. */
  static void keepWal(TestPostgres server, String size) {
    server.execute(
        "ALTER SYSTEM SET max_slot_wal_keep_size = '" + size + "'", "SELECT pg_reload_conf()");
    awaitSetting(server, "max_slot_wal_keep_size", size);
  }

  static void awaitSetting(TestPostgres server, String name, String value) {
    await().atMost(SOON).until(() -> server.query("SHOW " + name).equals(value));
  }

  static void run(TestPostgres server, Finding finding) {
    assertThat(finding.fix().sql()).as(finding.message()).isNotEmpty();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : finding.fix().sql()) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The printed fix does not run: " + finding.fix().text(), e);
    }
  }

  @Override
  public void close() {
    servers.values().forEach(TestPostgres::close);
  }
}
