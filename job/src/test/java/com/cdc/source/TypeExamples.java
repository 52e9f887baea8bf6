package com.cdc.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stands on docs/reference/types.md: every type with values worth a look. */
final class TypeExamples {

  /**
   * A type with values.
   *
   * @param name how the page calls it
   * @param type how SQL does
   */
  record Example(String name, String type, List<String> values) {}

  static final String INTRODUCTION =
      """
      # Types

      What lands for a value of each type. PostgreSQL's column is the text that it prints; ␤ stands for a line break.
      Beside the default, the other form of the four options is shown where it differs.
      [record.md](record.md#values) has the rules.

      Written by `TypesReferenceTest` from what a real PostgreSQL prints and the job makes of it; do not edit.
      """;

  static final List<String> DEFINITIONS =
      List.of(
          "CREATE EXTENSION citext",
          "CREATE EXTENSION hstore",
          "CREATE EXTENSION ltree",
          "CREATE TYPE mood AS ENUM ('sad', 'so \"so\"')",
          "CREATE DOMAIN price AS numeric(20,2)",
          "CREATE DOMAIN sale_price AS price",
          "CREATE DOMAIN numbers AS int[]",
          "CREATE TYPE part AS (id int, label text, raw bytea)",
          "CREATE TYPE whole AS (part part, parts part[], prices price[])",
          "CREATE DOMAIN some_part AS part");

  static final Map<String, List<Example>> PARTS = parts();

  private TypeExamples() {}

  private static Map<String, List<Example>> parts() {
    Map<String, List<Example>> parts = new LinkedHashMap<>();
    parts.put("Numbers and booleans", numbers());
    parts.put("Text", texts());
    parts.put("Binary data", binaries());
    parts.put("Dates and times", times());
    parts.put("JSON and XML", documents());
    parts.put("Network addresses", networks());
    parts.put("Geometry", geometries());
    parts.put("Search", searches());
    parts.put("Ranges", ranges());
    parts.put("Arrays", arrays());
    parts.put("Domains and composite types", composites());
    parts.put("PostgreSQL's own and others", others());
    return parts;
  }

  private static List<Example> numbers() {
    List<Example> part = new ArrayList<>();
    add(part, "boolean", "true", "false");
    add(part, "smallint", "-32768");
    add(part, "integer", "2147483647");
    add(part, "bigint", "9223372036854775807");
    add(part, "oid", "4294967295");
    add(part, "real", "0.1", "1e30", "NaN", "Infinity");
    add(part, "double precision", "0.1", "-0", "1e-300", "NaN", "-Infinity");
    add(part, "numeric", "12345678901234567890.10", "1e-20", "NaN", "Infinity", "-Infinity");
    add(part, "numeric(10,2)", "1.5");
    add(part, "money", "1234.5");
    return part;
  }

  private static List<Example> texts() {
    List<Example> part = new ArrayList<>();
    add(part, "text", "a \"quote\", a \\ and a\nbreak", "");
    add(part, "varchar(10)", "abc");
    add(part, "char(5)", "ab");
    add(part, "bpchar", "ab ");
    add(part, "name", "pg_class");
    add(part, "\"char\"", "x");
    add(part, "citext", "Straße");
    part.add(new Example("enum", "mood", List.of("sad", "so \"so\"")));
    return part;
  }

  private static List<Example> binaries() {
    List<Example> part = new ArrayList<>();
    add(part, "bytea", "\\x00ff10", "\\x");
    add(part, "bit(4)", "1010");
    add(part, "bit varying", "10101");
    return part;
  }

  private static List<Example> times() {
    List<Example> part = new ArrayList<>();
    add(part, "date", "2026-11-22", "10000-01-01", "0044-03-15 BC", "infinity", "-infinity");
    add(part, "timestamp", "2026-11-22 06:00:00.123456", "2026-11-22 06:00", "infinity");
    add(part, "timestamp", "0001-12-31 23:59:59 BC", "10000-01-01 00:00");
    add(part, "timestamptz", "2026-11-22 07:00:00.5+01", "0044-03-15 12:00+00 BC", "-infinity");
    add(part, "timestamptz", "10000-01-01 00:00+00");
    add(part, "time", "06:00:00.5", "24:00");
    add(part, "timetz", "06:00:00+05:30");
    add(part, "interval", "1 year -2 days 03:00:00.5");
    return part;
  }

  private static List<Example> documents() {
    List<Example> part = new ArrayList<>();
    add(part, "json", "{\"a\": [1.50,\nnull]}", "\"text\"", "null", "{\"a\":1,\"a\":2}");
    add(part, "jsonb", "{\"b\":1.50,  \"a\":\"x\"}", "\"text\"", "null");
    add(part, "xml", "<a b=\"c\"/>");
    add(part, "jsonpath", "$.a[*]");
    return part;
  }

