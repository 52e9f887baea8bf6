package com.cdc.torture.oracle;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table whose changes are written down as they are made.
 *
 * @param id what the oracle calls it
 * @param name within {@link Oracle#SCHEMA}
 * @param definition what stands after its name in CREATE TABLE, and statements after that; a format
 *     that takes the number of first rows
 * @param rows how many those are
 * @param key the columns that tell its rows apart; never changed where there is no primary key
 * @param columns all others by name, but {@link #TOASTED}
 * @param traits what is special about it
 */
record AuditedTable(
    int id,
    String name,
    String definition,
    int rows,
    List<String> key,
    List<String> columns,
    List<Trait> traits) {

  /** The column, in tables that have it, that may not be sent and is compared by itself. */
  static final String TOASTED = "body";

  enum Trait {
    /** Has {@link #TOASTED}. */
    TOASTED,
    /** Has REPLICA IDENTITY FULL and no primary key: an update is a delete and an update. */
    KEYLESS,
    /** Is altered all the time: its columns are known at run time only. */
    RESHAPED,
    /** Changes many rows by a statement, and no key: audited by statement. */
    BULK
  }

  boolean is(Trait trait) {
    return traits.contains(trait);
  }

  /** The definition, with at most so many rows. */
  String definition(int most) {
    return definition.formatted(Math.min(rows, most));
  }

  String qualified() {
    return Oracle.SCHEMA + "." + name;
  }

  /** SQL for the text of the row's key. */
  String keyOf(String row) {
    return key.stream().map(c -> row + "." + c + "::text").collect(Collectors.joining("||'/'||"));
  }

  /** SQL for the digest of the whole row but {@link #TOASTED}: name=value, by name, not null. */
  String digestOf(String row) {
    if (is(Trait.RESHAPED)) {
      return """
      (SELECT md5(string_agg(k || '=' || v, E'\\x1f' ORDER BY k COLLATE "C"))::uuid
       FROM jsonb_each_text(to_jsonb(%s)) AS e(k, v) WHERE v IS NOT NULL)"""
          .formatted(row);
    }
    return digest(row, Stream.concat(key.stream(), columns.stream()));
  }

  /** SQL for the digest of what a delete carries. */
  String deletedDigestOf(String row) {
    return is(Trait.KEYLESS) ? digestOf(row) : digest(row, key.stream());
  }

  /** SQL for the digest of {@link #TOASTED}. */
  String toastedDigestOf(String row) {
    return is(Trait.TOASTED) ? "md5(" + row + "." + TOASTED + ")::uuid" : "NULL::uuid";
  }

  private static String digest(String row, Stream<String> columns) {
    return columns
        .sorted()
        .map(c -> "'" + c + "='||" + row + "." + c)
        .collect(Collectors.joining(", ", "md5(concat_ws(E'\\x1f', ", "))::uuid"));
  }
}
