package com.cdc.config;

import com.cdc.event.ColumnRule;
import com.cdc.event.TableId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/** Turns given texts into values of their options' types and checks them. */
final class TypedValues {
  private final Settings settings;
  private final Problems problems;
  private final String source;
  private final Configuration values;

  /** Options that were given, but not as it must be; a problem tells of each. */
  private final Set<String> unusable;

  TypedValues(Settings settings, Problems problems) {
    this(settings, problems, PostgresConfig.UNNAMED, new Configuration(), new HashSet<>());
  }

  private TypedValues(
      Settings settings,
      Problems problems,
      String source,
      Configuration values,
      Set<String> unusable) {
    this.settings = settings;
    this.problems = problems;
    this.source = source;
    this.values = values;
    this.unusable = unusable;
  }

  /** What was read until now, to be overlaid by what is given for the source. */
  TypedValues of(String name) {
    return new TypedValues(
        settings, problems, name, new Configuration(values), new HashSet<>(unusable));
  }

  /** What was read without a problem. */
  Configuration values() {
    return values;
  }

  /** Whether the option has a value without a problem, be it the default. */
  boolean isUsable(ConfigOption<?> option) {
    return !unusable.contains(option.key())
        && (values.contains(option) || option.hasDefaultValue());
  }

  /** Complains if the option must be given and is not. */
  void require(ConfigOption<?> option) {
    String key = SourceKeys.key(source, option);
    if (!ConfigLoader.REQUIRED.contains(option) || !settings.isMissing(key)) {
      return;
    }
    if (option.equals(PostgresOptions.PASSWORD) && isGiven(PostgresOptions.SSL_KEY)) {
      return; // the certificate says who it is
    }
    if (key.equals(option.key())) {
      problems.add(
          "`%s` is missing; set it in the configuration file or as environment variable %s."
              .formatted(key, EnvNames.of(option)));
    } else if (option.equals(PostgresOptions.TABLES)) {
      problems.add("`" + key + "` is missing; each source names its own tables.");
    } else if (settings.isMissing(option.key())) {
      problems.add(
          "`%s` is missing; set it, or for all sources `%s` (environment variable %s)."
              .formatted(key, option.key(), EnvNames.of(option)));
    }
  }

  private boolean isGiven(ConfigOption<?> option) {
    return !settings.isMissing(SourceKeys.key(source, option)) || !settings.isMissing(option.key());
  }

  /** Reads one option if it is given; the tables and Flink's settings are read elsewhere. */
  <T> void read(ConfigOption<T> option) {
    String key = SourceKeys.key(source, option);
    Given given = settings.value(key);
    ValueType type = ValueType.of(option);
    if (given == null) {
      if (!settings.isMissing(key)) {
        unusable.add(option.key());
      }
    } else if (type == ValueType.TEXT) {
      convert(option, given, given.text());
    } else if (type != ValueType.LIST && type != ValueType.MAP) {
      convert(option, given, given.text().strip());
    }
  }

  private <T> void convert(ConfigOption<T> option, Given given, String text) {
    Configuration single = new Configuration();
    single.setString(option.key(), text);
    unusable.add(option.key());
    T value;
    try {
      value = single.get(option);
    } catch (IllegalArgumentException e) { // its message quotes the value
      String form = ValueType.form(option);
      problems.add(given.subject() + " must be " + form + ", not `" + given.shown() + "`.");
      return;
    }
    String complaint = Rules.of(option).complaint(value, given.shown());
    if (complaint == null) {
      values.set(option, value);
      unusable.remove(option.key());
    } else {
      problems.add(given.subject() + " " + complaint);
    }
  }

  /** The tables of the source, which are never another's. */
  List<TableId> tables() {
    Given given = settings.value(SourceKeys.key(source, PostgresOptions.TABLES));
    if (given == null) {
      return List.of();
    }
    Problems own = new Problems();
    List<TableId> tables = TableList.parse(given.text(), given.subject(), given.printable(), own);
    if (!tables.isEmpty() || own.isEmpty()) {
      own.addAll(TableList.complaints(tables, given.subject()));
    }
    own.moveTo(problems);
    return tables;
  }

  /** What single tables are given; none if the option is not. */
  <T> Map<TableId, T> tableSettings(
      ConfigOption<?> option, String form, Function<String, T> parser) {
    Given given = settings.value(option.key());
    return given == null ? Map.of() : TableSettings.parse(given, form, parser, problems);
  }

  /** What becomes of the source's columns; those of `postgres` are never another's. */
  ColumnRules columnRules() {
    Map<TableId, Map<String, ColumnRule>> rules = new HashMap<>();
    readColumns(PostgresOptions.DROP_COLUMNS, ColumnRule.DROP, rules);
    readColumns(PostgresOptions.HASH_COLUMNS, ColumnRule.HASH, rules);
    readColumns(PostgresOptions.MASK_COLUMNS, ColumnRule.MASK, rules);
    Map<TableId, Set<String>> former = new HashMap<>();
    for (ColumnList.Column column : columns(PostgresOptions.FORMER_COLUMNS)) {
      former.computeIfAbsent(column.table(), table -> new HashSet<>()).add(column.name());
    }
    return new ColumnRules(
        rules, values.getOptional(PostgresOptions.HASH_KEY).map(Secret::of).orElse(null), former);
  }

  private void readColumns(
      ConfigOption<?> option, ColumnRule rule, Map<TableId, Map<String, ColumnRule>> rules) {
    for (ColumnList.Column column : columns(option)) {
      ColumnRule other =
          rules
              .computeIfAbsent(column.table(), table -> new HashMap<>())
              .putIfAbsent(column.name(), rule);
      if (other != null) {
        problems.add(
            "`%s` names %s, which is already to be %s; one of the two is enough."
                .formatted(SourceKeys.key(source, option), column, other.participle()));
      }
    }
  }

  private List<ColumnList.Column> columns(ConfigOption<?> option) {
    Given given = settings.value(SourceKeys.key(source, option));
    return given == null
        ? List.of()
        : ColumnList.parse(given.text(), given.subject(), given.printable(), problems);
  }
}
