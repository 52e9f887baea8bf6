package com.cdc.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits a text at a separator outside double quotes; knows how names are quoted. */
record TableSplitter(String text, char separator) {

  /** The parts as written, quotes included. */
  List<String> parts() {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted; // a doubled quote closes and opens again
      } else if (c == separator && !quoted) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  /** The name that a part stands for, or null if its quotes are not in order. */
  static @Nullable String unquote(String part) {
    if (part.indexOf('"') < 0) {
      return part;
    }
    String quoted = part.strip();
    if (quoted.length() < 2 || !quoted.startsWith("\"") || !quoted.endsWith("\"")) {
      return null;
    }
    String inner = quoted.substring(1, quoted.length() - 1);
    String withoutPairs = inner.replace("\"\"", "");
    return withoutPairs.indexOf('"') < 0 ? inner.replace("\"\"", "\"") : null;
  }

  static String quote(String name) {
    boolean plain =
        name.indexOf(',') < 0
            && name.indexOf('.') < 0
            && name.indexOf('"') < 0
            && name.strip().equals(name);
    return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }
}
