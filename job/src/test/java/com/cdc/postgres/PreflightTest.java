package com.cdc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.testing.TestPostgres;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PreflightTest {

  private static TestPostgres postgres;
  private static String where;

  @BeforeAll
  static void startPostgres() {
    postgres = TestPostgres.startNew();
    where = "database `warehouse` at localhost:" + postgres.port();
    postgres.execute(
        "CREATE TABLE items (id int PRIMARY KEY)",
        "CREATE TABLE \"Order Lines\" (id int PRIMARY KEY)",
        "CREATE TABLE unpublished (id int PRIMARY KEY)",
        "CREATE PUBLICATION cdc_pub FOR TABLE items, \"Order Lines\"");
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

  @Test
  void soundConfigurationHasNoProblems() {
    assertThat(check(config("items", "Order Lines"))).isEmpty();
  }

  @Test
  void slotOfThisPipelineIsNoProblem() {
    postgres.execute("SELECT pg_create_logical_replication_slot('ours', 'pgoutput')");

    assertThat(check(config("cdc_pub", "ours", List.of("items")))).isEmpty();
  }

  @Test
  void unreachableServerIsReportedAlone() {
    PostgresConfig config = PostgresConfigs.at(config("missing"), "localhost", 1);

    assertThat(check(config))
        .singleElement()
        .asString()
        .startsWith("Nothing accepts connections at localhost:1.");
  }

  @Test
  void wrongPasswordIsReportedAlone() {
    assertThat(check(PostgresConfigs.as(config("missing"), "cdc", "wr0ng-password")))
        .containsExactly(
            "Wrong password for user `cdc` of "
                + where
                + ", or no such user. Check postgres.user and postgres.password.");
  }

  @Test
  void missingDatabaseIsReportedAlone() {
    assertThat(check(PostgresConfigs.in(config("missing"), "nowhere")))
        .singleElement()
        .asString()
        .startsWith("Database `nowhere` does not exist at localhost:" + postgres.port());
  }

  @Test
  void roleWithoutReplicationIsToldTheStatement() {
    postgres.execute(
        "CREATE ROLE \"Plain Role\" LOGIN PASSWORD 'plain'",
        "GRANT pg_read_all_data TO \"Plain Role\"");

    assertThat(check(PostgresConfigs.as(config("items"), "Plain Role", "plain")))
        .containsExactly(
            "User `Plain Role` may not replicate from "
                + where
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
  void missingPublicationIsToldTheStatementForAllTables() {
    assertThat(check(config("Missing Pub", "s", List.of("items", "Order Lines"))))
        .containsExactly(
            "Publication `Missing Pub` does not exist in "
                + where
                + ". Create it as the tables' owner: CREATE PUBLICATION \"Missing Pub\" FOR TABLE"
                + " \"public\".\"items\", \"public\".\"Order Lines\";");
  }

  @Test
  void tablesOutsideThePublicationAreNamed() {
    assertThat(check(config("items", "unpublished")))
        .containsExactly(
            "Publication `cdc_pub` of "
                + where
                + " does not send `public.unpublished`. Run as its owner: ALTER PUBLICATION"
                + " \"cdc_pub\" ADD TABLE \"public\".\"unpublished\";");
  }

  @Test
  void publicationOfSomeOperationsIsToldToSendAll() {
    postgres.execute("CREATE PUBLICATION partly FOR TABLE items WITH (publish = 'insert, update')");

    assertThat(check(config("partly", "s", List.of("items"))))
        .containsExactly(
            "Publication `partly` of "
                + where
                + " does not send every kind of change; missing: delete, truncate. Run as its"
                + " owner: ALTER PUBLICATION \"partly\" SET (publish = 'insert, update, delete,"
                + " truncate');");
  }

  @Test
  void partitionedTableThatIsSentAsPartitionsIsExplained() {
    postgres.execute(
        "CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (500)",
        "CREATE PUBLICATION leaves FOR TABLE parts",
        "CREATE PUBLICATION roots FOR TABLE parts WITH (publish_via_partition_root = true)");

    assertThat(check(config("leaves", "s", List.of("parts"))))
        .singleElement()
        .asString()
        .contains("so none for the partitioned `public.parts`")
        .contains("ALTER PUBLICATION \"leaves\" SET (publish_via_partition_root = true);");
    assertThat(check(config("roots", "s", List.of("parts_1"))))
        .singleElement()
        .asString()
        .contains("sends changes of partition `public.parts_1` as changes of `public.parts`");
    assertThat(check(config("leaves", "s", List.of("parts_1")))).isEmpty();
    assertThat(check(config("roots", "s", List.of("parts")))).isEmpty();
  }

  @Test
  void missingTableIsAnsweredWithTheClosestNames() {
    assertThat(check(config("itmes", "order lines", "completely_different")))
        .containsExactly(
            "Table `public.itmes` does not exist in "
                + where
                + ". Did you mean `public.items`? Correct postgres.tables (names are"
                + " case-sensitive) or create the table.",
            "Table `public.order lines` does not exist in "
                + where
                + ". Did you mean `public.Order Lines`? Correct postgres.tables (names are"
                + " case-sensitive) or create the table.",
            "Table `public.completely_different` does not exist in "
                + where
                + ". Correct postgres.tables (names are case-sensitive) or create the table.");
  }

  @Test
  void missingPrivilegesAreToldAsGrants() {
    postgres.execute(
        "CREATE ROLE reader LOGIN REPLICATION PASSWORD 'reader'",
        "CREATE SCHEMA \"Closed\"",
        "CREATE TABLE \"Closed\".t (id int)",
        "GRANT SELECT ON \"Closed\".t TO reader",
        "CREATE PUBLICATION closed FOR TABLE \"Closed\".t, items");
    PostgresConfig config =
        postgres.config(List.of(new TableId("Closed", "t"), id("items")), "closed", "s");

    assertThat(check(PostgresConfigs.as(config, "reader", "reader")))
        .containsExactly(
            "User `reader` may not use schema `Closed` in "
                + where
                + ". Run as its owner: GRANT USAGE ON SCHEMA \"Closed\" TO \"reader\";",
            "User `reader` may not read table `public.items` in "
                + where
                + ". Run as its owner: GRANT SELECT ON \"public\".\"items\" TO \"reader\";");
  }

  @Test
  void relationsWithoutChangesInTheLogAreRefused() {
    postgres.execute(
        "CREATE UNLOGGED TABLE unlogged (id int)",
        "CREATE VIEW looking AS SELECT 1 AS one",
        "CREATE MATERIALIZED VIEW stored AS SELECT 1 AS one",
        "CREATE FOREIGN DATA WRAPPER nothing",
        "CREATE SERVER far FOREIGN DATA WRAPPER nothing",
        "CREATE FOREIGN TABLE abroad (id int) SERVER far");

    assertThat(check(config("unlogged", "looking", "stored", "abroad")))
        .satisfiesExactly(
            p ->
                assertThat(p)
                    .isEqualTo(
                        "`public.unlogged` in "
                            + where
                            + " is an unlogged table, whose changes PostgreSQL does not write to"
                            + " the WAL. Take it out of postgres.tables, or run as its owner: ALTER"
                            + " TABLE \"public\".\"unlogged\" SET LOGGED;"),
            p -> assertThat(p).startsWith("`public.looking` in " + where + " is a view,"),
            p -> assertThat(p).startsWith("`public.stored` in " + where + " is a materialized"),
            p -> assertThat(p).startsWith("`public.abroad` in " + where + " is a foreign table,"));
  }

  @Test
  void slotOfSomebodyElseIsRefused() {
    postgres.execute(
        "SELECT pg_create_logical_replication_slot('testing', 'test_decoding')",
        "SELECT pg_create_physical_replication_slot('standby')",
        "CREATE DATABASE other");
    try (var connection = postgres.connectTo("other");
        var statement = connection.createStatement()) {
      statement.execute("SELECT pg_create_logical_replication_slot('others', 'pgoutput')");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }

    assertThat(check(config("cdc_pub", "testing", List.of("items"))))
        .containsExactly(
            "Replication slot `testing` at localhost:"
                + postgres.port()
                + " was made for output plugin `test_decoding`; this pipeline needs one for"
                + " pgoutput in database `warehouse`. Choose another name as postgres.slot or, if"
                + " nobody needs the slot: SELECT pg_drop_replication_slot('testing');");
    assertThat(check(config("cdc_pub", "others", List.of("items"))))
        .singleElement()
        .asString()
        .contains("`others`", "belongs to database `other`;");
    assertThat(check(config("cdc_pub", "standby", List.of("items"))))
        .singleElement()
        .asString()
        .contains("`standby`", "is a physical slot");
  }

  @Test
  void columnsNamedLikeMetadataAreRefusedUnlessLeftOut() {
    postgres.execute(
        "CREATE TABLE colliding (id int PRIMARY KEY, __op text, \"__LSN\" int)",
        "CREATE PUBLICATION collides FOR TABLE colliding",
        "CREATE PUBLICATION avoids FOR TABLE colliding (id)");

    assertThat(check(config("collides", "s", List.of("colliding"))))
        .containsExactly(
            "Table `public.colliding` in "
                + where
                + " has columns named like fields that the record adds: __op, __LSN. Run as its"
                + " owner: ALTER TABLE \"public\".\"colliding\" RENAME COLUMN \"__op\" TO <another"
                + " name>; or name them in postgres.drop-columns; or, from PostgreSQL 15 on, leave"
                + " them out: ALTER PUBLICATION"
                + " \"collides\" DROP TABLE \"public\".\"colliding\"; ALTER PUBLICATION"
                + " \"collides\" ADD TABLE \"public\".\"colliding\" (\"id\");");
    assertThat(check(config("avoids", "s", List.of("colliding")))).isEmpty();
  }

  @Test
  void keyThatThePublicationDoesNotSendIsRefused() {
    postgres.execute(
        "CREATE TABLE listed (id int PRIMARY KEY, name text)",
        "CREATE TABLE computed (a int, id int GENERATED ALWAYS AS (a * 2) STORED PRIMARY KEY)",
        "CREATE PUBLICATION keyless FOR TABLE listed (name), computed");

    assertThat(check(config("keyless", "s", List.of("listed", "computed"))))
        .containsExactly(
            "Publication `keyless` of "
                + where
                + " does not send all columns that tell the rows of `public.listed` apart;"
                + " missing: id. Run as its owner: ALTER PUBLICATION \"keyless\" DROP TABLE"
                + " \"public\".\"listed\"; ALTER PUBLICATION \"keyless\" ADD TABLE"
                + " \"public\".\"listed\" (\"name\", \"id\");",
            "Publication `keyless` of "
                + where
                + " does not send all columns that tell the rows of `public.computed` apart;"
                + " missing: id. They are generated. Run as its owner, from PostgreSQL 18 on:"
                + " ALTER PUBLICATION \"keyless\" SET (publish_generated_columns = stored); or"
                + " choose a unique index of other columns: ALTER TABLE \"public\".\"computed\""
                + " REPLICA IDENTITY USING INDEX <index>;");
  }

  @Test
  void rowLevelSecurityThatHidesRowsIsRefused() {
    postgres.execute(
        "CREATE TABLE guarded (id int PRIMARY KEY)",
        "ALTER TABLE guarded ENABLE ROW LEVEL SECURITY",
        "CREATE PUBLICATION guards FOR TABLE guarded",
        "CREATE ROLE seer LOGIN REPLICATION BYPASSRLS PASSWORD 'seer' IN ROLE pg_read_all_data");
    PostgresConfig config = config("guards", "s", List.of("guarded"));

    assertThat(check(config))
        .containsExactly(
            "Row-level security of table `public.guarded` in "
                + where
                + " would hide rows from user `cdc` in the snapshot. Run as an administrator:"
                + " ALTER ROLE \"cdc\" WITH BYPASSRLS;");
    assertThat(check(PostgresConfigs.as(config, "seer", "seer"))).isEmpty();
  }

  @Test
  void problemsOfDifferentKindsAreReportedTogetherInOrder() {
    postgres.execute("CREATE ROLE nobody LOGIN PASSWORD 'n'");

    assertThat(
            check(
                PostgresConfigs.as(
                    config("nothing", "s", List.of("itmes", "items")), "nobody", "n")))
        .satisfiesExactly(
            p -> assertThat(p).contains("may not replicate"),
            p ->
                assertThat(p)
                    .contains("CREATE PUBLICATION \"nothing\" FOR TABLE \"public\".\"items\";"),
            p -> assertThat(p).contains("Table `public.itmes` does not exist"),
            p -> assertThat(p).contains("may not read table `public.items`"));
  }

  private static List<String> check(PostgresConfig config) {
    List<String> problems = Preflight.check(config);
    assertThat(problems)
        .noneMatch(p -> p.contains(TestPostgres.PASSWORD) || p.contains("wr0ng-password"));
    return problems;
  }

  private static PostgresConfig config(String... tables) {
    return config("cdc_pub", "cdc_slot", List.of(tables));
  }

  private static PostgresConfig config(String publication, String slot, List<String> tables) {
    return postgres.config(tables.stream().map(PreflightTest::id).toList(), publication, slot);
  }

  private static TableId id(String name) {
    return new TableId("public", name);
  }
}
