package com.cdc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.TableId;
import com.cdc.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PublishedTablesTest {

  private static TestPostgres postgres;

  @BeforeAll
  static void startPostgres() {
    postgres = TestPostgres.startNew();
    postgres.execute(
        "CREATE TABLE items (id int PRIMARY KEY, gone int, \"Name, too\" text, secret text,"
            + " twice int GENERATED ALWAYS AS (id * 2) STORED)",
        "ALTER TABLE items DROP COLUMN gone",
        "CREATE TABLE root (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE leaf PARTITION OF root FOR VALUES FROM (0) TO (500)");
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

  @Test
  void wholeTableIsSentWithoutGeneratedColumns() throws SQLException {
    postgres.execute("CREATE PUBLICATION whole FOR TABLE items");

    PublishedTables publication = find("whole").orElseThrow();

    assertThat(publication.operations()).isEqualTo(PublishedTables.ALL_OPERATIONS);
    assertThat(publication.allTables()).isFalse();
    assertThat(publication.viaRoot()).isFalse();
    assertThat(publication.tables()).containsOnlyKeys(id("items"));
    PublishedTable items = publication.tables().get(id("items"));
    assertThat(items.columns()).containsExactly("id", "Name, too", "secret");
    assertThat(items.rowFilter()).isNull();
  }

  @Test
  void columnListRowFilterAndOperationsAreRead() throws SQLException {
    postgres.execute(
        "CREATE PUBLICATION part FOR TABLE items (\"Name, too\", id) WHERE (id > 5)"
            + " WITH (publish = 'insert, delete')");

    PublishedTables publication = find("part").orElseThrow();

    assertThat(publication.operations()).containsExactly("insert", "delete");
    PublishedTable items = publication.tables().get(id("items"));
    assertThat(items.columns()).containsExactly("id", "Name, too");
    assertThat(items.rowFilter()).isEqualTo("(id > 5)");
  }

  @Test
  void partitionsStandForTheirRootOrTheRootForThem() throws SQLException {
    postgres.execute(
        "CREATE PUBLICATION leaves FOR TABLE root",
        "CREATE PUBLICATION roots FOR TABLE root WITH (publish_via_partition_root = true)",
        "CREATE PUBLICATION everything FOR ALL TABLES");

    assertThat(find("leaves").orElseThrow().tables()).containsOnlyKeys(id("leaf"));
    assertThat(find("roots").orElseThrow().tables()).containsOnlyKeys(id("root"));
    assertThat(find("roots").orElseThrow().viaRoot()).isTrue();
    assertThat(find("everything").orElseThrow().tables()).containsOnlyKeys(id("items"), id("leaf"));
    assertThat(find("everything").orElseThrow().allTables()).isTrue();
  }

  @Test
  void missingPublicationIsEmpty() throws SQLException {
    assertThat(find("missing")).isEmpty();
  }

  private static Optional<PublishedTables> find(String name) throws SQLException {
    try (Connection connection = postgres.connect()) {
      return PublishedTables.find(connection, name);
    }
  }

  private static TableId id(String name) {
    return new TableId("public", name);
  }
}
