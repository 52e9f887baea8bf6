package com.cdc.lease;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * What an instance writes beside the checkpoints when it becomes the writer. The newest claim is in
 * force; whose token is not in it commits nothing any more. So an instance that was stopped,
 * replaced and goes on keeps out of the landing, whatever its own clock or connections say.
 *
 * <p>Claims go to two files in turn: one that is cut short by a crash leaves the one before in
 * force.
 *
 * @param file where claims of this pipeline stand, without the ending of the two files
 * @param generation 1 for the first writer, one more for each after it
 * @param token unique; of a job that a cluster can recover it begins with what names its start
 * @param jobs ids of the Flink jobs whose checkpoints may be the newest, this writer's first
 * @param slots what the pipeline reads, each {@code database/slot}, and after these the same on
 *     which server, {@code database/slot@system identifier}
 */
public record WriterClaim(
    String file, long generation, String token, List<String> jobs, List<String> slots)
    implements Serializable {

  private static final int ATTEMPTS = 5;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final String END = "end";

  /** Between a start's name and what makes its token unique. */
  private static final String OF = "/";

  public WriterClaim {
    jobs = List.copyOf(jobs);
    slots = List.copyOf(slots);
  }

  /**
   * The claim that is in force; empty if there never was one.
   *
   * @throws UncheckedIOException if that cannot be read
   */
  public static Optional<WriterClaim> inForce(String file) {
    return Stream.of(0, 1)
        .flatMap(turn -> parse(file, content(path(file, turn))).stream())
        .max(Comparator.comparingLong(WriterClaim::generation));
  }

  /** The claim of an instance that is to follow the one in force. Not yet written. */
  public static WriterClaim next(
      String file, Optional<WriterClaim> before, List<String> jobs, List<String> slots) {
    long generation = before.map(WriterClaim::generation).orElse(0L) + 1;
    return new WriterClaim(file, generation, UUID.randomUUID().toString(), jobs, slots);
  }

  /** The same with what {@link SlotServers} says. */
  public WriterClaim on(List<String> servers) {
    return new WriterClaim(
        file, generation, token, jobs, Stream.concat(slots.stream(), servers.stream()).toList());
  }

  /** The same, of the start of a job that goes on with this claim when it is recovered. */
  public WriterClaim of(String start) {
    return new WriterClaim(file, generation, start + OF + token, jobs, slots);
  }

  /** This is the claim of that start. */
  public boolean isOf(String start) {
    return token.startsWith(start + OF);
  }

  /** From now on this claim is in force. */
  public void write() {
    Path path = path(file, generation);
    String text =
        String.join("\n", String.valueOf(generation), token, joined(jobs), joined(slots), END, "");
    try (FSDataOutputStream out = path.getFileSystem().create(path, WriteMode.OVERWRITE)) {
      out.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new StorageException("write who may write to", path, e);
    }
  }

  /**
   * This claim is the one in force.
   *
   * @throws NotTheWriterException if it is not
   */
  public void requireInForce() {
    Optional<WriterClaim> other = inForce(file);
    if (other.isEmpty()) {
      throw new NotTheWriterException(
          "The file that says who may write is gone ("
              + file
              + "): the checkpoint directory was emptied while this job ran. It ends before it"
              + " writes what another start would write again. Put the directory's files back and"
              + " start again; the next start says how to begin anew without them.");
    }
    if (!isThis(other.get())) {
      throw replaced();
    }
  }

  /**
   * This claim is in force, or may still come into force.
   *
   * @return whether it is in force
   * @throws NotTheWriterException if a later one is, or another of the same generation
   */
  public boolean requireNotReplaced() {
    Optional<WriterClaim> other = inForce(file);
    if (other.isPresent() && !isThis(other.get()) && other.get().generation >= generation) {
      throw replaced();
    }
    return other.map(this::isThis).orElse(false);
  }

  private NotTheWriterException replaced() {
    return new NotTheWriterException(
        "Another instance of this pipeline has become the writer (see "
            + file
            + "). This one ends; what it read and had not committed, the other one reads again.");
  }

  private boolean isThis(WriterClaim other) {
    return other.token.equals(token);
  }

  private static Path path(String file, long turn) {
    return new Path(file + "-" + turn % 2);
  }

  /** Null if there is no such file. */
  private static @Nullable String content(Path path) {
    for (int attempt = 1; ; attempt++) {
      try (InputStream in = path.getFileSystem().open(path)) {
        return new String(in.readAllBytes(), UTF_8);
      } catch (FileNotFoundException e) {
        return null;
      } catch (IOException e) {
        if (isAbsent(path)) { // some file systems say so by an error of their own
          return null;
        }
        if (attempt == ATTEMPTS) {
          throw new StorageException("read who may write from", path, e);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static boolean isAbsent(Path path) {
    try {
      return !path.getFileSystem().exists(path);
    } catch (IOException e) {
      return false;
    }
  }

  /** Empty also for one that is not whole: its writer has not become the writer. */
  private static Optional<WriterClaim> parse(String file, @Nullable String text) {
    String[] lines = text == null ? new String[0] : text.split("\n", -1);
    if (lines.length < 5 || !lines[4].equals(END)) {
      return Optional.empty();
    }
    return Optional.of(
        new WriterClaim(
            file, Long.parseLong(lines[0]), lines[1], parts(lines[2]), parts(lines[3])));
  }

  private static String joined(List<String> parts) {
    return parts.stream()
        .map(part -> URLEncoder.encode(part, UTF_8))
        .collect(Collectors.joining(","));
  }

  private static List<String> parts(String joined) {
    return Arrays.stream(joined.split(","))
        .filter(part -> !part.isEmpty())
        .map(part -> URLDecoder.decode(part, UTF_8))
        .toList();
  }
}
