package com.cdc.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.CdcConfig;
import com.cdc.config.ConfigLoader;
import com.cdc.config.PostgresConfig;
import com.cdc.finding.Finding;
import com.cdc.finding.Kind;
import com.cdc.testing.PostgresVersions;
import com.cdc.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a server as it is after its installation to a sound one, by what is printed alone. */
class BareServerITCase {

  @TempDir private Path directory;

  @PostgresVersions
  void bareServerIsMadeSoundByWhatIsPrinted(int major) throws Exception {
    try (TestPostgres server = TestPostgres.startBare(major)) {
      server.execute(
          "CREATE SCHEMA \"Shop's\"",
          "CREATE TABLE \"Shop's\".item (id int PRIMARY KEY, note text)",
          "CREATE TABLE \"Shop's\".\"Or, \"\"der\"\"\" (id int PRIMARY KEY) PARTITION BY RANGE (id)",
          "CREATE TABLE part PARTITION OF \"Shop's\".\"Or, \"\"der\"\"\" FOR VALUES FROM (0) TO (9)",
          "ALTER TABLE \"Shop's\".item ENABLE ROW LEVEL SECURITY",
          "REVOKE ALL ON DATABASE warehouse FROM PUBLIC");
      CdcConfig pipeline = ConfigLoader.load(null, environment(server));
      PostgresConfig config = pipeline.onlySource();
      Diagnosis first = Doctor.examine(pipeline);
      assertThat(first.exitCode()).isEqualTo(2);
      assertThat(Ward.only(Kind.DATABASE_NOT_REACHED, first.findings()).what())
          .startsWith("Wrong password for user `The Reader`");

      String script = Setup.script(pipeline, config);
      assertThat(script).doesNotContain(TestPostgres.PASSWORD).doesNotContain("\n-- unchecked");
      server.execute(script, "ALTER ROLE \"The Reader\" PASSWORD '" + TestPostgres.PASSWORD + "'");

      List<Finding> lacking = Ward.findings(config);
      assertThat(lacking)
          .extracting(Finding::kind)
          .containsExactly(Kind.WAL_LEVEL, Kind.WAL_KEEP_UNLIMITED);
      assertThat(Doctor.examine(pipeline).exitCode()).isEqualTo(1);
      String advised = Setup.script(pipeline, config);
      assertThat(advised)
          .contains(
              "-- critical: wal_level of the server",
              "\n--   ALTER SYSTEM SET wal_level = 'logical';\n");
      server.execute(advised); // again, and nothing happens
      lacking.forEach(finding -> Ward.run(server, finding));
      server.restart();

      Diagnosis last = Doctor.examine(pipeline);
      assertThat(last.findings()).isEmpty();
      assertThat(last.exitCode()).isZero();
      assertThat(DiagnosisText.lines(last)).last().isEqualTo("No findings.");
      assertThat(directory).as("nothing is left in the stores").isEmptyDirectory();
    }
  }

  @PostgresVersions(newestDoes = true)
  void slotsAndSendersThatAreTaken(int major) throws Exception {
    try (TestPostgres server = TestPostgres.startBare(major)) {
      server.execute(
          "ALTER SYSTEM SET wal_level = 'logical'",
          "ALTER SYSTEM SET max_slot_wal_keep_size = '10GB'",
          "ALTER SYSTEM SET max_replication_slots = 1",
          "ALTER SYSTEM SET max_wal_senders = 1",
          "CREATE ROLE cdc LOGIN REPLICATION PASSWORD '" + TestPostgres.PASSWORD + "'",
          "GRANT pg_read_all_data TO cdc",
          "CREATE TABLE item (id int PRIMARY KEY)",
          "CREATE PUBLICATION item FOR TABLE item");
      server.restart();
      PostgresConfig config = Ward.config(server, "item", "item");

      List<Finding> few = Ward.findings(config);
      assertThat(few)
          .extracting(Finding::kind)
          .containsExactly(Kind.FEW_FREE_SLOTS, Kind.FEW_FREE_SENDERS);
      assertThat(few.get(0).what())
          .startsWith("Of max_replication_slots = 1 at localhost:")
          .endsWith("1 is free, and 2 are needed for the stream and a snapshot beside it.");

      server.execute("SELECT pg_create_logical_replication_slot('somebody', 'pgoutput')");
      try (Connection sender = walsender(server)) {
        List<Finding> none = Ward.findings(config);
        assertThat(none)
            .extracting(Finding::kind)
            .containsExactly(Kind.NO_FREE_SLOT, Kind.NO_FREE_SENDER);
        assertThat(none.get(0).what()).contains("0 are free, and 1 is needed.");
        assertThat(sender.isClosed()).isFalse();
      }
      few.forEach(finding -> Ward.run(server, finding));
      server.restart();

      Finding still = Ward.only(Kind.FEW_FREE_SLOTS, config);
      assertThat(still.fix().sql())
          .containsExactly("ALTER SYSTEM SET max_replication_slots = '3';");
      Ward.run(server, still);
      server.restart();
      assertThat(Ward.findings(config)).isEmpty();
    }
  }