  private static List<Example> networks() {
    List<Example> part = new ArrayList<>();
    add(part, "inet", "10.0.0.1/8", "::1");
    add(part, "cidr", "10.0.0.0/8");
    add(part, "macaddr", "08:00:2b:01:02:03");
    add(part, "macaddr8", "08:00:2b:01:02:03:04:05");
    return part;
  }

  private static List<Example> geometries() {
    List<Example> part = new ArrayList<>();
    add(part, "point", "(1,2.5)");
    add(part, "line", "{1,2,3}");
    add(part, "lseg", "[(0,0),(1,1)]");
    add(part, "box", "(1,1),(0,0)");
    add(part, "path", "[(0,0),(1,1)]", "((0,0),(1,1))");
    add(part, "polygon", "((0,0),(1,1),(1,0))");
    add(part, "circle", "<(0,0),1>");
    return part;
  }

  private static List<Example> searches() {
    List<Example> part = new ArrayList<>();
    add(part, "tsvector", "'cat':2A 'fat':1");
    add(part, "tsquery", "fat & !cat:*");
    return part;
  }

  private static List<Example> ranges() {
    List<Example> part = new ArrayList<>();
    add(part, "int4range", "[1,5]", "empty", "(,)");
    add(part, "int8range", "(1,)");
    add(part, "numrange", "[1.5,2.50)");
    add(part, "tsrange", "[2026-11-22 06:00,)");
    add(part, "tstzrange", "[2026-11-22 06:00+00,infinity]");
    add(part, "daterange", "[2026-11-22,2026-12-24]");
    add(part, "int4multirange", "{[1,3),[5,)}", "{}");
    return part;
  }

  private static List<Example> arrays() {
    List<Example> part = new ArrayList<>();
    add(part, "integer[]", "{1,NULL,3}", "{}", "{{1,2},{3,4}}", "[0:1]={1,2}");
    add(part, "text[]", "{a,\"b,c\",NULL,\"NULL\",\"\"}");
    add(part, "numeric[]", "{1.50,NaN}");
    add(part, "bytea[]", "{\"\\\\x00ff\"}");
    add(part, "timestamptz[]", "{\"2026-11-22 06:00+00\",infinity}");
    add(part, "jsonb[]", "{\"{\\\"a\\\": 1}\",NULL}");
    add(part, "box[]", "{(1,1),(0,0);(3,3),(2,2)}");
    part.add(new Example("enum[]", "mood[]", List.of("{sad,\"so \\\"so\\\"\"}")));
    return part;
  }

  private static List<Example> composites() {
    List<Example> part = new ArrayList<>();
    part.add(new Example("domain over numeric", "price", List.of("1.5")));
    part.add(new Example("domain over a domain", "sale_price", List.of("1.5")));
    part.add(new Example("array of a domain", "price[]", List.of("{1.5,NULL}")));
    part.add(new Example("domain over int[]", "numbers", List.of("{1,2}")));
    part.add(new Example("array of that domain", "numbers[]", List.of("{\"{1,2}\",NULL}")));
    part.add(
        new Example(
            "(id int, label text, raw bytea)",
            "part",
            List.of("(1,\"a, \"\"b\"\"\",\"\\\\x00ff\")", "(2,\"\",)")));
    part.add(new Example("domain over it", "some_part", List.of("(1,a,)")));
    part.add(new Example("array of it", "part[]", List.of("{\"(1,a,)\",NULL}")));
    part.add(
        new Example(
            "(part …, parts …[], prices price[])",
            "whole",
            List.of("(\"(1,a,)\",\"{\"\"(2,,)\"\",NULL}\",\"{1.5}\")")));
    return part;
  }

  private static List<Example> others() {
    List<Example> part = new ArrayList<>();
    add(part, "uuid", "6f1c3c3e-0000-4000-8000-000000000001");
    add(part, "hstore", "a=>1, b=>NULL");
    add(part, "ltree", "Top.Science.Astronomy");
    add(part, "pg_lsn", "16/B374D848");
    add(part, "xid8", "18446744073709551615");
    add(part, "xid", "4294967295");
    add(part, "tid", "(0,1)");
    add(part, "regclass", "pg_catalog.pg_class");
    add(part, "regtype", "integer");
    add(part, "int2vector", "1 2");
    add(part, "oidvector", "23 25");
    return part;
  }

  private static void add(List<Example> part, String type, String... values) {
    part.add(new Example(type, type, List.of(values)));
  }
}
