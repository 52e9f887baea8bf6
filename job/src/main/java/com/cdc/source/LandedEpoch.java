package com.cdc.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.compress.Decompression;
import com.cdc.config.Compression;
import com.cdc.config.LandingConfig;
import com.cdc.event.MetadataField;
import com.cdc.event.TableId;
import com.cdc.lease.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * The greatest epoch that has landed, for a job that has lost its state and is to begin the next
 * one. Epochs rise with time, so only the newest day of each table is looked at: the end of each of
 * its files.
 */
final class LandedEpoch {

  /** Metadata stands at the end of a line. */
  private static final int TAIL_BYTES = 1 << 16;

  // inside of a JSON string the quotes would have backslashes before them
  private static final Pattern EPOCH =
      Pattern.compile("(?<!\\\\)\"" + MetadataField.EPOCH.key() + "\":(\\d+)");

  private LandedEpoch() {}

  /**
   * The greatest epoch in the landing of these tables; 0 if nothing has landed.
   *
   * @throws StopException if a file says nothing of its epoch
   */
  static long greatest(LandingConfig landing, List<TableId> tables) {
    long greatest = 0;
    for (TableId table : tables) {
      Path directory = new Path(landing.uri(), table.directory());
      try {
        FileSystem files = directory.getFileSystem();
        FileStatus[] days = visible(files, directory);
        if (days.length > 0) {
          greatest = Math.max(greatest, ofAll(files, days[days.length - 1]));
        }
      } catch (IOException e) {
        throw new StorageException("look into the landing at", directory, e);
      }
    }
    return greatest;
  }

  private static long ofAll(FileSystem files, FileStatus status) throws IOException {
    if (!status.isDir()) {
      return ofFile(status);
    }
    long greatest = 0;
    for (FileStatus inside : visible(files, status.getPath())) {
      greatest = Math.max(greatest, ofAll(files, inside));
    }
    return greatest;
  }

  private static long ofFile(FileStatus file) throws IOException {
    byte[] tail = tail(file);
    Matcher matcher = EPOCH.matcher(new String(tail, UTF_8));
    long last = -1;
    while (matcher.find()) {
      last = Long.parseLong(matcher.group(1));
    }
    if (last < 0) {
      throw new StopException(
          "File "
              + file.getPath()
              + " in the landing does not say of which epoch its records are, so no later one can"
              + " be begun. Move away what this job did not write, or choose an empty"
              + " `landing.uri`.");
    }
    return last;
  }

  /** A compressed file can only be read from its beginning. */
  private static byte[] tail(FileStatus file) throws IOException {
    try (FSDataInputStream in = file.getPath().getFileSystem().open(file.getPath())) {
      String name = file.getPath().getName();
      if (Decompression.of(name) == Compression.NONE) {
        in.seek(Math.max(0, file.getLen() - TAIL_BYTES));
        return in.readAllBytes();
      }
      byte[] before = new byte[0];
      InputStream text = Decompression.open(name, in);
      while (true) {
        byte[] piece = text.readNBytes(TAIL_BYTES);
        if (piece.length < TAIL_BYTES) {
          byte[] tail = Arrays.copyOf(before, before.length + piece.length);
          System.arraycopy(piece, 0, tail, before.length, piece.length);
          return tail;
        }
        before = piece;
      }
    }
  }

  /** In the order of their names. */
  private static FileStatus[] visible(FileSystem files, Path directory) throws IOException {
    FileStatus[] found;
    try {
      found = files.listStatus(directory);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
    return found == null
        ? new FileStatus[0]
        : Arrays.stream(found)
            .filter(status -> !status.getPath().getName().matches("[._].*"))
            .sorted(Comparator.comparing(status -> status.getPath().getName()))
            .toArray(FileStatus[]::new);
  }
}
