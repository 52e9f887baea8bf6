package com.cdc.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a real server has sent; {@link MessageRecorder} says of what and how. */
public final class RecordedMessages {

  static final String STREAM = "pgoutput.hex";
  static final String COPY = "copy.hex";

  /** How many columns each row of {@link #copy} has. */
  public static final int COPIED_COLUMNS = 24;

  private RecordedMessages() {}

  /** Messages of the stream, in their order. */
  static List<byte[]> stream() {
    return read(STREAM);
  }

  /** Rows of COPY's text format, each of {@link #COPIED_COLUMNS} columns. */
  public static List<byte[]> copy() {
    return read(COPY);
  }

  /** For each message, those without which it would not follow, and itself as the last. */
  static List<List<byte[]>> withWhatTheyNeed(List<byte[]> messages) {
    List<List<byte[]>> all = new ArrayList<>();
    Map<Integer, byte[]> relations = new HashMap<>();
    Map<Integer, byte[]> changes = new HashMap<>();
    byte[] begin = new byte[0];
    for (byte[] message : messages) {
      List<byte[]> needed = new ArrayList<>();
      if (message[0] != 'B') {
        needed.add(begin);
      }
      switch (message[0]) {
        case 'B' -> begin = message;
        case 'R' -> relations.put(ByteBuffer.wrap(message).getInt(1), message);
        case 'T' -> needed.addAll(relations.values());
        case 'I', 'U', 'D' -> {
          int relation = ByteBuffer.wrap(message).getInt(1);
          needed.add(Objects.requireNonNull(relations.get(relation)));
          byte[] earlier = changes.put(relation, message);
          if (earlier != null && isOfSameWidth(earlier, message)) {
            needed.add(earlier);
          }
        }
        default -> {}
      }
      needed.add(message);
      all.add(needed);
    }
    return all;
  }

  private static boolean isOfSameWidth(byte[] one, byte[] other) {
    return ByteBuffer.wrap(one).getShort(6) == ByteBuffer.wrap(other).getShort(6);
  }

  private static List<byte[]> read(String name) {
    try (InputStream file =
        Objects.requireNonNull(RecordedMessages.class.getResourceAsStream(name), name)) {
      return new String(file.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> HexFormat.of().parseHex(line))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
