package com.cdc.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Counts the lines of JSON in the visible files of a directory, each byte once: files may be added
 * and may grow. Hidden files, whose names begin with a dot or an underscore, are not there.
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
    long bytes = 0;
    for (Path file : visibleFiles()) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /** Reads what is new. A writer shows whole lines only, or pauses before this is called. */
  void count() throws IOException {
    for (Path file : visibleFiles()) {
      long from = counted.getOrDefault(file, 0L);
      long size = Files.size(file);
      if (size > from) {
        scan(file, from);
        counted.put(file, size);
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
      InputStream in = Channels.newInputStream(channel.position(from));
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

  private List<Path> visibleFiles() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(this::isVisible)
          .filter(Files::isRegularFile)
          .collect(Collectors.toList());
    }
  }

  private boolean isVisible(Path path) {
    for (Path name : directory.relativize(path)) {
      if (name.toString().startsWith(".") || name.toString().startsWith("_")) {
        return false;
      }
    }
    return true;
  }
}
