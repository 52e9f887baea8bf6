package com.cdc.health;

import com.cdc.terminal.Bar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** How far a run is, as lines for a terminal. */
final class RunLines {

  /** Less than the height of any terminal: what has scrolled away cannot be rewritten. */
  private static final int MOST_BARS = 8;

  private static final int LONGEST_NAME = 40;

  private RunLines() {}

  /**
   * A bar for each table that a snapshot reads, and a line of the whole.
   *
   * @param rowsPerSecond read of late
   */
  static List<String> of(RunFigures figures, long rowsPerSecond) {
    List<RunFigures.Table> shown = shown(figures.snapshots());
    int width = shown.stream().mapToInt(table -> name(table).length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (RunFigures.Table table : shown) {
      lines.add(bar(table, width));
    }
    int more = figures.snapshots().size() - shown.size();
    if (more > 0) {
      lines.add("and " + more + " more tables");
    }
    lines.add(summary(figures, rowsPerSecond));
    return lines;
  }

  /**
   * In order of name; of too many, those that are being read before those that wait or are read.
   */
  private static List<RunFigures.Table> shown(List<RunFigures.Table> tables) {
    return tables.stream()
        .sorted(Comparator.comparing(RunLines::urgency))
        .limit(MOST_BARS)
        .sorted(Comparator.comparing(RunFigures.Table::name))
        .toList();
  }

  private static int urgency(RunFigures.Table table) {
    if (table.rowsLeft() == 0) {
      return 2;
    }
    return table.rows() > 0 ? 0 : 1;
  }

  private static String bar(RunFigures.Table table, int width) {
    String name = name(table);
    String rows =
        table.rowsLeft() == 0
            ? "%,d rows"
            : "%,d of about %,d rows"; // by the estimates of PostgreSQL's catalogue
    return Bar.of(table.share())
        + "  "
        + name
        + " ".repeat(width - name.length())
        + "  "
        + String.format(Locale.ROOT, rows, table.rows(), table.rows() + table.rowsLeft());
  }

  /** A name may hold anything, also what a terminal would obey. */
  private static String name(RunFigures.Table table) {
    String name = table.name().replaceAll("\\p{Cntrl}", "?");
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 3) + "...";
  }

  private static String summary(RunFigures figures, long rowsPerSecond) {
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%,d rows read, %,d rows/s, %,d landed",
                figures.rowsRead(),
                rowsPerSecond,
                figures.rowsLanded()));
    figures.lagSeconds().ifPresent(lag -> line.append(", lag ").append(shown((long) lag)));
    if (!figures.snapshots().isEmpty()) {
      line.append(
          String.format(Locale.ROOT, "; snapshot %,d rows/s", figures.snapshotRowsPerSecond()));
      if (figures.snapshotSecondsLeft() > 0) {
        line.append(", about ").append(shown(figures.snapshotSecondsLeft())).append(" left");
      }
    }
    return line.toString();
  }

  private static String shown(long seconds) {
    Duration span = Duration.ofSeconds(seconds);
    if (span.toHours() > 0) {
      return span.toHours() + " h " + span.toMinutesPart() + " min";
    }
    return span.toMinutes() > 0
        ? span.toMinutes() + " min " + span.toSecondsPart() + " s"
        : seconds + " s";
  }
}
