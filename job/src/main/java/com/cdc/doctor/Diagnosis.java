package com.cdc.doctor;

import com.cdc.finding.Finding;
import com.cdc.finding.Severity;
import java.util.List;

/**
 * All that was found.
 *
 * @param places what was looked at, a line each
 * @param tables the captured tables that exist
 * @param findings those about databases first
 */
public record Diagnosis(List<String> places, List<TableFacts> tables, List<Finding> findings) {

  public Diagnosis {
    places = List.copyOf(places);
    tables = List.copyOf(tables);
    findings = List.copyOf(findings);
  }

  /** How many are as bad as that. */
  public long count(Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }

  /** 1 if something is critical; else 2 if something could not be looked at; else 0. */
  public int exitCode() {
    if (count(Severity.CRITICAL) > 0) {
      return 1;
    }
    return count(Severity.UNCHECKED) > 0 ? 2 : 0;
  }
}
