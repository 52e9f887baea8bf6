package com.cdc.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.event.ColumnRule;
import com.cdc.event.TableId;
import java.util.ArrayList;
import java.util.List;

/** One version of a table's shape, prepared for writing its rows. */
public final class RowShape {

  /**
   * A column of a row.
   *
   * @param name the column's name
   * @param type what decides its encoding
   * @param key whether it is part of the table's key (RECORD: the replica identity's columns)
   * @param rule what becomes of its values
   */
  public record Column(String name, ColumnType type, boolean key, ColumnRule rule) {

    /** A column that lands as it is. */
    public Column(String name, ColumnType type, boolean key) {
      this(name, type, key, ColumnRule.KEEP);
    }
  }

  private static final byte[] MASKED = "\"****\"".getBytes(UTF_8);

  private final TableId table;
  private final byte[][] names;
  private final ValueEncoder[] encoders;
  private final boolean[] keys;
  private final boolean[] dropped;
  private final boolean[] masked;
  private final boolean keyed;
  private final int shards;
  private final boolean sharded;
  private final boolean before;

  /** A shape whose values land in their default forms. */
  public RowShape(TableId table, List<Column> columns) {
    this(table, columns, Encoding.DEFAULT, 1);
  }

  /**
   * A shape.
   *
   * @param shards over how many shards the table is spread, if it has a key
   */
  public RowShape(TableId table, List<Column> columns, Encoding encoding, int shards) {
    this.table = table;
    List<byte[]> quoted = new ArrayList<>();
    LineBuffer scratch = new LineBuffer();
    for (Column column : columns) {
      byte[] name = column.name().getBytes(UTF_8);
      scratch.putString(name, 0, name.length);
      quoted.add(scratch.take());
    }
    names = quoted.toArray(byte[][]::new);
    encoders =
        columns.stream().map(column -> encoder(column, encoding)).toArray(ValueEncoder[]::new);
    keys = new boolean[columns.size()];
    dropped = new boolean[columns.size()];
    masked = new boolean[columns.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = columns.get(i).key();
      dropped[i] = columns.get(i).rule() == ColumnRule.DROP;
      masked[i] = columns.get(i).rule() == ColumnRule.MASK;
    }
    keyed = columns.stream().anyMatch(Column::key);
    before = encoding.format().before();
    this.shards = shards;
    sharded = shards > 1 && columns.stream().anyMatch(RowShape::spreads);
  }

  /** A snapshot does not read what is dropped. */
  private static boolean spreads(Column column) {
    return column.key() && column.rule() != ColumnRule.DROP;
  }

  private static ValueEncoder encoder(Column column, Encoding encoding) {
    return switch (column.rule()) {
      case KEEP -> ValueEncoders.of(column.type(), encoding);
      case DROP, MASK -> RowShape::mask;
      case HASH -> {
        if (encoding.hashKey() == null) {
          throw new IllegalStateException("No key to hash column " + column.name() + " with");
        }
        yield new HashEncoder(encoding.hashKey());
      }
    };
  }

  private static void mask(byte[] text, int offset, int length, LineBuffer out) {
    out.put(MASKED);
  }

  public TableId table() {
    return table;
  }

  /** How many columns a row has. */
  public int width() {
    return names.length;
  }

  public boolean isKey(int column) {
    return keys[column];
  }

  /** Whether the table has a key at all. */
  public boolean isKeyed() {
    return keyed;
  }

  /** Over how many shards the table is spread; 1 if it is not. */
  public int shards() {
    return shards;
  }

  /** Whether a row's shard depends on its key; else all are of shard 0. */
  public boolean isSharded() {
    return sharded;
  }

  /** Whether a row's shard depends on this column. */
  public boolean isShardedBy(int column) {
    return keys[column] && !dropped[column];
  }

  /** Whether the column is in no record. */
  public boolean isDropped(int column) {
    return dropped[column];
  }

  /** Whether every value of the column lands as the same text, so that none is needed for it. */
  public boolean isMasked(int column) {
    return masked[column];
  }

  /** Whether an update carries the row before it. */
  public boolean carriesBefore() {
    return before;
  }

  /** The column's name as a JSON string, with its quotes. */
  byte[] name(int column) {
    return names[column];
  }

  ValueEncoder encoder(int column) {
    return encoders[column];
  }
}
