package com.cdc.stores;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * One bucket of Google Cloud Storage on loopback: our own double of the documented JSON API, not
 * the service. Uploads in progress and the service's knowledge of its objects end with it.
 */
public final class GcsStore implements TestStore {

  private static final String BUCKET = "bucket";

  static {
    // a reply's head and body are written apart: the body would wait 40 ms for the head's receipt
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** What a test may make of a request. */
  public enum Fault {
    NONE,
    /** The service is not available, and nothing was carried out. */
    UNAVAILABLE,
    /** The credentials are not valid, as while they are exchanged. */
    UNAUTHORIZED,
    /** The connection breaks before anything is carried out. */
    LOST_REQUEST,
    /** It is carried out, and the connection breaks before the client hears of it. */
    LOST_REPLY
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Path directory;
  private final GcsApi api;
  private volatile Function<String, Fault> faults = request -> Fault.NONE;

  private GcsStore(HttpServer server, Path directory, GcsApi api) {
    this.server = server;
    this.directory = directory;
    this.api = api;
  }

  /** Starts with an empty bucket below the directory. */
  public static GcsStore start(Path directory) {
    try {
      Path objects = Files.createDirectories(directory.resolve(BUCKET));
      Path scratch = Files.createDirectories(directory.resolve("scratch"));
      GcsApi api = new GcsApi(BUCKET, new GcsObjects(BUCKET, objects, scratch));
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      GcsStore store = new GcsStore(HttpServer.create(any, 0), objects, api);
      store.server.setExecutor(store.threads);
      store.server.createContext("/", store::handle);
      store.server.start();
      return store;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * From now on requests meet these faults.
   *
   * @param wanted by a request's method, path and parameters
   */
  public void inject(Function<String, Fault> wanted) {
    faults = wanted;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      GcsRequest request = GcsRequest.of(exchange);
      GcsReply reply;
      switch (faults.apply(request.toString())) {
        case NONE -> reply = api.answer(request);
        case UNAVAILABLE -> reply = GcsReply.error(503, "backendError");
        case UNAUTHORIZED -> reply = GcsReply.error(401, "authError");
        case LOST_REQUEST -> {
          return; // closed without a reply
        }
        case LOST_REPLY -> {
          api.answer(request);
          return;
        }
        default -> throw new IllegalStateException();
      }
      reply.send(exchange);
    } catch (RuntimeException e) {
      GcsReply.error(500, String.valueOf(e)).send(exchange);
    }
  }

  /** {@code http://127.0.0.1:port}. */
  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public String uri(String path) {
    return "gs://" + BUCKET + "/" + path;
  }

  @Override
  public Path file(String path) {
    return directory.resolve(path);
  }

  /** Without credentials: those that a machine of Google's has by itself are not looked for. */
  @Override
  public Map<String, String> settings() {
    return Map.of(
        "gs.storage.root.url", address(),
        "gs.auth.service.account.enable", "false",
        "gs.auth.null.enable", "true");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
