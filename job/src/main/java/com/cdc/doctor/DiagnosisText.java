package com.cdc.doctor;

import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A diagnosis for people. */
public final class DiagnosisText {

  private DiagnosisText() {}

  /** Line by line. */
  public static List<String> lines(Diagnosis diagnosis) {
    List<String> lines = new ArrayList<>(diagnosis.places());
    diagnosis.tables().forEach(table -> lines.add("  " + line(table)));
    for (Finding finding : diagnosis.findings()) {
      lines.add("");
      lines.add(finding.severity().label().toUpperCase(Locale.ROOT) + " " + finding.kind().id());
      lines.add("  where  " + finding.where());
      lines.add("  what   " + finding.what());
      lines.add("  why    " + finding.kind().why());
      lines.addAll(fix(finding.fix()));
    }
    lines.add("");
    lines.add(summary(diagnosis));
    return lines;
  }

  private static List<String> fix(Fix fix) {
    List<String> lines = new ArrayList<>();
    if (fix == Fix.NONE) {
      return lines;
    }
    boolean steps = !fix.sql().isEmpty() || !fix.commands().isEmpty();
    lines.add("  fix    " + fix.lead() + (steps ? ":" : ""));
    fix.sql().forEach(sql -> lines.add("           " + sql));
    fix.commands().forEach(command -> lines.add("           " + command));
    if (!fix.rest().isEmpty()) {
      lines.add("         " + fix.rest());
    }
    return lines;
  }

  private static String line(TableFacts table) {
    return "%s: %s, %,d KB, about %,d bytes a row; %s; REPLICA IDENTITY %s: %s"
        .formatted(
            table.table(),
            table.rows() < 0 ? "rows unknown" : "about %,d rows".formatted(table.rows()),
            table.bytes() >> 10,
            table.averageRowBytes(),
            table.key().isEmpty() ? "no key" : "key " + String.join(", ", table.key()),
            table.identity(),
            table.costs());
  }

  private static String summary(Diagnosis diagnosis) {
    if (diagnosis.findings().isEmpty()) {
      return "No findings.";
    }
    List<String> counts = new ArrayList<>();
    for (Severity severity : Severity.values()) {
      long count = diagnosis.count(severity);
      if (count > 0) {
        counts.add(count + " " + severity.label());
      }
    }
    return String.join(", ", counts) + ".";
  }
}
