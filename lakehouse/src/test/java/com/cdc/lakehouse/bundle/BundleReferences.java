package com.cdc.lakehouse.bundle;

import static com.cdc.lakehouse.bundle.Bundle.list;
import static com.cdc.lakehouse.bundle.Bundle.map;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether what a bundle refers to is there: variables, resources, files. */
final class BundleReferences {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}");
  private static final Set<String> BUILT_IN = Set.of("bundle.name", "bundle.target");
  private static final Set<String> PATHS = Set.of("notebook_path", "path", "root_path");
  private static final String NOTEBOOK = "Databricks notebook source";

  private final Bundle bundle;
  private final Set<String> used = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  BundleReferences(Bundle bundle) {
    this.bundle = bundle;
  }

  List<String> problems() throws IOException {
    for (Map.Entry<Path, Map<?, ?>> file : bundle.files().entrySet()) {
      visit(file.getKey(), "", file.getValue());
    }
    for (String name : bundle.variables().keySet()) {
      if (!used.contains(name)) {
        problems.add("The variable " + name + " is not used");
      }
    }
    return problems;
  }

  private void visit(Path file, String key, @Nullable Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        visit(file, entry.getKey().toString(), entry.getValue());
      }
    } else if (value instanceof List<?> list) {
      for (Object item : list) {
        visit(file, key, item);
      }
    } else if (value instanceof String text) {
      REFERENCE.matcher(text).results().map(found -> found.group(1)).forEach(this::resolve);
      if (PATHS.contains(key) && text.startsWith("..")) {
        requireFile(file, key, text);
      }
    }
  }

  private void resolve(String reference) {
    String[] parts = reference.split("\\.", -1);
    boolean known =
        switch (parts[0]) {
          case "var" -> parts.length == 2 && used(parts[1]);
          case "resources" -> parts.length == 4 && bundle.resources(parts[1]).containsKey(parts[2]);
          default -> BUILT_IN.contains(reference);
        };
    if (!known) {
      problems.add("Nothing is declared for ${" + reference + "}");
    }
  }

  private boolean used(String variable) {
    used.add(variable);
    return bundle.variables().containsKey(variable);
  }

  private void requireFile(Path file, String key, String text) throws IOException {
    Path path = file.resolveSibling(withDefaults(text)).normalize();
    if (!Files.exists(path)) {
      problems.add(bundle.directory().relativize(path) + " does not exist");
    } else if (key.equals("notebook_path") && !Files.readString(path).contains(NOTEBOOK)) {
      problems.add(bundle.directory().relativize(path) + " does not say that it is a notebook");
    }
  }

  private String withDefaults(String text) {
    return REFERENCE.matcher(text).replaceAll(this::defaultOf);
  }

  private String defaultOf(MatchResult reference) {
    String variable = reference.group(1).replace("var.", "");
    Object value = map(bundle.variables().get(variable)).get("default");
    return Matcher.quoteReplacement(String.valueOf(value));
  }

  /** The tasks of a job that a target changes or the job itself has. */
  static List<Map<?, ?>> tasks(Map<?, ?> job) {
    List<Map<?, ?>> tasks = new ArrayList<>();
    list(job.get("tasks")).forEach(task -> tasks.add(map(task)));
    return tasks;
  }
}
