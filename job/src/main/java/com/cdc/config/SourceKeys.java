package com.cdc.config;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one source: those of {@code postgres} for the only one, {@code sources.<name>} with
 * the same endings for each of several.
 */
final class SourceKeys {
  static final String SECTION = "sources";

  private static final String POSTGRES = PostgresConfig.UNNAMED + ".";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,39}");

  /** What can be said of a source. */
  static final List<ConfigOption<?>> OPTIONS =
      CdcOptions.all().stream().filter(SourceKeys::isOfSource).toList();

  private SourceKeys() {}

  /** Whether it can be said of a source, and not only of the whole pipeline. */
  static boolean isOfSource(ConfigOption<?> option) {
    return option.key().startsWith(POSTGRES);
  }

  /** What stands before the keys of the source, without the dot. */
  static String prefix(String source) {
    return source.equals(PostgresConfig.UNNAMED) ? source : SECTION + "." + source;
  }

  /** Where the option stands for the source. */
  static String key(String source, ConfigOption<?> option) {
    return isOfSource(option)
        ? prefix(source) + "." + option.key().substring(POSTGRES.length())
        : option.key();
  }

  /** All keys of the source. */
  static Set<String> keys(String source) {
    return OPTIONS.stream()
        .map(option -> key(source, option))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether the key is the section or in it. */
  static boolean isInSection(String key) {
    return key.equals(SECTION) || key.startsWith(SECTION + ".");
  }

  /** What follows the name of a source, or null if it is one. */
  static @Nullable String complaint(String name) {
    if (name.equals(PostgresConfig.UNNAMED)) {
      return "is what the section `postgres` stands for; choose another.";
    }
    return NAME.matcher(name).matches()
        ? null
        : "must be 1 to 40 of a-z, 0-9, - and _, and begin with a letter.";
  }
}
