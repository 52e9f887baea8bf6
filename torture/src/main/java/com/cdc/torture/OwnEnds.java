package com.cdc.torture;

import com.cdc.torture.subject.StandaloneJob;
import com.cdc.torture.subject.Subject;
import java.util.List;

/**
 * A start may fail for want of a database or a store, and is tried again. But nothing in a run ends
 * a job that was running, or takes anything away from it: where it says so, or cannot be replaced,
 * it is wrong, even if nothing is lost in the end.
 */
final class OwnEnds {

  private static final List<String> WRONG =
      List.of(
          StandaloneJob.NOT_REPLACED,
          "did not end within",
          "changes are gone",
          "are missing",
          "would land twice",
          "the landing was emptied",
          "was restored to an earlier state",
          "The file that says who may write is gone");

  private OwnEnds() {}

  /** Those that no fault explains. */
  static List<String> faults(List<String> ownEnds) {
    return ownEnds.stream()
        .filter(end -> end.startsWith(Subject.ENDED) || WRONG.stream().anyMatch(end::contains))
        .map(end -> "ended by itself: " + end)
        .toList();
  }
}
