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
 * @param membership what makes the publication publish it; another one was made since
 * @param identity {@code relreplident}
 * @param key columns of the replica identity
 * @param columns those that exist, by their numbers
 * @param written hash of the transactions that last wrote the columns' descriptions
 * @param files the file of the table, or of each partition that holds rows, by oid
 */
public record TableStamp(
    long relation,
    String membership,
    char identity,
    List<String> key,
    List<Column> columns,
    String written,
    SortedMap<Long, Long> files)
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

  public TableStamp {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }
}
