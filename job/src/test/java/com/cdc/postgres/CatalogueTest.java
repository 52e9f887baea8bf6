package com.cdc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.TableId;
import com.cdc.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CatalogueTest {

  private static final long INT4 = 23;
  private static final long TEXT = 25;
  private static final long NUMERIC = 1700;

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @Test
  void tablesComeInTheGivenOrderAndMissingOnesAreAbsent() throws SQLException {
    postgres.execute("CREATE TABLE z (id int)", "CREATE TABLE a (id int)");

    Map<TableId, CapturedTable> tables =
        tables(id("z"), id("missing"), id("a"), new TableId("nowhere", "z"));

    assertThat(tables.keySet()).containsExactly(id("z"), id("a"));
    assertThat(tables.get(id("z")).relkind()).isEqualTo('r');
  }

  @Test
  void namesAreTakenAsTheyAre() throws SQLException {
    String longest = "ü".repeat(31) + "x";
    List<String> names =
        List.of("Upper", "under_score", "with space", "dot.ted", "qu\"ote's", "back\\", longest);
    postgres.execute("CREATE SCHEMA \"Odd. \"\"Schema\"", "CREATE TABLE underXscore (id int)");
    for (String name : names) {
      TableId table = new TableId("Odd. \"Schema", name);
      postgres.execute(
          "CREATE TABLE " + Quoting.table(table) + " (" + Quoting.identifier(name) + " int)");
    }
    List<TableId> wanted = names.stream().map(n -> new TableId("Odd. \"Schema", n)).toList();

    Map<TableId, CapturedTable> tables = tables(wanted.toArray(TableId[]::new));

    assertThat(tables.keySet()).containsExactlyElementsOf(wanted);
    assertThat(tables.get(wanted.get(6)).columns())
        .extracting(ColumnInfo::name)
        .containsExactly(longest);
    assertThat(tables(id("upper"), id("under%"), id("under_score"))).isEmpty();
  }

  @Test
  void columnsComeInOrderWithoutDroppedOnesAndWithTheirKind() throws SQLException {
    postgres.execute(
        "CREATE TABLE shape (gone int, id int NOT NULL, price numeric(10,2),"
            + " double int GENERATED ALWAYS AS (id * 2) STORED)",
        "ALTER TABLE shape DROP COLUMN gone",
        "ALTER TABLE shape ADD COLUMN late varchar(7)[]");

    List<ColumnInfo> columns = table("shape").columns();

    assertThat(columns)
        .extracting(ColumnInfo::name)
        .containsExactly("id", "price", "double", "late");
    assertThat(columns).extracting(ColumnInfo::number).containsExactly(2, 3, 4, 5);
    assertThat(columns)
        .extracting(ColumnInfo::typeName)
        .containsExactly("integer", "numeric(10,2)", "integer", "character varying(7)[]");
    assertThat(columns)
        .extracting(ColumnInfo::generated)
        .containsExactly(false, false, true, false);
    assertThat(columns).extracting(ColumnInfo::notNull).containsExactly(true, false, false, false);
    assertThat(columns.get(1).typmod()).isEqualTo((10 << 16 | 2) + 4);
  }

  @Test
  void domainsAreTakenOffOnBothLevelsOfAnArray() throws SQLException {
    postgres.execute(
        "CREATE DOMAIN money2 AS numeric(12,2)",
        "CREATE DOMAIN price AS money2 CHECK (VALUE >= 0)",
        "CREATE DOMAIN prices AS price[]",
        "CREATE TABLE domains (one price, many prices, plain int[], pair int2vector, pt point,"
            + " boxes box[])");

    List<ColumnInfo> columns = table("domains").columns();

    assertThat(columns.get(0).typeOid()).isNotEqualTo(NUMERIC);
    assertThat(columns.get(0).baseTypeOid()).isEqualTo(NUMERIC);
    assertThat(columns.get(0).typmod()).isEqualTo((12 << 16 | 2) + 4);
    assertThat(columns)
        .extracting(ColumnInfo::elementTypeOid)
        .containsExactly(0L, NUMERIC, INT4, 0L, 0L, 603L);
    try (Connection connection = postgres.connect()) {
      TypeCatalogue types = Catalogue.types(connection);
      assertThat(types.elementTypeOf(columns.get(1).typeOid())).isEqualTo(NUMERIC);
      assertThat(types.delimiterOf(columns.get(5).typeOid())).isEqualTo(';');
      assertThat(types.delimiterOf(columns.get(2).typeOid())).isEqualTo(',');
      assertThat(types.baseTypeOf(TEXT)).isEqualTo(TEXT);
      assertThat(types.type(columns.get(0).typeOid()).kind()).isEqualTo('d');
      assertThat(types.type(4_000_000_000L)).isNull();
    }
  }

  @Test
  void keyIsTheReplicaIdentity() throws SQLException {
    postgres.execute(
        "CREATE TABLE k_default (a int, b int, c int NOT NULL UNIQUE, PRIMARY KEY (b, a))",
        "CREATE TABLE k_full (LIKE k_default INCLUDING INDEXES)",
        "ALTER TABLE k_full REPLICA IDENTITY FULL",
        "CREATE TABLE k_index (LIKE k_default INCLUDING INDEXES)",
        "ALTER TABLE k_index REPLICA IDENTITY USING INDEX k_index_c_key",
        "CREATE TABLE k_nothing (LIKE k_default INCLUDING INDEXES)",
        "ALTER TABLE k_nothing REPLICA IDENTITY NOTHING",
        "CREATE TABLE k_none (a int)",
        "CREATE TABLE k_full_none (a int)",
        "ALTER TABLE k_full_none REPLICA IDENTITY FULL",
        "CREATE TABLE k_deferrable (a int PRIMARY KEY DEFERRABLE)",
        "CREATE TABLE k_covering (a int, b int, PRIMARY KEY (a) INCLUDE (b))");

    assertKey("k_default", 'd', "b", "a");
    assertKey("k_full", 'f', "b", "a");
    assertKey("k_index", 'i', "c");
    assertKey("k_nothing", 'n');
    assertKey("k_none", 'd');
    assertKey("k_full_none", 'f');
    assertKey("k_deferrable", 'd');
    assertKey("k_covering", 'd', "a");
  }

  @Test
  void sizeIsEstimatedAndThatOfPartitionsAddedUp() throws SQLException {
    postgres.execute(
        "CREATE TABLE sized (id int PRIMARY KEY, pad text)",
        "CREATE TABLE root (id int PRIMARY KEY, pad text) PARTITION BY RANGE (id)",
        "CREATE TABLE root_1 PARTITION OF root FOR VALUES FROM (0) TO (500)",
        "CREATE TABLE root_2 PARTITION OF root FOR VALUES FROM (500) TO (10000)");
    assertThat(table("sized").estimatedRows()).isEqualTo(-1);
    assertThat(table("sized").averageRowBytes()).isEqualTo(28 + 4 + 32);

    postgres.execute(
        "INSERT INTO sized SELECT n, repeat('x', 200) FROM generate_series(1, 1000) n",
        "INSERT INTO root SELECT n, repeat('x', 200) FROM generate_series(1, 1000) n",
        "ANALYZE");

    for (String name : List.of("sized", "root")) {
      CapturedTable table = table(name);
      assertThat(table.estimatedRows()).isEqualTo(1000);
      assertThat(table.estimatedBytes()).isBetween(200_000L, 600_000L);
      assertThat(table.averageRowBytes()).isBetween(200, 600);
    }
    assertThat(table("root").relkind()).isEqualTo('p');
  }

  @Test
  void viewsAreFoundWithTheirKindAndTablesMayHaveNoColumns() throws SQLException {
    postgres.execute("CREATE VIEW looking AS SELECT 1 AS one", "CREATE TABLE bare ()");

    assertThat(table("looking").relkind()).isEqualTo('v');
    assertThat(table("bare").columns()).isEmpty();
  }

  @Test
  void replicationConnectionsReadTheSame() throws SQLException {
    postgres.execute("CREATE TABLE twofold (id int PRIMARY KEY, \"n'am?e\" text)");
    var config = postgres.config(List.of(id("twofold")), "p", "s");
    try (Connection sql = PostgresConnections.open(config);
        Connection replication = PostgresConnections.openReplication(config)) {
      assertThat(Catalogue.tables(replication, config.tables()))
          .isEqualTo(Catalogue.tables(sql, config.tables()))
          .hasSize(1);
    }
  }

  private static void assertKey(String table, char replicaIdentity, String... columns)
      throws SQLException {
    assertThat(table(table).replicaIdentity()).isEqualTo(replicaIdentity);
    assertThat(table(table).keyColumns()).containsExactly(columns);
  }

  private static CapturedTable table(String name) throws SQLException {
    return tables(id(name)).get(id(name));
  }

  private static Map<TableId, CapturedTable> tables(TableId... tables) throws SQLException {
    try (Connection connection = postgres.connect()) {
      return Catalogue.tables(connection, List.of(tables));
    }
  }

  private static TableId id(String name) {
    return new TableId("public", name);
  }
}
