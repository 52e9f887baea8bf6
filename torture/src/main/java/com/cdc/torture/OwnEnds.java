package com.cdc.torture;

import com.cdc.torture.subject.StandaloneJob;
import java.util.List;

/**
 * The job may end by itself when it has no database or no store, and is started again. But nothing
 * in a run takes anything away from it: where it says so, or cannot be replaced, it is wrong, even
 * if nothing is lost in the end.
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
        .filter(end -> WRONG.stream().anyMatch(end::contains))
        .map(end -> "ended by itself: " + end)
        .toList();
  }
}
