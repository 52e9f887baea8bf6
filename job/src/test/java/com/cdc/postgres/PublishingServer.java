package com.cdc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.testing.TestPostgres;
import java.util.List;

/** A server whose publication {@code cdc_pub} sends two of its three tables. */
final class PublishingServer implements AutoCloseable {

  private final TestPostgres postgres = TestPostgres.startNew();

  PublishingServer() {
    postgres.execute(
        "CREATE TABLE items (id int PRIMARY KEY)",
        "CREATE TABLE \"Order Lines\" (id int PRIMARY KEY)",
        "CREATE TABLE unpublished (id int PRIMARY KEY)",
        "CREATE PUBLICATION cdc_pub FOR TABLE items, \"Order Lines\"");
  }

  TestPostgres postgres() {
    return postgres;
  }

  void execute(String... statements) {
    postgres.execute(statements);
  }

  /** The database as messages name it. */
  String where() {
    return "database `warehouse` at localhost:" + postgres.port();
  }

  PostgresConfig config(String... tables) {
    return config("cdc_pub", "cdc_slot", List.of(tables));
  }

  PostgresConfig config(String publication, String slot, List<String> tables) {
    return postgres.config(tables.stream().map(PublishingServer::id).toList(), publication, slot);
  }

  /** What is found, which never shows a password. */
  static List<String> check(PostgresConfig config) {
    List<String> problems = Preflight.check(config);
    assertThat(problems)
        .noneMatch(p -> p.contains(TestPostgres.PASSWORD) || p.contains("wr0ng-password"));
    return problems;
  }

  static TableId id(String name) {
    return new TableId("public", name);
  }

  @Override
  public void close() {
    postgres.close();
  }
}
