package com.cdc.doctor;

import static com.cdc.doctor.Ward.config;
import static com.cdc.doctor.Ward.findings;
import static com.cdc.doctor.Ward.mend;
import static com.cdc.doctor.Ward.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.cdc.config.PostgresConfig;
import com.cdc.finding.Finding;
import com.cdc.finding.Kind;
import com.cdc.testing.PostgresVersions;
import com.cdc.testing.TestPostgres;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.AfterAll;

/** Breaks one thing of tables, reads what is said, runs what is printed. */
class TablesITCase {

  private static final Ward WARD = new Ward();

  @AfterAll
  static void close() {
    WARD.close();
  }

  @PostgresVersions
  void soundSetUpHasNoFindings(int major) {
    TestPostgres server = WARD.server(major);
    server.execute(
        "CREATE TABLE sound (id int PRIMARY KEY, note text)",
        "CREATE TABLE sound_full (id int PRIMARY KEY, note text)",
        "ALTER TABLE sound_full REPLICA IDENTITY FULL",
        "CREATE TABLE sound_parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE sound_part PARTITION OF sound_parts FOR VALUES FROM (0) TO (9)",
        "CREATE PUBLICATION sound FOR TABLE sound, sound_full, sound_parts"
            + " WITH (publish_via_partition_root = true)");
    PostgresConfig config = config(server, "sound", "sound", "sound_full", "sound_parts");

    assertThat(findings(config)).isEmpty();
    server.execute("SELECT pg_create_logical_replication_slot('sound', 'pgoutput')");
    assertThat(findings(config)).isEmpty();
    server.execute("SELECT pg_drop_replication_slot('sound')");
  }

  @PostgresVersions
  void missingTable(int major) {
    TestPostgres server = WARD.server(major);
    server.execute("CREATE TABLE nearby (id int PRIMARY KEY)", "CREATE PUBLICATION missing");
    PostgresConfig config = config(server, "missing", "nearbi");

    Finding finding = only(Kind.TABLE_MISSING, config);

    assertThat(finding.fix().text()).startsWith("Did you mean `public.nearby`?");
    server.execute(
        "CREATE TABLE nearbi (id int PRIMARY KEY)", "ALTER PUBLICATION missing ADD TABLE nearbi");
    assertThat(findings(config)).isEmpty();
  }

  @PostgresVersions
  void unloggedTable(int major) {
    TestPostgres server = WARD.server(major);
    server.execute("CREATE UNLOGGED TABLE fleeting (id int PRIMARY KEY)");
    server.execute("CREATE PUBLICATION fleeting FOR ALL TABLES");
    PostgresConfig config = config(server, "fleeting", "fleeting");

    Finding finding = only(Kind.TABLE_NOT_CAPTURABLE, config);

    assertThat(finding.what()).contains("is an unlogged table");
    mend(server, finding, config);
    server.execute("DROP PUBLICATION fleeting");
  }

  @PostgresVersions
  void partitionsWhoseChangesAreNotLogged(int major) {
    TestPostgres server = WARD.server(major);
    server.execute(
        "CREATE TABLE mixed (id int) PARTITION BY RANGE (id)",
        "ALTER TABLE mixed REPLICA IDENTITY FULL",
        "CREATE UNLOGGED TABLE mixed_1 PARTITION OF mixed FOR VALUES FROM (0) TO (9)",
        "ALTER TABLE mixed_1 REPLICA IDENTITY FULL",
        "CREATE FOREIGN DATA WRAPPER nothing",
        "CREATE SERVER far FOREIGN DATA WRAPPER nothing",
        "CREATE FOREIGN TABLE mixed_2 PARTITION OF mixed FOR VALUES FROM (9) TO (19) SERVER far",
        "CREATE PUBLICATION mixed",
        "ALTER PUBLICATION mixed SET (publish_via_partition_root = true)");
    // the publication takes no table with such partitions, so they come later
    server.execute(
        "ALTER TABLE mixed DETACH PARTITION mixed_1",
        "ALTER TABLE mixed DETACH PARTITION mixed_2",
        "ALTER PUBLICATION mixed ADD TABLE mixed",
        "ALTER TABLE mixed ATTACH PARTITION mixed_1 FOR VALUES FROM (0) TO (9)",
        "ALTER TABLE mixed ATTACH PARTITION mixed_2 FOR VALUES FROM (9) TO (19)");
    PostgresConfig config = config(server, "mixed", "mixed");

    assertThat(findings(config))
        .extracting(Finding::kind)
        .containsExactly(Kind.PARTITION_NOT_CAPTURABLE, Kind.PARTITION_NOT_CAPTURABLE, Kind.NO_KEY);
    findings(config).stream()
        .filter(finding -> finding.kind() == Kind.PARTITION_NOT_CAPTURABLE)
        .forEach(finding -> Ward.run(server, finding));
    only(Kind.NO_KEY, config);
  }

  @PostgresVersions
  void columnsNamedLikeFieldsOfTheRecord(int major) {
    assumeThat(major).as("column lists").isGreaterThanOrEqualTo(15);
    TestPostgres server = WARD.server(major);
    server.execute(
        "CREATE TABLE colliding (id int PRIMARY KEY, __op text)",
        "CREATE PUBLICATION colliding FOR TABLE colliding");
    PostgresConfig config = config(server, "colliding", "colliding");

    Ward.run(server, only(Kind.COLUMN_COLLISION, config));

    assertThat(only(Kind.COLUMN_LIST, config).what()).endsWith(": __op.");
  }

