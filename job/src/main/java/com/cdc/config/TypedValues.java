package com.cdc.config;

import com.cdc.event.TableId;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/** Turns given texts into values of their options' types and checks them. */
final class TypedValues {
  private final Settings settings;
  private final Problems problems;
  private final Configuration values = new Configuration();

  TypedValues(Settings settings, Problems problems) {
    this.settings = settings;
    this.problems = problems;
  }

  /** What was read without a problem. */
  Configuration values() {
    return values;
  }

  /** Reads one option; the tables and Flink's settings are only looked at for their presence. */
  <T> void read(ConfigOption<T> option) {
    Given given = settings.value(option);
    ValueType type = ValueType.of(option);
    if (given == null) {
      if (ConfigLoader.REQUIRED.contains(option) && settings.isMissing(option)) {
        problems.add(
            "`%s` is missing; set it in the configuration file or as environment variable %s."
                .formatted(option.key(), EnvNames.of(option)));
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
    } else {
      problems.add(given.subject() + " " + complaint);
    }
  }

  List<TableId> tables() {
    Given given = settings.value(CdcOptions.POSTGRES_TABLES);
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
}
