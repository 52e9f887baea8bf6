package com.cdc.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a terminal that is high and wide enough shows after all that was sent to it. Knows no more
 * control sequences than {@link LiveLines} uses; any other one fails.
 */
public final class Screen {

  private static final Pattern SEQUENCE = Pattern.compile("\u001b\\[(\\??\\d*)([A-Za-z])");

  private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
  private int row;
  private int column;

  private Screen() {}

  /** The lines of it, without blanks at their ends. */
  public static List<String> after(String sent) {
    Screen screen = new Screen();
    Matcher sequence = SEQUENCE.matcher(sent);
    int at = 0;
    while (at < sent.length()) {
      if (sent.charAt(at) == '\u001b') {
        assertThat(sequence.find(at) && sequence.start() == at).isTrue();
        screen.obey(sequence.group(2), sequence.group(1));
        at = sequence.end();
      } else {
        screen.print(sent.charAt(at));
        at++;
      }
    }
    return screen.rows.stream().map(line -> line.toString().stripTrailing()).toList();
  }

  private void obey(String command, String argument) {
    switch (command) {
      case "A" -> row -= Integer.parseInt(argument);
      case "J" -> {
        rows.subList(row + 1, rows.size()).clear();
        rows.get(row).setLength(column);
      }
      case "l", "h" -> assertThat(argument).isEqualTo("?7");
      default -> throw new AssertionError("Unknown control sequence " + command);
    }
  }

  private void print(char character) {
    switch (character) {
      case '\r' -> column = 0;
      case '\n' -> {
        row++;
        column = 0;
        if (row == rows.size()) {
          rows.add(new StringBuilder());
        }
      }
      default -> {
        StringBuilder line = rows.get(row);
        line.append(" ".repeat(Math.max(0, column - line.length())));
        line.replace(column, Math.min(column + 1, line.length()), String.valueOf(character));
        column++;
      }
    }
  }
}