  @PostgresVersions
  void tableWithoutKeyButWithAUniqueIndex(int major) {
    TestPostgres server = WARD.server(major);
    server.execute(
        "CREATE TABLE nearly (code int NOT NULL, other int)",
        "CREATE UNIQUE INDEX nullable ON nearly (other)",
        "CREATE UNIQUE INDEX \"Good One\" ON nearly (code)",
        "CREATE PUBLICATION nearly FOR TABLE nearly");
    PostgresConfig config = config(server, "nearly", "nearly");

    Finding finding = only(Kind.NO_IDENTITY, config);

    assertThat(finding.fix().sql())
        .containsExactly(
            "ALTER TABLE \"public\".\"nearly\" REPLICA IDENTITY USING INDEX \"Good One\";");
    mend(server, finding, config);

    server.execute("DROP INDEX \"Good One\"");
    assertThat(only(Kind.NO_IDENTITY, config).what()).contains("USING INDEX and the index is gone");
  }

  @PostgresVersions
  void tableWithoutAnyKey(int major) {
    TestPostgres server = WARD.server(major);
    server.execute("CREATE TABLE heap (a int, b int)", "CREATE PUBLICATION heap FOR TABLE heap");
    PostgresConfig config = config(server, "heap", "heap");

    Ward.run(server, only(Kind.NO_IDENTITY, config));
    Finding noKey = only(Kind.NO_KEY, config);

    assertThat(noKey.fix().text())
        .endsWith("ALTER TABLE \"public\".\"heap\" ADD PRIMARY KEY (<columns>);");
    server.execute("ALTER TABLE heap ADD PRIMARY KEY (a)");
    assertThat(findings(config)).isEmpty();
  }

  @PostgresVersions
  void partitionsThatDidNotFollowTheirRoot(int major) {
    TestPostgres server = WARD.server(major);
    server.execute(
        "CREATE TABLE led (id int PRIMARY KEY, code int NOT NULL) PARTITION BY RANGE (id)",
        "CREATE TABLE led_1 PARTITION OF led FOR VALUES FROM (0) TO (9)",
        "CREATE UNIQUE INDEX led_code ON led (id, code)",
        "ALTER TABLE led REPLICA IDENTITY FULL",
        "CREATE PUBLICATION led FOR TABLE led WITH (publish_via_partition_root = true)");
    PostgresConfig config = config(server, "led", "led");

    Finding finding = only(Kind.PARTITION_IDENTITY, config);
    assertThat(finding.what())
        .contains("REPLICA IDENTITY FULL, and 1 of its partitions another: `public.led_1`");
    mend(server, finding, config);

    server.execute("ALTER TABLE led REPLICA IDENTITY USING INDEX led_code");
    mend(server, only(Kind.PARTITION_IDENTITY, config), config);
    assertThat(server.query("SELECT relreplident FROM pg_class WHERE relname = 'led_1'"))
        .isEqualTo("i");
  }

  @PostgresVersions
  void partitionedTableWithoutIdentityIsMendedWithItsPartitions(int major) {
    TestPostgres server = WARD.server(major);
    server.execute(
        "CREATE TABLE bare (id int) PARTITION BY RANGE (id)",
        "CREATE TABLE bare_1 PARTITION OF bare FOR VALUES FROM (0) TO (9)",
        "CREATE PUBLICATION bare FOR TABLE bare WITH (publish_via_partition_root = true)");
    PostgresConfig config = config(server, "bare", "bare");

    Ward.run(server, only(Kind.NO_IDENTITY, config));

    only(Kind.NO_KEY, config);
    server.execute("INSERT INTO bare VALUES (1)", "UPDATE bare SET id = 2");
  }

  @PostgresVersions
  void rowsThatAreWideForTheMemory(int major) {
    TestPostgres server = WARD.server(major);
    server.execute(
        "CREATE TABLE wide (id int PRIMARY KEY, body text)",
        "ALTER TABLE wide ALTER body SET STORAGE EXTERNAL",
        "INSERT INTO wide SELECT i, repeat('x', 200000) FROM generate_series(1, 10) i",
        "VACUUM ANALYZE wide",
        "CREATE PUBLICATION wide FOR TABLE wide");
    PostgresConfig config = config(server, "wide", "wide");
    PostgresConfig narrow = config.withMaxRowBytes(MemorySize.ofMebiBytes(1));

    Finding finding = only(Kind.WIDE_ROWS, findings(narrow));

    assertThat(finding.what()).contains("`public.wide`", "has 1,024 KB.");
    assertThat(finding.fix().text()).contains("CDC_JAVA_OPTS=-Xmx", "JDK_JAVA_OPTIONS");
    assertThat(findings(narrow.withMaxRowBytes(MemorySize.ofMebiBytes(4)))).isEmpty();
  }

  @PostgresVersions
  void factsOfATableNameWhatItsIdentityCosts(int major) throws Exception {
    TestPostgres server = WARD.server(major);
    server.execute(
        "CREATE TABLE facts (id int PRIMARY KEY, note text, price numeric)",
        "CREATE PUBLICATION facts FOR TABLE facts");
    PostgresConfig config = config(server, "facts", "facts");
    try (var connection = server.connect()) {
      assertThat(TableFacts.of(Patient.of(connection, config, 1, Limits.DEFAULT)))
          .singleElement()
          .satisfies(
              facts -> {
                assertThat(facts.identity()).isEqualTo("DEFAULT");
                assertThat(facts.key()).containsExactly("id");
                assertThat(facts.costs())
                    .startsWith("a delete carries the key alone; a large value")
                    .endsWith(": note");
              });
    }
  }
}
