package com.cdc.orphans;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds which of many sequences of bytes stand in a stream, in one pass and constant memory: by the
 * rolling hash of as many bytes as the shortest of them has (Rabin and Karp).
 */
final class TokenSearch {

  private static final int CHUNK = 1 << 16;
  private static final long BASE = 0x9E3779B97F4A7C15L;
  private static final int FILTER_BITS = 20;

  private final Map<Long, List<byte[]>> byHash = new HashMap<>();
  private final BitSet filter = new BitSet(1 << FILTER_BITS); // no boxing where nothing stands
  private final Set<String> found = new HashSet<>();
  private final int window;
  private final int longest;
  private final long highest;

  /**
   * @param tokens none empty; each character stands for a byte
   */
  TokenSearch(Collection<String> tokens) {
    window = tokens.stream().mapToInt(String::length).min().orElse(1);
    longest = tokens.stream().mapToInt(String::length).max().orElse(1);
    long power = 1;
    for (int i = 1; i < window; i++) {
      power *= BASE;
    }
    highest = power;
    for (String token : tokens) {
      byte[] bytes = token.getBytes(ISO_8859_1);
      long hash = hash(bytes, 0);
      byHash.computeIfAbsent(hash, ignored -> new ArrayList<>()).add(bytes);
      filter.set(slot(hash));
    }
  }

  /** Those that were found so far. */
  Set<String> found() {
    return found;
  }

  /** Reads the stream to its end. */
  void search(InputStream in) throws IOException {
    byte[] buffer = new byte[CHUNK + longest];
    int kept = 0;
    while (true) {
      int read = in.readNBytes(buffer, kept, CHUNK);
      int length = kept + read;
      search(buffer, length);
      if (read < CHUNK) {
        return;
      }
      kept = longest - 1; // the beginning of one that goes on in the next chunk
      System.arraycopy(buffer, length - kept, buffer, 0, kept);
    }
  }

  private void search(byte[] buffer, int length) {
    if (length < window) {
      return;
    }
    long hash = hash(buffer, 0);
    for (int start = 0; ; start++) {
      if (filter.get(slot(hash))) {
        compare(hash, buffer, start, length);
      }
      if (start + window >= length) {
        return;
      }
      hash = (hash - buffer[start] * highest) * BASE + buffer[start + window];
    }
  }

  private void compare(long hash, byte[] buffer, int start, int length) {
    for (byte[] token : byHash.getOrDefault(hash, List.of())) {
      boolean fits = token.length <= length - start;
      if (fits && Arrays.equals(token, 0, token.length, buffer, start, start + token.length)) {
        found.add(new String(token, ISO_8859_1));
      }
    }
  }

  private long hash(byte[] bytes, int start) {
    long hash = 0;
    for (int i = start; i < start + window; i++) {
      hash = hash * BASE + bytes[i];
    }
    return hash;
  }

  private static int slot(long hash) {
    return (int) (hash >>> (Long.SIZE - FILTER_BITS));
  }
}
