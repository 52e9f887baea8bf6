package com.cdc.config;

import static com.cdc.config.ConfigFixture.refused;
import static com.cdc.config.ConfigFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.event.TableId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several sources in one configuration. */
class SourcesTest {
  private static final Map<String, String> ENV =
      Map.of(
          "PG_HOST", "db",
          "PG_DATABASE", "warehouse",
          "JOB_NAME", "several",
          "PG_USER", "cdc",
          "PG_PASSWORD", "hunter2",
          "LANDING_URI", "/data/landing",
          "CHECKPOINT_URI", "/data/checkpoints");

  private static final String TWO =
      """
      sources:
        orders: {slot: cdc_orders, publication: cdc_orders, tables: [sales.order, sales.line]}
        stock: {slot: cdc_stock, tables: warehouse.item}
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path directory;

  @Test
  void aSourceTakesWhatItDoesNotGiveFromPostgresAndThenTheDefault() {
    CdcConfig config =
        load(
            """
            postgres: {port: 6432, ssl-mode: require}
            sources:
              orders:
                slot: cdc_orders
                connect-timeout: 3 s
                tables: [sales.order]
              other-db.host: elsewhere
              other-db.database: archive
              other-db.password: ${env:OTHER_PASSWORD}
              other-db.tables: old.order
            """,
            "OTHER_PASSWORD",
            "s3cret");

    assertThat(config.hasNamedSources()).isTrue();
    assertThat(config.sources())
        .extracting(PostgresConfig::name)
        .containsExactly("orders", "other-db");
    PostgresConfig orders = config.sources().get(0);
    assertThat(orders.isNamed()).isTrue();
    assertThat(orders.host()).isEqualTo("db");
    assertThat(orders.port()).isEqualTo(6432);
    assertThat(orders.database()).isEqualTo("warehouse");
    assertThat(orders.password().reveal()).isEqualTo("hunter2");
    assertThat(orders.slot()).isEqualTo("cdc_orders");
    assertThat(orders.publication()).isEqualTo("cdc_pub");
    assertThat(orders.sslMode()).isEqualTo(SslMode.REQUIRE);
    assertThat(orders.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(orders.tables()).containsExactly(new TableId("sales", "order"));
    PostgresConfig other = config.sources().get(1);
    assertThat(other.host()).isEqualTo("elsewhere");
    assertThat(other.database()).isEqualTo("archive");
    assertThat(other.user()).isEqualTo("cdc");
    assertThat(other.password().reveal()).isEqualTo("s3cret");
    assertThat(other.slot()).isEqualTo("cdc_slot");
    assertThat(other.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void withoutSourcesThereIsTheOneOfPostgres() {
    CdcConfig config = ConfigFixture.loadYaml(directory, "job.name: x\nsources:\n  # none: yet\n");

    assertThat(config.hasNamedSources()).isFalse();
    assertThat(config.onlySource().name()).isEqualTo("postgres");
    assertThat(config.describe()).containsEntry("postgres.slot", "cdc_slot");
  }

  @Test
  void theDescriptionHasEveryKeyOfEverySourceAndNoSecret() {
    CdcConfig config = load(TWO + "  keys: {slot: c, password: s3cret, tables: a.b}\n");

    assertThat(config.describe())
        .containsEntry("sources.orders.host", "db")
        .containsEntry("sources.orders.tables", "sales.order,sales.line")
        .containsEntry("sources.stock.slot", "cdc_stock")
        .containsEntry("sources.stock.password", "******")
        .containsEntry("sources.keys.slot", "c")
        .containsEntry("sources.keys.password", "******")
        .doesNotContainKey("postgres.host");
    assertThat(config.toString() + config.sources()).doesNotContain("hunter2", "s3cret");
  }

  @Test
  void oneOfSeveralSourcesIsNotTheOnlyOne() {
    assertThatThrownBy(() -> load(TWO).onlySource())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The pipeline has 2 sources, not one");
  }

  @Test
  void unknownKeysOfASourceAreRefusedWithTheNearestKnownOne() {
    assertThat(
            problems(
                TWO
                    + """
                      third:
                        slt: cdc_third
                        tables: [a.b]
                        something-else: 1
                        slot.name: x
                    source.fourth.tables: c.d
                    """))
        .containsExactly(
            "Unknown key `sources.third.slt` (line 5); did you mean `sources.third.slot`?",
            "Unknown key `sources.third.something-else` (line 7); a source takes the keys of"
                + " `postgres`.",
            "`sources.third.slot` (line 8) must be a single value, not a map.",
            "Unknown key `source.fourth.tables` (line 9); did you mean `sources.fourth.tables`?");
  }

  @Test
  void problemsOfAllSourcesAreReportedTogether() {
    String yaml =
        """
        postgres: {chunk-size: big}
        sources:
          Orders: {slot: Cdc, tables: [order]}
          stock:
          empty: {}
          third: {port: 0, password: '${env:NOT_SET}', tables: [a.b, a.b]}
          third.host: [x]
          text: yes
        """;

    assertThat(problems(yaml))
        .containsExactlyInAnyOrder(
            "`postgres.chunk-size` (line 1) must be a size such as `8 mb` or `1 gb`, not `big`.",
            "The name of source `Orders` (line 3) must be 1 to 40 of a-z, 0-9, - and _, and begin"
                + " with a letter.",
            "`sources.Orders.slot` (line 3) must be 1 to 63 of a-z, 0-9 and _, not `Cdc`.",
            "Entry 1 of `sources.Orders.tables` (line 3), `order`, has no dot; write"
                + " `schema.table`, with double quotes around a name that contains a comma, dot or"
                + " quote.",
            "`sources.stock.tables` is missing; each source names its own tables.",
            "`sources.empty.tables` is missing; each source names its own tables.",
            "Sources `stock` and `empty` both read slot `cdc_slot` of db:5432, but a slot serves"
                + " one; name another in `sources.empty.slot`.",
            "`sources.third.port` (line 6) must be 1 to 65535, not `0`.",
            "`sources.third.password` (line 6) refers to environment variable NOT_SET, which is"
                + " not set.",
            "`sources.third.tables` (line 6) names a.b twice.",
            "`sources.third.host` (line 7) must be a single value, not a list.",
            "`sources.text` (line 8) must be a map of keys, not a value.");
  }

  @Test
  void whatASourceLacksIsSaidWithBothPlacesToGiveIt() {
    String yaml =
        """
        job.name: lacking
        landing.uri: /data/landing
        checkpoint.uri: /data/checkpoints
        postgres: {host: db, database: x, user: '${env:NOT_SET}'}
        sources: {a: {tables: s.a}, b: {tables: s.b, slot: b, password: x}}
        """;

    assertThat(refused(() -> ConfigLoader.load(write(directory, yaml), Map.of())).problems())
        .containsExactly(
            "`postgres.user` (line 4) refers to environment variable NOT_SET, which is not set.",
            "`sources.a.password` is missing; set it, or for all sources `postgres.password`"
                + " (environment variable PG_PASSWORD).");
  }

  @Test
  void tablesOfPostgresCannotStandBesideSources() {
    assertThat(problems(TWO, "TABLE_INCLUDE", "public.items"))
        .containsExactly(
            "`postgres.tables` (environment variable TABLE_INCLUDE) means one source; beside"
                + " `sources` remove it, and give each source its own `tables`.");
    assertThat(problems("postgres.tables: [public.items]\n" + TWO))
        .containsExactly(
            "`postgres.tables` (line 1) means one source; beside `sources` remove it, and give"
                + " each source its own `tables`.");
  }

  @Test
  void twoSourcesOfOneServerNeverShareASlot() {
    assertThat(
            problems(
                "sources: {a: {host: DB, tables: s.a, database: x}, b: {tables: s.b, port: 5432}}",
                "PG_SLOT",
                "cdc_all"))
        .containsExactly(
            "Sources `a` and `b` both read slot `cdc_all` of db:5432, but a slot serves one; name"
                + " another in `sources.b.slot`.");
    assertThat(load("sources: {a: {tables: s.a}, b: {tables: s.b, port: 5433}}").sources())
        .hasSize(2);
  }

  @Test
  void tablesAreDisjointOverAllSources() {
    String yaml =
        """
        sources:
          a: {slot: a, tables: [s.t, s.u]}
          b: {slot: b, database: archive, tables: [s.v, S.T]}
        """;

    assertThat(problems(yaml))
        .containsExactly(
            "Table s.t of source `a` (db:5432/warehouse) and table S.T of source `b`"
                + " (db:5432/archive) would share the landing directory cdc.s.t. A table belongs to"
                + " one source; if these are two tables, capture the second database by a pipeline"
                + " of its own with another `landing.uri`.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sources: orders", "sources: [orders]"})
  void sourcesThatAreNoMapAreRefused(String yaml) {
    assertThat(problems(yaml))
        .containsExactly("`sources` (line 1) must be a map of keys, not a value.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1st", "_a", "ordérs", "a23456789b123456789c123456789d123456789e1"})
  void namesOfSourcesAreShortAndPlain(String name) {
    assertThat(problems("sources: {'%s': {tables: s.t}}".formatted(name)))
        .anySatisfy(
            problem ->
                assertThat(problem).startsWith("The name of source").contains(" must be 1 to 40"));
  }

  @Test
  void noSourceIsNamedPostgres() {
    assertThat(problems("sources: {postgres: {tables: s.t, slot: X}}"))
        .containsExactly(
            "The name of source `postgres` (line 1) is what the section `postgres` stands for;"
                + " choose another.");
  }

  @Test
  void aPipelineOfNamedSourcesNeedsANameOfItsOwn() {
    assertThat(problems(TWO, "JOB_NAME", ""))
        .containsExactly(
            "`job.name` must be given where there are `sources`: by it alone the pipeline finds"
                + " its checkpoints again, whichever sources it has then.");
  }

  @Test
  void recordsOfAProgramKeepTheSameRules() {
    CdcConfig one = ConfigFixture.load();
    CdcConfig two = load(TWO);
    PostgresConfig unnamed = one.onlySource();

    assertThat(refused(() -> with(two, List.of())).problems())
        .containsExactly("A pipeline needs at least one source.");
    assertThat(refused(() -> with(two, List.of(unnamed, two.sources().get(0)))).problems())
        .containsExactly("Each of several sources needs a name of its own.");
    assertThat(
            refused(() -> with(two, List.of(two.sources().get(0), two.sources().get(0))))
                .problems())
        .containsExactly("Two sources are named `orders`.");
    assertThat(with(two, List.of(two.sources().get(1))).hasNamedSources()).isTrue();
  }

  private static CdcConfig with(CdcConfig config, List<PostgresConfig> sources) {
    return new CdcConfig(
        "x", 1, 0, sources, config.record(), config.landing(), config.checkpoint(), Map.of());
  }

  private CdcConfig load(String yaml, String... pairs) {
    return ConfigLoader.load(write(directory, yaml), env(pairs));
  }

  private List<String> problems(String yaml, String... pairs) {
    return refused(() -> load(yaml, pairs)).problems();
  }

  private static Map<String, String> env(String... pairs) {
    Map<String, String> env = new HashMap<>(ENV);
    for (int i = 0; i < pairs.length; i += 2) {
      env.put(pairs[i], pairs[i + 1]);
    }
    return env;
  }
}
