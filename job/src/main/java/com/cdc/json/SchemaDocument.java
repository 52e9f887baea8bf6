package com.cdc.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.event.ColumnRule;
import com.cdc.event.Position;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes one version of a table's shape as JSON: what lands under {@code _schemas}. Columns come
 * one after the other, in the order of the rows.
 */
public final class SchemaDocument {

  private final RowShape shape;
  private final LineBuffer out = new LineBuffer();
  private boolean first = true;

  /**
   * Begins a document.
   *
   * @param position from which on rows have this shape
   * @param timeMillis when that was, epoch milliseconds
   * @param identity the replica identity in a word
   */
  public SchemaDocument(
      RowShape shape, Position position, long timeMillis, String identity, List<String> key) {
    this.shape = shape;
    out.put('{');
    field("version").putLong(1);
    out.put(',');
    field("schema");
    text(shape.table().schema());
    out.put(',');
    field("table");
    text(shape.table().name());
    out.put(',');
    field("position").put('[');
    out.putLong(position.epoch());
    out.put(',');
    out.putLong(position.lsn());
    out.put(',');
    out.putLong(position.seq());
    out.put(']');
    out.put(',');
    field("time");
    text(Instant.ofEpochMilli(timeMillis).toString());
    out.put(',');
    field("replica_identity");
    text(identity);
    out.put(',');
    field("key").put('[');
    for (int i = 0; i < key.size(); i++) {
      if (i > 0) {
        out.put(',');
      }
      text(key.get(i));
    }
    out.put(']');
    out.put(',');
    field("columns").put('[');
  }

  /**
   * Adds a column.
   *
   * @param column its place in the shape
   * @param name its name
   * @param number {@code attnum}, 0 if it is not known
   * @param type as {@code format_type} writes it
   * @param rule what becomes of its values
   * @param existing PostgreSQL's text of the value that older rows take; null if that is NULL
   */
  public void column(
      int column,
      String name,
      int number,
      String type,
      boolean notNull,
      ColumnRule rule,
      @Nullable String existing) {
    if (!first) {
      out.put(',');
    }
    first = false;
    out.put('{');
    field("name");
    text(name);
    out.put(',');
    if (number > 0) {
      field("number").putLong(number);
      out.put(',');
    }
    field("type");
    text(type);
    out.put(',');
    field("nullable").put(notNull ? "false".getBytes(UTF_8) : "true".getBytes(UTF_8));
    if (rule != ColumnRule.KEEP) {
      out.put(',');
      field("rule");
      text(rule.name().toLowerCase(Locale.ROOT));
    }
    if (existing != null) {
      byte[] value = existing.getBytes(UTF_8);
      out.put(',');
      field("existing");
      shape.encoder(column).encode(value, 0, value.length, out);
    }
    out.put('}');
  }

  /** Ends the document: one line. */
  public byte[] end() {
    out.put(']');
    out.put('}');
    out.put('\n');
    return out.take();
  }

  private LineBuffer field(String name) {
    text(name);
    out.put(':');
    return out;
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    out.putString(bytes, 0, bytes.length);
  }
}
