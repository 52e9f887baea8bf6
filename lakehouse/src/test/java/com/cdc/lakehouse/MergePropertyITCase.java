package com.cdc.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any history in any order of files and batches, with doubles, gives the table and its versions.
 *
 * <p>{@code -Dcdc.lakehouse.seed=N} repeats one.
 */
@EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
class MergePropertyITCase {

  private static final String COLUMNS = "id INT, part STRING, qty INT, note STRING, doc STRING";
  private static final String KEY = "id, '/', part";
  private static final String ROW = "qty, '/', coalesce(note, 'null'), '/', coalesce(doc, 'null')";

  @TempDir static Path directory;

  private static SparkSession spark;

  @BeforeAll
  static void start() throws IOException {
    spark = LocalSpark.shared();
    LocalSpark.INTERPRETED.forEach(spark.conf()::set);
  }

  @AfterAll
  static void asBefore() {
    LocalSpark.INTERPRETED.keySet().forEach(spark.conf()::unset);
  }

  static Stream<Long> seeds() {
    int tries = "all".equals(System.getProperty("cdc.tests")) ? 24 : 1;
    long first = Long.getLong("cdc.lakehouse.seed", ThreadLocalRandom.current().nextInt(1_000_000));
    return System.getProperty("cdc.lakehouse.seed") == null
        ? IntStream.range(0, tries).mapToObj(i -> first + i)
        : Stream.of(first);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void anyOrderOfBatchesGivesTheTableAndItsVersions(long seed) throws IOException {
    RandomHistory history = new RandomHistory(seed, 40 + (int) (seed % 3) * 20, 50);
    SilverTable table = new SilverTable(spark, "seed_" + seed, List.of("id", "part"));
    List<Path> batches =
        ShuffledBatches.write(
            history.records(), 3, new Random(seed), directory.resolve("seed-" + seed));

    table.apply(COLUMNS, batches);

    Set<String> rows = expectedRows(history);
    assertThat(differences(rows, rowsOf(table, table.silver()))).as("rows").isEmpty();
    assertThat(differences(expectedVersions(history), versionsOf(table))).as("versions").isEmpty();
    assertThat(differences(rows, naive(table)))
        .as("rows by the greatest ingestion time: this history would convict a wrong merge")
        .isNotEmpty();

    long version = table.version(table.silver() + "_cdc");
    long versionOfHistory = table.version(table.silver() + "_history_cdc");
    table.replay(COLUMNS, reversed(batches));

    assertThat(table.rowsChanged(table.silver() + "_cdc", version)).isZero();
    assertThat(table.rowsChanged(table.silver() + "_history_cdc", versionOfHistory)).isZero();
  }

  private static Set<String> expectedRows(RandomHistory history) {
    Set<String> rows = new HashSet<>();
    history.rows().forEach((key, row) -> rows.add(key + "=" + row));
    return rows;
  }

  private static Set<String> expectedVersions(RandomHistory history) {
    Set<String> versions = new HashSet<>();
    for (RandomHistory.Version v : history.versions()) {
      versions.add(v.key() + "=" + v.row() + "@" + v.from() + ".." + v.to());
    }
    return versions;
  }

  private static List<String> rowsOf(SilverTable table, String relation) {
    return table.texts("concat(" + KEY + ", '=', " + ROW + ")", relation);
  }

  private static List<String> versionsOf(SilverTable table) {
    String times =
        "unix_millis(_valid_from), '..', coalesce(string(unix_millis(_valid_to)), 'null')";
    return table.texts(
        "concat(" + KEY + ", '=', " + ROW + ", '@', " + times + ")", table.silver() + "_history");
  }

  /** What is usual, and wrong: the record that was read last is the row. */
  private static List<String> naive(SilverTable table) {
    return rowsOf(
        table,
        "(SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY id, part"
            + " ORDER BY ingestion_timestamp DESC) AS nth FROM "
            + table.bronze()
            + ") WHERE nth = 1 AND __deleted = 'false' AND id IS NOT NULL)");
  }

  /** What is in one and not in the other, and what is there twice. */
  private static List<String> differences(Set<String> expected, List<String> found) {
    List<String> differences = new ArrayList<>();
    Set<String> once = new HashSet<>();
    found.stream().filter(f -> !once.add(f)).forEach(f -> differences.add("twice " + f));
    once.stream().filter(f -> !expected.contains(f)).forEach(f -> differences.add("wrong " + f));
    expected.stream().filter(e -> !once.contains(e)).forEach(e -> differences.add("missing " + e));
    return differences;
  }

  private static List<Path> reversed(List<Path> batches) {
    List<Path> reversed = new ArrayList<>(batches);
    Collections.reverse(reversed);
    return reversed;
  }
}
