package com.cdc.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
    WriterClaim first = WriterClaim.next(file, WriterClaim.inForce(file), List.of("a"));
    first.write();
    first.requireInForce();

    WriterClaim second = WriterClaim.next(file, WriterClaim.inForce(file), List.of("b", "a"));
    second.write();

    assertThat(WriterClaim.inForce(file)).contains(second);
    assertThat(second.generation()).isEqualTo(2);
    assertThatExceptionOfType(NotTheWriterException.class)
        .isThrownBy(first::requireInForce)
        .withMessageContaining("Another instance of this pipeline has become the writer");
  }

  @Test
  void aClaimIsOpenUntilALaterOneIsWritten() {
    WriterClaim first = WriterClaim.next(file, Optional.empty(), List.of());
    assertThat(first.isOpen()).isTrue();
    first.write();
    WriterClaim second = WriterClaim.next(file, WriterClaim.inForce(file), List.of());
    WriterClaim rival = WriterClaim.next(file, WriterClaim.inForce(file), List.of());
    assertThat(second.isOpen()).isTrue();
    second.write();

    assertThat(second.isOpen()).isTrue();
    assertThat(first.isOpen()).isFalse();
    assertThat(rival.isOpen()).isFalse();
  }

  @Test
  void anEmptiedCheckpointDirectoryIsNoLicenceToWrite() throws Exception {
    WriterClaim claim = WriterClaim.next(file, Optional.empty(), List.of());
    claim.write();
    Files.delete(Path.of(file));

    assertThatExceptionOfType(NotTheWriterException.class)
        .isThrownBy(claim::requireInForce)
        .withMessageContaining("the checkpoint directory was emptied while this job ran");
  }

  @Test
  void aHalfWrittenClaimIsNotTakenForAWholeOne() throws Exception {
    WriterClaim claim = WriterClaim.next(file, Optional.empty(), List.of("a"));
    claim.write();
    assertThatCode(claim::requireInForce).doesNotThrowAnyException();
    String whole = Files.readString(Path.of(file));
    Files.writeString(Path.of(file), whole.substring(0, whole.length() / 2));

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(claim::requireInForce)
        .withMessageContaining("Cannot read who may write from");
  }
}
