package com.cdc.sink;

import java.io.IOException;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * A file that a complete checkpoint covers can never be committed: its upload is gone. The job ends
 * and is not restarted, since every restart would begin with the same file.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class LostUploadException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** S3's code, which stands in the messages of its file system only. */
  private static final String NO_SUCH_UPLOAD = "NoSuchUpload";

  private LostUploadException(String message, IOException cause) {
    super(message, cause);
  }

  /**
   * Throws if the commit failed because the upload does not exist, and neither does its object: the
   * file system has looked for that before it failed.
   */
  static void stopIfCause(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      if (message != null && message.contains(NO_SUCH_UPLOAD)) {
        throw new LostUploadException(
            ("A file that the newest checkpoint covers is not in the landing, and its upload is gone:"
                    + " %s Somebody has aborted the upload (a lifecycle rule for incomplete multipart"
                    + " uploads?), or removed the file after it had landed. PostgreSQL still keeps its"
                    + " rows: start the job from the checkpoint before. `cdc run` does so once the"
                    + " newest one is removed (the chk-N of the greatest N of this job under"
                    + " `checkpoint.uri`). Rows of other files that were committed since land again,"
                    + " at the same positions. See docs/guides/object-stores.md.")
                .formatted(failure.getMessage()),
            failure);
      }
    }
  }
}
