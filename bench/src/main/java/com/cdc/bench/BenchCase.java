package com.cdc.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What is read: a stream of changes or a table as it is, of one shape of rows. */
enum BenchCase {
  STREAM_PGBENCH("stream-pgbench", Shape.PGBENCH, true),
  STREAM_WIDE("stream-wide", Shape.WIDE, true),
  SNAPSHOT_PGBENCH("snapshot-pgbench", Shape.PGBENCH, false),
  SNAPSHOT_WIDE("snapshot-wide", Shape.WIDE, false);

  private final String label;
  private final Shape shape;
  private final boolean stream;

  BenchCase(String label, Shape shape, boolean stream) {
    this.label = label;
    this.shape = shape;
    this.stream = stream;
  }

  String label() {
    return label;
  }

  Shape shape() {
    return shape;
  }

  boolean isStream() {
    return stream;
  }

  /** Who takes part, the reference first. */
  List<Subject> subjects() {
    return List.of(
        stream ? Subject.PG_RECVLOGICAL : Subject.COPY,
        Subject.CDC,
        Subject.DEBEZIUM,
        Subject.FLINK_CDC);
  }

  /** The tables that the subject reads. */
  List<String> tables(Subject subject) {
    if (stream) {
      return shape.tables();
    }
    return List.of(
        subject == Subject.FLINK_CDC ? Shape.tenthOf(shape.mainTable()) : shape.mainTable());
  }

  /**
   * The case of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static BenchCase named(String label) {
    return Arrays.stream(values())
        .filter(known -> known.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "No case is named `%s`. There are: %s, latency"
                        .formatted(
                            label,
                            Arrays.stream(values())
                                .map(BenchCase::label)
                                .collect(Collectors.joining(", ")))));
  }
}
