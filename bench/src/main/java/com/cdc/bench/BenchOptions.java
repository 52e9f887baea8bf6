package com.cdc.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What to run.
 *
 * @param rows of the narrow snapshot; the sizes of the other cases follow from it
 */
record BenchOptions(List<BenchCase> cases, boolean latency, int runs, long rows) {

  static final String LATENCY = "latency";

  private static final long ROWS = 2_000_000;

  /** Reads {@code --cases A,B --runs N --rows N}; each may be left out. */
  static BenchOptions parse(String[] args) {
    List<BenchCase> cases = new ArrayList<>(Arrays.asList(BenchCase.values()));
    boolean latency = true;
    int runs = 3;
    long rows = ROWS;
    for (int i = 0; i < args.length; i += 2) {
      String value = i + 1 < args.length ? args[i + 1] : "";
      switch (args[i]) {
        case "--cases" -> {
          List<String> named = new ArrayList<>(List.of(value.split("[, ]+", -1)));
          latency = named.remove(LATENCY);
          cases = named.stream().map(BenchCase::named).toList();
        }
        case "--runs" -> runs = Integer.parseInt(value);
        case "--rows" -> rows = Long.parseLong(value);
        default ->
            throw new IllegalArgumentException(
                "Unknown argument `%s`. There are: --cases, --runs, --rows".formatted(args[i]));
      }
    }
    return new BenchOptions(List.copyOf(cases), latency, runs, rows);
  }

  /** About how many rows or changes: wide ones are fewer, as each takes longer. */
  long rowsOf(BenchCase benchCase) {
    return switch (benchCase) {
      case SNAPSHOT_PGBENCH -> rows;
      case SNAPSHOT_WIDE -> rows / 5;
      case STREAM_PGBENCH, STREAM_WIDE -> rows * 2 / 5;
    };
  }

  /** The command that does the same again. */
  String command() {
    List<String> names = new ArrayList<>(cases.stream().map(BenchCase::label).toList());
    if (latency) {
      names.add(LATENCY);
    }
    boolean everything = names.size() == BenchCase.values().length + 1;
    return "make bench"
        + (everything ? "" : " CASES=" + String.join(",", names))
        + " RUNS="
        + runs
        + (rows == ROWS ? "" : " ROWS=" + rows);
  }
}
