package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.cdc.event.TableId;
import com.cdc.testing.PostgresServers;
import com.cdc.testing.PostgresVersions;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a publication makes of tables (partitions, row filters, column lists, generated columns) on
 * every supported version of PostgreSQL: snapshot and stream.
 */
class PublicationsITCase {

  /** The second leaf has its columns in another order, the third branch is split by hash. */
  private static final String[] PARTITIONED = {
    """
    CREATE TABLE measurement (id int, taken date, note text, PRIMARY KEY (id, taken))
      PARTITION BY RANGE (taken)
    """,
    """
    CREATE TABLE measurement_2025 PARTITION OF measurement
      FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')
    """,
    "CREATE TABLE measurement_2026 (note text, gone int, taken date NOT NULL, id int NOT NULL)",
    "ALTER TABLE measurement_2026 DROP gone",
    """
    ALTER TABLE measurement ATTACH PARTITION measurement_2026
      FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')
    """,
    "CREATE TABLE measurement_rest PARTITION OF measurement DEFAULT PARTITION BY HASH (id)",
    """
    CREATE TABLE measurement_rest_0 PARTITION OF measurement_rest
      FOR VALUES WITH (MODULUS 2, REMAINDER 0)
    """,
    """
    CREATE TABLE measurement_rest_1 PARTITION OF measurement_rest
      FOR VALUES WITH (MODULUS 2, REMAINDER 1)
    """
  };

  private static final String[] MEASURE = {
    "INSERT INTO measurement SELECT i, date '2025-12-01' + i, 'n' FROM generate_series(1, 60) i",
    "INSERT INTO measurement SELECT i, '2030-01-01', 'n' FROM generate_series(1, 20) i"
  };

  private static final String[] CHANGE = {
    "UPDATE measurement SET note = 'u' WHERE id % 7 = 0",
    // from leaf to leaf, within a leaf, and from hash to hash
    "UPDATE measurement SET taken = '2026-07-07' WHERE id = 3 AND taken < '2026-01-01'",
    "UPDATE measurement SET id = id + 100 WHERE id IN (5, 45)",
    "UPDATE measurement SET id = id + 200 WHERE id > 10 AND taken = '2030-01-01'",
    "DELETE FROM measurement WHERE id IN (6, 46)",
    "INSERT INTO measurement VALUES (70, '2025-05-05', 'c'), (71, '2026-05-05', NULL)"
  };

  private static final PostgresServers SERVERS = new PostgresServers();

  private Path directory;

  @BeforeEach
  void landing(@TempDir Path landing) {
    directory = landing;
  }

  @AfterAll
  static void stopServers() {
    SERVERS.close();
  }

  @PostgresVersions
  void aPartitionedTableThatIsPublishedViaItsRootLandsAsOneTable(int major) throws Exception {
    TableId root = new TableId("public", "measurement");
    try (Capture capture = capture(major, "via_root")) {
      capture.execute(PARTITIONED);
      capture.execute(MEASURE);
      capture.execute(
          "CREATE PUBLICATION cdc_pub FOR TABLE measurement"
              + " WITH (publish_via_partition_root = true)");
      capture.start(root);
      capture.assertLanded();

      capture.execute(CHANGE);
      capture.execute(
          "CREATE TABLE measurement_2027 PARTITION OF measurement"
              + " FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
          "INSERT INTO measurement VALUES (1, '2027-07-07', 'new partition')");
      capture.assertLanded();

      capture.execute("TRUNCATE measurement");
      capture.execute(MEASURE);
      capture.assertLanded();
      assertThat(capture.operations(root, "id")).containsOnlyOnce("t");
    }
  }

  @PostgresVersions(newestDoes = true)
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void viaTheRootOfAPartitionedTableTheServerDoesNotSendTruncateOfOnePartition(int major)
      throws Exception {
    TableId root = new TableId("public", "measurement");
    try (Capture capture = capture(major, "leaf_truncate")) {
      capture.execute(PARTITIONED);
      capture.execute(MEASURE);
      capture.execute(
          "CREATE PUBLICATION cdc_pub FOR TABLE measurement"
              + " WITH (publish_via_partition_root = true)");
      capture.start(root);

      capture.execute(
          "TRUNCATE measurement_2026", "INSERT INTO measurement VALUES (99, '2026-05-05', 'x')");
      capture.awaitLanded();

      assertThat(capture.operations(root, "id")).endsWith("c 99").doesNotContain("t");
    }
  }

  @PostgresVersions(newestDoes = true)
  @EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
  void partitionsThatArePublishedThemselvesLandAsTablesOfTheirOwn(int major) throws Exception {
    TableId earlier = new TableId("public", "measurement_2025");
    TableId later = new TableId("public", "measurement_2026");
    TableId rest = new TableId("public", "measurement_rest_1");
    try (Capture capture = capture(major, "not_via_root")) {
      capture.execute(PARTITIONED);
      capture.execute(MEASURE);
      capture.execute("CREATE PUBLICATION cdc_pub FOR TABLE measurement");
      capture.start(earlier, later, rest);
      capture.assertLanded();

      capture.execute(CHANGE);
      capture.assertLanded();
      assertThat(capture.operations(earlier, "id")).contains("d 3");
      assertThat(capture.operations(later, "id")).contains("c 3");

      capture.execute(
          "TRUNCATE measurement_2026", "INSERT INTO measurement VALUES (1, '2026-05-05', 'x')");
      capture.assertLanded();
      assertThat(capture.operations(later, "id")).containsOnlyOnce("t");
      assertThat(capture.operations(earlier, "id")).doesNotContain("t");

      capture.execute("TRUNCATE measurement");
      capture.execute(MEASURE);
      capture.assertLanded();
    }
  }

