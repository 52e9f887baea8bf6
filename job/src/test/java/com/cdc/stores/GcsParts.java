package com.cdc.stores;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of a body of several, as RFC 2046 has them: an upload with metadata, or a batch. */
final class GcsParts {

  /** A part; its headers are lines of text. */
  record Part(String headers, byte[] body) {}

  private static final Pattern BOUNDARY = Pattern.compile("(?i).*boundary=\"?([^\";]+)\"?.*");
  private static final String LINE = "\r\n";

  private final List<Part> parts = new ArrayList<>();

  private GcsParts() {}

  static GcsParts of(GcsRequest request) {
    Matcher boundary = BOUNDARY.matcher(request.header("content-type"));
    if (!boundary.matches()) {
      throw new IllegalArgumentException("No boundary of parts: " + request);
    }
    GcsParts found = new GcsParts();
    String delimiter = "--" + boundary.group(1);
    String body = LINE + new String(request.body(), ISO_8859_1); // a character is a byte
    int start = body.indexOf(LINE + delimiter);
    for (int end = next(body, delimiter, start); end >= 0; end = next(body, delimiter, start)) {
      int line = body.indexOf(LINE, start + LINE.length());
      found.parts.add(split(body.substring(line + LINE.length(), end)));
      start = end;
    }
    return found;
  }

  private static int next(String body, String delimiter, int start) {
    return body.indexOf(LINE + delimiter, start + LINE.length());
  }

  /** Splits at the empty line. Of the request in a batch's part, the same gives line and body. */
  static Part split(String part) {
    int empty = part.startsWith(LINE) ? 0 : part.indexOf(LINE + LINE);
    if (empty < 0) {
      return new Part(part, new byte[0]);
    }
    int body = part.startsWith(LINE) ? LINE.length() : empty + 2 * LINE.length();
    return new Part(part.substring(0, empty), part.substring(body).getBytes(ISO_8859_1));
  }

  Part get(int index) {
    return parts.get(index);
  }

  List<Part> all() {
    return parts;
  }
}
