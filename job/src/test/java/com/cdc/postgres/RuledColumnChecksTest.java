package com.cdc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.ColumnRules;
import com.cdc.config.PostgresConfig;
import com.cdc.config.Secret;
import com.cdc.event.ColumnRule;
import com.cdc.event.TableId;
import com.cdc.testing.TestPostgres;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RuledColumnChecksTest {

  private static final TableId PERSON = new TableId("public", "person");

  @RegisterExtension private static final TestPostgres postgres = TestPostgres.startNew();

  @BeforeAll
  static void createTables() {
    postgres.execute(
        "CREATE TABLE person (id int, email text, phone text, note text, PRIMARY KEY (id, email))",
        "CREATE PUBLICATION cdc_pub FOR TABLE person",
        "SELECT pg_create_logical_replication_slot('there', 'pgoutput')");
  }

  @Test
  void aColumnThatDoesNotExistIsRefusedBeforeTheFirstStart() {
    assertThat(check("new", Map.of("phnoe", ColumnRule.HASH, "unheard_of", ColumnRule.DROP)))
        .containsExactly(
            "Table `public.person` in database `warehouse` at localhost:%d has no column `phnoe`,"
                    .formatted(postgres.port())
                + " which is to be hashed. Did you mean `phone`? Correct postgres.hash-columns"
                + " (names are case-sensitive). If it was dropped or renamed since, name it in"
                + " postgres.former-columns too, and its new name in postgres.hash-columns.",
            "Table `public.person` in database `warehouse` at localhost:%d has no column `unheard_of`,"
                    .formatted(postgres.port())
                + " which is to be dropped. Correct postgres.drop-columns (names are"
                + " case-sensitive). If it was dropped or renamed since, name it in"
                + " postgres.former-columns too, and its new name in postgres.drop-columns.");
  }

  @Test
  void aColumnOfTheKeyMayBeHashedOnly() {
    assertThat(check("new", Map.of("id", ColumnRule.MASK, "email", ColumnRule.HASH)))
        .singleElement()
        .asString()
        .startsWith("Column `id` of table `public.person` in ")
        .endsWith(
            " is part of the key that tells rows apart and cannot be masked. Move it from"
                + " postgres.mask-columns to postgres.hash-columns, or choose another key: ALTER"
                + " TABLE \"public\".\"person\" REPLICA IDENTITY USING INDEX <index>;");
  }

  @Test
  void aColumnThatIsGoneMayStayListedAsAFormerOne() {
    PostgresConfig config =
        postgres
            .config(List.of(PERSON), "cdc_pub", "there")
            .withColumns(
                new ColumnRules(
                    Map.of(PERSON, Map.of("gone", ColumnRule.DROP, "phnoe", ColumnRule.MASK)),
                    null,
                    Map.of(PERSON, Set.of("gone"))));

    assertThat(Preflight.check(config)).singleElement().asString().contains("`phnoe`");
  }

  private static List<String> check(String slot, Map<String, ColumnRule> rules) {
    return Preflight.check(
        postgres
            .config(List.of(PERSON), "cdc_pub", slot)
            .withColumns(new ColumnRules(Map.of(PERSON, rules), Secret.of("0123456789abcdef"))));
  }
}
