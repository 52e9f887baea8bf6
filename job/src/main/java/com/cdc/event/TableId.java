package com.cdc.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serializable;

/**
 * A table by its schema and name, exactly as PostgreSQL stores them: no case folding, no quotes.
 *
 * @param schema the schema's name
 * @param name the table's name
 */
public record TableId(String schema, String name) implements Comparable<TableId>, Serializable {

  public TableId {
    if (schema.isEmpty() || name.isEmpty()) {
      throw new IllegalArgumentException(
          "A table needs a schema and a name: " + schema + "." + name);
    }
  }

  /** The table's directory under the landing: {@code cdc.<schema>.<name>}, unique per table. */
  public String directory() {
    return "cdc." + encode(schema) + "." + encode(name);
  }

  /**
   * Percent-encodes all but ASCII letters, digits, {@code _} and {@code -}. The dot is encoded too,
   * so that {@code a.b} in schema {@code c} and {@code b} in schema {@code c.a} stay apart.
   */
  public static String encode(String name) {
    StringBuilder out = new StringBuilder(name.length());
    for (byte b : name.getBytes(UTF_8)) {
      boolean plain = isAsciiLetterOrDigit(b) || b == '_' || b == '-';
      if (plain) {
        out.append((char) b);
      } else {
        out.append('%').append(String.format("%02X", b));
      }
    }
    return out.toString();
  }

  private static boolean isAsciiLetterOrDigit(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9');
  }

  /** The inverse of {@link #encode}. */
  public static String decode(String encoded) {
    byte[] out = new byte[encoded.length()];
    int n = 0;
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        out[n++] = (byte) Integer.parseInt(encoded, i + 1, i + 3, 16);
        i += 2;
      } else {
        out[n++] = (byte) c;
      }
    }
    return new String(out, 0, n, UTF_8);
  }

  @Override
  public int compareTo(TableId other) {
    int bySchema = schema.compareTo(other.schema);
    return bySchema != 0 ? bySchema : name.compareTo(other.name);
  }

  /** For humans: {@code schema.name}. */
  @Override
  public String toString() {
    return schema + "." + name;
  }
}
