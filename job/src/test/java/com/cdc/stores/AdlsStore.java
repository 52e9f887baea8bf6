package com.cdc.stores;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * A double of the DFS endpoint of an account with a hierarchical namespace (ADLS Gen2): the
 * documented protocol as far as a file system client uses it, over HTTP or TLS. It has one
 * container, whose paths are files of a local directory.
 */
public final class AdlsStore implements TestStore {

  static final String ACCOUNT = "lake";
  static final String CONTAINER = "landing";

  /** Of the account, unless other credentials are asked for. */
  static final SharedKey KEY = new SharedKey(ACCOUNT, "c2hhcmVkLWtleS1vZi10aGUtdGVzdA==");

  private static final String HOST = ACCOUNT + ".dfs.core.windows.net";

  private final Path root;
  private final HttpServer server;
  private final AdlsCredentials credentials;
  private final AdlsContainer container;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile AdlsFault fault = AdlsFault.NONE;

  private AdlsStore(Path root, HttpServer server, AdlsCredentials credentials) {
    this.root = root;
    this.server = server;
    this.credentials = credentials;
    container = new AdlsContainer(root);
  }

  /** Over HTTP, for whoever signs with {@link #KEY}. */
  public static AdlsStore start(Path directory) {
    return start(directory, KEY);
  }

  /** Over HTTP. */
  static AdlsStore start(Path directory, AdlsCredentials credentials) {
    try {
      return listen(directory, HttpServer.create(anyPort(), 64), credentials);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Over TLS. */
  static AdlsStore start(Path directory, AdlsCredentials credentials, SSLContext tls) {
    try {
      HttpsServer server = HttpsServer.create(anyPort(), 64);
      server.setHttpsConfigurator(new HttpsConfigurator(tls));
      return listen(directory, server, credentials);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static AdlsStore listen(Path directory, HttpServer server, AdlsCredentials credentials)
      throws IOException {
    Path root = Files.createDirectories(directory.resolve(CONTAINER));
    AdlsStore store = new AdlsStore(root, server, credentials);
    server.createContext("/", store::serve);
    server.setExecutor(store.threads);
    server.start();
    return store;
  }

  /** From now on requests meet this. */
  void inject(AdlsFault next) {
    fault = next;
  }

  /** {@code http(s)://127.0.0.1:port}. */
  String url() {
    return (isTls() ? "https://" : "http://") + endpoint();
  }

  @Override
  public String uri(String path) {
    return "%s://%s@%s/%s".formatted(isTls() ? "abfss" : "abfs", CONTAINER, HOST, path);
  }

  @Override
  public Path file(String path) {
    return root.resolve(path);
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("fs.azure.abfs.endpoint", endpoint());
    settings.put("fs.azure.always.use.https", String.valueOf(isTls()));
    if (credentials instanceof SharedKey shared) {
      settings.put("fs.azure.account.key." + HOST, shared.key());
    }
    return settings;
  }

  private String endpoint() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private boolean isTls() {
    return server instanceof HttpsServer;
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      AdlsRequest request = AdlsRequest.of(exchange);
      fault.answer(request, this::answer).send(exchange);
    }
  }

  private synchronized AdlsReply answer(AdlsRequest request) throws IOException {
    try {
      if (!credentials.admit(request)) {
        return AdlsError.AUTHENTICATION_FAILED.reply();
      }
      if (!request.container().equals(CONTAINER)) {
        return AdlsError.FILESYSTEM_NOT_FOUND.reply();
      }
      return request.path().isEmpty() && request.is("resource", "filesystem")
          ? answerForContainer(request)
          : container.answer(request);
    } catch (AdlsError.Refusal e) {
      return e.reply();
    }
  }

  /** "Filesystem - Get Properties" and "Create"; "Path - List" has the same form. */
  private AdlsReply answerForContainer(AdlsRequest request) throws IOException {
    return switch (request.method()) {
      case "HEAD" ->
          AdlsReply.of(200)
              .with(AdlsPath.find(root).orElseThrow())
              .with("x-ms-namespace-enabled", "true");
      case "PUT" -> AdlsError.FILESYSTEM_ALREADY_EXISTS.reply();
      default -> container.answer(request);
    };
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
