package com.cdc.torture.mutant;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A unified diff. Its line numbers do not matter, but the lines of each hunk have to be in the file
 * once and only once: what has changed around a fault has to be looked at by somebody.
 *
 * @param hunks by the file's path in the repository
 */
record Patch(Map<String, List<Hunk>> hunks) {

  /** Lines that are replaced by others; both with what is around them. */
  record Hunk(List<String> before, List<String> after) {}

  /** A patch does not fit the sources. */
  static final class PatchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PatchException(String message) {
      super(message);
    }
  }

  /** Reads a diff; whatever stands before the first file is passed over. */
  static Patch parse(List<String> lines) {
    Map<String, List<Hunk>> files = new LinkedHashMap<>();
    List<Hunk> file = List.of();
    Hunk hunk = null;
    for (String line : lines) {
      if (line.startsWith("+++ b/")) {
        file = files.computeIfAbsent(line.substring("+++ b/".length()), path -> new ArrayList<>());
        hunk = null;
      } else if (line.startsWith("@@ ")) {
        hunk = new Hunk(new ArrayList<>(), new ArrayList<>());
        file.add(hunk);
      } else if (line.startsWith("--- ")) {
        hunk = null;
      } else if (hunk != null && !line.isEmpty()) {
        String text = line.substring(1);
        if (line.charAt(0) != '+') {
          hunk.before.add(text);
        }
        if (line.charAt(0) != '-') {
          hunk.after.add(text);
        }
      }
    }
    return new Patch(files);
  }

  /**
   * The changed text of one of the files.
   *
   * @throws PatchException if a hunk's lines are not there, or more than once
   */
  List<String> apply(String path, List<String> source) {
    List<String> text = new ArrayList<>(source);
    for (Hunk hunk : hunks.getOrDefault(path, List.of())) {
      int at = Collections.indexOfSubList(text, hunk.before);
      if (at < 0 || at != Collections.lastIndexOfSubList(text, hunk.before)) {
        throw new PatchException(
            "%s has these lines %s; make the patch anew:%n%s"
                .formatted(
                    path,
                    at < 0 ? "no longer" : "more than once",
                    String.join(System.lineSeparator(), hunk.before)));
      }
      List<String> place = text.subList(at, at + hunk.before.size());
      place.clear();
      place.addAll(hunk.after);
    }
    return text;
  }
}
