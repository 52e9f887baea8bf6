package com.cdc.demo;

import java.io.IOException;

/**
 * PostgreSQL refuses to run as root. The embedded one then runs in a user namespace of its own,
 * which most containers forbid.
 */
final class UserNamespace {

  private UserNamespace() {}

  /**
   * PostgreSQL can be started by this user.
   *
   * @throws IOException if not, with what to do
   */
  static void require() throws IOException {
    boolean linux = System.getProperty("os.name", "").startsWith("Linux");
    if (linux && succeeds("sh", "-c", "test $(id -u) = 0") && !succeeds("unshare", "-U", "true")) {
      throw new IOException(
          "PostgreSQL refuses to run as root, and root may not make a user namespace here (as in"
              + " most containers). Run this as an ordinary user, for example: useradd -m demo &&"
              + " chown -R demo . && su demo -c './cdc demo'");
    }
  }

  private static boolean succeeds(String... command) throws IOException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while looking at this user's rights", e);
    } catch (IOException e) {
      return false; // no such command
    }
  }
}
