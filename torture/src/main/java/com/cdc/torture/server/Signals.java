package com.cdc.torture.server;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals that Java does not know. */
public final class Signals {

  private Signals() {}

  /**
   * Sends {@code STOP}, {@code CONT}, {@code QUIT} or the like; nothing happens if it has ended.
   */
  public static void send(long pid, String name) {
    try {
      // the shell's own kill: a minimal Debian has no other
      new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
