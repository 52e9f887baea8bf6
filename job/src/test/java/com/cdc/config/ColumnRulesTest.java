package com.cdc.config;

import static com.cdc.config.ConfigFixture.load;
import static com.cdc.config.ConfigFixture.loadYaml;
import static com.cdc.config.ConfigFixture.problems;
import static com.cdc.config.ConfigFixture.yamlProblems;
import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.ColumnRule;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColumnRulesTest {
  private static final String KEY = "planted-hash-key-0123";
  private static final TableId ITEMS = new TableId("public", "items");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path directory;

  @Test
  void columnsAreReadFromTheEnvironmentAndTheFile() {
    CdcConfig env =
        load(
            "PG_DROP_COLUMNS", "public.items.note",
            "PG_HASH_COLUMNS", "public.items.\"e.mail\", public.items.sku",
            "PG_HASH_KEY", KEY);
    CdcConfig file =
        loadYaml(
            directory,
            """
            postgres:
              drop-columns: [public.items.note]
              hash-columns: ['public.items."e.mail"', public.items.sku]
              hash-key: planted-hash-key-0123
            """);

    assertThat(env.onlySource().columns().rules())
        .isEqualTo(
            Map.of(
                ITEMS,
                Map.of(
                    "note", ColumnRule.DROP, "e.mail", ColumnRule.HASH, "sku", ColumnRule.HASH)));
    assertThat(file.onlySource().columns()).isEqualTo(env.onlySource().columns());
    assertThat(env.onlySource().columns().of(ITEMS, "qty")).isEqualTo(ColumnRule.KEEP);
  }

  @Test
  void theHashKeyIsNeverPrinted() {
    CdcConfig config = load("PG_HASH_COLUMNS", "public.items.sku", "PG_HASH_KEY", KEY);

    assertThat(config.toString()).doesNotContain(KEY).contains("postgres.hash-key=******");
    assertThat(config.onlySource().toString()).doesNotContain(KEY);
    assertThat(problems("PG_HASH_COLUMNS", "public.items.sku", "PG_HASH_KEY", "short"))
        .containsExactly(
            "`postgres.hash-key` (environment variable PG_HASH_KEY) must have at least 16"
                + " characters.",
            "`postgres.hash-columns` needs `postgres.hash-key`, a secret of at least 16 characters,"
                + " for example `${file:PATH}`.");
  }

  @Test
  void everyFaultIsTold() {
    assertThat(
            problems(
                "PG_DROP_COLUMNS", "items.note, public.items.note, public.orders.email",
                "PG_MASK_COLUMNS", "public.items.note",
                "PG_FORMER_COLUMNS", "public.items.sku"))
        .containsExactlyInAnyOrder(
            "Entry 1 of `postgres.drop-columns` (environment variable PG_DROP_COLUMNS),"
                + " `items.note`, must be `schema.table.column`, with double quotes around a name"
                + " that contains a comma, dot or quote.",
            "`postgres.mask-columns` names"
                + " public.items.note, which is already to be dropped; one of the two is enough.",
            "`postgres.former-columns` names public.items.sku, which is not to be dropped, hashed or"
                + " masked.",
            "Columns of table public.orders are to be dropped, hashed or masked, but"
                + " `postgres.tables` does not name it.");
    assertThat(yamlProblems(directory, "record: {numeric: double}"))
        .containsExactly(
            "`record.numeric` (line 1) must be one of `string`, `number`, not `double`.");
  }

  @Test
  void eachSourceHasColumnsOfItsOwn() {
    CdcConfig config =
        ConfigLoader.load(
            ConfigFixture.write(
                directory,
                """
                job.name: two
                postgres: {host: db, database: d, user: u, password: p, hash-key: 0123456789abcdef}
                landing.uri: /landing
                checkpoint.uri: /checkpoints
                sources:
                  a: {slot: a, tables: [public.a], hash-columns: [public.a.x]}
                  b: {slot: b, tables: [public.b]}
                """),
            Map.of());

    assertThat(config.sources().get(0).columns().of(new TableId("public", "a"), "x"))
        .isEqualTo(ColumnRule.HASH);
    assertThat(config.sources().get(1).columns().rules()).isEmpty();
  }

  @Test
  void theRecordsFormIsRead() {
    assertThat(load().record()).isEqualTo(RecordFormat.DEFAULT);
    assertThat(loadYaml(directory, "record: {numeric: number, bytea: hex, before: true}").record())
        .isEqualTo(
            new RecordFormat(
                RecordFormat.Numeric.NUMBER,
                RecordFormat.Bytea.HEX,
                RecordFormat.Json.STRING,
                RecordFormat.Composite.TEXT,
                true));
  }
}
