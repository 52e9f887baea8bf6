package com.cdc.event;

import java.io.Serializable;
import java.util.Locale;

/**
 * The forms in which values land where users differ.
 *
 * @param before whether an update carries the row before it
 */
public record RecordFormat(
    Numeric numeric, Bytea bytea, Json json, Composite composite, boolean before)
    implements Serializable {

  /** What lands unless something else is configured. */
  public static final RecordFormat DEFAULT =
      new RecordFormat(Numeric.STRING, Bytea.BASE64, Json.STRING, Composite.TEXT, false);

  /** The form of a {@code numeric}. */
  public enum Numeric {
    /** A string of its text. */
    STRING,
    /** A JSON number; NaN and the infinities are strings. */
    NUMBER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The form of a {@code bytea}. */
  public enum Bytea {
    BASE64,
    /** Two digits a byte, without {@code \x}. */
    HEX;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The form of a {@code json} or {@code jsonb}. */
  public enum Json {
    /** A string that holds the JSON text. */
    STRING,
    /** The value itself, within the record. */
    NESTED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The form of a composite value. */
  public enum Composite {
    /** A string of PostgreSQL's text. */
    TEXT,
    /** A JSON object of its attributes. */
    OBJECT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** This format with or without the row before an update. */
  public RecordFormat withBefore(boolean wanted) {
    return new RecordFormat(numeric, bytea, json, composite, wanted);
  }
}
