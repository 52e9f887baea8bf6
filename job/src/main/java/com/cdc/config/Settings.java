package com.cdc.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.jspecify.annotations.Nullable;

/** What is given for each key, as text. What is put first wins: put the environment first. */
final class Settings {
  private static final String FLINK = CdcOptions.FLINK.key();
  private static final Set<String> LISTS =
      CdcOptions.all().stream()
          .filter(option -> ValueType.of(option) == ValueType.LIST)
          .map(option -> option.key().substring(option.key().lastIndexOf('.')))
          .collect(Collectors.toCollection(TreeSet::new));
  private static final Set<String> KEYS =
      CdcOptions.all().stream()
          .map(ConfigOption::key)
          .collect(Collectors.toCollection(TreeSet::new));

  private final Map<String, Given> values = new HashMap<>();
  private final Map<String, String> flink = new TreeMap<>();
  private final Placeholders placeholders;
  private final Problems problems;

  private final Set<String> sources = new LinkedHashSet<>();
  private final Set<String> misnamed = new HashSet<>();

  /** Given, but not usable; its problem is told already. */
  private final Set<String> rejected = new TreeSet<>();

  Settings(Map<String, String> env, Problems problems) {
    this.placeholders = new Placeholders(env, problems);
    this.problems = problems;
  }

  @Nullable Given value(String key) {
    return values.get(key);
  }

  /** Whether neither a value nor a rejected one was given. */
  boolean isMissing(String key) {
    return !values.containsKey(key) && !rejected.contains(key);
  }

  /** The names under {@code sources}, in their order; none if there is only one source. */
  Set<String> sources() {
    return sources;
  }

  Map<String, String> flink() {
    return flink;
  }

  void putEnvironment(Map<String, String> env) {
    for (ConfigOption<?> option : CdcOptions.all()) {
      String name = EnvNames.set(option, env, problems);
      if (name == null) {
        continue;
      }
      String text = env.getOrDefault(name, "");
      if (option.key().equals(FLINK)) {
        for (FlatYaml.Entry entry : FlatYaml.parse(text, name, name + " ", problems)) {
          putFlink(entry.key(), entry, name + " line " + entry.line());
        }
      } else {
        put(option.key(), text, subject(option.key(), "environment variable " + name));
      }
    }
  }

  void putFile(List<FlatYaml.Entry> entries) {
    for (FlatYaml.Entry entry : entries) {
      String key = entry.key();
      String line = "line " + entry.line();
      if (key.startsWith(FLINK + ".")) {
        putFlink(key.substring(FLINK.length() + 1), entry, line);
      } else if (SourceKeys.isInSection(key)) {
        putSource(entry, line);
      } else if (key.equals(FLINK) || !KEYS.contains(key)) {
        refuse(entry);
      } else if (!values.containsKey(key)) { // the environment wins
        putOne(entry, subject(key, line));
      }
    }
  }

  private void putSource(FlatYaml.Entry entry, String line) {
    String key = entry.key();
    String[] parts = key.split("\\.", 3); // sources, name, key
    if (parts.length > 1) {
      String complaint = SourceKeys.complaint(parts[1]);
      if (complaint != null && misnamed.add(parts[1])) {
        problems.add("The name of source `" + parts[1] + "` (" + line + ") " + complaint);
      }
      if (parts[1].equals(PostgresConfig.UNNAMED)) {
        rejected.add(PostgresOptions.TABLES.key());
        return;
      }
      sources.add(parts[1]);
    }
    if (parts.length == 3 && SourceKeys.keys(parts[1]).contains(key)) {
      putOne(entry, subject(key, line));
    } else {
      refuse(entry);
    }
  }

  private void putOne(FlatYaml.Entry entry, String subject) {
    if (isUsable(entry, subject)) {
      put(entry.key(), String.join(",", entry.items()), subject);
    } else {
      rejected.add(entry.key());
    }
  }

  private boolean isUsable(FlatYaml.Entry entry, String subject) {
    boolean takesList = LISTS.stream().anyMatch(entry.key()::endsWith);
    if (entry.shape() == FlatYaml.Shape.LIST && !takesList) {
      problems.add(subject + " must be a single value, not a list.");
      return false;
    }
    return hasValue(entry, subject);
  }

  private boolean hasValue(FlatYaml.Entry entry, String subject) {
    if (entry.shape() == FlatYaml.Shape.EMPTY) {
      problems.add(subject + " has no value; give one or remove the line.");
    }
    return entry.shape() == FlatYaml.Shape.TEXT || entry.shape() == FlatYaml.Shape.LIST;
  }

  private void put(String key, String raw, String subject) {
    String text = placeholders.resolve(raw, subject);
    if (text == null) {
      rejected.add(key);
      return;
    }
    // a source's name says nothing of how secret its values are
    boolean sensitive = Redaction.isSensitive(key.substring(key.lastIndexOf('.') + 1));
    values.put(key, new Given(text, sensitive ? Secret.MASK : raw, subject));
  }

  private void putFlink(String key, FlatYaml.Entry entry, String where) {
    String subject = subject(FLINK + "." + key, where);
    if (flink.containsKey(key) || !hasValue(entry, subject)) { // the environment wins
      return;
    }
    // Flink splits the text of a list option at semicolons
    String text = placeholders.resolve(String.join(";", entry.items()), subject);
    if (text != null) {
      flink.put(key, text);
    }
  }

  private void refuse(FlatYaml.Entry entry) {
    String key = entry.key();
    String where = subject(key, "line " + entry.line());
    Set<String> keys = keysNear(key);
    String parent = keys.stream().filter(known -> key.startsWith(known + ".")).findAny().orElse("");
    String meant = Suggestion.closest(key, keys);
    if (key.equals(FLINK) || keys.stream().anyMatch(known -> known.startsWith(key + "."))) {
      if (entry.shape() != FlatYaml.Shape.EMPTY) {
        problems.add(where + " must be a map of keys, not a value.");
        keys.stream().filter(known -> known.startsWith(key + ".")).forEach(rejected::add);
        if (key.equals(SourceKeys.SECTION)) {
          rejected.add(PostgresOptions.TABLES.key());
        }
      }
    } else if (!parent.isEmpty()) {
      rejected.add(parent);
      problems.add(subject(parent, "line " + entry.line()) + " must be a single value, not a map.");
    } else if (meant != null) {
      rejected.add(meant);
      problems.add("Unknown key " + where + "; did you mean `" + meant + "`?");
    } else if (SourceKeys.isInSection(key)) {
      problems.add("Unknown key " + where + "; a source takes the keys of `postgres`.");
    } else {
      problems.add("Unknown key " + where + "; Flink's own settings belong under `flink`.");
    }
  }

  /** The keys that may have been meant: the second part may be a source's name. */
  private static Set<String> keysNear(String key) {
    Set<String> keys = new TreeSet<>(KEYS);
    String[] parts = key.split("\\.", 3);
    keys.addAll(SourceKeys.keys(parts.length == 1 ? "name" : parts[1]));
    return keys;
  }

  private static String subject(String key, String where) {
    return "`" + key + "` (" + where + ")";
  }
}
