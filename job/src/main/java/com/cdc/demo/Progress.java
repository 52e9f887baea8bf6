package com.cdc.demo;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * The line that shows how far it is: on a terminal one line that is rewritten every second, else a
 * line every two seconds.
 */
final class Progress {

  private final PrintStream out;
  private final LongSupplier nanos;
  private final boolean rewrites;
  private final long startedAt;
  private long printedAt;
  private long printedRows;
  private int width;

  private Progress(PrintStream out, LongSupplier nanos, boolean rewrites) {
    this.out = out;
    this.nanos = nanos;
    this.rewrites = rewrites;
    this.startedAt = nanos.getAsLong();
    this.printedAt = startedAt;
  }

  static Progress onTerminal(PrintStream out, LongSupplier nanos) {
    return new Progress(out, nanos, true);
  }

  static Progress inLines(PrintStream out, LongSupplier nanos) {
    return new Progress(out, nanos, false);
  }

  /** For standard output, whatever it is. */
  static Progress standard(PrintStream out) {
    return isTerminal() ? onTerminal(out, System::nanoTime) : inLines(out, System::nanoTime);
  }

  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      // before Java 22 there is a console only where there is a terminal
      return true;
    }
  }

  /**
   * Prints the line if it is time.
   *
   * @param rows landed so far
   * @param lagBytes of the slot, or -1 before there is one
   * @param state what is going on
   */
  void show(long rows, long lagBytes, String state) {
    long now = nanos.getAsLong();
    long interval = now - printedAt;
    if (interval < Duration.ofSeconds(rewrites ? 1 : 2).toNanos()) {
      return;
    }
    long perSecond = Math.round((rows - printedRows) * 1e9 / interval);
    printedAt = now;
    printedRows = rows;
    print(
        String.format(
            Locale.ROOT,
            "  %3d s  %,d rows landed  %,d rows/s  lag %s  %s",
            Duration.ofNanos(now - startedAt).toSeconds(),
            rows,
            perSecond,
            bytes(lagBytes),
            state));
  }

  /** Leaves the line for what is printed next. */
  void end() {
    if (width > 0) {
      out.print("\r" + " ".repeat(width) + "\r");
      out.flush();
      width = 0;
    }
  }

  private void print(String line) {
    if (rewrites) {
      out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
      out.flush();
      width = line.length();
    } else {
      out.println(line);
    }
  }

  static String bytes(long bytes) {
    if (bytes < 0) {
      return "-";
    }
    return bytes < 1 << 20
        ? String.format(Locale.ROOT, "%d kB", bytes >> 10)
        : String.format(Locale.ROOT, "%.1f MB", bytes / (double) (1 << 20));
  }
}
