package com.cdc.scenario;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is done to a database and a pipeline over it.
 *
 * @param rows at first in each table
 * @param chunkSize as configured
 * @param stepsBefore how many steps are done before the pipeline starts
 */
record Scenario(
    List<TableKind> tables,
    int rows,
    String chunkSize,
    int checkpointMillis,
    int stepsBefore,
    Beginning beginning,
    Traffic traffic,
    List<Step> steps) {

  enum Beginning {
    DURING_SNAPSHOT,
    AFTER_SNAPSHOT
  }

  /** What commits beside the steps. */
  enum Traffic {
    NONE,
    STEADY
  }

  /** For humans, one step a line. */
  @Override
  public String toString() {
    return "%s of %d rows, chunks of %s, checkpoints every %d ms, %s, traffic %s, started after step %d%n"
            .formatted(tables, rows, chunkSize, checkpointMillis, beginning, traffic, stepsBefore)
        + IntStream.range(0, steps.size())
            .mapToObj(i -> "%3d  %s".formatted(i + 1, steps.get(i)))
            .collect(Collectors.joining(System.lineSeparator()));
  }
}
