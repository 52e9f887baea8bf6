package com.cdc.terminal;

import java.io.Console;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;

/**
 * Lines at the lower end of a terminal that are rewritten in place, while everything else that is
 * printed goes above them. Thread-safe.
 *
 * <p>Needs of the terminal what ECMA-48 and DEC's VT100 have: cursor up, erase to the end, and
 * lines that are cut at the edge instead of wrapped, so that its width need not be known.
 */
public final class LiveLines implements AutoCloseable {

  private static final String UP = "\u001b[%dA";
  private static final String ERASE_TO_END = "\u001b[J";
  private static final String CUT_AT_EDGE = "\u001b[?7l";
  private static final String WRAP_AT_EDGE = "\u001b[?7h";

  private final PrintStream terminal;
  private Runnable restore = () -> {};
  private List<String> lines = List.of();
  private int drawn;
  private boolean insideLine;
  private boolean closed;

  private LiveLines(PrintStream terminal) {
    this.terminal = terminal;
  }

  /** On that terminal; who else prints there uses {@link #above}. */
  public static LiveLines on(PrintStream terminal) {
    return new LiveLines(terminal);
  }

  /** On standard output, above which standard output and error are printed until the end. */
  public static LiveLines onStandardOutput() {
    PrintStream out = System.out;
    PrintStream err = System.err;
    LiveLines lines = on(out);
    Charset charset = charset();
    System.setOut(new PrintStream(lines.above(out), true, charset));
    System.setErr(new PrintStream(lines.above(err), true, charset));
    lines.restore =
        () -> {
          System.setOut(out);
          System.setErr(err);
        };
    return lines;
  }

  /** What the standard streams encode with; before Java 18 only the console says it. */
  @SuppressWarnings("SystemConsoleNull")
  private static Charset charset() {
    Console console = System.console();
    return console == null ? Charset.defaultCharset() : console.charset();
  }

  /** Shows these instead of those before. */
  public synchronized void show(List<String> next) {
    if (closed) {
      return;
    }
    lines = List.copyOf(next);
    if (!insideLine) {
      print(erasure() + drawing());
    }
  }

  /** A stream to the target, whose text stays above the lines. */
  public OutputStream above(OutputStream target) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        writeAbove(target, bytes, offset, length);
      }

      @Override
      public void flush() throws IOException {
        target.flush();
      }
    };
  }

  private synchronized void writeAbove(OutputStream target, byte[] bytes, int offset, int length)
      throws IOException {
    if (length == 0) {
      return;
    }
    if (drawn > 0) {
      print(erasure());
    }
    target.write(bytes, offset, length);
    // target may be another stream to the same terminal
    target.flush();
    insideLine = bytes[offset + length - 1] != '\n';
    if (!insideLine && !lines.isEmpty()) {
      print(drawing());
    }
  }

  private String erasure() {
    String up = drawn > 1 ? UP.formatted(drawn - 1) : "";
    boolean any = drawn > 0;
    drawn = 0;
    return any ? "\r" + up + ERASE_TO_END : "";
  }

  private String drawing() {
    drawn = lines.size();
    return lines.isEmpty() ? "" : CUT_AT_EDGE + String.join("\n", lines) + WRAP_AT_EDGE;
  }

  private void print(String text) {
    terminal.print(text);
    terminal.flush();
  }

  /** Erases them and leaves the terminal to others. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      lines = List.of();
      print(erasure());
    }
    restore.run();
  }
}
