package com.cdc.bench;

import com.cdc.compress.Decompression;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the lines of JSON in the visible files of a directory, each byte once: files may be added
 * and may grow. Compressed ones grow by whole members or frames, if at all.
 */
final class LandedLines {

  private static final byte[] OPERATION = {'o', 'p', '"', ':', '"'};

  private final Path directory;
  private final byte[] key;
  private final Map<Path, Long> counted = new HashMap<>();
  private final long[] operations = new long[128];
  private long rows;
  private long keySum;

  /**
   * Nothing is counted yet.
   *
   * @param key name of a field whose integer values are summed up
   */
  LandedLines(Path directory, String key) {
    this.directory = directory;
    this.key = ('"' + key + "\":").getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  /** Bytes that are visible now. */
  long visibleBytes() throws IOException {
    return VisibleFiles.bytes(directory);
  }

  /** Reads what is new. A writer shows whole lines only, or pauses before this is called. */
  void count() throws IOException {
    for (Map.Entry<Path, Long> file : VisibleFiles.in(directory).entrySet()) {
      long from = counted.getOrDefault(file.getKey(), 0L);
      if (file.getValue() > from) {
        scan(file.getKey(), from);
        counted.put(file.getKey(), file.getValue());
      }
    }
  }

  long rows() {
    return rows;
  }

  /** What has landed: lines by operation. */
  Map<Character, Long> operations() {
    Map<Character, Long> found = new TreeMap<>();
    for (char operation = 0; operation < operations.length; operation++) {
      if (operations[operation] > 0) {
        found.put(operation, operations[operation]);
      }
    }
    return found;
  }

  long keySum() {
    return keySum;
  }

  private void scan(Path file, long from) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      InputStream in =
          Decompression.open(file.toString(), Channels.newInputStream(channel.position(from)));
      byte[] block = new byte[1 << 20];
      int matchedOperation = 0;
      int matchedKey = 0;
      long number = -1;
      for (int length = in.read(block); length > 0; length = in.read(block)) {
        for (int i = 0; i < length; i++) {
          byte b = block[i];
          if (b == '\n') {
            rows++;
          }
          if (matchedOperation == OPERATION.length) {
            operations[b & 0x7f]++;
            matchedOperation = 0;
          } else {
            matchedOperation = next(OPERATION, matchedOperation, b);
          }
          if (matchedKey < key.length) {
            matchedKey = next(key, matchedKey, b);
            number = 0;
          } else if (b >= '0' && b <= '9') {
            number = number * 10 + b - '0';
          } else {
            keySum += number;
            matchedKey = 0;
          }
        }
      }
    }
  }

  /** In JSON no failed match of these patterns overlaps the next, so it begins anew. */
  private static int next(byte[] pattern, int matched, byte b) {
    if (b == pattern[matched]) {
      return matched + 1;
    }
    return b == pattern[0] ? 1 : 0;
  }
}
