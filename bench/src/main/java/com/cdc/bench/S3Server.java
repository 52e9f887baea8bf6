package com.cdc.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * S3Proxy on 127.0.0.1, a process of its own: the S3 protocol over a local directory, so that what
 * is stored can be read as files.
 */
final class S3Server implements AutoCloseable {

  private static final String BUCKET = "bench";
  private static final String IDENTITY = "bench";
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long POLL_NANOS = 50_000_000;

  private final Path bucket;
  private final int port;
  private final String secret;
  private final Process process;

  private S3Server(Path bucket, int port, String secret, Process process) {
    this.bucket = bucket;
    this.port = port;
    this.secret = secret;
    this.process = process;
  }

  /**
   * Starts it with one bucket and waits until it answers.
   *
   * @param root the checkout, built
   * @param work where it keeps what is stored, and its log
   */
  static S3Server start(Path root, Path work) throws IOException {
    Path bucket = Files.createDirectories(work.resolve("buckets").resolve(BUCKET));
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    String secret = HexFormat.of().formatHex(random);
    int port = PostgresServer.freePort();
    Path settings = work.resolve("s3proxy.properties");
    Files.writeString(
        settings,
        """
        s3proxy.endpoint=http://127.0.0.1:%d
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.identity=%s
        s3proxy.credential=%s
        jclouds.provider=filesystem-nio2
        jclouds.filesystem.basedir=%s
        """
            .formatted(port, IDENTITY, secret, bucket.getParent()));
    Path log = work.resolve("s3proxy.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home", ""), "bin/java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-jar",
                root.resolve("bench/target/s3proxy/s3proxy.jar").toString(),
                "--properties",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    S3Server server = new S3Server(bucket, port, secret, process);
    long deadline = System.nanoTime() + START_NANOS;
    while (!server.answers()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new IOException("S3Proxy did not start: " + Files.readString(log));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return server;
  }

  /** Where the objects whose keys begin so are files. */
  Path directory(String prefix) {
    return bucket.resolve(prefix);
  }

  /** Of the job's environment, what puts landing and checkpoints of the task here. */
  Map<String, String> settings(Path landing, Path checkpoints) {
    return Map.of(
        "LANDING_URI",
        uri(landing),
        "CHECKPOINT_URI",
        uri(checkpoints),
        "FLINK_PROPERTIES",
        """
        s3.endpoint: http://127.0.0.1:%d
        s3.path.style.access: true
        s3.access-key: %s
        s3.secret-key: %s
        """
            .formatted(port, IDENTITY, secret));
  }

  private String uri(Path stored) {
    return "s3://%s/%s".formatted(BUCKET, bucket.relativize(stored));
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getByName(Database.HOST), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false; // it does not listen yet
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
