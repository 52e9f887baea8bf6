package com.cdc.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/**
 * Reads records with the columns {@code id}, {@code body} (a text without escapes) and {@code data}
 * (a bytea) in little memory.
 */
final class HugeLines implements AutoCloseable {

  private static final int PIECE_BYTES = 1 << 16; // base64 is decoded piece by piece

  /**
   * A value and its record's position.
   *
   * @param digest MD5 of the text or the bytes
   */
  record Value(long lsn, long seq, String digest) {

    private boolean isAfter(Value other) {
      return lsn > other.lsn || lsn == other.lsn && seq > other.seq;
    }
  }

  private final InputStream input;

  private HugeLines(InputStream input) {
    this.input = input;
  }

  /** How many lines a file has. */
  static int count(Path file) throws IOException {
    int lines = 0;
    byte[] piece = new byte[PIECE_BYTES];
    try (InputStream input = Files.newInputStream(file)) {
      for (int read = input.read(piece); read >= 0; read = input.read(piece)) {
        for (int i = 0; i < read; i++) {
          lines += piece[i] == '\n' ? 1 : 0;
        }
      }
    }
    return lines;
  }

  /** Adds the value that is not null by id; later records, by position, replace earlier ones. */
  static void digest(Path file, Map<Integer, Value> into) throws Exception {
    try (HugeLines lines =
        new HugeLines(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      while (lines.next(into)) {}
    }
  }

  private boolean next(Map<Integer, Value> into) throws Exception {
    if (input.read() < 0) { // {
      return false;
    }
    require("\"id\":");
    int id = 0;
    for (int digit = input.read(); digit != ','; digit = input.read()) {
      id = 10 * id + digit - '0';
    }
    require("\"body\":");
    String body = value(false);
    require("\"");
    String second = until('"');
    String data = null;
    if (second.equals("data")) {
      require(":");
      data = value(true);
    }
    String metadata = until('\n');
    into.merge(
        id,
        new Value(
            number(metadata, "__lsn"),
            number(metadata, "__seq"),
            body != null ? body : String.valueOf(data)),
        (before, now) -> before.isAfter(now) ? before : now);
    return true;
  }

  /** The digest of a string, or null; reads the comma after it, too. */
  private String value(boolean base64) throws IOException, NoSuchAlgorithmException {
    if (input.read() == 'n') {
      require("ull,");
      return null;
    }
    MessageDigest digest = MessageDigest.getInstance("MD5");
    byte[] piece = new byte[PIECE_BYTES];
    int filled = 0;
    for (int b = input.read(); b != '"'; b = input.read()) {
      piece[filled++] = (byte) b;
      if (filled == PIECE_BYTES) {
        digest.update(base64 ? Base64.getDecoder().decode(piece) : piece);
        filled = 0;
      }
    }
    byte[] rest = Arrays.copyOf(piece, filled);
    digest.update(base64 ? Base64.getDecoder().decode(rest) : rest);
    require(",");
    return HexFormat.of().formatHex(digest.digest());
  }

  private static long number(String metadata, String field) {
    int start = metadata.indexOf("\"" + field + "\":") + field.length() + 3;
    return Long.parseLong(metadata, start, metadata.indexOf(',', start), 10);
  }

  private String until(char end) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int b = input.read(); b != end; b = input.read()) {
      if (b < 0) {
        throw new EOFException("A line that was cut");
      }
      text.write(b);
    }
    return text.toString(US_ASCII);
  }

  private void require(String expected) throws IOException {
    String found = new String(input.readNBytes(expected.length()), US_ASCII);
    if (!found.equals(expected)) {
      throw new IOException("Expected " + expected + " but found " + found);
    }
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
