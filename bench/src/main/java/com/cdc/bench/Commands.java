package com.cdc.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;

/** Programs that run to their end. */
final class Commands {

  private Commands() {}

  /**
   * Returns what it printed.
   *
   * @throws IOException if it does not end with 0, with what it printed
   */
  static String run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    int exit = process.waitFor();
    if (exit != 0) {
      throw new IOException(
          "%s ended with %d: %s".formatted(builder.command().get(0), exit, printed.strip()));
    }
    return printed.strip();
  }
}
