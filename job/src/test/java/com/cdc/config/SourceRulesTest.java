package com.cdc.config;

import static com.cdc.config.ConfigFixture.refused;
import static com.cdc.config.SourcesFixture.TWO;
import static com.cdc.config.SourcesFixture.load;
import static com.cdc.config.SourcesFixture.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the sources of one configuration must not have in common, and what each must have. */
class SourceRulesTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path directory;

  @Test
  void tablesOfPostgresCannotStandBesideSources() {
    assertThat(problems(directory, TWO, "TABLE_INCLUDE", "public.items"))
        .containsExactly(
            "`postgres.tables` (environment variable TABLE_INCLUDE) means one source; beside"
                + " `sources` remove it, and give each source its own `tables`.");
    assertThat(problems(directory, "postgres.tables: [public.items]\n" + TWO))
        .containsExactly(
            "`postgres.tables` (line 1) means one source; beside `sources` remove it, and give"
                + " each source its own `tables`.");
  }

  @Test
  void twoSourcesOfOneServerNeverShareASlot() {
    assertThat(
            problems(
                directory,
                "sources: {a: {host: DB, tables: s.a, database: x}, b: {tables: s.b, port: 5432}}",
                "PG_SLOT",
                "cdc_all"))
        .containsExactly(
            "Sources `a` and `b` both read slot `cdc_all` of db:5432, but a slot serves one; name"
                + " another in `sources.b.slot`.");
    assertThat(
            load(directory, "sources: {a: {tables: s.a}, b: {tables: s.b, port: 5433}}").sources())
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

    assertThat(problems(directory, yaml))
        .containsExactly(
            "Table s.t of source `a` (db:5432/warehouse) and table S.T of source `b`"
                + " (db:5432/archive) would share the landing directory cdc.s.t. A table belongs to"
                + " one source; if these are two tables, capture the second database by a pipeline"
                + " of its own with another `landing.uri`.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1st", "_a", "ordérs", "a23456789b123456789c123456789d123456789e1"})
  void namesOfSourcesAreShortAndPlain(String name) {
    assertThat(problems(directory, "sources: {'%s': {tables: s.t}}".formatted(name)))
        .anySatisfy(
            problem ->
                assertThat(problem).startsWith("The name of source").contains(" must be 1 to 40"));
  }

  @Test
  void noSourceIsNamedPostgres() {
    assertThat(problems(directory, "sources: {postgres: {tables: s.t, slot: X}}"))
        .containsExactly(
            "The name of source `postgres` (line 1) is what the section `postgres` stands for;"
                + " choose another.");
  }

  @Test
  void aPipelineOfNamedSourcesNeedsANameOfItsOwn() {
    assertThat(problems(directory, TWO, "JOB_NAME", ""))
        .containsExactly(
            "`job.name` must be given where there are `sources`: by it alone the pipeline finds"
                + " its checkpoints again, whichever sources it has then.");
  }

  @Test
  void recordsOfAProgramKeepTheSameRules() {
    CdcConfig one = ConfigFixture.load();
    CdcConfig two = load(directory, TWO);
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
}
