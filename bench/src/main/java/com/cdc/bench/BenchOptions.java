package com.cdc.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What to run.
 *
 * @param others of {@link #OTHERS}, those to run
 * @param rows of the narrow snapshot; the sizes of the other cases follow from it
 * @param seconds of load for small-files
 */
record BenchOptions(List<BenchCase> cases, List<String> others, int runs, long rows, int seconds) {

  static final String LATENCY = "latency";
  static final String SMALL_FILES = "small-files";

  /** What is measured in a way of its own. */
  static final List<String> OTHERS = List.of(LATENCY, SMALL_FILES);

  private static final long ROWS = 2_000_000;
  private static final int SECONDS = 240;

  /** Reads {@code --cases A,B --runs N --rows N --seconds N}; each may be left out. */
  static BenchOptions parse(String[] args) {
    List<BenchCase> cases = new ArrayList<>(Arrays.asList(BenchCase.values()));
    List<String> others = OTHERS;
    int runs = 3;
    long rows = ROWS;
    int seconds = SECONDS;
    for (int i = 0; i < args.length; i += 2) {
      String value = i + 1 < args.length ? args[i + 1] : "";
      switch (args[i]) {
        case "--cases" -> {
          List<String> named = new ArrayList<>(List.of(value.split("[, ]+", -1)));
          others = OTHERS.stream().filter(named::remove).toList();
          cases = named.stream().map(BenchCase::named).toList();
        }
        case "--runs" -> runs = Integer.parseInt(value);
        case "--rows" -> rows = Long.parseLong(value);
        case "--seconds" -> seconds = Integer.parseInt(value);
        default ->
            throw new IllegalArgumentException(
                "Unknown argument `%s`. There are: --cases, --runs, --rows, --seconds"
                    .formatted(args[i]));
      }
    }
    return new BenchOptions(List.copyOf(cases), others, runs, rows, seconds);
  }

  /** About how many rows or changes: wide ones are fewer, as each takes longer. */
  long rowsOf(BenchCase benchCase) {
    return switch (benchCase) {
      case SNAPSHOT_PGBENCH -> rows;
      case SNAPSHOT_WIDE -> rows / 5;
      case STREAM_PGBENCH, STREAM_WIDE, DELIVERY -> rows * 2 / 5;
    };
  }

  /** The command that does the same again. */
  String command() {
    List<String> names = new ArrayList<>(cases.stream().map(BenchCase::label).toList());
    names.addAll(others);
    boolean everything = names.size() == BenchCase.values().length + OTHERS.size();
    return "make bench"
        + (everything ? "" : " CASES=" + String.join(",", names))
        + " RUNS="
        + runs
        + (rows == ROWS ? "" : " ROWS=" + rows)
        + (seconds == SECONDS ? "" : " SECONDS=" + seconds);
  }
}
