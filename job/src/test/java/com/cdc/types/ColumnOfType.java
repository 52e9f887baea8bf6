package com.cdc.types;

import static com.cdc.types.RandomText.arrayOf;
import static com.cdc.types.RandomText.rowOf;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;

/**
 * A column, and what may stand in it.
 *
 * @param type its type in SQL
 * @param random a value as the type's input function reads it
 * @param edges values that are to occur in any case
 */
record ColumnOfType(String type, Function<Random, String> random, List<String> edges) {

  /** What the types of {@link #all} need. */
  static final List<String> DEFINITIONS =
      List.of(
          "CREATE EXTENSION citext",
          "CREATE EXTENSION hstore",
          "CREATE EXTENSION ltree",
          "CREATE TYPE mood AS ENUM ('sad', 'so \"so\", \\ ''it''', 'NULL')",
          "CREATE DOMAIN amount AS numeric CHECK (VALUE <> 42)",
          "CREATE DOMAIN price AS amount",
          "CREATE DOMAIN raw AS bytea",
          "CREATE DOMAIN numbers AS int[]",
          "CREATE TYPE part AS (\"n \"\"o\"\" %\" int, gone text, label text, weight numeric,"
              + " raw bytea, doc jsonb, at timestamptz, ok bool, ratio float8)",
          "ALTER TYPE part DROP ATTRIBUTE gone",
          "CREATE TYPE single AS (value text)",
          "CREATE DOMAIN some_part AS part",
          "CREATE TYPE whole AS (part part, parts part[], numbers int[], price price, raw raw,"
              + " single some_part, docs json[], days date[], mood mood)");

  static List<ColumnOfType> all() {
    List<ColumnOfType> columns = new ArrayList<>();
    numbers(columns);
    texts(columns);
    times(columns);
    networkAndGeometry(columns);
    documents(columns);
    ranges(columns);
    others(columns);
    composites(columns);
    return columns;
  }

  private static void numbers(List<ColumnOfType> all) {
    all.add(of("bool", r -> r.nextBoolean() ? "t" : "f", "true", "false"));
    all.add(of("int2", r -> "" + (short) r.nextInt(), "-32768", "32767", "0"));
    all.add(of("int4", r -> "" + r.nextInt(), "-2147483648", "2147483647"));
    all.add(of("int8", r -> "" + r.nextLong(), "-9223372036854775808", "9223372036854775807"));
    all.add(of("oid", r -> "" + Integer.toUnsignedLong(r.nextInt()), "4294967295", "0"));
    String[] odd = {"NaN", "Infinity", "-Infinity", "-0", "0", "1e-30", "1e30", "123456789"};
    all.add(of("float4", r -> "" + Float.intBitsToFloat(r.nextInt() & 0x3fffffff), odd));
    all.add(of("float8", r -> "" + r.nextGaussian() * Math.pow(10, r.nextInt(600) - 300), odd));
    all.add(of("float8", r -> "" + r.nextInt(), "1e-300", "1e300", "5e-324"));
    all.add(of("float8[]", arrayOf(r -> "" + r.nextGaussian(), ','), "{NaN,-Infinity,-0}"));
    String[] many = {
      "NaN", "Infinity", "-Infinity", "0", "-0.00", "1e-300", "1e1000", "1.10", "9".repeat(1500)
    };
    all.add(of("numeric", RandomText::numeric, many));
    all.add(of("numeric(38,10)", r -> RandomText.digits(r, 28), "0.0000000001", "NaN"));
    all.add(of("numeric[]", arrayOf(RandomText::numeric, ','), "{NaN,Infinity,1.50,NULL}"));
    all.add(of("price", RandomText::numeric, "NaN", "1.50"));
    all.add(of("price[]", arrayOf(RandomText::numeric, ',')));
    all.add(of("money", r -> r.nextInt() + ".25", "-92233720368547758.08", "0"));
    all.add(of("int4[]", arrayOf(r -> "" + r.nextInt(), ','), "{}", "[0:1]={1,2}", "{{1},{2}}"));
    all.add(of("numbers", arrayOf(r -> "" + r.nextInt(), ','), "{}", "{NULL}"));
    all.add(of("numbers[]", arrayOf(r -> "{" + r.nextInt() + ",NULL}", ','), "{\"{}\",NULL}"));
    all.add(of("bool[]", arrayOf(r -> r.nextBoolean() ? "t" : "f", ',')));
  }

