package com.cdc.demo;

import java.io.IOException;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;

/** Decides on the port of the web interface. */
final class WebPort {

  private WebPort() {}

  /**
   * The wanted port; without a wish the default one, or 0 (any free one) where that is taken.
   *
   * @throws IllegalArgumentException if the wanted port is taken
   */
  static int choose(@Nullable Integer wanted) {
    if (wanted == null) {
      return isFree(DemoOptions.DEFAULT_PORT) ? DemoOptions.DEFAULT_PORT : 0;
    }
    if (wanted != 0 && !isFree(wanted)) {
      throw new IllegalArgumentException(
          "Port "
              + wanted
              + " of the web interface is taken or not allowed. Give --port another one, or 0 for"
              + " any free one.");
    }
    return wanted;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
