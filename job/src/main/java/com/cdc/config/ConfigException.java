package com.cdc.config;

import java.util.List;

/** The configuration cannot be used; says everything that is wrong with it, never a secret. */
public class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  public ConfigException(List<String> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  /** One sentence or two for each problem: what, where, what to do. */
  public List<String> problems() {
    return problems;
  }

  private static String message(List<String> problems) {
    String title =
        problems.size() == 1
            ? "1 configuration problem:"
            : problems.size() + " configuration problems:";
    return title + "\n  - " + String.join("\n  - ", problems);
  }
}
