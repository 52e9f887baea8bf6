package com.cdc.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Attempts a target many times. Each try has a generator of its own, so that a failing one is
 * repeated alone: {@code -Dcdc.fuzz.seed=… -Dcdc.fuzz.first=… -Dcdc.fuzz.tries=1}.
 */
public final class Fuzz {

  private static final long SEED = Long.getLong("cdc.fuzz.seed", 20_261_124);
  private static final long FIRST = Long.getLong("cdc.fuzz.first", 0);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What classes that are loaded meanwhile and the like may take. */
  private static final long OWN_BYTES = 8 << 20;

  private Fuzz() {}

  /** So many tries, unless {@code cdc.fuzz.tries} says otherwise. */
  public static void run(String name, long usually, Duration limit, FuzzTarget target)
      throws InterruptedException {
    long tries = Long.getLong("cdc.fuzz.tries", usually);
    AtomicLong current = new AtomicLong(FIRST);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              for (long i = FIRST; i < FIRST + tries && failure.get() == null; i++) {
                current.set(i);
                try {
                  target.attempt(new SplittableRandom(SEED ^ i * 0x9e3779b97f4a7c15L));
                } catch (Throwable e) {
                  failure.set(e);
                }
              }
            },
            "fuzz-" + name);
    long started = System.nanoTime();
    thread.setDaemon(true);
    thread.start();
    thread.join(limit.toMillis());
    String again = "-Dcdc.fuzz.seed=%d -Dcdc.fuzz.first=%d".formatted(SEED, current.get());
    if (thread.isAlive()) {
      AssertionError hang = new AssertionError(name + " hangs: " + again);
      hang.setStackTrace(thread.getStackTrace());
      throw hang;
    }
    if (failure.get() != null) {
      throw new AssertionError(name + ": " + again + " -Dcdc.fuzz.tries=1", failure.get());
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    System.out.printf(
        "fuzz target=%s seed=%d tries=%d perSecond=%.0f%n", name, SEED, tries, tries / seconds);
  }

  /** Fails if the action allocates more than what an input of this length can justify. */
  static void withBoundedMemory(int length, Runnable action) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    action.run();
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).as("bytes allocated").isLessThan(OWN_BYTES + 256L * length);
  }
}
