package com.cdc.postgres;

import static com.cdc.postgres.PublishingServer.check;
import static com.cdc.postgres.PublishingServer.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is said of tables, their publication and privileges before the start. */
class PreflightTest {

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
  void soundConfigurationHasNoProblems() {
    assertThat(check(server.config("items", "Order Lines"))).isEmpty();
  }

  @Test
  void missingPublicationIsToldTheStatementForAllTables() {
    assertThat(check(server.config("Missing Pub", "s", List.of("items", "Order Lines"))))
        .containsExactly(
            "Publication `Missing Pub` does not exist in "
                + server.where()
                + ". Create it as the tables' owner: CREATE PUBLICATION \"Missing Pub\" FOR TABLE"
                + " \"public\".\"items\", \"public\".\"Order Lines\";");
  }

  @Test
  void tablesOutsideThePublicationAreNamed() {
    assertThat(check(server.config("items", "unpublished")))
        .containsExactly(
            "Publication `cdc_pub` of "
                + server.where()
                + " does not send `public.unpublished`. Run as its owner: ALTER PUBLICATION"
                + " \"cdc_pub\" ADD TABLE \"public\".\"unpublished\";");
  }

  @Test
  void publicationOfSomeOperationsIsToldToSendAll() {
    server.execute("CREATE PUBLICATION partly FOR TABLE items WITH (publish = 'insert, update')");

    assertThat(check(server.config("partly", "s", List.of("items"))))
        .containsExactly(
            "Publication `partly` of "
                + server.where()
                + " does not send every kind of change; missing: delete, truncate. Run as its"
                + " owner: ALTER PUBLICATION \"partly\" SET (publish = 'insert, update, delete,"
                + " truncate');");
  }

  @Test
  void partitionedTableThatIsSentAsPartitionsIsExplained() {
    server.execute(
        "CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (500)",
        "CREATE PUBLICATION leaves FOR TABLE parts",
        "CREATE PUBLICATION roots FOR TABLE parts WITH (publish_via_partition_root = true)");

    assertThat(check(server.config("leaves", "s", List.of("parts"))))
        .singleElement()
        .asString()
        .contains("so none for the partitioned `public.parts`")
        .contains("ALTER PUBLICATION \"leaves\" SET (publish_via_partition_root = true);");
    assertThat(check(server.config("roots", "s", List.of("parts_1"))))
        .singleElement()
        .asString()
        .contains("sends changes of partition `public.parts_1` as changes of `public.parts`");
    assertThat(check(server.config("leaves", "s", List.of("parts_1")))).isEmpty();
    assertThat(check(server.config("roots", "s", List.of("parts")))).isEmpty();
  }

  @Test
  void missingTableIsAnsweredWithTheClosestNames() {
    assertThat(check(server.config("itmes", "order lines", "completely_different")))
        .containsExactly(
            "Table `public.itmes` does not exist in "
                + server.where()
                + ". Did you mean `public.items`? Correct postgres.tables (names are"
                + " case-sensitive) or create the table.",
            "Table `public.order lines` does not exist in "
                + server.where()
                + ". Did you mean `public.Order Lines`? Correct postgres.tables (names are"
                + " case-sensitive) or create the table.",
            "Table `public.completely_different` does not exist in "
                + server.where()
                + ". Correct postgres.tables (names are case-sensitive) or create the table.");
  }

  @Test
  void missingPrivilegesAreToldAsGrants() {
    server.execute(
        "CREATE ROLE reader LOGIN REPLICATION PASSWORD 'reader'",
        "CREATE SCHEMA \"Closed\"",
        "CREATE TABLE \"Closed\".t (id int)",
        "GRANT SELECT ON \"Closed\".t TO reader",
        "CREATE PUBLICATION closed FOR TABLE \"Closed\".t, items");
    PostgresConfig config =
        server.postgres().config(List.of(new TableId("Closed", "t"), id("items")), "closed", "s");

    assertThat(check(PostgresConfigs.as(config, "reader", "reader")))
        .containsExactly(
            "User `reader` may not use schema `Closed` in "
                + server.where()
                + ". Run as its owner: GRANT USAGE ON SCHEMA \"Closed\" TO \"reader\";",
            "User `reader` may not read table `public.items` in "
                + server.where()
                + ". Run as its owner: GRANT SELECT ON \"public\".\"items\" TO \"reader\";");
  }

