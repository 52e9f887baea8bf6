package com.cdc.embedded;

import com.cdc.config.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The address and port of the web interface. */
final class WebPort {

  private static final Logger LOG = LoggerFactory.getLogger(WebPort.class);

  private WebPort() {}

  /**
   * Tries the port before Flink does, whose own error names neither the key nor a way out. A range
   * of ports under {@code flink} is left to Flink.
   *
   * @throws ConfigException if the port is taken, or not allowed, or the address not this machine's
   */
  static void requireFree(Configuration flink) {
    String port = flink.get(RestOptions.BIND_PORT);
    String bound = flink.get(RestOptions.BIND_ADDRESS);
    InetAddress address = address(bound);
    warnIfOpen(flink, address);
    if (!port.matches("\\d+")) {
      return;
    }
    try (ServerSocket socket = new ServerSocket(Integer.parseInt(port), 1, address)) {
      socket.getLocalPort();
    } catch (IOException e) {
      throw new ConfigException(
          List.of(
              ("The web interface cannot listen on %s:%s (%s). End what listens there, or choose"
                      + " another port as `rest.port` (environment variable REST_PORT); 0 takes any"
                      + " free one. `rest.bind-address` must be an address of this machine.")
                  .formatted(bound, port, e.getMessage())));
    }
  }

  private static InetAddress address(String bound) {
    try {
      return InetAddress.getByName(bound);
    } catch (UnknownHostException e) {
      throw new ConfigException(
          List.of(
              ("`rest.bind-address` (environment variable REST_BIND_ADDRESS) is `%s`, which is no"
                      + " address. Take 127.0.0.1, or 0.0.0.0 for all addresses of this machine.")
                  .formatted(bound)));
    }
  }

  private static void warnIfOpen(Configuration flink, InetAddress address) {
    if (!address.isLoopbackAddress()
        && !flink.get(SecurityOptions.SSL_REST_AUTHENTICATION_ENABLED)) {
      LOG.warn(
          "Whoever reaches the web interface can read it and stop the job; it asks nobody who they"
              + " are. Let only a proxy or a probe reach it: docs/guides/security.md address={}",
          address.getHostAddress());
    }
  }
}
