package com.cdc.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

  @TempDir private Path directory;

  @Test
  void theNewestCompleteOneOfTheFirstJobThatHasOneIsResumed() throws Exception {
    complete("b", 9);
    complete("b", 10);
    Files.createDirectories(directory.resolve("b/chk-11")); // without its metadata
    complete("c", 99);

    assertThat(Checkpoints.newest(directory.toString(), List.of("a", "b", "c")).orElseThrow())
        .endsWith("/b/chk-10");
    assertThat(Checkpoints.newest(directory.toString(), List.of("a"))).isEmpty();
  }

  @Test
  void startsThatNeverCompletedACheckpointAreForgotten() throws Exception {
    complete("d", 1);

    assertThat(Checkpoints.needed(directory.toString(), List.of("a", "b", "c", "d", "e")))
        .containsExactly("a", "d");
    assertThat(Checkpoints.needed(directory.toString(), List.of("d", "e"))).containsExactly("d");
    assertThat(Checkpoints.needed(directory.toString(), List.of("a", "b"))).containsExactly("a");
  }

  private void complete(String job, int number) throws IOException {
    Path checkpoint = directory.resolve(job).resolve("chk-" + number);
    Files.createDirectories(checkpoint);
    Files.writeString(checkpoint.resolve("_metadata"), "x");
  }
}
