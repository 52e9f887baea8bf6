package com.cdc.sink;

import com.cdc.lease.LockKeeper;
import com.cdc.lease.WriterClaim;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.file.sink.FileSinkCommittable;

/**
 * Commits files only while the writer's claim is in force, and makes sure that they are there.
 *
 * @param since when this committer was made, epoch milliseconds: what is older was committed before
 */
record ClaimedCommitter(
    long since, Committer<FileSinkCommittable> files, WriterClaim claim, LockKeeper keeper)
    implements Committer<LandingCommittable> {

  @Override
  public void commit(Collection<CommitRequest<LandingCommittable>> requests)
      throws IOException, InterruptedException {
    List<FileSinkCommittable> pending = new ArrayList<>();
    List<WriterAccount> accounts = new ArrayList<>();
    for (CommitRequest<LandingCommittable> request : requests) {
      pending.addAll(request.getCommittable().files());
      WriterAccount account = request.getCommittable().account();
      if (account != null) {
        accounts.add(account);
      }
    }
    if (!pending.isEmpty()) {
      requireInForce();
      commitFiles(pending);
      for (WriterAccount account : accounts) {
        for (PartFile part : account.parts()) {
          CommittedFile.require(account, part, since);
        }
      }
    }
  }

  private void commitFiles(List<FileSinkCommittable> pending)
      throws IOException, InterruptedException {
    try {
      files.commit(List.copyOf(pending.stream().map(FileRequest::new).toList()));
    } catch (IOException e) {
      LostUploadException.stopIfCause(e);
      throw e;
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

  /** Asks for one file of several; that it succeeded or not is said of all of them. */
  private record FileRequest(FileSinkCommittable file)
      implements CommitRequest<FileSinkCommittable> {

    @Override
    public FileSinkCommittable getCommittable() {
      return file;
    }

    @Override
    public int getNumberOfRetries() {
      return 0;
    }

    @Override
    public void signalFailedWithKnownReason(Throwable reason) {
      throw new IllegalStateException("The FileSink's committer throws", reason);
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable reason) {
      throw new IllegalStateException("The FileSink's committer throws", reason);
    }

    @Override
    public void retryLater() {
      throw new IllegalStateException("The FileSink's committer throws");
    }

    @Override
    public void updateAndRetryLater(FileSinkCommittable committable) {
      throw new IllegalStateException("The FileSink's committer throws");
    }

    @Override
    public void signalAlreadyCommitted() {}
  }
}
