package com.cdc.torture.nemesis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The clock that the job's JVMs see: libfaketime's, moved by a file. The machine's own stays right,
 * and so does the monotonic clock, as when an administrator or NTP sets the time.
 */
public final class Clock implements Supplier<Map<String, String>> {

  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

  private final Path file;
  private final Optional<Path> library;
  private volatile boolean isSeen;

  /** A clock that is right, kept in that directory. */
  public Clock(Path directory) {
    this.file = directory.resolve("clock");
    this.library = LIBRARIES.stream().filter(Files::exists).findFirst();
    set(0);
  }

  /** Whether the package {@code faketime} is installed. */
  public boolean canJump() {
    return library.isPresent();
  }

  /**
   * Whether processes that are started from now on see it. The library makes a JVM several times
   * slower, so only few do.
   */
  void show(Sight sight) {
    isSeen = sight == Sight.SEEN;
  }

  enum Sight {
    SEEN,
    UNSEEN
  }

  /** What a process that is started now needs in its environment. */
  @Override
  public Map<String, String> get() {
    return library
        .filter(path -> isSeen)
        .map(
            path ->
                Map.of(
                    "LD_PRELOAD", path.toString(),
                    "FAKETIME_TIMESTAMP_FILE", file.toString(),
                    "FAKETIME_CACHE_DURATION", "1",
                    "DONT_FAKE_MONOTONIC", "1",
                    "FAKETIME_DONT_FAKE_MONOTONIC", "1"))
        .orElse(Map.of());
  }

  /** From now on it is so many seconds ahead, or behind. */
  public void set(int seconds) {
    try {
      Path written =
          Files.writeString(file.resolveSibling("clock.new"), "%+d%n".formatted(seconds));
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