  private static void texts(List<ColumnOfType> all) {
    all.add(of("text", RandomText::text, "", "NULL", "null", "\\N", "\"", " ", "x".repeat(9000)));
    all.add(of("varchar", RandomText::text, ""));
    all.add(of("varchar(40)", RandomText::text, ""));
    all.add(of("bpchar", RandomText::text, "a  ", ""));
    all.add(of("char(40)", RandomText::text, "", " x"));
    all.add(of("name", RandomText::text, "", "é".repeat(31)));
    all.add(of("citext", RandomText::text, "ÄaA", ""));
    all.add(of("\"char\"", r -> "" + (char) ('!' + r.nextInt(90)), "", "\""));
    all.add(of("text[]", arrayOf(RandomText::text, ','), "{\"NULL\",NULL,\"\",null}", "{\" \"}"));
    all.add(of("citext[]", arrayOf(RandomText::text, ',')));
    all.add(of("mood", r -> "sad", "so \"so\", \\ 'it'", "NULL"));
    all.add(of("mood[]", arrayOf(r -> "so \"so\", \\ 'it'", ','), "{NULL,\"NULL\",sad}"));
    all.add(of("bytea", r -> "\\x" + RandomText.hex(r, r.nextInt(40)), "\\x", "\\x00ff"));
    all.add(of("bytea[]", arrayOf(r -> "\\x" + RandomText.hex(r, r.nextInt(9)), ',')));
    all.add(of("raw", r -> "\\x" + RandomText.hex(r, r.nextInt(9))));
    all.add(of("raw[]", arrayOf(r -> "\\x" + RandomText.hex(r, r.nextInt(9)), ',')));
    all.add(of("bit(9)", r -> RandomText.bits(r, 9)));
    all.add(of("varbit", r -> RandomText.bits(r, r.nextInt(70)), ""));
    all.add(of("bit(3)[]", arrayOf(r -> RandomText.bits(r, 3), ',')));
  }

  private static void times(List<ColumnOfType> all) {
    String[] days = {"infinity", "-infinity", "10000-01-01", "5874897-12-31", "0001-12-31 BC"};
    all.add(of("date", RandomText::date, days));
    all.add(of("date", RandomText::date, "4714-11-24 BC", "0044-03-15 BC", "0001-01-01"));
    all.add(of("date[]", arrayOf(RandomText::date, ','), "{infinity,\"0001-12-31 BC\"}"));
    all.add(of("time", RandomText::time, "24:00:00", "00:00:00", "23:59:59.999999"));
    all.add(of("timetz", r -> RandomText.time(r) + "+05:30", "24:00:00-15:59", "00:00+00:00:01"));
    String[] moments = {
      "infinity",
      "-infinity",
      "10000-01-01",
      "294276-12-31 23:59:59.999999",
      "4714-11-24 00:00:00 BC",
      "0001-12-31 23:59:59.5 BC",
      "0001-01-01"
    };
    all.add(of("timestamp", r -> RandomText.timestamp(r, ""), moments));
    String[] zoned = {
      "infinity",
      "-infinity",
      "10000-01-01 00:00+00",
      "294276-12-31 23:59:59.999999+00",
      "4714-11-24 00:00:00+00 BC",
      "0001-12-31 23:59:59.5+00 BC",
      "2026-11-22 07:00:00.123456+01"
    };
    all.add(of("timestamptz", r -> RandomText.timestamp(r, "-07:30"), zoned));
    all.add(of("timestamptz[]", arrayOf(r -> RandomText.timestamp(r, "+00"), ',')));
    all.add(of("timestamp[]", arrayOf(r -> RandomText.timestamp(r, ""), ',')));
    all.add(of("interval", RandomText::interval, "0", "-178000000 years", "1 year -1 day"));
    all.add(of("interval[]", arrayOf(RandomText::interval, ',')));
  }

