package com.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.event.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.connector.file.sink.FileSinkCommittableSerializer;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketWriter;
import org.apache.flink.streaming.api.functions.sink.filesystem.InProgressFileWriter;
import org.apache.flink.streaming.api.functions.sink.filesystem.RowWiseBucketWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommittableSerializerTest {

  private static final PartFile PART = new PartFile("cdc.s.t/date=x/hour=y/part-0.json", 4, rows());

  @TempDir Path directory;

  private BucketWriter<PartRows, String> bucketWriter;
  private SimpleVersionedSerializer<FileSinkCommittable> files;
  private CommittableSerializer serializer;

  @BeforeEach
  void open() throws IOException {
    bucketWriter =
        new RowWiseBucketWriter<>(
            FileSystem.getLocalFileSystem().createRecoverableWriter(), new RowsEncoder());
    files =
        new FileSinkCommittableSerializer(
            bucketWriter.getProperties().getPendingFileRecoverableSerializer(),
            bucketWriter.getProperties().getInProgressFileRecoverableSerializer());
    serializer = new CommittableSerializer(files);
  }

  @Test
  void aFileOfAVersionWithoutManifestsIsStillCommitted() throws IOException {
    FileSinkCommittable written = pending();

    LandingCommittable read = serializer.deserialize(files.getVersion(), files.serialize(written));

    assertThat(read.account()).isNull();
    commit(read.files().get(0));
    assertThat(Files.readString(directory.resolve("part"))).isEqualTo("{}\n\n");
  }

  @Test
  void filesAndAccountComeBack() throws IOException {
    WriterAccount account =
        new WriterAccount(
            "file:/landing",
            "5f0c",
            1,
            3,
            1795328110635L,
            "0a1b2c3d",
            List.of(PART),
            List.of(new SourceProgress("postgres", "cdc_slot", 2, 0x16B3748)),
            Map.of("postgres", new Position(2, 5, 1)));
    LandingCommittable written = new LandingCommittable(List.of(pending()), account);

    LandingCommittable read =
        serializer.deserialize(serializer.getVersion(), serializer.serialize(written));

    assertThat(read.account()).usingRecursiveComparison().isEqualTo(account);
    commit(read.files().get(0));
    assertThat(directory.resolve("part")).exists();
  }

  @Test
  void whatALaterVersionWroteIsRefused() {
    assertThatThrownBy(() -> serializer.deserialize(101, new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "A later version of this program wrote the checkpoint: its files are of version 101,"
                + " this program knows those up to 100. Start the later version.");
  }

  private FileSinkCommittable pending() throws IOException {
    InProgressFileWriter<PartRows, String> part =
        bucketWriter.openNewInProgressFile(
            "bucket", new org.apache.flink.core.fs.Path(directory.resolve("part").toString()), 0);
    part.write(new PartRows("bucket", new byte[] {'{', '}', '\n', '\n'}, rows()), 0);
    return new FileSinkCommittable("bucket", part.closeForCommit());
  }

  private void commit(FileSinkCommittable file) throws IOException {
    bucketWriter.recoverPendingFile(file.getPendingFile()).commitAfterRecovery();
  }

  private static PartContent rows() {
    com.cdc.event.ChangeBatch batch = new com.cdc.event.ChangeBatch();
    batch.rows = 2;
    batch.reads = 1;
    batch.deletes = 1;
    batch.firstEpoch = 1;
    batch.lastEpoch = 1;
    batch.lastLsn = -1;
    return PartContent.of(batch);
  }
}