  @PostgresVersions
  void rowsMoveInAndOutOfTheRowFilterAndOnlyListedColumnsLand(int major) throws Exception {
    assumeTrue(major >= 15, "row filters and column lists came with PostgreSQL 15");
    TableId filtered = new TableId("public", "orders");
    TableId listed = new TableId("public", "person");
    TableId both = new TableId("public", "parted");
    try (Capture capture = capture(major, "filters")) {
      capture.execute(
          "CREATE TABLE orders (id int PRIMARY KEY, state text, note text)",
          "ALTER TABLE orders REPLICA IDENTITY FULL",
          "ALTER TABLE orders ALTER note SET STORAGE EXTERNAL",
          "INSERT INTO orders VALUES (1, 'open', NULL), (2, 'draft', repeat('n', 9000)), (3, NULL,"
              + " NULL)",
          "CREATE TABLE person (secret text, id int PRIMARY KEY, hidden bytea, name text)",
          "INSERT INTO person SELECT 's', i, 'h', 'n' || i FROM generate_series(1, 5) i",
          "CREATE TABLE parted (hidden text, id int PRIMARY KEY, n text) PARTITION BY RANGE (id)",
          "CREATE TABLE parted_low (n text, id int NOT NULL, hidden text)",
          "ALTER TABLE parted ATTACH PARTITION parted_low FOR VALUES FROM (0) TO (50)",
          "CREATE TABLE parted_high PARTITION OF parted FOR VALUES FROM (50) TO (200)",
          "INSERT INTO parted SELECT 'h', i, 'n' FROM generate_series(1, 149) i",
          "CREATE PUBLICATION cdc_pub FOR TABLE orders WHERE (state <> 'draft' AND id < 100),"
              + " person (name, id), parted (n, id) WHERE (id < 100)"
              + " WITH (publish_via_partition_root = true)");
      capture.start(filtered, listed, both);

      capture.execute(
          "UPDATE orders SET state = 'draft' WHERE id = 1",
          "UPDATE orders SET state = 'open' WHERE id = 2",
          "UPDATE orders SET state = 'paid' WHERE id = 2",
          "INSERT INTO orders VALUES (4, 'draft'), (5, 'open')",
          "UPDATE orders SET id = 105 WHERE id = 5",
          "DELETE FROM orders WHERE id = 4",
          "INSERT INTO orders VALUES (6, 'open')",
          "UPDATE orders SET id = 7 WHERE id = 6",
          "UPDATE person SET secret = 'other', name = 'new' WHERE id = 1",
          "UPDATE person SET id = 12 WHERE id = 2",
          "INSERT INTO person VALUES ('s', 9, NULL, 'nine')",
          "DELETE FROM person WHERE id = 3",
          // within the filter from leaf to leaf, out of it and into it
          "UPDATE parted SET id = 0, n = 'moved' WHERE id = 60",
          "UPDATE parted SET id = 160 WHERE id IN (61)",
          "UPDATE parted SET id = 60 WHERE id = 140",
          "UPDATE parted SET hidden = 'x', n = 'u' WHERE id IN (30, 130)");
      capture.awaitLanded();
      capture.stop();

      assertThat(capture.operations(filtered, "id"))
          .containsExactly("r 1", "d 1", "c 2", "u 2", "c 5", "d 5", "c 6", "d 6", "u 7");
      assertThat(capture.records(listed))
          .isNotEmpty()
          .allMatch(r -> Set.of("id", "name").containsAll(r.columns().keySet()));
      // what is not published is taken out of the tables, so that they can be compared whole
      capture.execute(
          "DELETE FROM orders WHERE NOT (state <> 'draft' AND id < 100) IS TRUE",
          "DROP PUBLICATION cdc_pub",
          "ALTER TABLE person DROP secret, DROP hidden",
          "DELETE FROM parted WHERE id >= 100",
          "ALTER TABLE parted DROP hidden");
      assertThat(capture.verify(filtered).findings(10)).isEmpty();
      assertThat(capture.verify(filtered).rows()).isEqualTo(2);
      assertThat(capture.verify(listed).findings(10)).isEmpty();
      assertThat(capture.verify(both).findings(10)).isEmpty();
      assertThat(capture.verify(both).rows()).isEqualTo(99);
    }
  }

  @PostgresVersions
  void generatedColumnsLandOnlyIfTheyArePublished(int major) throws Exception {
    assumeTrue(major >= 18, "generated columns can be published from PostgreSQL 18 on");
    TableId table = new TableId("public", "sale");
    try (Capture capture = capture(major, "generated")) {
      capture.execute(
          """
          CREATE TABLE sale (id int PRIMARY KEY, gross int GENERATED ALWAYS AS (net * 2) STORED,
            net int, half int GENERATED ALWAYS AS (net / 2) VIRTUAL)
          """,
          "INSERT INTO sale (id, net) VALUES (1, 10), (2, 20)",
          "CREATE PUBLICATION cdc_pub FOR TABLE sale WITH (publish_generated_columns = stored)");
      capture.start(table);
      capture.execute(
          "UPDATE sale SET net = 11 WHERE id = 1",
          "UPDATE sale SET id = 3 WHERE id = 2",
          "INSERT INTO sale (id, net) VALUES (4, 40)");
      capture.awaitLanded();
      capture.stop();

      assertThat(capture.records(table)).noneMatch(r -> r.columns().containsKey("half"));
      assertThat(capture.records(table).get(0).columns()).containsEntry("gross", "20");
      // a verifier leaves generated columns out: as an ordinary one it is compared
      capture.execute("ALTER TABLE sale ALTER gross DROP EXPRESSION");
      assertThat(capture.verify(table).findings(10)).isEmpty();
    }
  }

  private Capture capture(int major, String name) {
    return new Capture(SERVERS.of(major), name, directory);
  }
}
