package com.cdc.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.TimeUtils;

/** How a value is written, for the reference page and for messages. */
enum ValueType {
  TEXT("text", "text"),
  INTEGER("number", "a whole number"),
  SWITCH("true or false", "`true` or `false`"),
  DURATION("duration", "a duration such as `10 s`, `15 min` or `1 h`"),
  SIZE("size", "a size such as `8 mb` or `1 gb`"),
  CHOICE("choice", "one of the named values"),
  LIST("list", "a list or one text with commas"),
  MAP("map", "a map of Flink's keys to values");

  private static final Set<String> LISTS =
      Set.of(
          PostgresOptions.TABLES.key(),
          PostgresOptions.DROP_COLUMNS.key(),
          PostgresOptions.HASH_COLUMNS.key(),
          PostgresOptions.MASK_COLUMNS.key(),
          PostgresOptions.FORMER_COLUMNS.key(),
          LandingOptions.TABLE_MIN_SIZE.key(),
          LandingOptions.TABLE_MAX_AGE.key(),
          LandingOptions.SHARDS.key());

  final String label;
  private final String form;

  ValueType(String label, String form) {
    this.label = label;
    this.form = form;
  }

  /** Flink keeps an option's class to itself, so the default tells; all without one are text. */
  static ValueType of(ConfigOption<?> option) {
    if (LISTS.contains(option.key())) {
      return LIST;
    }
    Object value = option.defaultValue();
    if (value instanceof Integer) {
      return INTEGER;
    } else if (value instanceof Boolean) {
      return SWITCH;
    } else if (value instanceof Duration) {
      return DURATION;
    } else if (value instanceof MemorySize) {
      return SIZE;
    } else if (value instanceof Enum) {
      return CHOICE;
    } else if (value instanceof Map) {
      return MAP;
    }
    return TEXT;
  }

  /** What a value of the option looks like, for "must be …". */
  static String form(ConfigOption<?> option) {
    ValueType type = of(option);
    return type == CHOICE
        ? Arrays.stream(option.defaultValue().getClass().getEnumConstants())
            .map(choice -> "`" + choice + "`")
            .collect(Collectors.joining(", ", "one of ", ""))
        : type.form;
  }

  /** A value in the form in which the file takes it. */
  static String print(Object value) {
    return value instanceof Duration duration
        ? TimeUtils.formatWithHighestUnit(duration)
        : value.toString();
  }
}
