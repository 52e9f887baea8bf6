package com.cdc.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.cdc.event.ChangeBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpooledChunkTest {

  private static final int MEGABYTE = 1 << 20;

  @TempDir private Path directory;

  @Test
  void allBatchesComeOutInOrderThoseInTheFileToo() throws Exception {
    List<ChangeBatch> out = new ArrayList<>();
    try (SpooledChunk chunk = chunk()) {
      for (int i = 0; i < 10; i++) {
        chunk.add(batch(i, MEGABYTE));
      }
      chunk.add(batch(10, 5 * MEGABYTE));
      chunk.add(batch(11, 0));

      assertThat(chunk.rows()).isEqualTo(66);
      chunk.forEach(out::add);
    }
    assertThat(out).hasSize(12);
    for (int i = 0; i < 12; i++) {
      ChangeBatch expected = batch(i, i < 10 ? MEGABYTE : i == 10 ? 5 * MEGABYTE : 0);
      assertThat(Arrays.equals(out.get(i).lines, expected.lines)).isTrue();
      assertThat(out.get(i)).usingRecursiveComparison().ignoringFields("lines").isEqualTo(expected);
    }
  }

  @Test
  void noMoreThanTheBudgetStaysInMemory() throws IOException {
    try (SpooledChunk chunk = chunk()) {
      List<ChangeBatch> added = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        added.add(batch(i, MEGABYTE));
        chunk.add(added.get(i));
      }

      List<ChangeBatch> out = new ArrayList<>();
      chunk.forEach(out::add);
      assertThat(out.stream().filter(added::contains))
          .as("those that are the same object still")
          .hasSize(SpooledChunk.MEMORY_BYTES / MEGABYTE);
    }
  }

  @Test
  void theFileHasNoNameSoThatAKillLeavesNothing() throws IOException {
    try (SpooledChunk chunk = chunk()) {
      fill(chunk);

      try (Stream<Path> files = Files.list(directory)) {
        assertThat(files).isEmpty();
      }
    }
  }

  @Test
  void aCloseGivesTheFileFreeThoughNothingWasEmitted() throws IOException {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "open files are listed on Linux only");
    SpooledChunk chunk = chunk();
    fill(chunk);
    assertThat(openFiles()).hasSize(1);

    chunk.close();

    assertThat(openFiles()).isEmpty();
    assertThat(chunk.isClosed()).isTrue();
    assertThatThrownBy(() -> chunk.add(batch(1, 1)))
        .hasMessage("The reading of this chunk was given up");
  }

  @Test
  void aDiskThatTakesNothingIsNamedWithTheWayOut() {
    Path missing = directory.resolve("missing");
    try (SpooledChunk chunk = new SpooledChunk(missing, closed -> {})) {
      assertThatThrownBy(() -> fill(chunk))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageStartingWith(
              "Cannot write the snapshot of table s.t to a temporary file in " + missing)
          .hasMessageContaining("postgres.chunk-size")
          .hasMessageContaining("-Djava.io.tmpdir=DIR");
    }
  }

  private SpooledChunk chunk() {
    return new SpooledChunk(directory, closed -> {});
  }

  private static void fill(SpooledChunk chunk) {
    for (int i = 0; i < 6; i++) {
      chunk.add(batch(i, MEGABYTE));
    }
  }

  private List<Path> openFiles() throws IOException {
    List<Path> open = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        if (Files.isSymbolicLink(descriptor)) {
          Path target = Files.readSymbolicLink(descriptor);
          if (target.startsWith(directory)) {
            open.add(target);
          }
        }
      }
    }
    return open;
  }

  private static ChangeBatch batch(int number, int bytes) {
    ChangeBatch batch = new ChangeBatch();
    batch.schema = "s";
    batch.table = "t";
    batch.timeMillis = 1_795_328_110_635L + number;
    batch.rows = number;
    batch.reads = number;
    batch.firstEpoch = 1;
    batch.lastLsn = number;
    batch.lines = new byte[bytes];
    Arrays.fill(batch.lines, (byte) ('a' + number));
    return batch;
  }
}