  @Test
  void cloudsAreRecognisedAndGetTheirOwnCommands() {
    try (TestPostgres server = TestPostgres.startBare(17)) {
      server.execute(
          "CREATE ROLE cdc LOGIN PASSWORD '" + TestPostgres.PASSWORD + "'",
          "GRANT pg_read_all_data TO cdc",
          "CREATE TABLE item (id int PRIMARY KEY)",
          "CREATE PUBLICATION item FOR TABLE item",
          "CREATE ROLE cloudsqlsuperuser");
      PostgresConfig config = Ward.config(server, "item", "item");

      assertThat(fix(Kind.WAL_LEVEL, config))
          .contains(
              "gcloud sql instances patch <instance> --database-flags=cloudsql.logical_decoding=on");
      server.execute("CREATE ROLE azure_pg_admin");
      assertThat(fix(Kind.WAL_LEVEL, config))
          .contains("--name wal_level --value logical", "az postgres flexible-server restart");
      assertThat(fix(Kind.WAL_KEEP_UNLIMITED, config)).startsWith("Azure does not let it be set");
      assertThat(fix(Kind.ROLE_MAY_NOT_REPLICATE, config)).endsWith("\"cdc\" WITH REPLICATION;");
      server.execute("CREATE ROLE rds_replication");
      assertThat(fix(Kind.WAL_LEVEL, config))
          .contains("ParameterName=rds.logical_replication,ParameterValue=1", "reboot-db-instance");
      assertThat(fix(Kind.ROLE_MAY_NOT_REPLICATE, config))
          .endsWith("GRANT rds_replication TO \"cdc\";");
      server.execute("CREATE FUNCTION aurora_version() RETURNS text RETURN '17.0'");
      assertThat(fix(Kind.WAL_LEVEL, config))
          .contains("modify-db-cluster-parameter-group --db-cluster-parameter-group-name <group>");
    }
  }

  private static String fix(Kind kind, PostgresConfig config) {
    return Ward.findings(config).stream()
        .filter(finding -> finding.kind() == kind)
        .map(finding -> finding.fix().text())
        .findFirst()
        .orElseThrow();
  }

  private static Connection walsender(TestPostgres server) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", TestPostgres.ADMIN);
    properties.setProperty("replication", "database");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("assumeMinServerVersion", "14");
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:" + server.port() + "/" + TestPostgres.DATABASE, properties);
  }

  private Map<String, String> environment(TestPostgres server) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("JOB_NAME", "bare");
    environment.put("PG_HOST", server.host());
    environment.put("PG_PORT", String.valueOf(server.port()));
    environment.put("PG_DATABASE", TestPostgres.DATABASE);
    environment.put("PG_USER", "The Reader");
    environment.put("PG_PASSWORD", TestPostgres.PASSWORD);
    environment.put("PG_PUBLICATION", "The \"Pub's\"");
    environment.put("PG_SLOT", "bare_slot");
    environment.put("TABLE_INCLUDE", "Shop's.item,\"Shop's\".\"Or, \"\"der\"\"\"");
    environment.put("LANDING_URI", directory.resolve("not/yet/landing").toString());
    environment.put("CHECKPOINT_URI", directory.resolve("checkpoints").toString());
    return environment;
  }
}
