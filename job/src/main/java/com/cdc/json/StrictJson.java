package com.cdc.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;

/** What the strictest of readers takes: valid JSON, in UTF-8, in which no object repeats a key. */
final class StrictJson {

  /** PostgreSQL's own limit is its stack; this one bounds the memory that the check needs. */
  private static final int DEEPEST = 100_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private StrictJson() {}

  /** Whether the bytes are exactly one such value. */
  static boolean accepts(byte[] json, int offset, int length) {
    if (isOtherEncoding(json, offset, length) || !Utf8.isValid(json, offset, length)) {
      return false;
    }
    try (JsonParser parser = JSON.createParser(json, offset, length)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      parser.finishToken();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  /** What Jackson would take for UTF-16 or UTF-32, or for UTF-8 with a mark before it. */
  private static boolean isOtherEncoding(byte[] json, int offset, int length) {
    for (int i = offset; i < offset + Math.min(4, length); i++) {
      if (json[i] == 0) {
        return true;
      }
    }
    return length > 0 && json[offset] == (byte) 0xef;
  }
}
