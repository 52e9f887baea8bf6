package com.cdc.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.jspecify.annotations.Nullable;

/** The effective settings as a table for the log at start, secrets redacted. */
public final class SettingsTable {
  private static final int WIDEST = 48;

  private record Row(String key, String value, String standard, String meaning) {}

  private SettingsTable() {}

  /** Lines: key, value, default, and the first sentence of what it means. */
  public static String of(CdcConfig config) {
    Map<String, ConfigOption<?>> options =
        CdcOptions.all().stream().collect(Collectors.toMap(ConfigOption::key, o -> o));
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("PROPERTY", "VALUE", "DEFAULT", "DESCRIPTION"));
    config
        .describe()
        .forEach((key, value) -> rows.add(row(key, value, options.get(optionKey(key)))));
    int keys = width(rows, Row::key);
    int values = width(rows, Row::value);
    int standards = width(rows, Row::standard);
    String format = "%%-%ds  %%-%ds  %%-%ds  %%s".formatted(keys, values, standards);
    return rows.stream()
        .map(row -> format.formatted(row.key, row.value, row.standard, row.meaning).stripTrailing())
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** Of a named source the key that means the same. */
  private static String optionKey(String key) {
    String[] parts = key.split("\\.", 3);
    return parts.length == 3 && parts[0].equals(SourceKeys.SECTION)
        ? PostgresConfig.UNNAMED + "." + parts[2]
        : key;
  }

  private static Row row(String key, String value, @Nullable ConfigOption<?> option) {
    if (option == null) { // Flink's own
      return new Row(key, value, "", "");
    }
    String standard = option.hasDefaultValue() ? ValueType.print(option.defaultValue()) : "";
    String meaning = OptionsReference.meaning(option).replace("`", "");
    int end = meaning.indexOf(". ");
    return new Row(key, value, standard, end < 0 ? meaning : meaning.substring(0, end + 1));
  }

  private static int width(List<Row> rows, Function<Row, String> column) {
    int widest = rows.stream().map(column).mapToInt(String::length).max().orElse(1);
    return Math.max(1, Math.min(widest, WIDEST));
  }
}
