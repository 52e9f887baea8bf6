package com.cdc.embedded;

import com.cdc.config.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;

/** The port of the web interface. */
final class WebPort {

  private WebPort() {}

  /**
   * Tries the port before Flink does, whose own error names neither the key nor a way out. A range
   * of ports under {@code flink} is left to Flink.
   *
   * @throws ConfigException if the port is taken, or not allowed
   */
  static void requireFree(Configuration flink) {
    String port = flink.get(RestOptions.BIND_PORT);
    String address = flink.get(RestOptions.BIND_ADDRESS);
    if (!port.matches("\\d+")) {
      return;
    }
    try (ServerSocket socket =
        new ServerSocket(Integer.parseInt(port), 1, InetAddress.getByName(address))) {
      socket.getLocalPort();
    } catch (IOException e) {
      throw new ConfigException(
          List.of(
              ("The web interface cannot listen on %s:%s (%s). End what listens there, or choose"
                      + " another port as `rest.port` (environment variable REST_PORT); 0 takes any"
                      + " free one.")
                  .formatted(address, port, e.getMessage())));
    }
  }
}
