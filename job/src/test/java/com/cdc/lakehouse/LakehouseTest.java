package com.cdc.lakehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.config.CdcConfig;
import com.cdc.config.ColumnRules;
import com.cdc.config.PostgresConfig;
import com.cdc.config.Secret;
import com.cdc.event.ColumnRule;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import com.cdc.postgres.PostgresException;
import com.cdc.testing.Storage;
import com.cdc.testing.TestPostgres;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class LakehouseTest {

  private static final TableId TYPES = new TableId("public", "types");
  private static final TableId ITEM = new TableId("public", "item");

  private static final RecordFormat OTHER =
      new RecordFormat(
          RecordFormat.Numeric.NUMBER,
          RecordFormat.Bytea.HEX,
          RecordFormat.Json.NESTED,
          RecordFormat.Composite.OBJECT,
          false);

  @RegisterExtension static final TestPostgres postgres = TestPostgres.startNew();

  private Path directory;
  private BundleFixture bundle;

  @BeforeAll
  static void tables() {
    postgres.execute(
        "CREATE DOMAIN price AS numeric(8,3)",
        "CREATE DOMAIN tags AS text[]",
        "CREATE TYPE mood AS ENUM ('sad')",
        "CREATE TYPE pair AS (a int, b bytea)",
        """
        CREATE TABLE types (
          id bigint PRIMARY KEY, small smallint, whole int, o oid, yes boolean,
          r real, d double precision, n numeric, n2 numeric(10,2), n39 numeric(39,2),
          back numeric(5,-2), tiny numeric(2,4), p price, prices price[], ns numeric(6,1)[],
          day date, at timestamptz(3), local timestamp, clock time, raw bytea, raws bytea[],
          j jsonb, u uuid, m mood, c varchar(5), pr pair, t tags, ts tags[], days date[])
        """,
        "CREATE TABLE item (id int PRIMARY KEY, name text, qty int, secret text)",
        "CREATE SCHEMA shop",
        "CREATE TABLE shop.item (name text, id int, seen date, PRIMARY KEY (id, name))",
        "CREATE TABLE shop.\"Odd Names\" (id int, \"ID\" int, \"date\" date, \"a b\" text,"
            + " \"_Last_updated\" date)",
        "CREATE TABLE shop.\"item_cdc\" (id int PRIMARY KEY)",
        "ALTER TABLE shop.\"Odd Names\" REPLICA IDENTITY FULL",
        "CREATE PUBLICATION some_pub FOR TABLE types, item (id, name, qty), shop.\"Odd Names\"",
        "CREATE PUBLICATION rest_pub FOR TABLE item, shop.item, shop.item_cdc");
  }

  @BeforeEach
  void places(@TempDir Path created) {
    directory = created;
    bundle = new BundleFixture(created);
  }

  @Test
  void columnsGetTheTypesThatTheDefaultFormsReadInto() throws Exception {
    List<String> lines = write(RecordFormat.DEFAULT, source("some_pub", TYPES));

    assertThat(bundle.columns("public.types"))
        .isEqualTo(
            "id BIGINT, small INT, whole INT, o BIGINT, yes BOOLEAN, r DOUBLE, d DOUBLE, n STRING"
                + ", n2 DECIMAL(10,2), n39 STRING, back STRING, tiny STRING, p DECIMAL(8,3)"
                + ", prices ARRAY<DECIMAL(8,3)>, ns ARRAY<DECIMAL(6,1)>, day DATE, at TIMESTAMP"
                + ", local TIMESTAMP_NTZ, clock STRING, raw BINARY, raws ARRAY<BINARY>, j STRING"
                + ", u STRING, m STRING, c STRING, pr STRING, t ARRAY<STRING>"
                + ", ts ARRAY<ARRAY<STRING>>, days ARRAY<DATE>");
    assertThat(lines)
        .anyMatch(line -> line.endsWith("conf/tables.json: 1 tables, 29 columns"))
        .contains("  new      public.types: silver.types, key (id), 29 columns")
        .anyMatch(line -> line.startsWith("warning: public.types: `n`, `n39`, `back`, `tiny`: "));
  }

  @Test
  void whatLandsInAnotherFormGetsAnotherType() throws Exception {
    write(OTHER, source("some_pub", TYPES));

    assertThat(bundle.columns("public.types"))
        .contains("n STRING, n2 DECIMAL(10,2)", "raw STRING, raws ARRAY<STRING>, j STRING");
  }

  @Test
  void columnsOutsideThePublicationAndDroppedOnesAreNoneAndHashesAreText() throws Exception {
    ColumnRules rules =
        new ColumnRules(
            Map.of(ITEM, Map.of("name", ColumnRule.DROP, "qty", ColumnRule.HASH)),
            Secret.of("sixteen characters"));
    write(RecordFormat.DEFAULT, source("some_pub", ITEM).withColumns(rules));

    assertThat(bundle.columns("public.item")).isEqualTo("id INT, qty STRING");
  }

  @Test
  void olderRecordsAddColumnsAndWidenThem() throws Exception {
    bundle.landed(
        ITEM, 1, "id", "\"id\":\"smallint\",\"qty\":\"numeric(5,1)\",\"old\":\"public.price\"");
    bundle.landed(
        ITEM, 2, "name", "\"id\":\"integer\",\"name\":\"public.gone\",\"qty\":\"integer\"");
    List<String> lines = write(RecordFormat.DEFAULT, source("rest_pub", ITEM));

    assertThat(bundle.columns("public.item"))
        .isEqualTo("id INT, name STRING, qty DECIMAL(11,1), secret STRING, old DECIMAL(8,3)");
    assertThat(lines)
        .contains(
            "warning: public.item: `qty` had another type in older records; DECIMAL(11,1) holds"
                + " both.",
            "warning: public.item: `old`: only in older records.")
        .anyMatch(line -> line.startsWith("warning: public.item: Its key was another one"));
  }

  @Test
  void aColumnThatIsDroppedByRuleIsNamedWhereOlderRecordsHaveIt() throws Exception {
    bundle.landed(ITEM, 1, "id", "\"id\":\"integer\",\"secret\":\"text\"");
    ColumnRules rules =
        new ColumnRules(Map.of(ITEM, Map.of("secret", ColumnRule.DROP)), (Secret) null);
    List<String> lines = write(RecordFormat.DEFAULT, source("rest_pub", ITEM).withColumns(rules));

    assertThat(bundle.columns("public.item")).isEqualTo("id INT, name STRING, qty INT");
    assertThat(lines)
        .anyMatch(line -> line.startsWith("warning: public.item: `secret`: dropped by"));
  }

  @Test
  void tablesOfSeveralSourcesHaveNamesOfTheirOwn() throws Exception {
    write(
        RecordFormat.DEFAULT,
        named("one", "some_pub", ITEM, TYPES),
        named("two", "rest_pub", new TableId("shop", "item"), new TableId("shop", "item_cdc")));

    assertThat(bundle.texts("source"))
        .containsExactly("public.item", "public.types", "shop.item", "shop.item_cdc");
    assertThat(bundle.texts("silver"))
        .containsExactly(
            "silver.public_item", "silver.types", "silver.shop_item", "silver.item_cdc");
    assertThat(bundle.texts("bronze"))
        .containsExactly(
            "bronze.public_item",
            "bronze.public_types",
            "bronze.shop_item",
            "bronze.shop_item_cdc");
    assertThat(bundle.entry("shop.item").path("keys").toString()).isEqualTo("[\"id\",\"name\"]");
  }

  @Test
  void aNameThatSilverGivesToATableOfItsOwnIsGivenToNoOther() throws Exception {
    write(RecordFormat.DEFAULT, source("rest_pub", ITEM, new TableId("shop", "item_cdc")));

    assertThat(bundle.texts("silver")).containsExactly("silver.item", "silver.item_cdc_2");
  }

  @Test
  void whatWasChosenStaysAndTheRestIsRenewed() throws Exception {
    bundle.write(
        """
        {"landing": "/Volumes/x", "owner": "me", "tables": [
          {"source": "shop.item", "silver": "shop.goods", "scd": [1, 2], "keys": ["x"],
           "columns": {"name": "STRING", "id": "BIGINT", "was": "INT"},
           "types": {"seen": "STRING"}, "purge_after_days": 30},
          {"source": "warehouse.example", "columns": {}}]}
        """);
    PostgresConfig source = source("rest_pub", ITEM, new TableId("shop", "item"));
    List<String> lines = write(RecordFormat.DEFAULT, source);

    assertThat(bundle.texts("source")).containsExactly("shop.item", "public.item");
    JsonNode entry = bundle.entry("shop.item");
    assertThat(entry.path("silver").asText()).isEqualTo("shop.goods");
    assertThat(entry.path("bronze").asText()).isEqualTo("bronze.shop_item");
    assertThat(entry.path("path").asText()).isEqualTo("cdc.shop.item");
    assertThat(entry.path("scd").toString()).isEqualTo("[1,2]");
    assertThat(entry.path("purge_after_days").asInt()).isEqualTo(30);
    assertThat(bundle.columns("shop.item")).isEqualTo("name STRING, id INT, seen STRING");
    assertThat(bundle.document().path("landing").asText()).isEqualTo("/Volumes/x");
    assertThat(bundle.document().path("owner").asText()).isEqualTo("me");
    assertThat(lines)
        .contains(
            "  changed  shop.item: key (x) is (id, name); `id` BIGINT is INT; `seen` STRING is new;"
                + " `was` is gone",
            "  removed  warehouse.example: neither configured nor in the landing")
        .anyMatch(line -> line.startsWith("note: `landing` stays /Volumes/x; the job writes to "));

    String written = Files.readString(bundle.file());
    assertThat(write(RecordFormat.DEFAULT, source)).contains("  2 as before");
    assertThat(Files.readString(bundle.file())).isEqualTo(written);
  }

  @Test
  void aTableThatIsOnlyInTheLandingIsNamedAndTakenOnRequest() throws Exception {
    TableId former = new TableId("a.b", "former");
    bundle.landed(former, 1, "k", "\"k\":\"bigint\",\"v\":\"integer[]\"");
    assertThat(write(RecordFormat.DEFAULT, source("rest_pub", ITEM)))
        .anyMatch(line -> line.startsWith("note: in the landing but not configured"))
        .anyMatch(line -> line.contains("{\"source\": \"a.b.former\"}"));
    assertThat(bundle.texts("source")).containsExactly("public.item");

    bundle.write("{\"tables\": [{\"source\": \"a.b.former\"}]}");
    write(RecordFormat.DEFAULT, source("rest_pub", ITEM));

    assertThat(bundle.columns("a.b.former")).isEqualTo("k BIGINT, v ARRAY<INT>");
    assertThat(bundle.entry("a.b.former").path("path").asText()).isEqualTo("cdc.a%2Eb.former");
    assertThat(bundle.entry("a.b.former").path("keys").toString()).isEqualTo("[\"k\"]");
  }

  @Test
  void namesThatSparkOrDeltaDoNotTakeAreWarnedOf() throws Exception {
    List<String> lines =
        write(RecordFormat.DEFAULT, source("some_pub", new TableId("shop", "Odd Names")));

    assertThat(bundle.texts("silver")).containsExactly("silver.odd_names");
    assertThat(bundle.columns("shop.Odd Names"))
        .isEqualTo("id INT, date DATE, a b STRING, _Last_updated DATE");
    assertThat(lines)
        .anyMatch(line -> line.contains("shop.Odd Names: `id` and `ID` differ by case only"))
        .anyMatch(line -> line.contains("shop.Odd Names: `date`: also a level of"))
        .anyMatch(line -> line.contains("shop.Odd Names: `a b`: Delta takes such a name only"))
        .anyMatch(line -> line.contains("shop.Odd Names: `_Last_updated`: bronze and silver add"))
        .anyMatch(line -> line.contains("shop.Odd Names: It has no key"));
  }

  @Test
  void whatCannotBeDescribedLeavesTheFileAsItIs() throws Exception {
    bundle.write("{\"tables\": [}");
    assertThatThrownBy(() -> write(RecordFormat.DEFAULT, source("rest_pub", ITEM)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("tables.json is not valid JSON: line 1")
        .hasMessageContaining("Mend it");

    bundle.write("{}");
    PostgresConfig source = source("rest_pub", ITEM, new TableId("public", "itme"));
    assertThatThrownBy(() -> write(RecordFormat.DEFAULT, source))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("[public.itme]")
        .hasMessageContaining("cdc doctor");
    assertThat(Files.readString(bundle.file())).isEqualTo("{}");
  }

  @Test
  void storesAreCalledAsDatabricksCallsThem() {
    assertThat(Lakehouse.readersUri("s3a://b/x")).isEqualTo("s3://b/x");
    assertThat(Lakehouse.readersUri("abfs://c@a.dfs.core.windows.net/x"))
        .isEqualTo("abfss://c@a.dfs.core.windows.net/x");
    assertThat(Lakehouse.readersUri("gs://b/x")).isEqualTo("gs://b/x");
  }

  private static PostgresConfig source(String publication, TableId... tables) {
    return postgres.config(List.of(tables), publication, publication);
  }

  private static PostgresConfig named(String name, String publication, TableId... tables) {
    PostgresConfig source = source(publication, tables);
    return new PostgresConfig(
        name,
        source.host(),
        source.port(),
        source.database(),
        source.user(),
        source.password(),
        publication,
        publication,
        source.tables(),
        source.sslMode(),
        null,
        source.connectTimeout(),
        source.chunkSize(),
        source.onLostSlot());
  }

  private List<String> write(RecordFormat format, PostgresConfig... sources) throws Exception {
    CdcConfig one = Storage.local(directory).config(sources[0], format, 1, Duration.ofSeconds(1));
    CdcConfig config =
        new CdcConfig(
            "tested", 1, 0, List.of(sources), format, one.landing(), one.checkpoint(), Map.of());
    return Lakehouse.write(config, bundle.directory());
  }
}
