package com.cdc.json;

import com.cdc.event.RecordFormat;

/**
 * How values are written, beyond what their types decide.
 *
 * @param format the forms where users differ
 */
public record Encoding(RecordFormat format) {

  /** What lands unless something else is configured. */
  public static final Encoding DEFAULT = new Encoding(RecordFormat.DEFAULT);
}
