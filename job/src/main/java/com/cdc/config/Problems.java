package com.cdc.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/** Collects what is wrong, so that everything is reported together. */
final class Problems {
  private final List<String> found = new ArrayList<>();

  void add(String problem) {
    found.add(problem);
  }

  void addAll(Collection<String> problems) {
    found.addAll(problems);
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** Checks a value that a program gave, by the rule that also holds for files. */
  <T> Problems check(ConfigOption<T> option, T value) {
    return check(option, option.key(), value);
  }

  /** The same where the option stands under another key. */
  <T> Problems check(ConfigOption<T> option, String key, T value) {
    String complaint = Rules.of(option).complaint(value, ValueType.print(value));
    if (complaint != null) {
      add("`" + key + "` " + complaint);
    }
    return this;
  }

  void moveTo(Problems other) {
    other.addAll(found);
    found.clear();
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new ConfigException(found);
    }
  }
}
