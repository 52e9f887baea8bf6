package com.cdc.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.finding.Finding;
import com.cdc.finding.Kind;
import com.cdc.postgres.PostgresConnections;
import com.cdc.testing.ServerBackup;
import com.cdc.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A primary with a standby, and the standby itself. */
class StandbyITCase {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final Pattern COMMAND = Pattern.compile(" -c '(.*)'");

  @Test
  void slotAndStandbyThatAreNotReadyForAFailover() throws SQLException {
    try (TestPostgres primary = TestPostgres.startNew()) {
      primary.execute(
          "ALTER SYSTEM SET max_slot_wal_keep_size = '10GB'",
          "SELECT pg_reload_conf()",
          "CREATE TABLE item (id int PRIMARY KEY)",
          "CREATE PUBLICATION item FOR TABLE item",
          "SELECT pg_create_physical_replication_slot('standby', true)",
          "SELECT pg_create_logical_replication_slot('item', 'pgoutput')");
      PostgresConfig config =
          primary.config(List.of(new TableId("public", "item")), "item", "item");
      Ward.awaitSound(config);
      try (ServerBackup backup = ServerBackup.of(primary);
          TestPostgres standby = backup.startStandby(primary, "standby")) {
        await().atMost(SOON).until(() -> !Ward.findings(config).isEmpty());

        List<Finding> findings = Ward.findings(config);
        assertThat(findings)
            .extracting(Finding::kind)
            .containsExactly(Kind.SLOT_WITHOUT_FAILOVER, Kind.STANDBYS_NOT_AWAITED);
        assertThat(findings.get(0).what()).endsWith("and the server has a standby: standby.");
        runCommand(config, findings.get(0));
        Ward.mend(primary, findings.get(1), config);

        PostgresConfig there =
            standby.config(List.of(new TableId("public", "item")), "item", "on_standby");
        assertThat(Ward.findings(there)).isEmpty();
        standby.execute("ALTER SYSTEM SET hot_standby_feedback = off", "SELECT pg_reload_conf()");
        await().atMost(SOON).until(() -> !Ward.findings(there).isEmpty());
        Ward.mend(standby, Ward.only(Kind.STANDBY_FEEDBACK, there), there);
      }
    }
  }

  /** What psql would send. */
  private static void runCommand(PostgresConfig config, Finding finding) throws SQLException {
    assertThat(finding.fix().commands()).hasSize(1);
    Matcher command = COMMAND.matcher(finding.fix().commands().get(0));
    assertThat(command.find()).isTrue();
    try (Connection connection = PostgresConnections.openReplication(config);
        Statement statement = connection.createStatement()) {
      statement.execute(command.group(1));
    }
  }
}