  private static void networkAndGeometry(List<ColumnOfType> all) {
    all.add(of("inet", ColumnOfType::inet, "::1", "::ffff:1.2.3.4/120", "10.0.0.1/8"));
    all.add(of("cidr", r -> "10." + r.nextInt(256) + ".0.0/16", "2001:db8::/32"));
    all.add(of("macaddr", r -> RandomText.hex(r, 6)));
    all.add(of("macaddr8", r -> RandomText.hex(r, 8)));
    all.add(of("point", RandomText::point, "(NaN,Infinity)", "(-0,1e-300)"));
    all.add(of("line", r -> "{" + (1 + r.nextInt(9)) + "," + r.nextGaussian() + ",3}"));
    all.add(of("lseg", r -> "[" + RandomText.point(r) + "," + RandomText.point(r) + "]"));
    all.add(of("box", r -> RandomText.point(r) + "," + RandomText.point(r)));
    all.add(of("box[]", arrayOf(r -> RandomText.point(r) + "," + RandomText.point(r), ';'), "{}"));
    all.add(of("point[]", arrayOf(RandomText::point, ',')));
    all.add(
        of("path", r -> "[" + RandomText.point(r) + "," + RandomText.point(r) + "]", "((1,2))"));
    all.add(of("polygon", r -> "(" + RandomText.point(r) + "," + RandomText.point(r) + ")"));
    all.add(of("circle", r -> "<" + RandomText.point(r) + "," + r.nextInt(9) + ">"));
  }

  private static void documents(List<ColumnOfType> all) {
    String[] odd = {
      "null",
      " null\n",
      "\"\"",
      "\"null\"",
      "1",
      "\"1\"",
      "\"\\ud800\"",
      "\"\\u0000\"",
      "1e400",
      "{\"a\":1,\"a\":2}",
      "{\n\"a\":1,\n\"\\u0061\":2}",
      "\"{\\\"a\\\":1,\\\"a\\\":2}\"",
      "{}",
      "[ ]",
      "{\"a\":\n\r\n[1 ,\t2.50]}",
      "\"\u2028\u007f\"",
      "-0",
      "1E+2",
      "[".repeat(2000) + "]".repeat(2000)
    };
    all.add(of("json", r -> RandomText.json(r, 3), odd));
    String[] oddB = {
      "null", "\"null\"", "\"1\"", "1e300", "1.50", "{\"a\":{\"b\":[null]}}", "\"\\n\""
    };
    all.add(of("jsonb", r -> RandomText.json(r, 3), oddB));
    all.add(of("json[]", arrayOf(r -> RandomText.json(r, 2), ','), "{\"null\",NULL,\" 1 \"}"));
    all.add(
        of("jsonb[]", arrayOf(r -> RandomText.json(r, 2), ','), "{\"null\",NULL,\"\\\"\\\"\"}"));
    all.add(of("xml", r -> "<a b=\"" + r.nextInt() + "\">\n<!-- \\ -->é</a>", "<a/>", "text"));
    all.add(of("jsonpath", r -> "$.a[" + r.nextInt(9) + "] ? (@ == \"x\")"));
    all.add(of("tsvector", r -> "'a''b':" + (1 + r.nextInt(99)) + "A 'c\\\\d' \"e\"", ""));
    all.add(of("tsquery", r -> "'a''b' & !c:*A <" + (1 + r.nextInt(9)) + "> d", ""));
    all.add(of("hstore", r -> "\"k\"=>\"" + r.nextInt() + "\\\"\", \"\\\\\"=>NULL", ""));
    all.add(of("hstore[]", arrayOf(r -> "a=>" + r.nextInt(), ',')));
    all.add(of("ltree", r -> "Top.a_" + r.nextInt(99) + ".b", ""));
  }

