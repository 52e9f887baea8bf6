package com.cdc.sink;

import com.cdc.event.ChangeBatch;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.connector.file.sink.writer.FileWriter;
import org.apache.flink.connector.file.sink.writer.FileWriterBucketState;

/** Passes rows on to the FileSink's writer, and versions of shapes to their own files. */
record LandingWriter(FileWriter<ChangeBatch> rows, SchemaWriter schemas)
    implements StatefulSinkWriter<ChangeBatch, FileWriterBucketState>,
        CommittingSinkWriter<ChangeBatch, FileSinkCommittable> {

  @Override
  public void write(ChangeBatch batch, Context context) throws IOException, InterruptedException {
    if (batch.schemaVersion) {
      schemas.write(batch);
    } else {
      rows.write(batch, context);
    }
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    rows.flush(endOfInput);
  }

  @Override
  public Collection<FileSinkCommittable> prepareCommit() throws IOException {
    return rows.prepareCommit();
  }

  @Override
  public List<FileWriterBucketState> snapshotState(long checkpointId) throws IOException {
    return rows.snapshotState(checkpointId);
  }

  @Override
  public void close() throws Exception {
    rows.close();
  }
}
