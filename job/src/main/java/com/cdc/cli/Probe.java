package com.cdc.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Asks the instance of this container whether it is ready, for a container's health check where
 * there is no shell: {@code java -cp lib/job-….jar com.cdc.cli.Probe}. On HTTP_PORT, PORT or 8080,
 * or the port that is given; exits 0 if it is, 1 if not. Knows nothing but the JDK, so that it
 * starts at once; HTTP by hand, as the JDK's own client takes longer to load than to ask.
 */
public final class Probe {

  private static final int DEFAULT_PORT = 8080;
  private static final int MILLIS = 4000;

  private Probe() {}

  public static void main(String[] args) {
    System.exit(isReady(port(args)) ? 0 : 1);
  }

  private static int port(String[] args) {
    String given = args.length > 0 ? args[0] : System.getenv("HTTP_PORT");
    String port = given == null || given.isEmpty() ? System.getenv("PORT") : given;
    return port == null || port.isEmpty() ? DEFAULT_PORT : Integer.parseInt(port);
  }

  /** Whether the answer on the port is 200; what it says else goes to stderr. */
  static boolean isReady(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), MILLIS);
      socket.setSoTimeout(MILLIS);
      socket
          .getOutputStream()
          .write("GET /health/ready HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".getBytes(US_ASCII));
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      String status = in.readLine();
      if (status != null && status.contains(" 200 ")) {
        return true;
      }
      String line = status;
      while (line != null) {
        System.err.println(line);
        line = in.readLine();
      }
      return false;
    } catch (IOException e) {
      System.err.println("Nothing answers on 127.0.0.1:" + port + ": " + e.getMessage());
      return false;
    }
  }
}
