package com.cdc.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

/**
 * Closes what was opened, newest first, once: at the end, or when the JVM shuts down (Ctrl-C,
 * SIGTERM). A shutdown in the middle of an opening waits for it, so that nothing half-started stays
 * behind, and lets nothing more be opened.
 */
final class Cleanup implements AutoCloseable {

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Thread hook = new Thread(this::closeAll, "demo-cleanup");
  private volatile boolean closing;

  Cleanup() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Opens something that is closed with this. */
  synchronized <T extends AutoCloseable> T open(Callable<T> opening) throws Exception {
    if (closing) {
      throw new CancellationException("The demo is shutting down");
    }
    T resource = opening.call();
    opened.push(resource);
    return resource;
  }

  /** Whether closing has begun, here or by the JVM's shutdown. */
  boolean isClosing() {
    return closing;
  }

  @Override
  public void close() {
    closeAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the JVM is shutting down: the hook finds nothing left to close
    }
  }

  private void closeAll() {
    closing = true;
    synchronized (this) {
      while (!opened.isEmpty()) {
        try {
          opened.pop().close();
        } catch (Exception e) {
          System.err.println("The demo could not clean up: " + e);
        }
      }
    }
  }
}
