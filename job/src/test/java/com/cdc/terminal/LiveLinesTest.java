package com.cdc.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveLinesTest {

  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final PrintStream terminal = new PrintStream(sent, true, UTF_8);
  private final LiveLines lines = LiveLines.on(terminal);
  private final PrintStream log = new PrintStream(lines.above(terminal), true, UTF_8);

  @Test
  void newLinesReplaceTheOldAlsoWhenTheyAreFewer() {
    lines.show(List.of("a long bar", "another", "sum"));
    lines.show(List.of("bar", "sum"));

    assertThat(screen()).containsExactly("bar", "sum");
  }

  @Test
  void whatIsLoggedStandsAboveThemWhole() {
    log.println("before");
    lines.show(List.of("bar", "sum"));
    log.println("a line of the log");
    lines.show(List.of("fuller bar", "sum"));
    log.println("another, with\na second line");

    assertThat(screen())
        .containsExactly(
            "before", "a line of the log", "another, with", "a second line", "fuller bar", "sum");
  }

  @Test
  void aLineThatIsPrintedInPiecesIsNotBrokenUp() {
    lines.show(List.of("bar"));
    log.print("one ");
    log.flush();
    lines.show(List.of("fuller bar"));
    log.println("piece");

    assertThat(screen()).containsExactly("one piece", "fuller bar");
  }

  @Test
  void atTheEndTheyAreGoneForGood() {
    lines.show(List.of("bar", "sum"));
    lines.close();
    log.println("last words");
    lines.show(List.of("too late"));

    assertThat(screen()).containsExactly("last words", "");
  }

  private List<String> screen() {
    return Screen.after(sent.toString(UTF_8));
  }
}
