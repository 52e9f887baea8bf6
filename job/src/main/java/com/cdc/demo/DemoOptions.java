package com.cdc.demo;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked of the demo.
 *
 * @param rows items in the warehouse before the pipeline starts; half as many movements come with
 *     them
 * @param changes inserted, updated and deleted rows while it runs
 * @param out directory for {@code landing/} and {@code checkpoints/}; null for a temporary one
 * @param keep whether the landing stays in any case; with {@code out} it stays unless the demo is
 *     interrupted
 * @param port of the web interface: 0 for any free one, null for 8081 or else any free one
 * @param seed of the workload: the same seed makes the same changes
 */
public record DemoOptions(
    int rows, int changes, @Nullable Path out, boolean keep, @Nullable Integer port, long seed) {

  public static final int DEFAULT_ROWS = 20_000;
  public static final int DEFAULT_CHANGES = 10_000;
  public static final int DEFAULT_PORT = 8081;
  public static final long DEFAULT_SEED = 1;

  public DemoOptions {
    requireAtLeastZero("--rows", rows);
    requireAtLeastZero("--changes", changes);
    if (port != null && (port < 0 || port > 65_535)) {
      throw new IllegalArgumentException(
          "--port is " + port + ". Give a port from 1 to 65535, or 0 for any free one.");
    }
  }

  private static void requireAtLeastZero(String option, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(option + " is " + value + ". Give 0 or more.");
    }
  }
}
