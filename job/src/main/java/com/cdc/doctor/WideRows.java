package com.cdc.doctor;

import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import com.cdc.postgres.CapturedTable;
import com.cdc.postgres.RowLimit;
import java.util.ArrayList;
import java.util.List;

/** Whether the memory is enough for the rows. */
final class WideRows {

  /** How much wider than the average a row may well be. */
  private static final int SPREAD = 10;

  private static final long MIB = 1 << 20;

  private WideRows() {}

  static List<Finding> check(Patient patient) {
    int limit = RowLimit.of(patient.config());
    List<Finding> findings = new ArrayList<>();
    for (CapturedTable table : patient.tables().values()) {
      long wide = (long) SPREAD * table.averageRowBytes();
      if (table.estimatedRows() > 0 && wide > limit) {
        long heap = RowLimit.heapBytes((int) Math.min(Integer.MAX_VALUE, wide)) / MIB + 1;
        findings.add(
            patient.finding(
                Kind.WIDE_ROWS,
                table.id(),
                "A row of `%s` in %s takes about %,d KB on average, and the largest that this program would read has %,d KB."
                    .formatted(
                        table.id(), patient.where(), table.averageRowBytes() >> 10, limit >> 10),
                Fix.advice(
                    ("Give the job a heap of %d MB (CDC_JAVA_OPTS=-Xmx%dm, in the container"
                            + " JDK_JAVA_OPTIONS, on a cluster taskmanager.memory.task.heap.size),"
                            + " and leave postgres.max-row-bytes at 0 or set it to %d mb.")
                        .formatted(heap, heap, wide / MIB + 1))));
      }
    }
    return findings;
  }
}
