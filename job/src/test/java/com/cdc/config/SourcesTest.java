package com.cdc.config;

import static com.cdc.config.ConfigFixture.refused;
import static com.cdc.config.ConfigFixture.write;
import static com.cdc.config.SourcesFixture.TWO;
import static com.cdc.config.SourcesFixture.load;
import static com.cdc.config.SourcesFixture.problems;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.event.TableId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several sources in one configuration. */
class SourcesTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path directory;

  @Test
  void aSourceTakesWhatItDoesNotGiveFromPostgresAndThenTheDefault() {
    CdcConfig config =
        load(
            directory,
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
    CdcConfig config = load(directory, TWO + "  keys: {slot: c, password: s3cret, tables: a.b}\n");

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
    assertThatThrownBy(() -> load(directory, TWO).onlySource())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The pipeline has 2 sources, not one");
  }

  @Test
  void unknownKeysOfASourceAreRefusedWithTheNearestKnownOne() {
    assertThat(
            problems(
                directory,
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

    assertThat(problems(directory, yaml))
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

  @ParameterizedTest
  @ValueSource(strings = {"sources: orders", "sources: [orders]"})
  void sourcesThatAreNoMapAreRefused(String yaml) {
    assertThat(problems(directory, yaml))
        .containsExactly("`sources` (line 1) must be a map of keys, not a value.");
  }
}
