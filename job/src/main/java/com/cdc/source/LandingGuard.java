package com.cdc.source;

import com.cdc.config.LandingConfig;
import com.cdc.event.TableId;
import com.cdc.lease.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Keeps a job without state from writing on top of an earlier one's landing: it would begin with a
 * snapshot, and rows deleted in between would stay in the fold for ever.
 */
final class LandingGuard {

  private LandingGuard() {}

  /**
   * The landing holds no visible file of these tables.
   *
   * @throws StopException if it does
   */
  static void requireEmpty(LandingConfig landing, List<TableId> tables) {
    for (TableId table : tables) {
      if (holdsData(landing, table)) {
        throw new StopException(
            "The landing already holds data of table "
                + table
                + " ("
                + directory(landing, table)
                + "), but this job has no checkpoint to continue from. Continue: point"
                + " `checkpoint.uri` to the checkpoints of the job that wrote it, and keep its"
                + " `job.name`. Begin anew: set `postgres.on-lost-slot: resnapshot`, which begins"
                + " a new epoch with a truncate record and a new snapshot of every table; or choose"
                + " an empty `landing.uri`. Nothing was written.");
      }
    }
  }

  /** Whether a reader sees a file of the table. */
  private static boolean holdsData(LandingConfig landing, TableId table) {
    Path directory = directory(landing, table);
    try {
      return holdsVisibleFile(directory.getFileSystem(), directory);
    } catch (IOException e) {
      throw new StorageException("look into the landing at", directory, e);
    }
  }

  private static Path directory(LandingConfig landing, TableId table) {
    return new Path(landing.uri(), table.directory());
  }

  private static boolean holdsVisibleFile(FileSystem files, Path directory) throws IOException {
    for (FileStatus status : list(files, directory)) {
      String name = status.getPath().getName();
      boolean hidden = name.startsWith(".") || name.startsWith("_");
      if (!hidden && (!status.isDir() || holdsVisibleFile(files, status.getPath()))) {
        return true;
      }
    }
    return false;
  }

  private static FileStatus[] list(FileSystem files, Path directory) throws IOException {
    try {
      FileStatus[] found = files.listStatus(directory);
      return found == null ? new FileStatus[0] : found;
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }
}
