package com.cdc.source;

import com.cdc.postgres.TableStamp;
import org.jspecify.annotations.Nullable;

/**
 * What the stream remembers of a table.
 *
 * @param stamp what the catalogue said when it was last looked at; null if it never was
 * @param print of the version that the last record was of; empty before the first
 */
record KnownTable(@Nullable TableStamp stamp, String print) {

  static final KnownTable UNKNOWN = new KnownTable(null, "");

  KnownTable withStamp(TableStamp seen) {
    return new KnownTable(seen, print);
  }

  KnownTable withPrint(String used) {
    return new KnownTable(stamp, used);
  }

  /** As the state holds it. */
  String encode() {
    return print + ":" + StampText.encode(stamp);
  }

  /** Few characters that differ where the table does. */
  String digest() {
    return "#" + Integer.toHexString(encode().hashCode());
  }

  static KnownTable decode(String text) {
    int colon = text.indexOf(':');
    return new KnownTable(StampText.decode(text.substring(colon + 1)), text.substring(0, colon));
  }
}
