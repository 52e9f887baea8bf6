package com.cdc.stores;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything of an HTTP/1.1 message before its body, as it was sent.
 *
 * @param line a request's or an answer's first line
 * @param headers {@code name: value}
 */
record HttpHead(String line, List<String> headers) {

  HttpHead {
    headers = List.copyOf(headers);
  }

  /** The next message of a connection; empty at its end. */
  static Optional<HttpHead> read(InputStream in) throws IOException {
    String line = line(in);
    if (line.isEmpty()) {
      return Optional.empty();
    }
    List<String> headers = new ArrayList<>();
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      headers.add(header);
    }
    return Optional.of(new HttpHead(line, headers));
  }

  /** A request's method and target: {@code PUT /bucket/key?partNumber=1}. */
  String request() {
    return line.substring(0, line.lastIndexOf(' '));
  }

  /** An answer's status. */
  int status() {
    return Integer.parseInt(line.split(" ", 3)[1]);
  }

  Optional<String> header(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    return headers.stream()
        .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(start))
        .map(header -> header.substring(start.length()).strip())
        .findFirst();
  }

  HttpHead without(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    return new HttpHead(
        line, headers.stream().filter(h -> !h.toLowerCase(Locale.ROOT).startsWith(start)).toList());
  }

  void write(OutputStream out) throws IOException {
    out.write((line + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n").getBytes(ISO_8859_1));
  }

  /** Copies the body that belongs to this head. */
  void carryBody(InputStream in, OutputStream out) throws IOException {
    if (header("Transfer-Encoding").filter("chunked"::equalsIgnoreCase).isPresent()) {
      carryChunks(in, out);
    } else {
      carry(in, out, Long.parseLong(header("Content-Length").orElse("0")));
    }
    out.flush();
  }

  private static void carryChunks(InputStream in, OutputStream out) throws IOException {
    long size;
    do {
      String line = line(in);
      out.write((line + "\r\n").getBytes(ISO_8859_1));
      size = Long.parseLong(line.split(";", 2)[0].strip(), 16);
      carry(in, out, size);
      out.write((line(in) + "\r\n").getBytes(ISO_8859_1));
    } while (size > 0);
  }

  private static void carry(InputStream in, OutputStream out, long bytes) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long left = bytes;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new EOFException("The connection has ended within a body");
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }
}
