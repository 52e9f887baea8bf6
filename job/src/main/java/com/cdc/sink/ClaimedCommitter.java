package com.cdc.sink;

import com.cdc.lease.LockKeeper;
import com.cdc.lease.WriterClaim;
import java.io.IOException;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.file.sink.FileSinkCommittable;

/** Commits files only while the writer's claim is in force. */
record ClaimedCommitter(Committer<FileSinkCommittable> files, WriterClaim claim, LockKeeper keeper)
    implements Committer<FileSinkCommittable> {

  @Override
  public void commit(Collection<CommitRequest<FileSinkCommittable>> requests)
      throws IOException, InterruptedException {
    if (!requests.isEmpty()) {
      requireInForce();
      files.commit(requests);
    }
  }

  private void requireInForce() {
    switch (keeper) {
      case PROCESS -> claim.requireInForce();
      case JOB -> {
        // tasks may be restored before the job's coordinator has brought the claim into force
        if (!claim.requireNotReplaced()) {
          throw new IllegalStateException(
              "This job is not the writer yet; its files wait (see " + claim.file() + ")");
        }
      }
    }
  }

  @Override
  public void close() throws Exception {
    files.close();
  }
}
