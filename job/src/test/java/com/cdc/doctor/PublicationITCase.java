package com.cdc.doctor;

import static com.cdc.doctor.Ward.config;
import static com.cdc.doctor.Ward.findings;
import static com.cdc.doctor.Ward.mend;
import static com.cdc.doctor.Ward.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.finding.Finding;
import com.cdc.finding.Kind;
import com.cdc.testing.PostgresVersions;
import com.cdc.testing.TestPostgres;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** Breaks one thing of a publication, reads what is said, runs what is printed. */
class PublicationITCase {

  private static final Ward WARD = new Ward();

  @AfterAll
  static void close() {
    WARD.close();
  }

  @PostgresVersions
  void missingPublication(int major) {
    TestPostgres server = WARD.server(major);
    server.execute("CREATE TABLE lonely (id int PRIMARY KEY)");
    PostgresConfig config =
        server.config(List.of(new TableId("public", "lonely")), "Lonely Pub", "lonely");

    Finding finding = only(Kind.PUBLICATION_MISSING, config);

    assertThat(finding.what()).startsWith("Publication `Lonely Pub` does not exist in database");
    mend(server, finding, config);
  }

  @PostgresVersions
  void operationsThatAreNotSent(int major) {
    TestPostgres server = WARD.server(major);
    server.execute(
        "CREATE TABLE partly (id int PRIMARY KEY)",
        "CREATE PUBLICATION partly FOR TABLE partly WITH (publish = 'insert, delete')");
    PostgresConfig config = config(server, "partly", "partly");

    Finding finding = only(Kind.PUBLICATION_OPERATIONS, config);

    assertThat(finding.what()).endsWith("missing: update, truncate.");
    mend(server, finding, config);
  }

  @PostgresVersions
  void tableThatIsNotPublished(int major) {
    TestPostgres server = WARD.server(major);
    server.execute("CREATE TABLE unsent (id int PRIMARY KEY)", "CREATE PUBLICATION unsent");
    PostgresConfig config = config(server, "unsent", "unsent");

    Finding finding = only(Kind.TABLE_NOT_PUBLISHED, config);

    assertThat(finding.what()).endsWith("does not send `public.unsent`.");
    mend(server, finding, config);
  }

  @PostgresVersions
  void rootThatIsSentAsItsPartitions(int major) {
    TestPostgres server = WARD.server(major);
    server.execute(
        "CREATE TABLE root (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE root_1 PARTITION OF root FOR VALUES FROM (0) TO (9)",
        "CREATE PUBLICATION leaves FOR TABLE root_1");
    PostgresConfig config = config(server, "leaves", "root");

    Finding finding = only(Kind.SENT_AS_PARTITIONS, config);

    assertThat(finding.fix().sql())
        .containsExactly(
            "ALTER PUBLICATION \"leaves\" SET (publish_via_partition_root = true);",
            "ALTER PUBLICATION \"leaves\" ADD TABLE \"public\".\"root\";");
    mend(server, finding, config);

    server.execute("CREATE PUBLICATION within FOR TABLE root");
    PostgresConfig member = server.config(config.tables(), "within", "within");
    finding = only(Kind.SENT_AS_PARTITIONS, member);
    assertThat(finding.fix().sql()).hasSize(1);
    mend(server, finding, member);
  }

  @PostgresVersions
  void partitionThatIsSentAsItsRoot(int major) {
    TestPostgres server = WARD.server(major);
    server.execute(
        "CREATE TABLE top (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE top_1 PARTITION OF top FOR VALUES FROM (0) TO (9)",
        "CREATE PUBLICATION tops FOR TABLE top WITH (publish_via_partition_root = true)");
    PostgresConfig config = config(server, "tops", "top_1");

    mend(server, only(Kind.SENT_AS_ROOT, config), config);
  }

  @PostgresVersions
  void partitionsOfWhichSomeAreForgotten(int major) {
    TestPostgres server = WARD.server(major);
    server.execute(
        "CREATE TABLE kin (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE kin_1 PARTITION OF kin FOR VALUES FROM (0) TO (9)",
        "CREATE TABLE kin_2 PARTITION OF kin FOR VALUES FROM (9) TO (19)",
        "CREATE PUBLICATION kin FOR TABLE kin");

    Finding finding = only(Kind.SIBLING_PARTITIONS, config(server, "kin", "kin_1"));

    assertThat(finding.what()).endsWith("1 are not in postgres.tables: `public.kin_2`.");
    assertThat(findings(config(server, "kin", "kin_1", "kin_2"))).isEmpty();
    mend(server, finding, config(server, "kin", "kin"));
  }

  @PostgresVersions
  void keyThatIsNotSent(int major) {
    assumeThat(major).as("column lists").isGreaterThanOrEqualTo(15);
    TestPostgres server = WARD.server(major);
    server.execute(
        "CREATE TABLE keyless (id int PRIMARY KEY, name text)",
        "CREATE PUBLICATION keyless FOR TABLE keyless (name)");
    PostgresConfig config = config(server, "keyless", "keyless");

    assertThat(findings(config))
        .extracting(Finding::kind)
        .containsExactly(Kind.KEY_NOT_SENT, Kind.COLUMN_LIST);
    mend(server, findings(config).get(0), config);
  }

  @PostgresVersions
  void columnListAndRowFilterAreNamedAndEachKeepsTheOther(int major) {
    assumeThat(major).as("column lists").isGreaterThanOrEqualTo(15);
    TestPostgres server = WARD.server(major);
    server.execute(
        "CREATE TABLE listed (id int PRIMARY KEY, name text, \"Secret Note\" text)",
        "CREATE PUBLICATION listed FOR TABLE listed (id, name) WHERE (id > 5)");
    PostgresConfig config = config(server, "listed", "listed");

    assertThat(findings(config))
        .extracting(Finding::kind)
        .containsExactly(Kind.COLUMN_LIST, Kind.ROW_FILTER);
    Finding list = findings(config).get(0);
    assertThat(list.what()).endsWith("these columns of `public.listed`: Secret Note.");
    Ward.run(server, list);
    Finding filter = only(Kind.ROW_FILTER, config);
    assertThat(filter.what()).contains("only rows with (id > 5)");
    mend(server, filter, config);

    server.execute("ALTER PUBLICATION listed SET TABLE listed (id, name) WHERE (id > 5)");
    Ward.run(server, findings(config).get(1));
    only(Kind.COLUMN_LIST, config);
  }

  @PostgresVersions
  void generatedColumns(int major) {
    TestPostgres server = WARD.server(major);
    server.execute(
        "CREATE TABLE computed (id int PRIMARY KEY,"
            + " twice int GENERATED ALWAYS AS (id * 2) STORED)",
        "CREATE PUBLICATION computed FOR TABLE computed");
    PostgresConfig config = config(server, "computed", "computed");

    Finding finding = only(Kind.GENERATED_COLUMNS, config);

    assertThat(finding.what())
        .isEqualTo("Generated columns of `public.computed` are not sent: twice.");
    if (major >= 18) {
      mend(server, finding, config);
    } else {
      assertThat(finding.fix().text()).startsWith("Compute them where the landing is read");
    }
  }
}
