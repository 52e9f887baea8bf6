package com.cdc.config;

import static org.apache.flink.configuration.ConfigOptions.key;

import com.cdc.event.RecordFormat;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/** How values are written. */
public final class RecordOptions {

  public static final ConfigOption<RecordFormat.Numeric> NUMERIC =
      key("record.numeric")
          .enumType(RecordFormat.Numeric.class)
          .defaultValue(RecordFormat.Numeric.STRING)
          .withDescription(
              "How `numeric` lands. As numbers they are exact in the file, but many readers turn them"
                  + " into doubles.");

  public static final ConfigOption<RecordFormat.Bytea> BYTEA =
      key("record.bytea")
          .enumType(RecordFormat.Bytea.class)
          .defaultValue(RecordFormat.Bytea.BASE64)
          .withDescription("How `bytea` lands.");

  public static final ConfigOption<RecordFormat.Json> JSON =
      key("record.json")
          .enumType(RecordFormat.Json.class)
          .defaultValue(RecordFormat.Json.STRING)
          .withDescription(
              "How `json` and `jsonb` land: a string that holds the text, or the value itself, where a"
                  + " JSON `null` cannot be told from NULL.");

  public static final ConfigOption<RecordFormat.Composite> COMPOSITE =
      key("record.composite")
          .enumType(RecordFormat.Composite.class)
          .defaultValue(RecordFormat.Composite.TEXT)
          .withDescription(
              "How values of composite types land: as PostgreSQL's text, or as an object of their"
                  + " attributes.");

  public static final ConfigOption<Boolean> BEFORE =
      key("record.before")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether an update carries the row before it, as far as PostgreSQL sends it, as JSON"
                  + " text in `__before`: under REPLICA IDENTITY FULL the whole row, else the old key"
                  + " where it changed.");

  static final List<ConfigOption<?>> ALL = List.of(NUMERIC, BYTEA, JSON, COMPOSITE, BEFORE);

  private RecordOptions() {}
}
