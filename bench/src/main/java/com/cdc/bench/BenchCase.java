package com.cdc.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What is read: a stream of changes or a table as it is, of one shape of rows. */
enum BenchCase {
  STREAM_PGBENCH("stream-pgbench", Shape.PGBENCH, true, withPeers(Subject.PG_RECVLOGICAL)),
  STREAM_WIDE("stream-wide", Shape.WIDE, true, withPeers(Subject.PG_RECVLOGICAL)),
  SNAPSHOT_PGBENCH("snapshot-pgbench", Shape.PGBENCH, false, withPeers(Subject.COPY)),
  SNAPSHOT_WIDE("snapshot-wide", Shape.WIDE, false, withPeers(Subject.COPY)),
  DELIVERY(
      "delivery",
      Shape.PGBENCH,
      true,
      List.of(
          Subject.CDC, Subject.CDC_GZIP, Subject.CDC_ZSTD, Subject.CDC_S3, Subject.CDC_S3_GZIP));

  private final String label;
  private final Shape shape;
  private final boolean stream;
  private final List<Subject> subjects;

  BenchCase(String label, Shape shape, boolean stream, List<Subject> subjects) {
    this.label = label;
    this.shape = shape;
    this.stream = stream;
    this.subjects = subjects;
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
    return subjects;
  }

  private static List<Subject> withPeers(Subject reference) {
    return List.of(reference, Subject.CDC, Subject.DEBEZIUM, Subject.FLINK_CDC);
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
                    "No case is named `%s`. There are: %s, %s"
                        .formatted(
                            label,
                            Arrays.stream(values())
                                .map(BenchCase::label)
                                .collect(Collectors.joining(", ")),
                            String.join(", ", BenchOptions.OTHERS))));
  }
}
