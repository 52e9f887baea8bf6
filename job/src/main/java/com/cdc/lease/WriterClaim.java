package com.cdc.lease;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

/**
 * What an instance writes beside the checkpoints when it becomes the writer. The file holds the
 * newest claim alone; whose token is not in it commits nothing any more. So an instance that was
 * stopped, replaced and goes on keeps out of the landing, whatever its own clock or connections
 * say.
 *
 * @param file where claims of this pipeline stand
 * @param generation 1 for the first writer, one more for each after it
 * @param token unique
 * @param jobs ids of the Flink jobs whose checkpoints may be the newest, this writer's first
 */
public record WriterClaim(String file, long generation, String token, List<String> jobs)
    implements Serializable {

  /** A write in place may be seen half done on a local disk. */
  private static final int ATTEMPTS = 5;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final String END = "end";

  public WriterClaim {
    jobs = List.copyOf(jobs);
  }

  /** The claim that is in force; empty if there never was one. */
  public static Optional<WriterClaim> inForce(String file) {
    for (int attempt = 1; ; attempt++) {
      try {
        return Optional.of(parse(file, content(file)));
      } catch (FileNotFoundException e) {
        return Optional.empty();
      } catch (IOException | IllegalArgumentException e) {
        if (attempt == ATTEMPTS) {
          throw new UncheckedIOException(
              "Cannot read who may write from " + file, new IOException(e));
        }
        pause();
      }
    }
  }

  /** The claim of an instance that is to follow the one in force. Not yet written. */
  public static WriterClaim next(String file, Optional<WriterClaim> before, List<String> jobs) {
    return new WriterClaim(
        file,
        before.map(WriterClaim::generation).orElse(0L) + 1,
        UUID.randomUUID().toString(),
        jobs);
  }

  /** From now on this claim is in force. */
  public void write() {
    Path path = new Path(file);
    String text =
        String.join("\n", String.valueOf(generation), token, String.join(",", jobs), END, "");
    try (FSDataOutputStream out = path.getFileSystem().create(path, WriteMode.OVERWRITE)) {
      out.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write who may write to " + file, e);
    }
  }

  /** Whether this claim has been written, or no later one has. */
  public boolean isOpen() {
    return inForce(file).map(other -> isThis(other) || other.generation < generation).orElse(true);
  }

  /**
   * This claim is the one in force.
   *
   * @throws NotTheWriterException if it is not
   * @throws UncheckedIOException if that cannot be read
   */
  public void requireInForce() {
    WriterClaim other =
        inForce(file)
            .orElseThrow(
                () ->
                    new NotTheWriterException(
                        "The file that says who may write is gone ("
                            + file
                            + "): the checkpoint directory was emptied while this job ran. It ends"
                            + " before it writes what another start would write again."));
    if (!isThis(other)) {
      throw new NotTheWriterException(
          "Another instance of this pipeline has become the writer (see "
              + file
              + "). This one ends; what it read and had not committed, the other one reads again.");
    }
  }

  private boolean isThis(WriterClaim other) {
    return other.token.equals(token);
  }

  private static String content(String file) throws IOException {
    Path path = new Path(file);
    try (InputStream in = path.getFileSystem().open(path)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static WriterClaim parse(String file, String text) {
    String[] lines = text.split("\n", -1);
    if (lines.length < 4 || !lines[3].equals(END)) {
      throw new IllegalArgumentException("Not a whole claim");
    }
    List<String> jobs = new ArrayList<>(Arrays.asList(lines[2].split(",")));
    jobs.removeIf(String::isEmpty);
    return new WriterClaim(file, Long.parseLong(lines[0]), lines[1], jobs);
  }

  private static void pause() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }
}