  private static void ranges(List<ColumnOfType> all) {
    all.add(of("int4range", RandomText::range, "empty", "(,)"));
    all.add(of("int8range", RandomText::range, "empty"));
    all.add(of("numrange", RandomText::range, "(1.50,)", "[NaN,NaN]"));
    all.add(of("tsrange", r -> "[" + r.nextInt(2000, 2020) + "-01-01,2026-11-22 06:00:00.5)"));
    all.add(of("tstzrange", r -> "[" + r.nextInt(2000, 2020) + "-01-01 00:00+00,infinity]"));
    all.add(of("daterange", r -> "[" + r.nextInt(2000, 2020) + "-01-01,)", "(,)"));
    all.add(of("int4range[]", arrayOf(RandomText::range, ',')));
    all.add(of("int4multirange", r -> "{[1,3),[" + (5 + r.nextInt(9)) + ",)}", "{}"));
    all.add(of("nummultirange", r -> "{[1.5,3),[" + (5 + r.nextInt(9)) + ",)}"));
    all.add(of("datemultirange", r -> "{[2000-01-01," + r.nextInt(2001, 2020) + "-01-01)}"));
    all.add(of("int4multirange[]", arrayOf(r -> "{[1,3),[5,9)}", ',')));
  }

  private static void others(List<ColumnOfType> all) {
    all.add(of("uuid", r -> new UUID(r.nextLong(), r.nextLong()).toString()));
    all.add(of("uuid[]", arrayOf(r -> new UUID(r.nextLong(), r.nextLong()).toString(), ',')));
    all.add(of("pg_lsn", r -> "%X/%X".formatted(r.nextInt(), r.nextInt()), "0/0"));
    all.add(of("xid8", r -> Long.toUnsignedString(r.nextLong()), "18446744073709551615"));
    all.add(of("xid", r -> "" + Integer.toUnsignedLong(r.nextInt())));
    all.add(of("tid", r -> "(" + r.nextInt(99) + ",1)"));
    all.add(of("pg_snapshot", r -> "10:" + r.nextInt(20, 30) + ":10,14"));
    all.add(of("int2vector", r -> r.nextInt(9) + " " + r.nextInt(9), ""));
    all.add(of("oidvector", r -> r.nextInt(9) + " " + r.nextInt(9), ""));
    all.add(of("regclass", r -> r.nextBoolean() ? "pg_catalog.pg_class" : "123", "-"));
    all.add(of("regtype", r -> r.nextBoolean() ? "character varying" : "mood[]", "-"));
  }

  private static void composites(List<ColumnOfType> all) {
    Function<Random, String> part =
        rowOf(
            r -> "" + r.nextInt(),
            RandomText::text,
            RandomText::numeric,
            r -> "\\x" + RandomText.hex(r, 3),
            r -> RandomText.json(r, 1),
            r -> RandomText.timestamp(r, "+00"),
            r -> r.nextBoolean() ? "t" : "f",
            r -> "" + r.nextGaussian());
    Function<Random, String> whole =
        rowOf(
            part,
            arrayOf(part, ','),
            arrayOf(r -> "" + r.nextInt(), ','),
            RandomText::numeric,
            r -> "\\x" + RandomText.hex(r, 3),
            part,
            arrayOf(r -> RandomText.json(r, 1), ','),
            arrayOf(RandomText::date, ','),
            r -> "NULL");
    all.add(of("part", part, "(,,,,,,,)", "(1,\"\",NaN,\"\\\\x\",null,infinity,t,-0)"));
    all.add(of("part[]", arrayOf(part, ','), "{}", "{\"(,,,,,,,)\",NULL}"));
    all.add(of("some_part", part));
    all.add(of("some_part[]", arrayOf(part, ',')));
    all.add(of("single", rowOf(RandomText::text), "()", "(\"\")", "(NULL)", "(\"(\"\"a\"\",)\")"));
    all.add(of("whole", whole, "(,,,,,,,,)"));
    all.add(of("whole[]", arrayOf(whole, ',')));
  }

  private static String inet(Random random) {
    byte[] address = new byte[random.nextBoolean() ? 4 : 16];
    random.nextBytes(address);
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ColumnOfType of(String type, Function<Random, String> random, String... edges) {
    return new ColumnOfType(type, random, List.of(edges));
  }
}
