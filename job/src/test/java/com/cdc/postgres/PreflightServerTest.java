package com.cdc.postgres;

import static com.cdc.postgres.PublishingServer.check;
import static com.cdc.postgres.PublishingServer.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.PostgresConfig;
import com.cdc.testing.TestPostgres;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is said of the server, the role and the slot before the start. */
class PreflightServerTest {

  private static PublishingServer server;

  @BeforeAll
  static void start() {
    server = new PublishingServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void slotOfThisPipelineIsNoProblem() {
    server.execute("SELECT pg_create_logical_replication_slot('ours', 'pgoutput')");

    assertThat(check(server.config("cdc_pub", "ours", List.of("items")))).isEmpty();
  }

  @Test
  void unreachableServerIsReportedAlone() {
    PostgresConfig config = PostgresConfigs.at(server.config("missing"), "localhost", 1);

    assertThat(check(config))
        .singleElement()
        .asString()
        .startsWith("Nothing accepts connections at localhost:1.");
  }

  @Test
  void wrongPasswordIsReportedAlone() {
    assertThat(check(PostgresConfigs.as(server.config("missing"), "cdc", "wr0ng-password")))
        .containsExactly(
            "Wrong password for user `cdc` of "
                + server.where()
                + ", or no such user. Check postgres.user and postgres.password.");
  }

  @Test
  void missingDatabaseIsReportedAlone() {
    assertThat(check(PostgresConfigs.in(server.config("missing"), "nowhere")))
        .singleElement()
        .asString()
        .startsWith("Database `nowhere` does not exist at localhost:" + server.postgres().port());
  }

  @Test
  void roleWithoutReplicationIsToldTheStatement() {
    server.execute(
        "CREATE ROLE \"Plain Role\" LOGIN PASSWORD 'plain'",
        "GRANT pg_read_all_data TO \"Plain Role\"");

    assertThat(check(PostgresConfigs.as(server.config("items"), "Plain Role", "plain")))
        .containsExactly(
            "User `Plain Role` may not replicate from "
                + server.where()
                + ". Run as an administrator: ALTER ROLE \"Plain Role\" WITH REPLICATION;");
  }

  @Test
  void memberOfAmazonsReplicationRoleMayReplicate() {
    try (TestPostgres amazon = TestPostgres.startNew()) {
      amazon.execute(
          "CREATE ROLE rds_replication",
          "CREATE ROLE member LOGIN PASSWORD 'm' IN ROLE rds_replication, pg_read_all_data",
          "CREATE ROLE outsider LOGIN PASSWORD 'o' IN ROLE pg_read_all_data",
          "CREATE TABLE items (id int)",
          "CREATE PUBLICATION cdc_pub FOR TABLE items");
      PostgresConfig config = amazon.config(List.of(id("items")), "cdc_pub", "s");

      assertThat(Preflight.check(PostgresConfigs.as(config, "member", "m"))).isEmpty();
      assertThat(Preflight.check(PostgresConfigs.as(config, "outsider", "o")))
          .singleElement()
          .asString()
          .endsWith("Run as an administrator: GRANT rds_replication TO \"outsider\";");
    }
  }

  @Test
  void serverThatKeepsTooLittleIsToldTheParameter() {
    try (TestPostgres replica = TestPostgres.startNew(Map.of("wal_level", "replica"))) {
      replica.execute("CREATE TABLE items (id int)", "CREATE PUBLICATION cdc_pub FOR TABLE items");

      assertThat(Preflight.check(replica.config(List.of(id("items")), "cdc_pub", "s")))
          .containsExactly(
              "wal_level of the server at localhost:"
                  + replica.port()
                  + " is `replica`, but only `logical` keeps what is needed to read changes. Run as"
                  + " an administrator: ALTER SYSTEM SET wal_level = 'logical'; then restart the"
                  + " server. On managed servers set the parameter and restart:"
                  + " rds.logical_replication = 1 (Amazon RDS, Aurora), wal_level = logical"
                  + " (Azure), cloudsql.logical_decoding = on (Google Cloud SQL).");
    }
  }

  @Test
  void slotOfSomebodyElseIsRefused() {
    server.execute(
        "SELECT pg_create_logical_replication_slot('testing', 'test_decoding')",
        "SELECT pg_create_physical_replication_slot('standby')",
        "CREATE DATABASE other");
    try (var connection = server.postgres().connectTo("other");
        var statement = connection.createStatement()) {
      statement.execute("SELECT pg_create_logical_replication_slot('others', 'pgoutput')");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }

    assertThat(check(server.config("cdc_pub", "testing", List.of("items"))))
        .containsExactly(
            "Replication slot `testing` at localhost:"
                + server.postgres().port()
                + " was made for output plugin `test_decoding`; this pipeline needs one for"
                + " pgoutput in database `warehouse`. Choose another name as postgres.slot or, if"
                + " nobody needs the slot: SELECT pg_drop_replication_slot('testing');");
    assertThat(check(server.config("cdc_pub", "others", List.of("items"))))
        .singleElement()
        .asString()
        .contains("`others`", "belongs to database `other`;");
    assertThat(check(server.config("cdc_pub", "standby", List.of("items"))))
        .singleElement()
        .asString()
        .contains("`standby`", "is a physical slot");
  }
}
