package com.cdc.stores;

import static org.awaitility.Awaitility.await;

import com.cdc.testing.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** S3Proxy in a JVM of its own: a real S3 API over a local directory. */
public final class S3Server implements AutoCloseable {

  private static final String BUCKET = "cdc";
  private static final String ACCESS_KEY = "test-identity";
  private static final String SECRET_KEY = "test-credential";

  private static final String PROPERTIES =
      """
      s3proxy.endpoint=http://127.0.0.1:%d
      s3proxy.authorization=aws-v2-or-v4
      s3proxy.identity=%s
      s3proxy.credential=%s
      jclouds.provider=filesystem-nio2
      jclouds.filesystem.basedir=%s
      """;

  private final Path buckets;
  private final int port;
  private final JavaProcess server;

  private S3Server(Path buckets, int port, JavaProcess server) {
    this.buckets = buckets;
    this.port = port;
    this.server = server;
  }

  /** Starts a server with one bucket under the directory. */
  public static S3Server start(Path directory) {
    try {
      Path buckets = Files.createDirectories(directory.resolve("buckets"));
      Files.createDirectory(buckets.resolve(BUCKET));
      int port = freePort();
      Path properties =
          Files.writeString(
              directory.resolve("s3proxy.properties"),
              PROPERTIES.formatted(port, ACCESS_KEY, SECRET_KEY, buckets));
      JavaProcess server =
          JavaProcess.start(
              "s3proxy",
              directory,
              Map.of(),
              List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
              Path.of(System.getProperty("cdc.s3proxy", "target/s3proxy/s3proxy.jar"))
                  .toAbsolutePath()
                  .toString(),
              "org.gaul.s3proxy.Main",
              List.of("--properties", properties.toString()));
      S3Server store = new S3Server(buckets, port, server);
      await().atMost(Duration.ofMinutes(3)).until(store::answers);
      return store;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  /** The URI of a path in the bucket, for {@code landing.uri}. */
  public String uri(String path) {
    return "s3://" + BUCKET + "/" + path;
  }

  /** Where the object or directory of that path is found on the local disk. */
  public Path file(String path) {
    return buckets.resolve(BUCKET).resolve(path);
  }

  /** What the plugin needs to know, by Flink's keys. */
  public Map<String, String> settings() {
    return settings(port);
  }

  /** The same for a way to it through another port. */
  public static Map<String, String> settings(int port) {
    return Map.of(
        "s3.endpoint",
        "http://127.0.0.1:" + port,
        "s3.path.style.access",
        "true",
        "s3.access-key",
        ACCESS_KEY,
        "s3.secret-key",
        SECRET_KEY);
  }

  @Override
  public void close() {
    server.close();
  }

  private boolean answers() {
    if (!server.isAlive()) {
      throw new IllegalStateException("S3Proxy has ended\n" + server.tail());
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false; // it does not listen yet
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
