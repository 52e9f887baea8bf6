package com.cdc.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriterClaimTest {

  @TempDir private Path directory;

  private String file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("checkpoints").resolve("_writer").toString();
  }

  @Test
  void theClaimThatWasWrittenLastIsInForce() {
    WriterClaim first = next("a");
    first.write();
    first.requireInForce();

    WriterClaim second = next("b", "a");
    second.write();

    assertThat(WriterClaim.inForce(file)).contains(second);
    assertThat(second.generation()).isEqualTo(2);
    assertThatExceptionOfType(NotTheWriterException.class)
        .isThrownBy(first::requireInForce)
        .withMessageContaining("Another instance of this pipeline has become the writer");
  }

  @Test
  void aClaimMayComeIntoForceUntilALaterOneHas() {
    WriterClaim first = next();
    assertThat(first.requireNotReplaced()).isFalse();
    first.write();
    assertThat(first.requireNotReplaced()).isTrue();
    WriterClaim second = next();
    WriterClaim rival = next();
    assertThat(second.requireNotReplaced()).isFalse();
    second.write();

    assertThat(second.requireNotReplaced()).isTrue();
    assertThatExceptionOfType(NotTheWriterException.class).isThrownBy(first::requireNotReplaced);
    assertThatExceptionOfType(NotTheWriterException.class).isThrownBy(rival::requireNotReplaced);
  }

  @Test
  void anEmptiedCheckpointDirectoryIsNoLicenceToWrite() throws Exception {
    WriterClaim claim = next();
    claim.write();
    Files.delete(path(1));

    assertThatExceptionOfType(NotTheWriterException.class)
        .isThrownBy(claim::requireInForce)
        .withMessageContaining("the checkpoint directory was emptied while this job ran");
  }

  @Test
  void aClaimThatWasCutShortLeavesTheOneBeforeInForce() throws Exception {
    WriterClaim first = next("a", "b,c");
    first.write();
    WriterClaim second = next("d");
    second.write();
    String whole = Files.readString(path(0));
    for (int length = 0; length < whole.length() - 1; length++) {
      Files.writeString(path(0), whole.substring(0, length));
      assertThat(WriterClaim.inForce(file)).contains(first);
    }

    Files.writeString(path(0), whole);
    assertThat(WriterClaim.inForce(file)).contains(second);
    assertThat(next().generation()).isEqualTo(3);
  }

  @Test
  void theClaimOfARecoverableJobIsKnownByItsStart() {
    WriterClaim claim = next().of("0a1b");
    claim.write();

    claim.requireInForce();
    assertThat(WriterClaim.inForce(file)).get().matches(read -> read.isOf("0a1b"));
    assertThat(claim.isOf("0a1")).isFalse();
    assertThat(next().isOf("0a1b")).isFalse();
  }

  private WriterClaim next(String... jobs) {
    return WriterClaim.next(
        file, WriterClaim.inForce(file), List.of(jobs), List.of("data, base/slot"));
  }

  private Path path(int turn) {
    return Path.of(file + "-" + turn);
  }
}
