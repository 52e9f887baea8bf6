package com.cdc.stores;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.stores.GcsStore.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream.Committer;
import org.apache.flink.core.fs.RecoverableWriter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the sink relies on in Flink's GCS plugin: parts, their commit, and faults meanwhile. */
class GcsPluginITCase {

  private static final String TEXT = "0123456789".repeat(60_000);
  private static final String BEGIN = "POST /upload";
  private static final String CHUNK = "PUT /upload";
  private static final String LOOK = "GET /storage";
  private static final String COMPOSE = "POST /storage";
  private static final String CLEAN = "POST /batch";

  @TempDir private static Path directory;
  private static GcsStore store;
  private RecoverableWriter writer;
  private org.apache.flink.core.fs.Path part;

  @BeforeAll
  static void start() {
    store = GcsStore.start(directory);
    Plugins.initialize(store.settings());
  }

  @AfterAll
  static void stop() {
    FileSystem.initialize(new Configuration(), null);
    store.close();
  }

  @BeforeEach
  void newPart() throws Exception {
    store.inject(request -> Fault.NONE);
    Files.deleteIfExists(store.file("landing/part"));
    part = new org.apache.flink.core.fs.Path(store.uri("landing/part"));
    writer = part.getFileSystem().createRecoverableWriter();
  }

  @Test
  void aPartIsVisibleOnceItIsCommittedAndItsPiecesAreGone() throws Exception {
    Committer written = write().closeForCommit();
    assertThat(store.file("landing/part")).doesNotExist();
    assertThat(pieces()).isEqualTo(1);

    written.commit();

    assertThat(store.file("landing/part")).hasContent(TEXT);
    assertThat(pieces()).isZero();
  }

  @Test
  void openFilesHoldNoMoreThanASmallChunk() throws Exception {
    AtomicInteger chunks = inject(CHUNK, Fault.NONE, 0);
    RecoverableFsDataOutputStream out = writer.open(part);
    out.write(new byte[5 << 20]);
    out.closeForCommit();
    assertThat(chunks.getAndSet(0)).as("chunks of a part, 2 MiB each").isEqualTo(3);

    org.apache.flink.core.fs.Path other =
        new org.apache.flink.core.fs.Path(store.uri("checkpoints/state"));
    try (FSDataOutputStream state = other.getFileSystem().create(other, WriteMode.OVERWRITE)) {
      state.write(new byte[5 << 20]);
    }
    assertThat(chunks.get()).as("chunks of a checkpoint's file, 1 MiB each").isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {CHUNK, LOOK})
  void aChunkAndALookAreTriedAgain(String request) throws Exception {
    AtomicInteger met = inject(request, Fault.UNAVAILABLE, 2);

    write().closeForCommit().commit();

    assertThat(met.get()).isGreaterThan(2);
    assertThat(store.file("landing/part")).hasContent(TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNAVAILABLE", "UNAUTHORIZED", "LOST_REPLY"})
  void theBeginningOfAPieceIsNotTriedAgainAndFailsTheAttempt(Fault fault) {
    inject(BEGIN, fault, 1);

    assertThatThrownBy(() -> write().closeForCommit()).isNotNull();
    assertThat(store.file("landing/part")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    COMPOSE + ",UNAVAILABLE",
    COMPOSE + ",UNAUTHORIZED",
    COMPOSE + ",LOST_REQUEST",
    COMPOSE + ",LOST_REPLY",
    CLEAN + ",UNAVAILABLE",
    CLEAN + ",LOST_REPLY"
  })
  void aCommitThatFailedIsDoneOnceAfterRecovery(String request, Fault fault) throws Exception {
    Committer written = write().closeForCommit();
    inject(request, fault, 1);
    assertThatThrownBy(written::commit).isNotNull();

    writer.recoverForCommit(written.getRecoverable()).commitAfterRecovery();

    assertThat(store.file("landing/part")).hasContent(TEXT);
    assertThat(pieces()).isZero();
  }

  private RecoverableFsDataOutputStream write() throws IOException {
    RecoverableFsDataOutputStream out = writer.open(part);
    out.write(TEXT.getBytes(US_ASCII));
    return out;
  }

  /** The first requests of that kind meet the fault. Returns how many there were. */
  private static AtomicInteger inject(String start, Fault fault, int times) {
    AtomicInteger met = new AtomicInteger();
    store.inject(
        request ->
            request.startsWith(start) && met.incrementAndGet() <= times ? fault : Fault.NONE);
    return met;
  }

  private static long pieces() throws IOException {
    try (Stream<Path> files = Files.walk(store.file(".inprogress/bucket/landing/part"))) {
      return files.filter(Files::isRegularFile).count();
    }
  }
}
