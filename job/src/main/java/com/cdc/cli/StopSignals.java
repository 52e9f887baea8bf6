package com.cdc.cli;

import java.util.concurrent.CompletableFuture;
import sun.misc.Signal;

/**
 * SIGTERM and SIGINT as a future. A shutdown hook would not do: it cannot choose the exit code, and
 * Flink's own hooks would run beside it.
 */
final class StopSignals {

  private StopSignals() {}

  /** Completes with the signal's name; a second signal ends the JVM at once. */
  static CompletableFuture<String> install() {
    CompletableFuture<String> stop = new CompletableFuture<>();
    for (String name : new String[] {"TERM", "INT"}) {
      Signal.handle(
          new Signal(name),
          signal -> {
            if (!stop.complete(signal.getName())) {
              Runtime.getRuntime().halt(128 + signal.getNumber());
            }
          });
    }
    return stop;
  }
}
