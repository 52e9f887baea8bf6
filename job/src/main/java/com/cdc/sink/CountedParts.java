package com.cdc.sink;

import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketWriter;
import org.apache.flink.streaming.api.functions.sink.filesystem.InProgressFileWriter;
import org.apache.flink.streaming.api.functions.sink.filesystem.InProgressFileWriter.InProgressFileRecoverable;
import org.apache.flink.streaming.api.functions.sink.filesystem.InProgressFileWriter.PendingFileRecoverable;
import org.apache.flink.streaming.api.functions.sink.filesystem.WriterProperties;

/**
 * The FileSink's part files, with an account of what is in each: the sink's own committable knows
 * no more than where a file is.
 */
final class CountedParts implements BucketWriter<PartRows, String> {

  private final BucketWriter<PartRows, String> files;
  private final Map<PendingFileRecoverable, PartFile> closed = new IdentityHashMap<>();

  CountedParts(BucketWriter<PartRows, String> files) {
    this.files = files;
  }

  /** What is in a file that was closed; asked for once. */
  PartFile take(FileSinkCommittable file) {
    return Objects.requireNonNull(closed.remove(file.getPendingFile()), "written by this writer");
  }

  @Override
  public InProgressFileWriter<PartRows, String> openNewInProgressFile(
      String bucket, Path path, long creationTime) throws IOException {
    return new CountedPart(
        files.openNewInProgressFile(bucket, path, creationTime), bucket + "/" + path.getName());
  }

  @Override
  public InProgressFileWriter<PartRows, String> resumeInProgressFileFrom(
      String bucket, InProgressFileRecoverable file, long creationTime) {
    throw new UnsupportedOperationException("Every part file is closed with its checkpoint");
  }

  @Override
  public WriterProperties getProperties() {
    return files.getProperties();
  }

  @Override
  public PendingFile recoverPendingFile(PendingFileRecoverable file) throws IOException {
    return files.recoverPendingFile(file);
  }

  @Override
  public boolean cleanupInProgressFileRecoverable(InProgressFileRecoverable file)
      throws IOException {
    return files.cleanupInProgressFileRecoverable(file);
  }

  private final class CountedPart implements InProgressFileWriter<PartRows, String> {

    private final InProgressFileWriter<PartRows, String> file;
    private final String path;
    private final PartContent content = new PartContent();

    CountedPart(InProgressFileWriter<PartRows, String> file, String path) {
      this.file = file;
      this.path = path;
    }

    @Override
    public void write(PartRows rows, long currentTime) throws IOException {
      file.write(rows, currentTime);
      content.add(rows.content());
    }

    @Override
    public InProgressFileRecoverable persist() throws IOException {
      return file.persist();
    }

    @Override
    public PendingFileRecoverable closeForCommit() throws IOException {
      long bytes = file.getSize();
      PendingFileRecoverable pending = file.closeForCommit();
      closed.put(pending, new PartFile(path, bytes, content));
      return pending;
    }

    @Override
    public void dispose() {
      file.dispose();
    }

    @Override
    public String getBucketId() {
      return file.getBucketId();
    }

    @Override
    public long getCreationTime() {
      return file.getCreationTime();
    }

    @Override
    public long getSize() throws IOException {
      return file.getSize();
    }

    @Override
    public long getLastUpdateTime() {
      return file.getLastUpdateTime();
    }
  }
}
