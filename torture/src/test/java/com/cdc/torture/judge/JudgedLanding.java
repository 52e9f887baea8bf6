package com.cdc.torture.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.torture.judge.WrittenLanding.Line;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** A landing of the history, right until a test alters its lines; then written and judged. */
final class JudgedLanding {

  private final CommittedHistory history;
  private final Path directory;
  private final List<Line> lines;

  JudgedLanding(CommittedHistory history, Path directory) {
    this.history = history;
    this.directory = directory;
    lines = history.landed();
  }

  List<Line> lines() {
    return lines;
  }

  /** The n-th row of the table and operation. */
  Line take(String table, String op, int n) {
    return lines.stream().filter(line -> line.is(table, op)).skip(n).findFirst().orElseThrow();
  }

  /** The first row of the table and operation with this id. */
  Line line(String table, String op, int id) {
    return lines.stream()
        .filter(line -> line.is(table, op) && line.json().get("id").asInt() == id)
        .findFirst()
        .orElseThrow();
  }

  /** Judges the lines as they are now: a finding begins with this. */
  Verdict convicts(String beginning) throws SQLException, IOException {
    Verdict verdict = judge();
    assertThat(verdict.findings()).anyMatch(finding -> finding.startsWith(beginning));
    return verdict;
  }

  Verdict judge() throws SQLException, IOException {
    write();
    return judge(new Sightings(List.of(), Map.of()));
  }

  void write() throws IOException {
    WrittenLanding.write(directory, lines);
  }

  /** Judges what was written. */
  Verdict judge(Sightings sightings) throws SQLException, IOException {
    return new Judge(history.database(), directory).judge(sightings);
  }
}
