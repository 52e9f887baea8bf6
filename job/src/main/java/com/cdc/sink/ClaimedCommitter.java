package com.cdc.sink;

import com.cdc.lease.WriterClaim;
import java.io.IOException;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.file.sink.FileSinkCommittable;

/** Commits files only while the writer's claim is in force. */
record ClaimedCommitter(Committer<FileSinkCommittable> files, WriterClaim claim)
    implements Committer<FileSinkCommittable> {

  @Override
  public void commit(Collection<CommitRequest<FileSinkCommittable>> requests)
      throws IOException, InterruptedException {
    if (!requests.isEmpty()) {
      claim.requireInForce();
      files.commit(requests);
    }
  }

  @Override
  public void close() throws Exception {
    files.close();
  }
}
