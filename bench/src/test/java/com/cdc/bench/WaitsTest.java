package com.cdc.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaitsTest {

  @TempDir private Path landing;

  @Test
  void aRowHasWaitedFromItsCommitUntilItsFileBecameVisible() throws IOException {
    long committed = System.currentTimeMillis() - 60_000;
    Files.writeString(
        landing.resolve("part-0.json"),
        "{\"__ts_ms\":%d}\n{\"__ts_ms\":%d}\n".formatted(committed, committed + 50_000));

    assertThat(Waits.longestSeconds(landing)).isBetween(59.9, 120.0);
  }
}
