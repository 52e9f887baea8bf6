package com.cdc.config;

import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Tells where YAML is broken without its content: the parser's own message may hold a secret. */
final class YamlFault {
  private static final String ADVICE =
      ". Indent with spaces, and put quotes around a value with special characters.";

  private YamlFault() {}

  /** What follows "is not valid YAML". */
  static String describe(YamlEngineException e) {
    if (!(e instanceof MarkedYamlEngineException marked)) {
      return ": it contains a character that YAML does not allow, or it is too large.";
    }
    String where =
        marked
            .getProblemMark()
            .map(m -> " (line %d, column %d)".formatted(m.getLine() + 1, m.getColumn() + 1))
            .orElse("");
    String what =
        marked
            .getProblem()
            .replaceAll("(?s),? but (found|got).*", "")
            .replaceAll("(?s)(alias|tag handle|version).*", "$1")
            .replaceAll("(?s)\\. \\(Do not use .*", "");
    return where + ": " + what + ADVICE;
  }
}
