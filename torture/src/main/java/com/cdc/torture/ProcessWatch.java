package com.cdc.torture;

import com.cdc.torture.subject.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Memory and threads of the job's JVMs all along.
 *
 * <p>Source: proc(5), {@code /proc/pid/status}.
 */
final class ProcessWatch implements AutoCloseable {

  private static final long EVERY_MILLIS = 2000;

  private final Subject subject;
  private final List<Sample> samples = new ArrayList<>();
  private final Thread thread = new Thread(this::follow, "process-watch");
  private final long begin = System.nanoTime();
  private volatile boolean closed;

  /**
   * One look at one process.
   *
   * @param seconds since the run began
   * @param name what the process is
   * @param rssMb resident memory
   */
  record Sample(double seconds, String name, long pid, double rssMb, int threads) {}

  ProcessWatch(Subject subject) {
    this.subject = subject;
    thread.setDaemon(true);
    thread.start();
  }

  synchronized List<Sample> samples() {
    return List.copyOf(samples);
  }

  private void follow() {
    while (!closed) {
      for (Map.Entry<String, Long> process : subject.processes().entrySet()) {
        look(process.getKey(), process.getValue());
      }
      try {
        Thread.sleep(EVERY_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void look(String name, long pid) {
    double rss = 0;
    int threads = 0;
    try {
      for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status"))) {
        if (line.startsWith("VmRSS:")) {
          rss = Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        } else if (line.startsWith("Threads:")) {
          threads = Integer.parseInt(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      return; // it has ended
    }
    if (rss > 0) {
      double seconds = (System.nanoTime() - begin) / 1e9;
      synchronized (this) {
        samples.add(new Sample(seconds, name, pid, rss, threads));
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
