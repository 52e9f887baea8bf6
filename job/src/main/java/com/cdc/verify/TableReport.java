package com.cdc.verify;

import com.cdc.event.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the comparison of one table with its landing found.
 *
 * @param table the table
 * @param landed what was read
 * @param rows rows of the table
 * @param differing number of keys that differ, by kind; kinds without any are absent
 * @param differences the first of them
 * @param doubles how often each record landed that landed more than once
 * @param problems what else is wrong with the landing
 */
public record TableReport(
    TableId table,
    LandedCounts landed,
    long rows,
    Map<Difference.Kind, Long> differing,
    List<Difference> differences,
    Map<String, Integer> doubles,
    List<String> problems) {

  public TableReport {
    differing = Map.copyOf(differing);
    differences = List.copyOf(differences);
    doubles = Map.copyOf(doubles);
    problems = List.copyOf(problems);
  }

  /** Whether the folded landing is the table, nothing landed twice and nothing else is wrong. */
  public boolean isEqual() {
    return differing.isEmpty() && doubles.isEmpty() && problems.isEmpty();
  }

  /** Every finding in one line each, cut to the first of each sort; empty if equal. */
  public List<String> findings(int limit) {
    List<String> findings = new ArrayList<>();
    for (Difference.Kind kind : Difference.Kind.values()) {
      long count = differing.getOrDefault(kind, 0L);
      if (count > 0) {
        findings.add("%s: %,d rows %s".formatted(table, count, explain(kind)));
        differences.stream()
            .filter(difference -> difference.kind() == kind)
            .limit(limit)
            .forEach(difference -> findings.add("  " + difference));
      }
    }
    doubles.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .limit(limit)
        .forEach(
            e ->
                findings.add(
                    "%s: the record at %s landed %d times"
                        .formatted(table, e.getKey(), e.getValue())));
    problems.stream().limit(limit).forEach(problem -> findings.add(table + ": " + problem));
    return findings;
  }

  private static String explain(Difference.Kind kind) {
    return switch (kind) {
      case MISSING -> "of the table are missing in the landing";
      case SURPLUS -> "of the landing are not in the table";
      case DIFFERENT -> "have other values in the landing";
    };
  }
}
