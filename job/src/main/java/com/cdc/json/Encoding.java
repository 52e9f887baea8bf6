package com.cdc.json;

import com.cdc.event.RecordFormat;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * How values are written, beyond what their types decide.
 *
 * @param format the forms where users differ
 * @param hashKey key of the columns that are hashed; null if none is
 */
public record Encoding(RecordFormat format, @Nullable SecretKey hashKey) {

  /** What lands unless something else is configured. */
  public static final Encoding DEFAULT = new Encoding(RecordFormat.DEFAULT);

  /** Nothing is hashed. */
  public Encoding(RecordFormat format) {
    this(format, null);
  }
}
