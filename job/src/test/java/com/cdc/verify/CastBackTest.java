package com.cdc.verify;

import static com.cdc.verify.LandingFixture.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.config.ColumnRules;
import com.cdc.event.RecordFormat;
import com.cdc.event.TableId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Landed values of every form against the table's, through PostgreSQL's own input functions. */
class CastBackTest {

  @RegisterExtension private static final VerifyDatabase database = new VerifyDatabase();

  private Path root;

  @BeforeEach
  void landing(@TempDir Path directory) {
    root = directory;
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "bigint | 9007199254740993 | 9007199254740993 | 9007199254740992",
        "boolean | true | true | false",
        "numeric(20,4) | 12345678901234.5600 | \"12345678901234.5600\" | \"12345678901234.5601\"",
        "numeric | 'NaN' | \"NaN\" | \"Infinity\"",
        "double precision | 0.1 | 0.1 | 0.10000000000000002",
        "real | '-Infinity' | \"-Infinity\" | 1e10",
        "varchar(3) | 'abc' | \"abc\" | \"abcd\"",
        "char(5) | 'ab' | \"ab   \" | \"ac   \"",
        "timestamptz | '2026-11-22 07:00:00.123456+01' | \"2026-11-22T06:00:00.123456Z\" |"
            + " \"2026-11-22T06:00:00.123457Z\"",
        "timestamptz | '0044-03-15 00:00:00 BC' | \"-0043-03-15T00:00:00Z\" |"
            + " \"0044-03-15T00:00:00Z\"",
        "timestamp | '2026-11-22 06:00' | \"2026-11-22T06:00:00\" | \"infinity\"",
        "date | '0001-03-15 BC' | \"0000-03-15\" | \"0001-03-15\"",
        "date | '-infinity' | \"-infinity\" | \"2026-11-22\"",
        "time | '06:00' | \"06:00:00\" | \"06:00:01\"",
        "interval | '1 day 2 h' | \"1 day 02:00:00\" | \"26:00:00\"",
        "uuid | '6f1c3c3e-0000-4000-8000-000000000001' |"
            + " \"6f1c3c3e-0000-4000-8000-000000000001\" |"
            + " \"6f1c3c3e-0000-4000-8000-000000000002\"",
        "bytea | '\\x00ff' | \"AP8=\" | \"AP4=\"",
        "json | '{\"a\": [1, 2.50]}' | \"{\\\"a\\\": [1, 2.50]}\" | \"{\\\"a\\\": [1, 2.5]}\"",
        "jsonb | '{\"a\": 1}' | \"{\\\"a\\\": 1}\" | \"{\\\"a\\\": 2}\"",
        "xml | '<a/>' | \"<a/>\" | \"<b/>\"",
        "point | '(1,2)' | \"(1,2)\" | \"(1,3)\"",
        "inet | '10.0.0.1/8' | \"10.0.0.1/8\" | \"10.0.0.2/8\"",
        "int4range | '[1,5)' | \"[1,5)\" | \"[1,6)\"",
        "int[] | '{1,NULL,3}' | [1,null,3] | [1,3]",
        "int[] | '{}' | [] | null",
        "int[] | '{{1,2},{3,4}}' | \"{{1,2},{3,4}}\" | [1,2,3,4]",
        "int[] | '[2:3]={1,2}' | \"[2:3]={1,2}\" | [1,2]",
        "text[] | ARRAY['a,b','q\"','NULL',NULL] | [\"a,b\",\"q\\\"\",\"NULL\",null] |"
            + " [\"a,b\",\"q\\\"\",null,null]",
        "bytea[] | ARRAY['\\x00ff'::bytea] | [\"AP8=\"] | [\"AP4=\"]",
        "timestamptz[] | ARRAY['2026-11-22 06:00Z'::timestamptz] | [\"2026-11-22T06:00:00Z\"] |"
            + " [\"2026-11-22T06:00:01Z\"]",
        "jsonb[] | ARRAY['{\"a\": 1}'::jsonb] | [\"{\\\"a\\\": 1}\"] | [\"{\\\"a\\\": 2}\"]",
        "v.code | 'AB' | \"AB\" | \"ABC\"",
        "v.raw | '\\x01' | \"AQ==\" | \"AA==\"",
        "v.mood[] | ARRAY['sad','ok']::v.mood[] | [\"sad\",\"ok\"] | [\"ok\",\"sad\"]",
        "v.pair | ROW(1,'a b') | \"(1,\\\"a b\\\")\" | \"(2,\\\"a b\\\")\"",
      })
  void theTypesValueIsEqualAndAnotherIsNot(String type, String sql, String same, String other)
      throws Exception {
    verifies(RecordFormat.DEFAULT, type, sql, same, other);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "numeric(20,4) | 12345678901234.5600 | 12345678901234.5600 | 12345678901234.56",
        "numeric[] | '{1.50,NaN,NULL}' | [1.50,\"NaN\",null] | [1.5,\"NaN\",null]",
        "bytea | '\\x00ff' | \"00ff\" | \"00fe\"",
        "bytea[] | ARRAY['\\x00ff'::bytea] | [\"00ff\"] | [\"00fe\"]",
        "jsonb | '{\"a\": 1.50}' | {\"a\": 1.50} | {\"a\": 1.5}",
        "jsonb | '\"1\"' | \"1\" | 1",
        "jsonb | 'null' | null | \"null\"",
        "json | E' {\\n\"a\":1} ' | { \"a\":1} | {\"a\":1}",
        "json | '{\"a\":1,\"a\":2}' | \"{\\\"a\\\":1,\\\"a\\\":2}\" | {\"a\":2}",
        "json[] | ARRAY['1','\"1\"',' null ',NULL]::json[] | [1,\"1\",null,null] | [1,1,null,null]",
        "jsonb[] | ARRAY['1','\"1\"','null']::jsonb[] | [1,\"1\",null] | [1,1,null]",
        "v.pair | ROW(1,'a b') | {\"a\":1,\"b\":\"a b\"} | {\"a\":1,\"b\":\"a c\"}",
        "v.pair | ROW(1,'a b') | \"(1,\\\"a b\\\")\" | {\"a\":2,\"b\":\"a b\"}",
        "v.pair | ROW(1,'') | {\"a\":1,\"b\":\"\"} | {\"a\":1,\"b\":null}",
        "v.pair | ROW(NULL,NULL) | {\"a\":null,\"b\":null} | null",
        "v.pair[] | ARRAY[ROW(1,'x'),NULL]::v.pair[] | [{\"a\":1,\"b\":\"x\"},null] |"
            + " [{\"a\":2,\"b\":\"x\"},null]",
        "v.outer | ROW(ROW(1,'x'),ARRAY[ROW(2,NULL)::v.pair],'{\"k\":[1]}','\\x01') |"
            + " {\"p\":{\"a\":1,\"b\":\"x\"},\"ps\":[{\"a\":2,\"b\":null}],\"j\":{\"k\":[1]},\"r\":\"01\"}"
            + " | {\"p\":{\"a\":1,\"b\":\"x\"},\"ps\":[{\"a\":2,\"b\":null}],\"j\":{\"k\":[2]},\"r\":\"01\"}",
      })
  void theOtherFormsAreCastBackToo(String type, String sql, String same, String other)
      throws Exception {
    verifies(
        new RecordFormat(
            RecordFormat.Numeric.NUMBER,
            RecordFormat.Bytea.HEX,
            RecordFormat.Json.NESTED,
            RecordFormat.Composite.OBJECT,
            false),
        type,
        sql,
        same,
        other);
  }

  private void verifies(RecordFormat format, String type, String sql, String same, String other)
      throws Exception {
    String name = "t" + Integer.toHexString((format + type + sql + same).hashCode());
    database.execute(
        "CREATE SCHEMA IF NOT EXISTS v",
        "DROP DOMAIN IF EXISTS v.code, v.raw CASCADE",
        "DROP TYPE IF EXISTS v.mood, v.pair, v.outer CASCADE",
        "CREATE DOMAIN v.code AS varchar(2)",
        "CREATE DOMAIN v.raw AS bytea",
        "CREATE TYPE v.mood AS ENUM ('sad','ok')",
        "CREATE TYPE v.pair AS (a int, b text)",
        "CREATE TYPE v.outer AS (p v.pair, ps v.pair[], j jsonb, r v.raw)",
        "CREATE TABLE v.%s (id text PRIMARY KEY, value %s)".formatted(name, type),
        "INSERT INTO v.%s VALUES ('same', %s), ('null', NULL)".formatted(name, sql));
    LandingFixture landing = new LandingFixture(root, new TableId("v", name));
    landing.file(
        "part-0.json",
        line('r', 10, 0, "\"id\":\"null\",\"value\":null"),
        line('r', 10, 0, "\"id\":\"same\",\"value\":" + same));
    assertThat(verify(landing, format).findings(5)).isEmpty();

    landing.file("part-1.json", line('u', 20, 1, "\"id\":\"same\",\"value\":" + other));
    assertThat(verify(landing, format).differences())
        .extracting(Difference::toString)
        .containsExactly("key (same) differs in value");
  }

  @Test
  void keysOfAnyTypeAreJoinedByTheirText() throws Exception {
    database.execute(
        "CREATE SCHEMA IF NOT EXISTS v",
        "CREATE TABLE v.keys (at timestamptz, amount numeric, data bytea, note text,"
            + " PRIMARY KEY (at, amount, data))",
        "INSERT INTO v.keys VALUES ('2026-11-22 06:00Z', 1.50, '\\x00', 'a')");
    LandingFixture landing = new LandingFixture(root, new TableId("v", "keys"));
    String key = "\"at\":\"2026-11-22T06:00:00Z\",\"amount\":\"1.50\",\"data\":\"AA==\"";
    landing.file("part-0.json", line('c', 10, 1, key + ",\"note\":\"a\""));

    assertThat(verify(landing).findings(5)).isEmpty();
  }

  @Test
  void aValueThatCannotBeCastIsAnErrorThatNamesTheTable() throws Exception {
    database.execute("CREATE SCHEMA IF NOT EXISTS v", "CREATE TABLE v.broken (id int PRIMARY KEY)");
    LandingFixture landing = new LandingFixture(root, new TableId("v", "broken"));
    landing.file("part-0.json", line('c', 10, 1, "\"id\":\"x\""));

    assertThatThrownBy(() -> verify(landing))
        .isInstanceOf(LandingException.class)
        .hasMessage("A landed value of v.broken cannot be cast back to its column's type");
  }

  private TableReport verify(LandingFixture landing) throws SQLException, IOException {
    return verify(landing, RecordFormat.DEFAULT);
  }

  private TableReport verify(LandingFixture landing, RecordFormat format)
      throws SQLException, IOException {
    return new LandingVerifier(
            database.connection(), root.toUri().toString(), ColumnRules.NONE, format)
        .verify(landing.table());
  }
}
