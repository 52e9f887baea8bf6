package com.cdc.stores;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code Range} header: {@code bytes=from-to}, both included, or {@code bytes=from-}. */
record ByteRange(int from, int to) {

  private static final Pattern HEADER = Pattern.compile("bytes=(\\d+)-(\\d*)");

  static ByteRange parse(String header, int length) {
    Matcher range = HEADER.matcher(header);
    if (!range.matches() || Long.parseLong(range.group(1)) >= length) {
      throw AdlsError.INVALID_RANGE.refusal();
    }
    long last = range.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(range.group(2));
    return new ByteRange(Integer.parseInt(range.group(1)), (int) Math.min(last, length - 1L));
  }

  byte[] of(byte[] all) {
    return Arrays.copyOfRange(all, from, to + 1);
  }

  String contentRange(int length) {
    return "bytes %d-%d/%d".formatted(from, to, length);
  }
}
