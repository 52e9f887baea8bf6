package com.cdc.postgres;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the catalogue says of a table at one moment, as far as it tells that rows changed without
 * row messages.
 *
 * @param relation oid of the table; another one under the same name is another table
 * @param membership what makes the publication publish it, and what of it; another one was made
 *     since
 * @param identity {@code relreplident}
 * @param key columns of the replica identity
 * @param columns those that exist, by their numbers
 * @param written hash of the transactions that last wrote the columns' descriptions
 * @param files the file of the table by its oid, or of each partition that holds rows by its oid
 *     and the transactions that made it one: {@code 16400.755}
 */
public record TableStamp(
    long relation,
    String membership,
    char identity,
    List<String> key,
    List<Column> columns,
    String written,
    SortedMap<String, Long> files)
    implements Serializable {

  /** Of no table: any other differs. */
  public static final TableStamp NONE =
      new TableStamp(0, "", 'n', List.of(), List.of(), "", Collections.emptySortedMap());

  /**
   * A column.
   *
   * @param number {@code attnum}: stays the same when the column is renamed or retyped
   * @param type its declared type
   * @param modifier {@code atttypmod}
   */
  public record Column(int number, String name, long type, int modifier) implements Serializable {}

  /** Whether the table itself holds no rows. */
  public boolean isPartitioned() {
    return !files.containsKey(String.valueOf(relation));
  }

  /** The oid of one of {@link #files}. */
  public static long oidOf(String file) {
    int dot = file.indexOf('.');
    return Long.parseLong(dot < 0 ? file : file.substring(0, dot));
  }

  public TableStamp {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }
}
