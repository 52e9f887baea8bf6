package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cdc.testing.CdcProcess;
import com.cdc.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Several sources in one job, over two databases of one server. */
class SourcesITCase {

  private static final Duration SOON = Duration.ofMinutes(3);
  private static final String SECOND = "second";

  private static TestPostgres postgres;

  @TempDir private Path directory;

  /** A source, whose slot and publication are called as it is. */
  private record Source(String name, String database, List<AuditedTable> tables) {

    static Source of(String name, String database, int rows, String... schemas) {
      List<AuditedTable> tables = new ArrayList<>();
      for (String schema : schemas) {
        tables.add(AuditedTable.createIn(database, postgres, schema, rows));
      }
      Source source = new Source(name, database, tables);
      postgres.executeIn(
          database, "CREATE PUBLICATION " + name + " FOR TABLE " + source.tableList());
      return source;
    }

    String tableList() {
      return tables.stream().map(table -> table.id().toString()).collect(Collectors.joining(", "));
    }

    String yaml() {
      return "  %s: {database: %s, slot: %s, publication: %s, tables: [%s]}%n"
          .formatted(name, database, name, name, tableList());
    }
  }

  @BeforeAll
  static void startPostgres() {
    postgres = TestPostgres.startNew();
    postgres.execute("CREATE DATABASE " + SECOND);
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

  @Test
  void changesOfAllSourcesLandExactlyOnceAcrossAStopAndASourceThatJoins() throws IOException {
    Source orders = Source.of("orders", TestPostgres.DATABASE, 2000, "orders_a", "orders_b");
    Source stock = Source.of("stock", SECOND, 2000, "stock_a", "stock_b");
    Source late = Source.of("late", TestPostgres.DATABASE, 2000, "late_a");
    // made by hand, so that the workload may begin before the source
    postgres.execute("SELECT pg_create_logical_replication_slot('late', 'pgoutput')");
    List<AuditedTable> two = new ArrayList<>(orders.tables());
    two.addAll(stock.tables());
    List<AuditedTable> all = new ArrayList<>(two);
    all.addAll(late.tables());
    List<AuditedWorkload> workloads = new ArrayList<>();
    try {
      try (CdcProcess first = run(orders, stock)) {
        await().atMost(SOON).until(() -> haveReads(two));
        all.forEach(table -> workloads.add(AuditedWorkload.start(table)));
        awaitMoreChanges(two);
        stop(first);
      }
      try (CdcProcess second = run(orders, stock)) {
        awaitMoreChanges(two);
        stop(second);
      }
      try (CdcProcess third = run(orders, stock, late)) {
        awaitMoreChanges(all);
        workloads.forEach(AuditedWorkload::stop);

        for (AuditedTable table : all) {
          await()
              .atMost(SOON)
              .untilAsserted(
                  () -> assertThat(table.faults(landing())).as("%s", table.id()).isEmpty());
          assertThat(table.landedSnapshots(landing())).isEqualTo(1);
        }
        stop(third);
      }
    } finally {
      workloads.forEach(AuditedWorkload::close);
    }
    for (AuditedTable table : all) {
      assertThat(table.faults(landing())).as("%s", table.id()).isEmpty();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aSourceThatIsRemovedDoesNotDisturbTheRestAndCannotComeBackUnnoticed() throws IOException {
    Source kept = Source.of("kept", TestPostgres.DATABASE, 10, "kept");
    Source gone = Source.of("gone", SECOND, 10, "gone");
    AuditedTable keptTable = kept.tables().get(0);
    AuditedTable goneTable = gone.tables().get(0);
    try (CdcProcess both = run(kept, gone)) {
      await().atMost(SOON).until(() -> haveReads(List.of(keptTable, goneTable)));
      postgres.executeIn(SECOND, "DELETE FROM gone.stock_item WHERE item_id = 1");
      awaitNoFaults(goneTable);
      stop(both);
    }

    try (CdcProcess one = run(kept)) {
      postgres.execute("DELETE FROM kept.stock_item WHERE item_id = 1");
      awaitNoFaults(keptTable);
      assertThat(keptTable.landedSnapshots(landing())).isEqualTo(1);
      assertThat(goneTable.faults(landing())).isEmpty();
      stop(one);
    }

    try (CdcProcess again = run(kept, gone)) {
      assertThat(again.awaitExit(SOON)).isEqualTo(1);
      assertThat(again.stderr())
          .contains("The landing already holds data of table gone.stock_item");
    }
    assertThat(keptTable.faults(landing())).isEmpty();
    assertThat(goneTable.faults(landing())).isEmpty();
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aTableThatMovesToAnotherSourceIsReadAnew() throws IOException {
    Source from = Source.of("from_here", TestPostgres.DATABASE, 10, "stays", "moves");
    Source to = Source.of("to_there", TestPostgres.DATABASE, 10, "there");
    AuditedTable stays = from.tables().get(0);
    AuditedTable moves = from.tables().get(1);
    AuditedTable there = to.tables().get(0);
    try (CdcProcess before = run(from, to)) {
      await().atMost(SOON).until(() -> haveReads(List.of(stays, moves, there)));
      postgres.execute("DELETE FROM moves.stock_item WHERE item_id = 1");
      awaitNoFaults(moves);
      stop(before);
    }
    postgres.execute(
        "DELETE FROM moves.stock_item WHERE item_id = 2",
        "ALTER PUBLICATION to_there ADD TABLE moves.stock_item");

    try (CdcProcess after =
        run(
            new Source("from_here", TestPostgres.DATABASE, List.of(stays)),
            new Source("to_there", TestPostgres.DATABASE, List.of(there, moves)))) {
      await().atMost(SOON).until(() -> moves.landedSnapshots(landing()) == 2);
      postgres.execute("INSERT INTO moves.stock_item VALUES (11, 1, 'after the move')");
      await().atMost(SOON).until(() -> moves.isEqual(landing()));
      stop(after);
    }
    assertThat(stays.faults(landing())).isEmpty();
    assertThat(there.faults(landing())).isEmpty();
  }

  @Test
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void aRequestToReadATableAnewReachesItsSource() throws IOException {
    Source one = Source.of("one", TestPostgres.DATABASE, 10, "one");
    Source other = Source.of("other", SECOND, 10, "other");
    AuditedTable renewed = other.tables().get(0);
    try (CdcProcess job = run(one, other)) {
      await().atMost(SOON).until(() -> haveReads(List.of(one.tables().get(0), renewed)));

      try (CdcProcess request = cdc("resnapshot", "--table", "other.stock_item")) {
        assertThat(request.awaitExit(SOON)).as(request.stderr()).isZero();
      }

      await().atMost(SOON).until(() -> renewed.landedSnapshots(landing()) == 2);
      assertThat(one.tables().get(0).landedSnapshots(landing())).isEqualTo(1);
      assertThat(job.isAlive()).isTrue();
    }
    try (CdcProcess request = cdc("resnapshot", "--table", "unknown.stock_item")) {
      assertThat(request.awaitExit(SOON)).isEqualTo(1);
      assertThat(request.stderr()).contains("configured are [one.stock_item, other.stock_item]");
    }
  }

  @Test
  void whatIsWrongWithAnySourceIsSaidBeforeTheStartAndWhoseItIs() throws IOException {
    Source left = Source.of("left_one", TestPostgres.DATABASE, 1, "left_schema");
    Source right = Source.of("right_one", SECOND, 1, "right_schema");
    postgres.execute("DROP PUBLICATION left_one");
    postgres.executeIn(SECOND, "DROP TABLE right_schema.stock_item");

    try (CdcProcess refused = run(left, right)) {
      assertThat(refused.awaitExit(SOON)).isEqualTo(1);

      assertThat(refused.stderr())
          .contains("Source `left_one`: Publication `left_one` does not exist in")
          .contains("Source `right_one`: Table `right_schema.stock_item` does not exist in");
    }
  }

  /** {@code cdc run} with these sources. */
  private CdcProcess run(Source... sources) throws IOException {
    StringBuilder yaml = new StringBuilder("sources:\n");
    for (Source source : sources) {
      yaml.append(source.yaml());
    }
    Files.writeString(directory.resolve("pipeline.yaml"), yaml);
    return cdc("run");
  }

  private CdcProcess cdc(String command, String... arguments) {
    List<String> line = new ArrayList<>(List.of(command));
    line.addAll(List.of("--config", directory.resolve("pipeline.yaml").toString()));
    line.addAll(List.of(arguments));
    Map<String, String> environment = RunEnvironment.ofSources(postgres, directory);
    return CdcProcess.start(directory, environment, line.toArray(String[]::new));
  }

  private static void stop(CdcProcess cdc) {
    cdc.terminate();
    assertThat(cdc.awaitExit(SOON)).as(cdc.stderr()).isZero();
  }

  private boolean haveReads(List<AuditedTable> tables) {
    return tables.stream().allMatch(table -> table.landedReads(landing()) >= table.rows());
  }

  private void awaitMoreChanges(List<AuditedTable> tables) {
    for (AuditedTable table : tables) {
      long before = table.landedChanges(landing());
      await().atMost(SOON).until(() -> table.landedChanges(landing()) > before + 100);
    }
  }

  private void awaitNoFaults(AuditedTable table) {
    await().atMost(SOON).untilAsserted(() -> assertThat(table.faults(landing())).isEmpty());
  }

  private String landing() {
    return directory.resolve("landing").toString();
  }
}
