package com.cdc.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Resolves {@code ${env:NAME}} and {@code ${file:PATH}}, once: what they yield is taken as is. */
final class Placeholders {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(env|file):([^}]*)}");
  private static final Pattern SHELL_STYLE =
      Pattern.compile("\\$\\{[A-Za-z_][A-Za-z0-9_]*(:?[-?][^}]*)?}");

  private final Map<String, String> env;
  private final Problems problems;

  Placeholders(Map<String, String> env, Problems problems) {
    this.env = env;
    this.problems = problems;
  }

  /** The text with its placeholders replaced, or null after a problem. */
  @Nullable String resolve(String text, String subject) {
    if (SHELL_STYLE.matcher(text).matches()) {
      problems.add(
          subject + " looks like a variable; write ${env:NAME} or ${file:PATH} to refer to one.");
      return null;
    }
    boolean failed = false;
    StringBuilder out = new StringBuilder();
    Matcher matcher = PLACEHOLDER.matcher(text);
    while (matcher.find()) {
      String name = matcher.group(2);
      String value = matcher.group(1).equals("env") ? env(name, subject) : file(name, subject);
      failed |= value == null;
      matcher.appendReplacement(out, Matcher.quoteReplacement(value == null ? "" : value));
    }
    return failed ? null : matcher.appendTail(out).toString();
  }

  private @Nullable String env(String name, String subject) {
    String value = env.get(name);
    if (value == null) {
      problems.add(subject + " refers to environment variable " + name + ", which is not set.");
    }
    return value;
  }

  private @Nullable String file(String name, String subject) {
    try {
      String content = new String(Files.readAllBytes(Path.of(name)), UTF_8);
      return content.replaceFirst("\r?\n\\z", "");
    } catch (IOException | InvalidPathException e) {
      problems.add(
          "%s refers to file %s, which cannot be read (%s)."
              .formatted(subject, name, e.getClass().getSimpleName()));
      return null;
    }
  }
}
