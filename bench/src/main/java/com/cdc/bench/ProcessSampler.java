package com.cdc.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Follows one process: what processor time it has used, and the most memory that was resident. Its
 * children are not counted.
 *
 * <p>Source: proc(5), {@code /proc/pid/stat} and {@code VmHWM} of {@code /proc/pid/status}.
 */
final class ProcessSampler implements AutoCloseable {

  /** Linux reports in these to programs, whatever the kernel itself uses. */
  private static final double TICKS_PER_SECOND = 100;

  private static final long INTERVAL_NANOS = 10_000_000;

  private final long pid;
  private final Thread thread = new Thread(this::follow, "process-sampler");
  private final List<Sample> samples = new ArrayList<>();
  private volatile boolean closed;

  /**
   * What was read of the process at one time.
   *
   * @param nanos by {@link System#nanoTime}
   */
  record Sample(long nanos, double cpuSeconds, double peakRssMb) {}

  ProcessSampler(long pid) {
    this.pid = pid;
    thread.setDaemon(true);
    thread.start();
  }

  /** The last sample that is not after the given time, or zeros. */
  synchronized Sample at(long nanos) {
    Sample found = new Sample(nanos, 0, 0);
    for (Sample sample : samples) {
      if (sample.nanos() - nanos > 0) {
        break;
      }
      found = sample;
    }
    return found;
  }

  private void follow() {
    while (!closed) {
      try {
        add(new Sample(System.nanoTime(), cpuSeconds(), peakRssMb()));
      } catch (IOException | RuntimeException e) {
        return; // it has ended
      }
      LockSupport.parkNanos(INTERVAL_NANOS);
    }
  }

  private synchronized void add(Sample sample) {
    samples.add(sample);
  }

  private double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), US_ASCII);
    // the name may hold anything; after it come the fields from the third on
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  private double peakRssMb() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"), US_ASCII)) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new IOException("Process " + pid + " has no memory any more");
  }

  @Override
  public void close() {
    closed = true;
  }
}
