package com.cdc.torture.subject;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a process of the job prints. */
record JobLog(Path file) {

  /**
   * Writes down its output, by this JVM: the job may be forbidden to write files. It is ended by
   * signals only, as {@link Process#destroy} would close the pipe.
   */
  void keep(Process started) throws IOException {
    Files.createFile(file);
    Thread copying =
        new Thread(
            () -> {
              try (InputStream output = started.getInputStream();
                  OutputStream log = Files.newOutputStream(file)) {
                output.transferTo(log);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "log-of-job");
    copying.setDaemon(true);
    copying.start();
  }

  boolean says(String text) {
    return text().contains(text);
  }

  /** What it said last that is no line of a stack trace. */
  String lastWords() {
    List<String> lines =
        text()
            .lines()
            .filter(line -> line.startsWith("error: ") || line.startsWith("  - "))
            .toList();
    return lines.isEmpty() ? "(nothing)" : lines.get(lines.size() - 1);
  }

  private String text() {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
