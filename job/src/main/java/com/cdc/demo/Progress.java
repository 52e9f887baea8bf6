package com.cdc.demo;

import com.cdc.terminal.Bar;
import com.cdc.terminal.LiveLines;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The line that shows how far it is: on a terminal one line that is rewritten every second, with a
 * bar before it, else a line every two seconds.
 */
public final class Progress {

  private final Consumer<Shown> display;
  private final Runnable ending;
  private final long intervalNanos;
  private final LongSupplier nanos;
  private final long startedAt;
  private long printedAt;
  private long printedRows;

  private record Shown(double share, String line) {}

  private Progress(
      Consumer<Shown> display, Runnable ending, Duration interval, LongSupplier nanos) {
    this.display = display;
    this.ending = ending;
    this.intervalNanos = interval.toNanos();
    this.nanos = nanos;
    this.startedAt = nanos.getAsLong();
    this.printedAt = startedAt;
  }

  /**
   * On a terminal.
   *
   * @param lines are closed at the end
   */
  public static Progress onTerminal(LiveLines lines, LongSupplier nanos) {
    return new Progress(
        shown -> lines.show(List.of("  " + Bar.of(shown.share()) + shown.line())),
        lines::close,
        Duration.ofSeconds(1),
        nanos);
  }

  /** Elsewhere. */
  public static Progress inLines(PrintStream out, LongSupplier nanos) {
    return new Progress(shown -> out.println(shown.line()), () -> {}, Duration.ofSeconds(2), nanos);
  }

  /**
   * Prints the line if it is time.
   *
   * @param rows landed so far
   * @param expected rows at the end, or a few less
   * @param lagBytes of the slot, or -1 before there is one
   * @param state what is going on
   */
  void show(long rows, long expected, long lagBytes, String state) {
    long now = nanos.getAsLong();
    long interval = now - printedAt;
    if (interval < intervalNanos) {
      return;
    }
    long perSecond = Math.round((rows - printedRows) * 1e9 / interval);
    printedAt = now;
    printedRows = rows;
    display.accept(
        new Shown(
            expected == 0 ? 1 : (double) rows / expected,
            String.format(
                Locale.ROOT,
                "  %3d s  %,d rows landed  %,d rows/s  lag %s  %s",
                Duration.ofNanos(now - startedAt).toSeconds(),
                rows,
                perSecond,
                bytes(lagBytes),
                state)));
  }

  /** Leaves the line for what is printed next. */
  void end() {
    ending.run();
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
