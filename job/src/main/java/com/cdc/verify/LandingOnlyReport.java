package com.cdc.verify;

import java.util.ArrayList;
import java.util.List;

/**
 * What the manifests and files of a landing prove.
 *
 * @param sources a line for each source: how much of it landed, and how far it was read
 * @param pending files whose manifest is still to come
 * @param notes what a reader should know and is no fault
 * @param faults the first faults, the first one first
 * @param faultCount all faults
 */
public record LandingOnlyReport(
    List<String> sources,
    List<String> pending,
    List<String> notes,
    List<String> faults,
    long faultCount) {

  public LandingOnlyReport {
    sources = List.copyOf(sources);
    pending = List.copyOf(pending);
    notes = List.copyOf(notes);
    faults = List.copyOf(faults);
  }

  /** Whether nothing is missing, cut, doubled or unlisted. */
  public boolean isVerified() {
    return faultCount == 0;
  }

  /** All of it for a human; the last line is the verdict. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>(sources);
    if (!pending.isEmpty()) {
      lines.add(
          "pending: %,d files that are newer than the newest manifest; theirs follows, or comes when"
                  .formatted(pending.size())
              + " the job starts again");
    }
    notes.forEach(note -> lines.add("note: " + note));
    faults.forEach(fault -> lines.add("fault: " + fault));
    if (faultCount > faults.size()) {
      lines.add("and %,d faults more".formatted(faultCount - faults.size()));
    }
    lines.add(
        isVerified()
            ? "verified"
            : "not verified: "
                + (faultCount == 1 ? "1 fault" : "%,d faults".formatted(faultCount)));
    return lines;
  }
}