  @Test
  void relationsWithoutChangesInTheLogAreRefused() {
    server.execute(
        "CREATE UNLOGGED TABLE unlogged (id int)",
        "CREATE VIEW looking AS SELECT 1 AS one",
        "CREATE MATERIALIZED VIEW stored AS SELECT 1 AS one",
        "CREATE FOREIGN DATA WRAPPER nothing",
        "CREATE SERVER far FOREIGN DATA WRAPPER nothing",
        "CREATE FOREIGN TABLE abroad (id int) SERVER far");

    assertThat(check(server.config("unlogged", "looking", "stored", "abroad")))
        .satisfiesExactly(
            p ->
                assertThat(p)
                    .isEqualTo(
                        "`public.unlogged` in "
                            + server.where()
                            + " is an unlogged table, whose changes PostgreSQL does not write to"
                            + " the WAL. Take it out of postgres.tables, or run as its owner: ALTER"
                            + " TABLE \"public\".\"unlogged\" SET LOGGED;"),
            p -> assertThat(p).startsWith("`public.looking` in " + server.where() + " is a view,"),
            p ->
                assertThat(p)
                    .startsWith("`public.stored` in " + server.where() + " is a materialized"),
            p ->
                assertThat(p)
                    .startsWith("`public.abroad` in " + server.where() + " is a foreign table,"));
  }

  @Test
  void columnsNamedLikeMetadataAreRefusedUnlessLeftOut() {
    server.execute(
        "CREATE TABLE colliding (id int PRIMARY KEY, __op text, \"__LSN\" int)",
        "CREATE PUBLICATION collides FOR TABLE colliding",
        "CREATE PUBLICATION avoids FOR TABLE colliding (id)");

    assertThat(check(server.config("collides", "s", List.of("colliding"))))
        .containsExactly(
            "Table `public.colliding` in "
                + server.where()
                + " has columns named like fields that the record adds: __op, __LSN. Run as its"
                + " owner: ALTER TABLE \"public\".\"colliding\" RENAME COLUMN \"__op\" TO <another"
                + " name>; or name them in postgres.drop-columns; or, from PostgreSQL 15 on, leave"
                + " them out: ALTER PUBLICATION"
                + " \"collides\" DROP TABLE \"public\".\"colliding\"; ALTER PUBLICATION"
                + " \"collides\" ADD TABLE \"public\".\"colliding\" (\"id\");");
    assertThat(check(server.config("avoids", "s", List.of("colliding")))).isEmpty();
  }

  @Test
  void keyThatThePublicationDoesNotSendIsRefused() {
    server.execute(
        "CREATE TABLE listed (id int PRIMARY KEY, name text)",
        "CREATE TABLE computed (a int, id int GENERATED ALWAYS AS (a * 2) STORED PRIMARY KEY)",
        "CREATE PUBLICATION keyless FOR TABLE listed (name), computed");

    assertThat(check(server.config("keyless", "s", List.of("listed", "computed"))))
        .containsExactly(
            "Publication `keyless` of "
                + server.where()
                + " does not send all columns that tell the rows of `public.listed` apart;"
                + " missing: id. Run as its owner: ALTER PUBLICATION \"keyless\" DROP TABLE"
                + " \"public\".\"listed\"; ALTER PUBLICATION \"keyless\" ADD TABLE"
                + " \"public\".\"listed\" (\"name\", \"id\");",
            "Publication `keyless` of "
                + server.where()
                + " does not send all columns that tell the rows of `public.computed` apart;"
                + " missing: id. They are generated. Run as its owner, from PostgreSQL 18 on:"
                + " ALTER PUBLICATION \"keyless\" SET (publish_generated_columns = stored); or"
                + " choose a unique index of other columns: ALTER TABLE \"public\".\"computed\""
                + " REPLICA IDENTITY USING INDEX <index>;");
  }

  @Test
  void rowLevelSecurityThatHidesRowsIsRefused() {
    server.execute(
        "CREATE TABLE guarded (id int PRIMARY KEY)",
        "ALTER TABLE guarded ENABLE ROW LEVEL SECURITY",
        "CREATE PUBLICATION guards FOR TABLE guarded",
        "CREATE ROLE seer LOGIN REPLICATION BYPASSRLS PASSWORD 'seer' IN ROLE pg_read_all_data");
    PostgresConfig config = server.config("guards", "s", List.of("guarded"));

    assertThat(check(config))
        .containsExactly(
            "Row-level security of table `public.guarded` in "
                + server.where()
                + " would hide rows from user `cdc` in the snapshot. Run as an administrator:"
                + " ALTER ROLE \"cdc\" WITH BYPASSRLS;");
    assertThat(check(PostgresConfigs.as(config, "seer", "seer"))).isEmpty();
  }

  @Test
  void problemsOfDifferentKindsAreReportedTogetherInOrder() {
    server.execute("CREATE ROLE nobody LOGIN PASSWORD 'n'");

    assertThat(
            check(
                PostgresConfigs.as(
                    server.config("nothing", "s", List.of("itmes", "items")), "nobody", "n")))
        .satisfiesExactly(
            p -> assertThat(p).contains("may not replicate"),
            p ->
                assertThat(p)
                    .contains("CREATE PUBLICATION \"nothing\" FOR TABLE \"public\".\"items\";"),
            p -> assertThat(p).contains("Table `public.itmes` does not exist"),
            p -> assertThat(p).contains("may not read table `public.items`"));
  }
}
